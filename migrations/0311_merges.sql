-- Two records of one person, or of one organisation, put together; for ninety days they can be taken apart again.

-- Where a record that was merged leads.
alter table associates
    add column merged_into uuid references associates,
    add constraint associates_merged check ((standing = 'merged') = (merged_into is not null));
create index associates_merged_into on associates (merged_into) where merged_into is not null;

-- The record that stands for this one today, however often it was merged.
create function surviving(associate uuid) returns uuid
    language sql stable parallel safe
    return (
        with recursive chain as (
            select a.id, a.merged_into from associates a where a.id = associate
            union all
            select a.id, a.merged_into from chain c join associates a on a.id = c.merged_into)
        select id from chain where merged_into is null);

-- The record, and those that were merged into it, however often.
create function records_of(associate uuid) returns setof uuid
    language sql stable parallel safe rows 2
as $$
    with recursive records as (
        select a.id from associates a where a.id = associate
        union
        select a.id from records r join associates a on a.merged_into = r.id)
    select id from records
$$;

create table merges (
    id uuid primary key,
    -- People: the record that stays, and the stub that leads to it.
    survivor_id uuid references associates,
    stub_id uuid references associates,
    -- Organisations: the one that stays, and the one that is gone while the merge lasts. No references: it is gone, and
    -- the other may go in a later merge.
    kept_organisation_id uuid,
    other_organisation_id uuid,
    -- What both said of themselves before and what the one that stays said after, so that what was changed since is known.
    kept_before jsonb not null,
    kept_after jsonb not null,
    other_before jsonb not null,
    -- How their accounts, and the places of events at which both had one, stood before and after.
    accounts jsonb not null default '{}',
    places jsonb not null default '[]',
    merged_by uuid references accounts,
    merged_at timestamptz not null,
    undone_by uuid references accounts,
    undone_at timestamptz,
    check (num_nonnulls(survivor_id, stub_id) in (0, 2) and num_nonnulls(kept_organisation_id, other_organisation_id) in (0, 2)),
    check ((survivor_id is null) <> (kept_organisation_id is null)),
    check (undone_by is null or undone_at is not null)
);
create index merges_survivor on merges (survivor_id, merged_at desc) where survivor_id is not null;
create index merges_stub on merges (stub_id, merged_at desc) where stub_id is not null;
create index merges_kept_organisation on merges (kept_organisation_id, merged_at desc) where kept_organisation_id is not null;
create index merges_other_organisation on merges (other_organisation_id) where other_organisation_id is not null;
create index merges_merged_by on merges (merged_by) where merged_by is not null;
create index merges_undone_by on merges (undone_by) where undone_by is not null;
create index merges_recent on merges (merged_at desc, id desc);

-- The organisation that stands for this one today, however often it was merged; itself when it was not.
create function standing_organisation(organisation uuid) returns uuid
    language sql stable parallel safe
as $$
    with recursive chain as (
        select organisation as id, 0 as step
        union all
        select m.kept_organisation_id, c.step + 1
        from chain c join merges m on m.other_organisation_id = c.id and m.undone_at is null
        where c.step < 50)
    select id from chain order by step desc limit 1
$$;

-- What a merge did, row by row: a row that points to another record now, or one that could not stand beside another and
-- is kept here whole.
create table merge_moves (
    merge_id uuid not null references merges,
    position bigint generated always as identity,
    table_name text not null,
    column_name text,
    row_key jsonb,
    was uuid,
    became uuid,
    set_aside jsonb,
    primary key (merge_id, position),
    check (num_nonnulls(column_name, row_key, was, became) in (0, 4)),
    check ((set_aside is null) = (row_key is not null))
);
create index merge_moves_table on merge_moves (merge_id, table_name);

-- What the other record said where only one could be kept: shown on the record and found by a search. Nobody signs in
-- with an address that stands here.
create table alternates (
    id uuid primary key,
    associate_id uuid not null references associates,
    merge_id uuid not null references merges,
    field text not null check (field in (
        'name', 'email', 'phone', 'postcode_district', 'county', 'stakeholder_group', 'involvement', 'interests', 'offers',
        'asks', 'owner')),
    value text not null check (length(value) between 1 and 1000)
);
create index alternates_associate on alternates (associate_id);
create index alternates_merge on alternates (merge_id);
create index alternates_email on alternates (value) where field = 'email';
create index alternates_phone on alternates (phone_key(value)) where field = 'phone';
create index alternates_name on alternates using gin (search_text(value) gin_trgm_ops) where field = 'name';

-- The ledger stays as it is, but for whose it is while a merge joins the two records.
drop trigger consents_never_change on consents;
create trigger consents_never_change before truncate on consents
    for each statement execute function refuse_change();
create function refuse_consent_change() returns trigger language plpgsql as $$
begin
    if to_jsonb(new) - 'associate_id' = to_jsonb(old) - 'associate_id' and exists (
        select from merges m
        where m.undone_at is null
          and (m.survivor_id, m.stub_id) in ((new.associate_id, old.associate_id), (old.associate_id, new.associate_id)))
    then
        return new;
    end if;
    raise exception 'consents is append-only' using errcode = 'restrict_violation';
end $$;
create trigger consents_change_owner_only before update on consents
    for each row execute function refuse_consent_change();

-- Two accounts change places in one statement.
alter table accounts drop constraint accounts_associate_id_key;
alter table accounts add constraint accounts_associate_id_key unique (associate_id) deferrable initially immediate;

-- As before, without the stubs: their people are counted once.
create or replace view network_moves as
    select associate_id, joined_on as day, 1 as step
    from (select id as associate_id, joined_on from associates where joined_on is not null and standing <> 'merged') joined
    union all
    select c.associate_id, c.day, case when c.standing in ('left', 'anonymised') then -1 else 1 end
    from (select s.associate_id, s.standing, (s.changed_at at time zone 'Europe/London')::date as day,
                 lag(s.standing) over (partition by s.associate_id order by s.changed_at, s.id) as before
          from standing_changes s) c
    join associates a on a.id = c.associate_id and a.joined_on is not null and a.standing <> 'merged'
    where case when c.standing in ('left', 'anonymised')
          then coalesce(c.before, 'active') in ('active', 'paused')
          else c.before in ('left', 'anonymised') end;

-- People whose name has all these words, or had them in a record that was merged into theirs.
create or replace function find_by_name(query text) returns setof uuid
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
    union
    select n.associate_id
    from alternates n, first
    where n.field = 'name' and (search_text(n.value) like '%' || first.word || '%' or first.word <% search_text(n.value))
      and not exists (select from terms t where not has_word(search_text(n.value), t.word))
$$;

-- As before, also by an address or a number of a record that was merged into theirs.
create or replace function find_associates(query text, day date) returns setof uuid
    language sql stable strict parallel safe rows 100
as $$
    select find_by_name(query)
    union
    select a.id
    from associates a
    where a.email like '%' || replace(replace(replace(lower(btrim(query)), '\', '\\'), '%', '\%'), '_', '\_') || '%'
    union
    select n.associate_id
    from alternates n
    where n.field = 'email' and n.value like '%' || replace(replace(replace(lower(btrim(query)), '\', '\\'), '%', '\%'), '_', '\_') || '%'
    union
    select n.associate_id
    from alternates n
    where n.field = 'phone' and length(phone_key(query)) = 10 and phone_key(n.value) = phone_key(query)
    union
    select f.associate_id
    from affiliations f
    where f.starts_on <= day and (f.ends_on is null or f.ends_on >= day)
      and f.organisation_id in (select find_organisations(query))
    union
    select find_written_organisations(query, day)
$$;

-- As before, without the stubs.
create or replace function best_associates(query text, day date, wanted integer)
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
        where a.standing not in ('pending', 'anonymised', 'merged') and a.name_search = whole
        order by a.sort_name || '', a.id limit wanted);
    if cardinality(best) < wanted then
        best := best || array(
            select a.id from associates a
            where a.standing not in ('pending', 'anonymised', 'merged') and a.id <> all (best)
              and (a.name_search like begins or a.name_search like '% ' || begins)
            order by a.sort_name || '', a.id limit wanted - cardinality(best));
    end if;
    if cardinality(best) < wanted then
        best := best || array(
            select a.id from associates a
            where a.standing not in ('pending', 'anonymised', 'merged') and a.id <> all (best) and a.name_search like '%' || words[1] || '%'
              and not exists (select from unnest(words) word where position(word in a.name_search) = 0)
            order by a.sort_name || '', a.id limit wanted - cardinality(best));
    end if;
    if cardinality(best) < wanted then
        best := best || array(
            select a.id from associates a
            where a.standing not in ('pending', 'anonymised', 'merged') and a.id <> all (best) and a.id in (select find_by_name(query))
            order by a.sort_name || '', a.id limit wanted - cardinality(best));
    end if;
    if cardinality(best) < wanted then
        best := best || array(
            select a.id from associates a
            where a.standing not in ('pending', 'anonymised', 'merged') and a.id <> all (best) and a.id in (select find_associates(query, day))
            order by a.sort_name || '', a.id limit wanted - cardinality(best));
    end if;
    return query select found.id, found.place from unnest(best) with ordinality found (id, place);
end $$;
