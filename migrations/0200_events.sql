-- Events: development opportunities, from the first idea to what came of them.
create type event_state as enum ('draft', 'open', 'closed', 'cancelled', 'done');
create type event_visibility as enum ('public', 'associates', 'members');
create type event_kind as enum (
    'seminar', 'workshop', 'training', 'networking', 'meeting', 'conference', 'visit', 'other');

create table events (
    id uuid primary key,
    title text not null check (length(title) between 1 and 200),
    kind event_kind not null,
    -- Markdown, as it was typed; pages show what the sanitiser leaves of it.
    description text not null check (length(description) between 1 and 10000),
    starts_at timestamptz not null,
    ends_at timestamptz not null check (ends_at > starts_at),
    place text check (length(place) between 1 and 500),
    access_notes text check (length(access_notes) between 1 and 1000),
    -- Where people join from afar; shown to the registered only.
    link text check (length(link) between 1 and 500),
    visibility event_visibility not null,
    theme_id uuid references themes,
    host_organisation_id uuid references organisations,
    -- Events that belong together carry the same name of a series.
    series text check (length(series) between 1 and 100),
    -- The activity mix: shares of the four characteristic activities of a community of practice, in per cent.
    social_interaction smallint not null check (social_interaction between 0 and 100),
    knowledge_sharing smallint not null check (knowledge_sharing between 0 and 100),
    knowledge_creation smallint not null check (knowledge_creation between 0 and 100),
    identity_building smallint not null check (identity_building between 0 and 100),
    state event_state not null,
    -- Why it was cancelled, in the words that the registered people read.
    cancellation_reason text check (length(cancellation_reason) between 1 and 1000),
    -- Raised with every change that calendars must follow (RFC 5545, SEQUENCE).
    calendar_sequence integer not null default 0,
    created_at timestamptz not null,
    version integer not null default 1,
    check (social_interaction + knowledge_sharing + knowledge_creation + identity_building = 100),
    check ((state = 'cancelled') = (cancellation_reason is not null))
);
create index events_by_start on events (starts_at, id);
create index events_theme on events (theme_id) where theme_id is not null;
create index events_host on events (host_organisation_id) where host_organisation_id is not null;
create index events_series on events (series, starts_at) where series is not null;
create index events_title_search on events using gin (search_text(title) gin_trgm_ops);

create table event_projects (
    event_id uuid not null references events on delete cascade,
    project_id uuid not null references projects,
    primary key (event_id, project_id)
);
create index event_projects_project on event_projects (project_id, event_id);

-- What people are asked when they register.
create table event_questions (
    id uuid primary key,
    event_id uuid not null references events on delete cascade,
    position smallint not null check (position between 1 and 10),
    wording text not null check (length(wording) between 1 and 300),
    required boolean not null,
    unique (event_id, position)
);
