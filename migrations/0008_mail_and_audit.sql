-- The outbox: a mail is written in the transaction of the change that causes it.
create table mails (
    id uuid primary key,
    -- The same cause never mails twice.
    idempotency_key text not null unique,
    kind text not null,
    recipient text not null,
    subject text not null,
    body_text text not null,
    body_html text not null,
    -- Holds a link that signs someone in: the text is removed once it has been sent.
    secret boolean not null,
    state mail_state not null default 'queued',
    attempts integer not null default 0,
    due_at timestamptz not null,
    leased_until timestamptz,
    last_error text,
    created_at timestamptz not null,
    sent_at timestamptz
);
create index mails_due on mails (due_at) where state in ('queued', 'sending');
create index mails_recent on mails (created_at desc, id desc);

create table audit_events (
    id uuid primary key,
    at timestamptz not null,
    actor_id uuid references accounts,
    -- Who, as it was called then: "Tess Team", "a visitor", "Copse".
    actor_name text not null,
    act text not null,
    subject_kind text not null,
    subject_id uuid not null,
    -- The Associate it concerns, if it concerns one: what that person may see of it all.
    associate_id uuid,
    before jsonb,
    after jsonb,
    request_id text
);
create index audit_events_recent on audit_events (at desc, id desc);
create index audit_events_subject on audit_events (subject_kind, subject_id, at desc, id desc);
create index audit_events_associate on audit_events (associate_id, at desc, id desc) where associate_id is not null;
create trigger audit_events_append_only before update or delete or truncate on audit_events
    for each statement execute function refuse_change();
