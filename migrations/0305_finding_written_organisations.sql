-- What people wrote as their organisation is found by its words as the names of the register are: by indexes. Making the
-- keys of every text for every search took half a millisecond for each. No column holds the keys, since a merge sets
-- rows aside and puts them back whole.
create index affiliations_written_keys on affiliations using gin (alike_keys(organisation_text)) where organisation_id is null;
create index affiliations_written_words on affiliations using gin (search_text(organisation_text) gin_trgm_ops)
    where organisation_id is null;

create function find_written_organisations(query text, day date) returns setof uuid
    language sql stable parallel safe strict rows 20
    set pg_trgm.word_similarity_threshold to '0.5'
as $$
    with terms as materialized (
        select word, alike_keys(word) as keys, position from unnest(search_words(query)) with ordinality w (word, position)),
    first as (select word, keys from terms where position = 1)
    select f.associate_id
    from affiliations f, first
    where f.organisation_id is null
      and f.starts_on <= day and (f.ends_on is null or f.ends_on >= day)
      and (search_text(f.organisation_text) like '%' || first.word || '%'
           or first.word <% search_text(f.organisation_text) or alike_keys(f.organisation_text) && first.keys)
      and not exists (
          select from terms t where not has_word(search_text(f.organisation_text), alike_keys(f.organisation_text), t.word, t.keys))
$$;
