-- Browsers in which someone has signed in with their password before: whoever guesses at an account elsewhere
-- does not lock its owner out there.
create table known_devices (
    token_hash bytea primary key check (length(token_hash) = 32),
    account_id uuid not null references accounts on delete cascade,
    created_at timestamptz not null,
    last_used_at timestamptz not null
);
create index known_devices_account on known_devices (account_id);
create index known_devices_age on known_devices (last_used_at);
