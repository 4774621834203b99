-- A search forgives what sounds the same and letters that changed places, and puts first what fits best.

-- Whether a text, whose words have these keys, has this word in it: as a fragment, or nearly.
create function has_word(value text, value_keys text[], word text, keys text[]) returns boolean
    language sql stable parallel safe
    return value like '%' || word || '%' or (length(word) > 3 and word operator(public.<%) value)
        or value_keys && keys;

create or replace function has_word(value text, word text) returns boolean
    language sql stable parallel safe
    return has_word(value, alike_keys(value), word, alike_keys(word));

-- How well a text fits: 0 it is what was asked for, 1 a word of it begins so, 2 all words are in it, 3 nearly.
create function match_rank(value text, query text) returns integer
    language sql stable parallel safe
    return case when value = public.search_text(btrim(query)) then 0
                when position(' ' || public.search_text(btrim(query)) in ' ' || value) > 0 then 1
                when not exists (select from unnest(search_words(query)) word where position(word in value) = 0) then 2
                else 3 end;

create or replace function find_organisations(query text) returns setof uuid
    language sql stable strict parallel safe rows 20
    set pg_trgm.word_similarity_threshold = 0.5
as $$
    with terms as materialized (
        select word, alike_keys(word) as keys, position from unnest(search_words(query)) with ordinality w (word, position)),
    first as (select word, keys from terms where position = 1)
    select o.id
    from organisations o, first
    where (search_text(o.name) like '%' || first.word || '%' or first.word <% search_text(o.name)
           or o.name_keys && first.keys)
      and not exists (select from terms t where not has_word(search_text(o.name), o.name_keys, t.word, t.keys))
    union
    select n.organisation_id
    from organisation_aliases n, first
    where (search_text(n.alias) like '%' || first.word || '%' or first.word <% search_text(n.alias)
           or n.alias_keys && first.keys)
      and not exists (select from terms t where not has_word(search_text(n.alias), n.alias_keys, t.word, t.keys))
    union
    select o.id from organisations o where o.ods_code = upper(btrim(query))
$$;

-- People whose name has all these words, whatever their order, accents and a slip in each of them.
create function find_by_name(query text) returns setof uuid
    language sql stable strict parallel safe rows 100
    set pg_trgm.word_similarity_threshold = 0.5
as $$
    with terms as materialized (
        select word, alike_keys(word) as keys, position from unnest(search_words(query)) with ordinality w (word, position)),
    first as (select word, keys from terms where position = 1)
    select a.id
    from associates a, first
    where (a.name_search like '%' || first.word || '%' or first.word <% a.name_search or a.name_keys && first.keys)
      and not exists (select from terms t where not has_word(a.name_search, a.name_keys, t.word, t.keys))
$$;

-- People of such a name; whose address holds what was typed; or who belong, on that day, to an organisation
-- known by it.
create or replace function find_associates(query text, day date) returns setof uuid
    language sql stable strict parallel safe rows 100
as $$
    select find_by_name(query)
    union
    select a.id
    from associates a
    where a.email like '%' || replace(replace(replace(lower(btrim(query)), '\', '\\'), '%', '\%'), '_', '\_') || '%'
    union
    select f.associate_id
    from affiliations f
    where f.starts_on <= day and (f.ends_on is null or f.ends_on >= day)
      and f.organisation_id in (select find_organisations(query))
    union
    select f.associate_id
    from affiliations f
    where f.starts_on <= day and (f.ends_on is null or f.ends_on >= day)
      and f.organisation_id is null and cardinality(search_words(query)) > 0
      and not exists (
          select from unnest(search_words(query)) word where not has_word(search_text(f.organisation_text), word))
$$;

-- The people that fit best: of that name, with a word of it that begins so, with all words in it, nearly so, and
-- then whom an address or an organisation leads to. What is looked for further down is not even read when those
-- above are enough. Sorted by an expression and not by the column, since the index of the names would be read from
-- its beginning for people who may all stand at its end.
create function best_associates(query text, day date, wanted integer)
    returns table (id uuid, place bigint)
    language plpgsql stable strict parallel safe rows 10
    set plan_cache_mode = force_custom_plan
as $$
declare
    whole constant text := search_text(btrim(query));
    begins constant text := replace(replace(replace(whole, '\', '\\'), '%', '\%'), '_', '\_') || '%';
    words constant text[] := search_words(query);
    best uuid[];
begin
    best := array(
        select a.id from associates a
        where a.standing not in ('pending', 'anonymised') and a.name_search = whole
        order by a.sort_name || '', a.id limit wanted);
    if cardinality(best) < wanted then
        best := best || array(
            select a.id from associates a
            where a.standing not in ('pending', 'anonymised') and a.id <> all (best)
              and (a.name_search like begins or a.name_search like '% ' || begins)
            order by a.sort_name || '', a.id limit wanted - cardinality(best));
    end if;
    if cardinality(best) < wanted then
        best := best || array(
            select a.id from associates a
            where a.standing not in ('pending', 'anonymised') and a.id <> all (best) and a.name_search like '%' || words[1] || '%'
              and not exists (select from unnest(words) word where position(word in a.name_search) = 0)
            order by a.sort_name || '', a.id limit wanted - cardinality(best));
    end if;
    if cardinality(best) < wanted then
        best := best || array(
            select a.id from associates a
            where a.standing not in ('pending', 'anonymised') and a.id <> all (best) and a.id in (select find_by_name(query))
            order by a.sort_name || '', a.id limit wanted - cardinality(best));
    end if;
    if cardinality(best) < wanted then
        best := best || array(
            select a.id from associates a
            where a.standing not in ('pending', 'anonymised') and a.id <> all (best) and a.id in (select find_associates(query, day))
            order by a.sort_name || '', a.id limit wanted - cardinality(best));
    end if;
    return query select found.id, found.place from unnest(best) with ordinality found (id, place);
end $$;
