-- A person's own feed for their calendar, at a secret address: one each, and gone when they take it back.
create table calendar_feeds (
    associate_id uuid primary key references associates on delete cascade,
    token_hash bytea not null unique check (length(token_hash) = 32),
    created_at timestamptz not null,
    last_used_at timestamptz
);
