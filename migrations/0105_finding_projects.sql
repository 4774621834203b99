-- Projects known by something like this: by their number, by words of title and theme, or by what their summary says.
create function find_projects(query text) returns setof uuid
    language sql stable strict parallel safe rows 20
    set pg_trgm.word_similarity_threshold = 0.5
as $$
    select p.id
    from projects p
    join themes t on t.id = p.theme_id
    where p.isrctn = upper(btrim(query))
       or cardinality(search_words(query)) > 0
          and not exists (
              select from unnest(search_words(query)) word
              where position(word in search_text(p.summary)) = 0
                and not has_word(search_text(p.title || ' ' || t.name), word))
$$;
