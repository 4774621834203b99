-- Who came: one row for each person and event, from the day itself on.
create type attendance_state as enum ('attended', 'excused', 'absent');

create table attendances (
    event_id uuid not null references events,
    associate_id uuid not null references associates on delete cascade,
    state attendance_state not null,
    -- Came without a place.
    walk_in boolean not null,
    noted_by uuid references accounts,
    noted_at timestamptz not null,
    primary key (event_id, associate_id),
    check (not walk_in or state = 'attended')
);
create index attendances_associate on attendances (associate_id, event_id);
create index attendances_noted_by on attendances (noted_by) where noted_by is not null;
