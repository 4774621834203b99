create table organisations (
    id uuid primary key,
    name text not null check (length(name) between 1 and 200),
    kind organisation_kind not null,
    county county,
    ods_code text unique check (ods_code ~ '^[A-Z0-9]{3,10}$'),
    created_at timestamptz not null,
    version integer not null default 1
);
create unique index organisations_name_key on organisations (search_text(name));
create index organisations_name_search on organisations using gin (search_text(name) gin_trgm_ops);

-- Other names people know it by. One alias leads to one organisation.
create table organisation_aliases (
    organisation_id uuid not null references organisations on delete cascade,
    alias text not null check (length(alias) between 1 and 200)
);
create unique index organisation_aliases_key on organisation_aliases (search_text(alias));
create index organisation_aliases_organisation on organisation_aliases (organisation_id);
create index organisation_aliases_search on organisation_aliases using gin (search_text(alias) gin_trgm_ops);
