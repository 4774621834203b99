-- The projects someone chose when they registered. They become requests when the address is confirmed,
-- so that nobody unconfirmed is ever in a list of a project.
create table registration_wishes (
    associate_id uuid not null references associates on delete cascade,
    project_id uuid not null references projects,
    primary key (associate_id, project_id)
);
create index registration_wishes_project on registration_wishes (project_id);
