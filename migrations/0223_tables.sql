-- Who sits at which table. Apart from attendance, since a plan is made before people come.
create table event_seats (
    event_id uuid not null references events,
    associate_id uuid not null references associates on delete cascade,
    table_number smallint not null check (table_number between 1 and 500),
    primary key (event_id, associate_id)
);
create index event_seats_associate on event_seats (associate_id, event_id);
