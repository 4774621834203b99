-- Finding people: by anything that was typed, in any order of the list, and before they are added twice.

-- Words of a search, the longest first: the one that narrows most can use the index.
create function search_words(query text) returns text[]
    language sql immutable strict parallel safe
    return (select array_agg(word order by length(word) desc, word)
            from regexp_split_to_table(public.search_text(query), '[\s[:punct:]]+') word
            where word <> '');

-- Whether a text has this word in it, as a fragment or, from four letters on, with a typing error.
create function has_word(value text, word text) returns boolean
    language sql stable parallel safe
    return value like '%' || word || '%' or (length(word) > 3 and word operator(public.<%) value);

-- Organisations known by something like this.
create function find_organisations(query text) returns setof uuid
    language sql stable strict parallel safe rows 20
    set pg_trgm.word_similarity_threshold = 0.5
as $$
    with asked as (select search_words(query) as words)
    select o.id
    from organisations o, asked
    where (search_text(o.name) like '%' || asked.words[1] || '%' or asked.words[1] <% search_text(o.name))
      and not exists (select from unnest(asked.words) word where not has_word(search_text(o.name), word))
    union
    select n.organisation_id
    from organisation_aliases n, asked
    where (search_text(n.alias) like '%' || asked.words[1] || '%' or asked.words[1] <% search_text(n.alias))
      and not exists (select from unnest(asked.words) word where not has_word(search_text(n.alias), word))
    union
    select o.id from organisations o where o.ods_code = upper(btrim(query))
$$;

-- People whose name has all these words, forgiving accents, order and a typing error in each word; whose
-- address holds what was typed; or who belong, on that day, to an organisation known by it.
create function find_associates(query text, day date) returns setof uuid
    language sql stable strict parallel safe rows 100
    set pg_trgm.word_similarity_threshold = 0.5
as $$
    with asked as (
        select search_words(query) as words,
               '%' || replace(replace(replace(lower(btrim(query)), '\', '\\'), '%', '\%'), '_', '\_') || '%' as fragment)
    select a.id
    from associates a, asked
    where (a.name_search like '%' || asked.words[1] || '%' or asked.words[1] <% a.name_search)
      and not exists (select from unnest(asked.words) word where not has_word(a.name_search, word))
    union
    select a.id from associates a, asked where a.email like asked.fragment
    union
    select f.associate_id
    from affiliations f
    where f.starts_on <= day and (f.ends_on is null or f.ends_on >= day)
      and f.organisation_id in (select find_organisations(query))
    union
    select f.associate_id
    from affiliations f, asked
    where f.starts_on <= day and (f.ends_on is null or f.ends_on >= day)
      and f.organisation_id is null and search_text(f.organisation_text) like '%' || asked.words[1] || '%'
      and not exists (select from unnest(asked.words) word where not has_word(search_text(f.organisation_text), word))
$$;

-- The last ten digits tell a telephone number, however it was written: 0115 496 0000, +44 (115) 496 0000.
create function phone_key(phone text) returns text
    language sql immutable strict parallel safe
    return right(regexp_replace(phone, '[^0-9]', '', 'g'), 10);

create index associates_phone_key on associates (phone_key(phone));
-- The list by county and by joining: what is not known comes last.
create index associates_county_sort on associates (coalesce(county, 'elsewhere'), sort_name, id);
create index associates_by_joining on associates (coalesce(joined_on, 'infinity'), id);
create index affiliations_written on affiliations (associate_id) where organisation_id is null;
