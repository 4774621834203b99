-- How many people of a group a project should have at least (coverage, product words).
create table coverage_targets (
    stakeholder_group stakeholder_group primary key,
    target integer not null check (target between 1 and 100)
);
insert into coverage_targets values
    ('commissioner', 1), ('third_sector', 1), ('service_user', 2), ('health_professional', 2), ('applied_health_researcher', 1);
