-- Finding what was written otherwise: as it sounds (Smith, Smyth) or with letters that changed places.
create extension if not exists fuzzystrmatch;

-- What the words of a text have in common with words that are nearly the same: how each sounds, and its letters in
-- the order of the alphabet, which two that changed places leave as it was. Of short words too much would be alike.
create function alike_keys(value text) returns text[]
    language sql immutable strict parallel safe
    return (select coalesce(array_agg(distinct key), '{}')
            from (select left(word, 60) as word
                  from regexp_split_to_table(public.search_text(value), '[\s[:punct:]]+') word) words
            cross join lateral (
                values (case when length(word) > 2 then '=' || nullif(public.metaphone(word, 60), '') end),
                       (case when length(word) > 3 then
                            (select '#' || string_agg(letter, '' order by letter collate "C")
                             from regexp_split_to_table(word, '') letter) end)) keys (key)
            where length(key) > 2);

alter table associates
    add column name_keys text[] not null generated always as (alike_keys(given_name || ' ' || family_name)) stored;
create index associates_name_keys on associates using gin (name_keys);
alter table organisations
    add column name_keys text[] not null generated always as (alike_keys(name)) stored;
create index organisations_name_keys on organisations using gin (name_keys);
alter table organisation_aliases
    add column alias_keys text[] not null generated always as (alike_keys(alias)) stored;
create index organisation_aliases_keys on organisation_aliases using gin (alias_keys);
