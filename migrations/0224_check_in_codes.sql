-- The code that hangs at the door of an event: whoever reads it is there. Only the latest is good.
create table check_in_codes (
    event_id uuid primary key references events on delete cascade,
    token_hash bytea not null check (length(token_hash) = 32),
    made_at timestamptz not null
);
