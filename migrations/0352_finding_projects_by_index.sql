-- Finding a project read each title and summary anew and put it into plain letters: seconds with thousands of them.
alter table projects
    add column title_search text not null generated always as (search_text(title)) stored,
    add column title_keys text[] not null generated always as (alike_keys(title)) stored,
    add column summary_search text not null generated always as (search_text(summary)) stored;
create index projects_title_search on projects using gin (title_search gin_trgm_ops);
create index projects_title_keys on projects using gin (title_keys);
create index projects_summary_search on projects using gin (summary_search gin_trgm_ops);

-- Projects known by something like this: by their number, by words of title and theme, or by what their summary says.
-- The longest word finds candidates by the indexes; they are then asked for the others.
create or replace function find_projects(query text) returns setof uuid
    language sql stable strict parallel safe rows 20
    set pg_trgm.word_similarity_threshold = 0.5
as $$
    with terms as materialized (
        select word, alike_keys(word) as keys, position from unnest(search_words(query)) with ordinality w (word, position)),
    -- There are few themes: which words does each of them have?
    named as materialized (
        select t.id, w.word from themes t, terms w where has_word(search_text(t.name), w.word)),
    first as (select word, keys from terms where position = 1),
    candidates as (
        select p.id from projects p, first
        where p.title_search like '%' || first.word || '%'
           or first.word <% p.title_search and length(first.word) > 3
           or p.title_keys && first.keys
        union
        select p.id from projects p, first where p.summary_search like '%' || first.word || '%'
        union
        select p.id from projects p where p.theme_id in (select n.id from named n join first on first.word = n.word))
    select p.id
    from candidates c
    join projects p on p.id = c.id
    where not exists (
        select from terms t
        where p.summary_search not like '%' || t.word || '%'
          and not has_word(p.title_search, p.title_keys, t.word, t.keys)
          and not exists (select from named n where n.id = p.theme_id and n.word = t.word))
    union
    select p.id from projects p where p.isrctn = upper(btrim(query))
$$;
