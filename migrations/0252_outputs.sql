create type output_kind as enum ('paper', 'toolkit', 'pathway', 'training', 'report', 'other');

-- What came of events and projects: something others can use.
create table outputs (
    id uuid primary key,
    title text not null check (length(title) between 1 and 200),
    kind output_kind not null,
    -- Markdown.
    about text not null check (length(about) between 1 and 5000),
    link text check (link ~ '^https?://' and length(link) <= 500),
    made_on date not null,
    -- Seen by everyone; until then by the team.
    is_published boolean not null,
    created_at timestamptz not null
);
create index outputs_in_order on outputs (made_on, id);

create table output_events (
    output_id uuid not null references outputs on delete cascade,
    event_id uuid not null references events on delete cascade,
    primary key (output_id, event_id)
);
create index output_events_event on output_events (event_id);

create table output_projects (
    output_id uuid not null references outputs on delete cascade,
    project_id uuid not null references projects on delete cascade,
    primary key (output_id, project_id)
);
create index output_projects_project on output_projects (project_id);

-- Who worked on it. Nobody has agreed to be named to the world, so only the team and they themselves see it.
create table output_contributors (
    output_id uuid not null references outputs on delete cascade,
    associate_id uuid not null references associates on delete cascade,
    primary key (output_id, associate_id)
);
create index output_contributors_associate on output_contributors (associate_id);
