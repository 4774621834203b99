-- Places at events: who has one, who waits for one, who was offered one.

-- The places of an event: one row for those that are open to everyone and one for those that are kept for some
-- groups until they are released. Whoever changes a place holds all rows of the event.
create table place_pools (
    id uuid primary key,
    event_id uuid not null references events on delete cascade,
    -- For whom they are kept; none: open to everyone.
    groups stakeholder_group[] not null default '{}',
    -- None: as many as come.
    places integer check (places between 0 and 100000),
    taken integer not null default 0 check (taken >= 0),
    -- So many days before the event what is left of them opens to everyone.
    release_days smallint check (release_days between 0 and 365),
    released_at timestamptz,
    -- A place too many is refused, whatever arrives at the same moment.
    constraint place_pools_capacity check (taken <= places),
    check ((cardinality(groups) = 0) = (release_days is null)),
    check (cardinality(groups) = 0 or places is not null)
);
create index place_pools_event on place_pools (event_id);
create unique index place_pools_open on place_pools (event_id) where cardinality(groups) = 0;
create unique index place_pools_kept on place_pools (event_id) where cardinality(groups) > 0;

create type registration_state as enum ('registered', 'waiting', 'offered', 'declined', 'cancelled', 'lapsed');

create table event_registrations (
    id uuid primary key,
    event_id uuid not null references events,
    associate_id uuid not null references associates on delete cascade,
    state registration_state not null,
    -- The place they hold, or that is held for them while it is offered.
    pool_id uuid references place_pools,
    -- For this event; carried over from the record and theirs to change.
    access_needs text check (length(access_needs) between 1 and 1000),
    -- Comes along to help and takes no place.
    supporter text check (length(supporter) between 1 and 200),
    registered_at timestamptz not null,
    registered_by uuid references accounts,
    -- Their place in the line.
    waiting_since timestamptz,
    offer_expires_at timestamptz,
    version integer not null default 1,
    check ((state in ('registered', 'offered')) = (pool_id is not null)),
    check ((state = 'offered') = (offer_expires_at is not null)),
    check (state not in ('waiting', 'offered', 'lapsed') or waiting_since is not null)
);
create unique index event_registrations_one_live on event_registrations (event_id, associate_id)
    where state in ('registered', 'waiting', 'offered');
create index event_registrations_event on event_registrations (event_id, state, id);
create index event_registrations_associate on event_registrations (associate_id, registered_at desc);
create index event_registrations_line on event_registrations (event_id, waiting_since, id) where state = 'waiting';
create index event_registrations_offers on event_registrations (offer_expires_at) where state = 'offered';
create index event_registrations_pool on event_registrations (pool_id) where pool_id is not null;
create index event_registrations_registered_by on event_registrations (registered_by) where registered_by is not null;

-- Every step of a registration with its reason, so that the order of the line can be followed.
create table registration_steps (
    id uuid primary key,
    registration_id uuid not null references event_registrations on delete cascade,
    state registration_state not null,
    why text not null check (length(why) between 1 and 300),
    taken_by uuid references accounts,
    taken_at timestamptz not null
);
create index registration_steps_taken_by on registration_steps (taken_by) where taken_by is not null;
create index registration_steps_registration on registration_steps (registration_id, taken_at, id);

create table registration_answers (
    registration_id uuid not null references event_registrations on delete cascade,
    question_id uuid not null references event_questions on delete cascade,
    answer text not null check (length(answer) between 1 and 1000),
    primary key (registration_id, question_id)
);
create index registration_answers_question on registration_answers (question_id);

-- Links in mails with which people change or cancel without signing in; each letter brings its own.
create table registration_links (
    token_hash bytea primary key check (length(token_hash) = 32),
    registration_id uuid not null references event_registrations on delete cascade,
    created_at timestamptz not null,
    last_used_at timestamptz
);
create index registration_links_registration on registration_links (registration_id);
