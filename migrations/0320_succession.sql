-- Organisations end, and others follow. An organisation that is renamed ends too, and the one with the new name follows:
-- so what was true on a day is still called by the name of that day.
alter table organisations
    add column starts_on date,
    -- Last day; null while it lasts.
    add column ends_on date,
    add column ended_why text check (length(ended_why) between 1 and 500),
    add check (ends_on >= starts_on),
    add check (ended_why is null or ends_on is not null);
create index organisations_ended on organisations (ends_on) where ends_on is not null;

-- Which follow one that has ended, from the day after its last.
create table organisation_successions (
    organisation_id uuid not null references organisations on delete cascade,
    successor_id uuid not null references organisations on delete cascade,
    primary key (organisation_id, successor_id),
    check (organisation_id <> successor_id)
);
create index organisation_successions_successor on organisation_successions (successor_id);

-- The same with the last day of those that have ended, by which one tells them from those that followed.
create or replace view organisations_named as
    select o.id, o.name,
           case when known.names is null then o.name else o.name || ' (' || known.names || ')' end
           || case when o.ends_on is null then '' else ', until ' || to_char(o.ends_on, 'FMDD FMMonth YYYY') end
               as with_other_names,
           o.ends_on
    from organisations o
    cross join lateral (
        select string_agg(named.name, ', ' order by named.rank, lower(named.name)) as names
        from (select a.alias as name, 1 as rank
              from organisation_aliases a
              where a.organisation_id = o.id and position(search_text(a.alias) in search_text(o.name)) = 0
              union all
              select o.ods_code, 2 where o.ods_code is not null) named
    ) known;

-- What has been decided of someone who belonged to an organisation on the day it ended.
create type succession_choice as enum ('rehomed', 'left', 'later');

create table succession_decisions (
    id uuid primary key,
    organisation_id uuid not null references organisations on delete cascade,
    associate_id uuid not null references associates on delete cascade,
    -- The period there, and what it said of its last day before.
    affiliation_id uuid not null references affiliations on delete cascade,
    choice succession_choice not null,
    ended_on_before date,
    ended_on date,
    -- Where they went on.
    new_affiliation_id uuid references affiliations on delete set null,
    -- What that period said when it was written: as long as it says so, the decision can be undone.
    written jsonb,
    -- Why they left, or what is waited for.
    note text check (length(note) between 1 and 500),
    decided_by uuid references accounts,
    decided_at timestamptz not null,
    -- Taken back, or followed by another decision.
    undone_at timestamptz,
    check (choice = 'later' or ended_on is not null),
    check (choice = 'rehomed' or note is not null)
);
create unique index succession_decisions_one on succession_decisions (affiliation_id) where undone_at is null;
create index succession_decisions_affiliation on succession_decisions (affiliation_id);
create index succession_decisions_organisation on succession_decisions (organisation_id, decided_at desc);
create index succession_decisions_associate on succession_decisions (associate_id);
create index succession_decisions_new on succession_decisions (new_affiliation_id) where new_affiliation_id is not null;
create index succession_decisions_by on succession_decisions (decided_by) where decided_by is not null;

-- Those who are still to be placed: with us, and recorded at an organisation beyond its last day. Read from the
-- affiliations themselves, so that whoever is moved, corrected or added in another way is in it or is not.
create view unplaced_affiliations as
    select f.id as affiliation_id, f.associate_id, f.organisation_id, f.job_title, f.starts_on, f.ends_on,
           o.ends_on as organisation_ends_on
    from affiliations f
    join organisations o on o.id = f.organisation_id
    join associates a on a.id = f.associate_id
    where o.ends_on is not null and (f.ends_on is null or f.ends_on > o.ends_on)
      and a.standing in ('active', 'paused');
