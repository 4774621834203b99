create type intention_state as enum ('open', 'done', 'dropped');

-- What someone means to do differently after an event, in their own words; theirs to change and to remove.
create table intentions (
    id uuid primary key,
    associate_id uuid not null references associates on delete cascade,
    event_id uuid not null references events on delete cascade,
    words text not null check (length(words) between 1 and 1000),
    by_when date,
    state intention_state not null default 'open',
    what_came text check (length(what_came) between 1 and 2000),
    said_at timestamptz not null,
    -- Since when it is done, or is not to be done any more.
    settled_at timestamptz,
    wants_reminder boolean not null,
    reminded_at timestamptz,
    constraint intentions_settled check ((state = 'open') = (settled_at is null))
);
create index intentions_associate on intentions (associate_id);
create index intentions_event on intentions (event_id);
create index intentions_in_order on intentions (said_at, id);
create index intentions_to_remind on intentions (said_at) where wants_reminder and reminded_at is null and state = 'open';
