create table memberships (
    id uuid primary key,
    associate_id uuid not null references associates on delete cascade,
    project_id uuid not null references projects,
    role membership_role not null,
    state membership_state not null,
    involvement declared_involvement not null,
    -- First and last day of taking part; null until it is active, and while it lasts.
    starts_on date,
    ends_on date check (ends_on >= starts_on),
    -- Who asked for it or linked them, when and why.
    requested_by uuid references accounts,
    requested_at timestamptz not null,
    reason text check (length(reason) between 1 and 500),
    decided_by uuid references accounts,
    decided_at timestamptz,
    decision_reason text check (length(decision_reason) between 1 and 500),
    ended_by uuid references accounts,
    end_reason text check (length(end_reason) between 1 and 500),
    -- Diffusion Fellows only: where they are hosted, and how much of their week it takes.
    host_organisation_id uuid references organisations,
    days_a_week numeric(2, 1) check (days_a_week > 0 and days_a_week <= 5),
    version integer not null default 1,
    check (state <> 'active' or (starts_on is not null and ends_on is null)),
    check (state <> 'ended' or (starts_on is not null and ends_on is not null)),
    check (role = 'diffusion_fellow' or (host_organisation_id is null and days_a_week is null))
);
-- One open membership per Associate, project and role; history stays beside it.
create unique index memberships_one_open on memberships (associate_id, project_id, role)
    where state in ('requested', 'active');
create index memberships_associate on memberships (associate_id, requested_at desc);
create index memberships_project on memberships (project_id, state, associate_id);
create index memberships_requests on memberships (requested_at, id) where state = 'requested';
create index memberships_host on memberships (host_organisation_id) where host_organisation_id is not null;
