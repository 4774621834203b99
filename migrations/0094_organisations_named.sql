-- Organisations as a list offers them: with the other names and the code that one may look for them by, but for names that
-- are part of its own.
create view organisations_named as
    select o.id, o.name,
           case when known.names is null then o.name else o.name || ' (' || known.names || ')' end as with_other_names
    from organisations o
    cross join lateral (
        select string_agg(named.name, ', ' order by named.rank, lower(named.name)) as names
        from (select a.alias as name, 1 as rank
              from organisation_aliases a
              where a.organisation_id = o.id and position(search_text(a.alias) in search_text(o.name)) = 0
              union all
              select o.ods_code, 2 where o.ods_code is not null) named
    ) known;
