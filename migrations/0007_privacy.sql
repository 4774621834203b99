create table privacy_notices (
    id uuid primary key,
    version integer not null unique check (version > 0),
    title text not null check (length(title) between 1 and 200),
    body text not null check (length(body) between 1 and 40000),
    -- What changed since the version before, in a sentence for people who agreed to that one.
    summary_of_changes text not null check (length(summary_of_changes) between 1 and 1000),
    published_by uuid references accounts,
    published_at timestamptz not null
);
create trigger privacy_notices_immutable before update or delete or truncate on privacy_notices
    for each statement execute function refuse_change();

create table consents (
    id uuid primary key,
    associate_id uuid not null references associates,
    purpose consent_purpose not null,
    -- Which mail topic (mailings) or which project (health_link) it is about.
    topic topic,
    project_id uuid references projects,
    lawful_basis lawful_basis not null,
    notice_id uuid not null references privacy_notices,
    -- The exact words agreed to, and their SHA-256 so that a change of wording cannot hide.
    wording text not null check (length(wording) between 1 and 2000),
    wording_hash bytea not null check (length(wording_hash) = 32),
    -- How it came: "registration form", "my page", "told us by phone".
    source text not null check (length(source) between 1 and 200),
    actor_id uuid references accounts,
    given boolean not null,
    recorded_at timestamptz not null,
    check ((purpose = 'health_link') = (project_id is not null)),
    check ((purpose = 'mailings') = (topic is not null))
);
create index consents_latest on consents (associate_id, purpose, project_id, recorded_at desc, id desc);
create trigger consents_never_change before update or truncate on consents
    for each statement execute function refuse_change();
-- The one exception: a registration nobody confirmed vanishes whole after seven days.
create function refuse_consent_removal() returns trigger language plpgsql as $$
begin
    if not exists (select from associates where id = old.associate_id and standing = 'pending') then
        raise exception 'consents is append-only' using errcode = 'restrict_violation';
    end if;
    return old;
end $$;
create trigger consents_kept before delete on consents
    for each row execute function refuse_consent_removal();

-- Rule 4. Whether a membership must wait because the person has not (or no longer) agreed to a link
-- that reveals something about their health. Decided by the ledger at reading time, so neither a
-- project that becomes sensitive nor a consent withdrawn can leave a link in view.
create function awaits_health_consent(associate uuid, project uuid) returns boolean
    language sql stable parallel safe
    return exists (
        select from projects p, associates a
        where p.id = project and p.sensitive
          and a.id = associate and a.stakeholder_group in ('service_user', 'carer')
          and not coalesce((
              select c.given from consents c
              where c.associate_id = associate and c.purpose = 'health_link' and c.project_id = project
              order by c.recorded_at desc, c.id desc
              limit 1), false));

-- The memberships that anyone but the person and the team's consent worklist may see or count. The same
-- rule as above, written out: as part of the query it costs a ninth of a function call for each row.
create view disclosable_memberships as
    select m.* from memberships m
    where not exists (
        select from projects p, associates a
        where p.id = m.project_id and p.sensitive
          and a.id = m.associate_id and a.stakeholder_group in ('service_user', 'carer')
          and not coalesce((
              select c.given from consents c
              where c.associate_id = m.associate_id and c.purpose = 'health_link' and c.project_id = m.project_id
              order by c.recorded_at desc, c.id desc
              limit 1), false));
