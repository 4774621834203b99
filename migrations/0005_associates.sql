create index associates_by_name on associates (sort_name, id);
create index associates_by_creation on associates (created_at desc, id desc);
create index associates_name_search on associates using gin (name_search gin_trgm_ops);
create index associates_email_search on associates using gin (email gin_trgm_ops);
create index associates_email on associates (email);
create index associates_phone on associates (phone);
create index associates_group on associates (stakeholder_group, sort_name, id);
create index associates_county on associates (county, sort_name, id);
create index associates_owner on associates (owner_id, sort_name, id);
create index associates_standing on associates (standing, sort_name, id);

-- Areas of interest, chosen by the Associate.
create table associate_themes (
    associate_id uuid not null references associates on delete cascade,
    theme_id uuid not null references themes,
    primary key (associate_id, theme_id)
);
create index associate_themes_theme on associate_themes (theme_id);

-- Every change of standing with who and why; associates.standing is the latest.
create table standing_changes (
    id uuid primary key,
    associate_id uuid not null references associates on delete cascade,
    standing standing not null,
    paused_until date,
    reason text check (length(reason) between 1 and 500),
    changed_by uuid references accounts,
    changed_at timestamptz not null
);
create index standing_changes_associate on standing_changes (associate_id, changed_at desc);

-- Where an Associate works or belongs, and when. Nothing caches "the current employer".
create table affiliations (
    id uuid primary key,
    associate_id uuid not null references associates on delete cascade,
    -- From the register, or, until the team has matched it, as the person wrote it.
    organisation_id uuid references organisations,
    organisation_text text check (length(organisation_text) between 1 and 200),
    job_title text check (length(job_title) between 1 and 150),
    starts_on date not null,
    ends_on date check (ends_on >= starts_on), -- last day; null while it lasts
    check ((organisation_id is null) <> (organisation_text is null))
);
create index affiliations_associate on affiliations (associate_id, starts_on desc);
create index affiliations_organisation on affiliations (organisation_id, associate_id);

-- What the person did themselves; the only thing that moves the engagement clock (rule 6).
create table member_acts (
    id uuid primary key,
    associate_id uuid not null references associates on delete cascade,
    kind act_kind not null,
    project_id uuid references projects,
    at timestamptz not null
);
create index member_acts_associate on member_acts (associate_id, at desc);
