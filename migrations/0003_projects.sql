create table themes (
    id uuid primary key,
    slug text not null unique check (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
    name text not null unique check (length(name) between 1 and 100),
    summary text not null,
    version integer not null default 1
);

create table projects (
    id uuid primary key,
    slug text not null unique check (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$' and slug <> 'new'),
    title text not null check (length(title) between 1 and 200),
    theme_id uuid not null references themes,
    -- Plain language, for someone who has never heard of the study.
    summary text not null check (length(summary) between 1 and 4000),
    starts_on date not null,
    ends_on date check (ends_on >= starts_on),
    stage project_stage not null,
    isrctn text unique check (isrctn ~ '^ISRCTN[0-9]{8}$'),
    -- A service user's or carer's link to it would reveal something about their health (Article 9).
    sensitive boolean not null,
    -- Whether it takes new members at all; an ended project never does.
    recruiting boolean not null,
    created_at timestamptz not null,
    version integer not null default 1
);
create index projects_theme on projects (theme_id);
