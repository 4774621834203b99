-- One act on many people. They are frozen when they are chosen; what is done, and to whom of them, is looked at before
-- it is done.
create type bulk_kind as enum ('owner', 'link', 'ending', 'add_tag', 'remove_tag');
-- Why someone who was chosen is left out.
create type bulk_obstacle as enum ('paused', 'left', 'nothing_to_change', 'takes_part', 'takes_no_part');

create table bulk_acts (
    id uuid primary key,
    -- Who was chosen, in words; without what was searched for, and where the register lists the same.
    chosen text not null check (length(chosen) between 1 and 4000),
    chosen_for_trail text not null check (length(chosen_for_trail) between 1 and 4000),
    found_at text check (length(found_at) between 1 and 8000),
    made_by uuid not null references accounts,
    made_at timestamptz not null,
    -- What is to be done; nothing yet while it is null.
    kind bulk_kind,
    -- Whom the relationship is given to; null means nobody.
    owner_id uuid references accounts,
    project_id uuid references projects,
    role membership_role,
    -- What they declare in the project; null is what each has said of themselves.
    involvement declared_involvement,
    -- First or last day of taking part.
    day date,
    reason text check (length(reason) between 1 and 500),
    writes boolean not null default false,
    tag_id uuid references tags on delete set null,
    done_by uuid references accounts,
    done_at timestamptz,
    undone_by uuid references accounts,
    undone_at timestamptz,
    check ((done_by is null) = (done_at is null)),
    check ((undone_by is null) = (undone_at is null)),
    check (done_at is null or kind is not null),
    check (undone_at is null or done_at is not null)
);
create index bulk_acts_latest on bulk_acts (made_at desc, id desc);
create index bulk_acts_made_by on bulk_acts (made_by);
create index bulk_acts_owner on bulk_acts (owner_id) where owner_id is not null;
create index bulk_acts_project on bulk_acts (project_id) where project_id is not null;
create index bulk_acts_tag on bulk_acts (tag_id) where tag_id is not null;
create index bulk_acts_done_by on bulk_acts (done_by) where done_by is not null;
create index bulk_acts_undone_by on bulk_acts (undone_by) where undone_by is not null;

create table bulk_act_people (
    act_id uuid not null references bulk_acts on delete cascade,
    associate_id uuid not null references associates on delete cascade,
    -- Once it is done: whether they were part of it, and if not, why.
    is_done boolean not null default false,
    obstacle bulk_obstacle,
    -- Whose the relationship was before.
    owner_before uuid references accounts,
    -- Who had given them the tag, and when.
    tagged_by uuid references accounts,
    tagged_at timestamptz,
    primary key (act_id, associate_id),
    check (not is_done or obstacle is null)
);
create index bulk_act_people_associate on bulk_act_people (associate_id);
create index bulk_act_people_owner_before on bulk_act_people (owner_before) where owner_before is not null;
create index bulk_act_people_tagged_by on bulk_act_people (tagged_by) where tagged_by is not null;

-- Entries that are parts of one act: each stands in the history of its person, and the trail of everything shows the
-- act they belong to.
alter table audit_events add column part_of uuid;
create index audit_events_part_of on audit_events (part_of) where part_of is not null;

-- What is against doing it to someone, if anything is.
create function bulk_obstacle(act bulk_acts, person associates) returns bulk_obstacle
    language sql stable parallel safe
    return case
        when person.standing not in ('active', 'paused', 'left') then 'left'
        else case act.kind
            when 'owner' then
                case when person.owner_id is not distinct from act.owner_id then 'nothing_to_change' end
            when 'link' then
                case
                    when person.standing = 'paused' then 'paused'
                    when person.standing <> 'active' then 'left'
                    -- A link that waits for a consent is in no list, and so in none of this (rule 4).
                    when exists (
                        select from disclosable_memberships m
                        where m.associate_id = person.id and m.project_id = act.project_id and m.role = act.role
                          and m.state in ('requested', 'active')) then 'takes_part'
                end
            when 'ending' then
                case when not exists (
                    select from disclosable_memberships m
                    where m.associate_id = person.id and m.project_id = act.project_id and m.state = 'active'
                      and m.starts_on <= act.day and (act.role is null or m.role = act.role)) then 'takes_no_part'
                end
            when 'add_tag' then
                case when exists (
                    select from associate_tags t where t.tag_id = act.tag_id and t.associate_id = person.id)
                    then 'nothing_to_change' end
            when 'remove_tag' then
                case when not exists (
                    select from associate_tags t where t.tag_id = act.tag_id and t.associate_id = person.id)
                    then 'nothing_to_change' end
        end
    end::bulk_obstacle;
