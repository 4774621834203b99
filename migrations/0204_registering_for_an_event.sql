-- The event someone registers with the network for: they get a place, or a place in line, when they confirm.
create table registration_event_wishes (
    associate_id uuid primary key references associates on delete cascade,
    event_id uuid not null references events on delete cascade
);
create index registration_event_wishes_event on registration_event_wishes (event_id);
