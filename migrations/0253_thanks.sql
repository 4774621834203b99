create type thanks_channel as enum ('email', 'phone', 'in_person', 'post');

-- What the team writes to the contributors of an event, beside what every letter says.
create table thanks_words (
    event_id uuid primary key references events on delete cascade,
    words text not null check (length(words) between 1 and 3000),
    changed_at timestamptz not null
);

-- Who was thanked for an event: an Associate, a worker of the team, or a guest by name. Each once.
create table thanks (
    id uuid primary key,
    event_id uuid not null references events on delete cascade,
    associate_id uuid references associates on delete cascade,
    account_id uuid references accounts on delete cascade,
    guest_name text check (length(guest_name) between 1 and 200),
    channel thanks_channel not null,
    -- Whose work it was.
    thanked_by uuid references accounts on delete set null,
    thanked_at timestamptz not null,
    constraint thanks_one check (num_nonnulls(associate_id, account_id, guest_name) = 1),
    constraint thanks_associate unique (event_id, associate_id),
    constraint thanks_account unique (event_id, account_id),
    constraint thanks_guest unique (event_id, guest_name)
);
create index thanks_of_associate on thanks (associate_id) where associate_id is not null;
create index thanks_of_account on thanks (account_id) where account_id is not null;
create index thanks_thanked_by on thanks (thanked_by) where thanked_by is not null;
