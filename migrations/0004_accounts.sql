create table associates (
    id uuid primary key,
    given_name text not null check (length(given_name) between 1 and 100),
    family_name text not null check (length(family_name) between 1 and 100),
    -- Optional: phone and post people exist. Not unique: couples share an address.
    email text check (email = lower(email) and length(email) <= 254),
    phone text check (length(phone) between 5 and 30),
    postcode_district text check (postcode_district ~ '^[A-Z]{1,2}[0-9][0-9A-Z]?$'),
    county county,
    stakeholder_group stakeholder_group not null,
    access_needs text check (length(access_needs) between 1 and 1000),
    interests text check (length(interests) between 1 and 1000),
    offers text check (length(offers) between 1 and 1000),
    asks text check (length(asks) between 1 and 1000),
    topics topic[] not null default '{}',
    involvement declared_involvement not null,
    owner_id uuid, -- the team member responsible for the relationship; foreign key below
    standing standing not null,
    paused_until date check ((standing = 'paused') = (paused_until is not null)),
    -- Asked "help me choose" when registering: the team suggests projects.
    wants_help_choosing boolean not null default false,
    created_at timestamptz not null,
    -- The day they became active for the first time; null while pending.
    joined_on date,
    version integer not null default 1,
    name_search text generated always as (search_text(given_name || ' ' || family_name)) stored,
    sort_name text generated always as (search_text(family_name || ' ' || given_name)) stored
);

-- Who can sign in: an Associate, a worker of the team, or both.
create table accounts (
    id uuid primary key,
    email text not null unique check (email = lower(email) and length(email) <= 254),
    name text not null check (length(name) between 1 and 201),
    -- argon2id in the PHC string format; null for people who use sign-in links only.
    password_hash text,
    role account_role not null,
    associate_id uuid unique references associates,
    created_at timestamptz not null,
    disabled_at timestamptz,
    check (role <> 'associate' or associate_id is not null)
);
alter table associates add foreign key (owner_id) references accounts;

create table sessions (
    id uuid primary key,
    token_hash bytea not null unique check (length(token_hash) = 32),
    account_id uuid not null references accounts on delete cascade,
    created_at timestamptz not null,
    last_seen_at timestamptz not null,
    expires_at timestamptz not null,
    -- "Firefox on Windows": enough to recognise one's own device, not a fingerprint.
    device text not null check (length(device) <= 100)
);
create index sessions_account on sessions (account_id, last_seen_at desc);
create index sessions_expiry on sessions (expires_at);

create table sign_in_links (
    token_hash bytea primary key check (length(token_hash) = 32),
    account_id uuid references accounts on delete cascade,
    associate_id uuid references associates on delete cascade,
    purpose link_purpose not null,
    -- The address the link was sent to, which opening it proves.
    email text not null,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    used_at timestamptz,
    check ((account_id is not null) or (associate_id is not null))
);
create index sign_in_links_expiry on sign_in_links (expires_at);

-- Attempts per bucket (an address, an account, everyone) in a fixed window; shared by all instances.
create table rate_limits (
    bucket text not null,
    window_start timestamptz not null,
    attempts integer not null,
    primary key (bucket, window_start)
);
