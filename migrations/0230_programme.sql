-- The programme of an event: what happens one after the other, and who leads it.
create type contributor_role as enum ('speaks', 'hosts', 'facilitates', 'chairs', 'panel');

create table programme_items (
    id uuid primary key,
    event_id uuid not null references events on delete cascade,
    position integer not null check (position > 0),
    title text not null check (length(title) between 1 and 200),
    minutes smallint not null check (minutes between 1 and 600),
    what text check (length(what) between 1 and 2000),
    -- Two change places in one statement.
    constraint programme_items_position unique (event_id, position) deferrable initially immediate
);

-- Who leads an item: an Associate, a worker of the team, or a guest by name.
create table programme_contributors (
    id uuid primary key,
    item_id uuid not null references programme_items on delete cascade,
    associate_id uuid references associates on delete cascade,
    account_id uuid references accounts on delete cascade,
    guest_name text check (length(guest_name) between 1 and 200),
    guest_group stakeholder_group,
    role contributor_role not null,
    -- None: an equal share of what the others leave of the item.
    minutes smallint check (minutes between 1 and 600),
    check (num_nonnulls(associate_id, account_id, guest_name) = 1),
    check ((guest_name is null) = (guest_group is null)),
    constraint programme_contributors_associate unique (item_id, associate_id),
    constraint programme_contributors_account unique (item_id, account_id)
);
create index programme_contributors_of_associate on programme_contributors (associate_id)
    where associate_id is not null;
create index programme_contributors_of_account on programme_contributors (account_id) where account_id is not null;

-- What an Associate who contributes, or did, has been told of the programme; a letter follows the last change.
create table programme_news (
    event_id uuid not null references events on delete cascade,
    associate_id uuid not null references associates on delete cascade,
    changed_at timestamptz not null,
    told_at timestamptz,
    -- The sequence of the event's calendar entry they were told of: a move or a cancellation raises it.
    told_sequence integer not null default 0,
    primary key (event_id, associate_id)
);
create index programme_news_associate on programme_news (associate_id);
