-- Lists that others keep in spreadsheets, on their way into the register: read, planned, looked at, then written as one.
-- The file itself is kept nowhere.
-- What the rows are. Organisations, projects and themes come the same way, each with a word here.
create type import_kind as enum ('people');
create type import_state as enum (
    'reading', 'read', 'planning', 'planned', 'committing', 'done', 'undoing', 'undone', 'failed');
create type import_verdict as enum ('new', 'matched', 'to_decide', 'rejected', 'left_out', 'skipped');

create table import_batches (
    id uuid primary key,
    kind import_kind not null,
    state import_state not null,
    file_name text not null check (length(file_name) between 1 and 200),
    file_hash bytea check (length(file_hash) = 32),
    -- Names of the sheets, whether they are hidden, and how many rows they have.
    sheets jsonb not null default '[]',
    -- Which sheet, where its headings stand, what each column is, how people agreed: how the rows are to be understood.
    reading jsonb,
    -- How many rows of each verdict, and what will be made.
    counts jsonb not null default '{}',
    -- What came of taking it back: what stayed, and why.
    outcome jsonb,
    -- What is being done, how far, and why it could not be.
    step text not null default '',
    problem text check (length(problem) between 1 and 1000),
    made_by uuid not null references accounts,
    made_at timestamptz not null,
    committed_by uuid references accounts,
    committed_at timestamptz,
    undone_by uuid references accounts,
    undone_at timestamptz,
    -- When rows and plan are deleted.
    kept_until timestamptz not null,
    -- Work in the background: whoever holds the lease, and how often it was begun.
    leased_until timestamptz,
    attempts integer not null default 0,
    version integer not null default 1
);
create index import_batches_recent on import_batches (made_at desc, id desc);
create index import_batches_made_by on import_batches (made_by);
create index import_batches_committed_by on import_batches (committed_by) where committed_by is not null;
create index import_batches_undone_by on import_batches (undone_by) where undone_by is not null;
create index import_batches_at_work on import_batches (leased_until)
    where state in ('reading', 'planning', 'committing', 'undoing');
create index import_batches_to_forget on import_batches (kept_until);
create index import_batches_same_file on import_batches (file_hash) where state = 'done';

create table import_rows (
    batch_id uuid not null references import_batches on delete cascade,
    sheet smallint not null,
    number integer not null check (number > 0),
    cells jsonb not null,
    verdict import_verdict,
    -- Who or what the row is about, as the list of rows names it.
    title text not null default '',
    -- Why it is decided as it is; what is worth a look; what will be done. Each in words, with the cell it is about.
    reasons jsonb not null default '[]',
    -- What a person decided about the row.
    decision jsonb,
    -- What will be written, and its digest: the commit plans again and compares.
    plan jsonb,
    digest bytea,
    -- Whom it was matched with, or whom it made.
    associate_id uuid references associates on delete set null,
    primary key (batch_id, sheet, number)
);
create index import_rows_associate on import_rows (associate_id) where associate_id is not null;
create index import_rows_verdict on import_rows (batch_id, sheet, verdict, number);

-- What a batch has written, thing by thing: what can be taken back, and only that.
create table import_effects (
    batch_id uuid not null references import_batches on delete cascade,
    position integer not null,
    row_number integer not null,
    -- 'person', 'details', 'affiliation', 'membership', 'organisation', 'project', 'theme', 'account', 'tag'.
    what text not null,
    thing_id uuid not null,
    associate_id uuid,
    -- Of details: which field, what it said before and says since.
    field text,
    before text,
    after text,
    primary key (batch_id, position)
);
create index import_effects_associate on import_effects (associate_id) where associate_id is not null;
create index import_effects_thing on import_effects (thing_id, batch_id);

-- How the columns of lists of this shape were understood last time: headings only, nobody's data.
create table import_shapes (
    kind import_kind not null,
    shape bytea not null check (length(shape) = 32),
    fields jsonb not null,
    used_at timestamptz not null,
    primary key (kind, shape)
);

-- The ledger of consents is never shortened, but for two cases in which nobody is left to whom it could matter: a
-- registration nobody confirmed, and someone whom a list has brought in and whom taking that list back removes again.
-- The latter only while that is being done, and only where the import made the person.
create or replace function refuse_consent_removal() returns trigger language plpgsql as $$
begin
    if not exists (select from associates where id = old.associate_id and standing = 'pending')
       and not exists (
           select from import_effects e
           join import_batches b on b.id = e.batch_id
           where e.associate_id = old.associate_id and e.what = 'person' and b.state = 'undoing') then
        raise exception 'consents is append-only' using errcode = 'restrict_violation';
    end if;
    return old;
end $$;

-- Which tables name one of these things, besides those that are left out: whatever slice comes later is in it by itself.
-- With how often; a thing that no table names is in no row.
create function where_named(referenced text, things uuid[], besides text[])
    returns table (thing uuid, named_in text, times bigint)
    language plpgsql stable as $$
declare
    reference record;
begin
    for reference in
        select c.conrelid::regclass::text as relation, a.attname as attribute
        from pg_constraint c
        join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
        where c.contype = 'f' and c.confrelid = referenced::regclass and cardinality(c.conkey) = 1
          and c.conrelid::regclass::text <> all (besides)
        order by 1, 2
    loop
        return query execute format(
            'select %1$I, %2$L::text, count(*) from %3$s where %1$I = any ($1) group by %1$I',
            reference.attribute, reference.relation, reference.relation) using things;
    end loop;
end $$;
