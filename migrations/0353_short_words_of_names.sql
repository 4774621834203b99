-- A word of up to three letters is found as it stands or as it sounds; asking the index of slips for it as well, only to
-- refuse what it finds, took more than half of the time. Nothing else has changed since 0311.
create or replace function find_by_name(query text) returns setof uuid
    language sql stable strict parallel safe rows 100
    set pg_trgm.word_similarity_threshold = 0.5
as $$
    with terms as materialized (
        select word, alike_keys(word) as keys, position from unnest(search_words(query)) with ordinality w (word, position)),
    first as (select word, case when length(word) > 3 then word end as long, keys from terms where position = 1)
    select a.id
    from associates a, first
    where (a.name_search like '%' || first.word || '%' or first.long <% a.name_search or a.name_keys && first.keys)
      and not exists (select from terms t where not has_word(a.name_search, a.name_keys, t.word, t.keys))
    union
    select n.associate_id
    from alternates n, first
    where n.field = 'name' and (search_text(n.value) like '%' || first.word || '%' or first.long <% search_text(n.value))
      and not exists (select from terms t where not has_word(search_text(n.value), t.word))
$$;
