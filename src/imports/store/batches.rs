//! Imports: who brought what list when, and how far it has come.

use chrono::{DateTime, Utc};
use serde_json::{Value, json};
use sqlx::PgConnection;

use crate::audit::By;
use crate::imports::fields::Field;
use crate::imports::model::{ImportKind, ImportState, KEPT_DONE, KEPT_UNDONE, Reading, SheetInfo};
use crate::kernel::{AccountId, ImportId};

/// An import as its page shows it.
#[derive(Clone, Debug)]
pub(crate) struct Batch {
    pub(crate) id: ImportId,
    pub(crate) kind: ImportKind,
    pub(crate) state: ImportState,
    pub(crate) file_name: String,
    sheets: Value,
    reading: Option<Value>,
    pub(crate) counts: Value,
    pub(crate) outcome: Option<Value>,
    pub(crate) step: String,
    pub(crate) problem: Option<String>,
    pub(crate) made_by: String,
    pub(crate) made_at: DateTime<Utc>,
    pub(crate) committed_by: Option<String>,
    pub(crate) committed_at: Option<DateTime<Utc>>,
    pub(crate) undone_by: Option<String>,
    pub(crate) undone_at: Option<DateTime<Utc>>,
    pub(crate) kept_until: DateTime<Utc>,
    pub(crate) version: i32,
}

impl Batch {
    pub(crate) fn sheets(&self) -> Vec<SheetInfo> {
        serde_json::from_value(self.sheets.clone()).unwrap_or_default()
    }

    /// How the rows are to be understood, once somebody has said so.
    pub(crate) fn reading(&self) -> Option<Reading> {
        serde_json::from_value(self.reading.clone()?).ok()
    }

    /// The sheet that is taken; the first before one was chosen.
    pub(crate) fn sheet(&self) -> usize {
        self.reading().map_or(0, |reading| reading.sheet)
    }

    /// Whether its plan writes anything.
    pub(crate) fn has_something(&self) -> bool {
        self.count("new") + self.count("changed") > 0
    }

    /// How many of something its plan counts.
    pub(crate) fn count(&self, what: &str) -> i64 {
        self.counts.get(what).and_then(Value::as_i64).unwrap_or_default()
    }
}

macro_rules! select_batch {
    ($tail:literal, $($argument:expr),*) => {
        sqlx::query_as!(
            Batch,
            r#"select b.id, b.kind, b.state, b.file_name, b.sheets, b.reading, b.counts, b.outcome, b.step, b.problem,
                      m.name as made_by, b.made_at, c.name as "committed_by?", b.committed_at, u.name as "undone_by?",
                      b.undone_at, b.kept_until, b.version
               from import_batches b
               join accounts m on m.id = b.made_by
               left join accounts c on c.id = b.committed_by
               left join accounts u on u.id = b.undone_by "# + $tail,
            $($argument),*
        )
    };
}

pub(crate) async fn find(db: &mut PgConnection, id: ImportId) -> sqlx::Result<Option<Batch>> {
    select_batch!("where b.id = $1", id as ImportId).fetch_optional(db).await
}

/// The latest, at most 100.
pub(crate) async fn list(db: &mut PgConnection) -> sqlx::Result<Vec<Batch>> {
    select_batch!("order by b.made_at desc, b.id desc limit 100",).fetch_all(db).await
}

/// Writes a new import whose file is being read.
pub(crate) async fn insert(
    db: &mut PgConnection,
    id: ImportId,
    kind: ImportKind,
    file_name: &str,
    by: &By,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into import_batches (id, kind, state, file_name, made_by, made_at, kept_until, leased_until)
         values ($1, $2, 'reading', $3, $4, $5, $6, $5::timestamptz + interval '5 minutes')",
        id as ImportId,
        kind as ImportKind,
        file_name,
        by.account as Option<AccountId>,
        by.at,
        by.at + KEPT_UNDONE
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Says what the file held, once it is read.
pub(crate) async fn set_sheets(
    db: &mut PgConnection,
    id: ImportId,
    sheets: &[SheetInfo],
    hash: &[u8],
) -> sqlx::Result<()> {
    sqlx::query!(
        "update import_batches
         set sheets = $2, file_hash = $3, state = 'read', step = '', leased_until = null, version = version + 1
         where id = $1 and state = 'reading'",
        id as ImportId,
        json!(sheets),
        hash
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Says why a file is not read. What was read of it goes.
pub(crate) async fn refuse(db: &mut PgConnection, id: ImportId, why: &str) -> sqlx::Result<()> {
    sqlx::query!("delete from import_rows where batch_id = $1", id as ImportId).execute(&mut *db).await?;
    sqlx::query!(
        "update import_batches
         set state = 'failed', problem = left($2, 1000), step = '', leased_until = null, version = version + 1
         where id = $1 and state = 'reading'",
        id as ImportId,
        why
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Says how far it has come.
pub(crate) async fn progress(db: &mut PgConnection, id: ImportId, step: &str) -> sqlx::Result<()> {
    sqlx::query!("update import_batches set step = $2 where id = $1", id as ImportId, step).execute(db).await?;
    Ok(())
}

/// What is to be done next with an import that waits for a person.
pub(crate) struct Marked<'a> {
    pub(crate) from: &'a [ImportState],
    pub(crate) to: ImportState,
    /// The version that was looked at.
    pub(crate) version: i32,
    /// What its rows are and how they are to be understood, where that was said anew.
    pub(crate) reading: Option<(ImportKind, &'a Reading)>,
}

/// Gives an import to the worker; false when it has changed since it was looked at.
pub(crate) async fn start(db: &mut PgConnection, id: ImportId, marked: &Marked<'_>, by: &By) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "update import_batches
         set state = $2, reading = coalesce($5, reading), step = 'Waiting for its turn', problem = null, attempts = 0,
             leased_until = null, version = version + 1,
             committed_by = case when $2 = 'committing'::import_state then $6 else committed_by end,
             undone_by = case when $2 = 'undoing'::import_state then $6 else undone_by end,
             kind = coalesce($7, kind)
         where id = $1 and version = $3 and state = any($4)",
        id as ImportId,
        marked.to as ImportState,
        marked.version,
        marked.from as &[ImportState],
        marked.reading.map(|(_, reading)| json!(reading)),
        by.account as Option<AccountId>,
        marked.reading.map(|(kind, _)| kind) as Option<ImportKind>
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// An import that a worker has in hand.
pub(crate) struct Claimed {
    pub(crate) id: ImportId,
    pub(crate) state: ImportState,
    pub(crate) attempts: i32,
    /// Who pressed the button.
    pub(crate) by: Option<AccountId>,
    pub(crate) by_name: Option<String>,
}

/// Takes the import that waits longest for ten minutes; other workers pass it by meanwhile. One whose worker has died is
/// taken again: nothing of its work stands, since all of it is one transaction.
pub(crate) async fn claim(db: &mut PgConnection, now: DateTime<Utc>) -> sqlx::Result<Option<Claimed>> {
    sqlx::query_as!(
        Claimed,
        r#"update import_batches b
           set leased_until = $1 + interval '10 minutes', attempts = b.attempts + 1, step = ''
           from accounts a
           where b.id = (
               select id from import_batches
               where state in ('reading', 'planning', 'committing', 'undoing') and (leased_until is null or leased_until < $1)
               order by made_at
               for update skip locked
               limit 1)
             and a.id = coalesce(
                 case b.state when 'committing' then b.committed_by when 'undoing' then b.undone_by end, b.made_by)
           returning b.id, b.state, b.attempts, a.id as "by?: AccountId", a.name as "by_name?""#,
        now
    )
    .fetch_optional(db)
    .await
}

/// Lets a transaction take longer than those for which somebody waits: thousands of rows are compared and written in it.
/// It ends before its lease does.
pub(crate) async fn take_time(db: &mut PgConnection) -> sqlx::Result<()> {
    sqlx::query!("set local statement_timeout = '5min'").execute(&mut *db).await?;
    sqlx::query!("set local idle_in_transaction_session_timeout = '9min'").execute(db).await?;
    Ok(())
}

/// Gives a piece of work back, to be begun again.
pub(crate) async fn release(db: &mut PgConnection, claimed: &Claimed) -> sqlx::Result<()> {
    sqlx::query!(
        "update import_batches set leased_until = null where id = $1 and attempts = $2",
        claimed.id as ImportId,
        claimed.attempts
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Holds the lease of a file that is still being read.
pub(crate) async fn renew(db: &mut PgConnection, id: ImportId, now: DateTime<Utc>, step: &str) -> sqlx::Result<()> {
    sqlx::query!(
        "update import_batches set leased_until = $2::timestamptz + interval '5 minutes', step = $3
         where id = $1 and state = 'reading'",
        id as ImportId,
        now,
        step
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Ends a piece of work; false when another worker has taken it meanwhile, and then nothing of ours may stand.
pub(crate) async fn finish(
    db: &mut PgConnection,
    claimed: &Claimed,
    to: ImportState,
    (counts, outcome, problem): (Option<Value>, Option<Value>, Option<&str>),
    now: DateTime<Utc>,
) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "update import_batches
         set state = $3, counts = coalesce($4, counts), outcome = coalesce($5, outcome), problem = $6, step = '',
             leased_until = null, version = version + 1,
             committed_at = case when $3 = 'done'::import_state and state = 'committing' then $7 else committed_at end,
             undone_at = case when $3 = 'undone'::import_state then $7 else undone_at end,
             committed_by = case when $3 = 'planned'::import_state then null else committed_by end,
             undone_by = case when $3 = 'done'::import_state then null else undone_by end,
             kept_until = case when $3 = 'done'::import_state and state = 'committing' then $8 else kept_until end
         where id = $1 and attempts = $2 and state in ('reading', 'planning', 'committing', 'undoing')",
        claimed.id as ImportId,
        claimed.attempts,
        to as ImportState,
        counts,
        outcome,
        problem,
        now,
        now + KEPT_DONE
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Throws an upload away that was never written; false when it was.
pub(crate) async fn delete(db: &mut PgConnection, id: ImportId) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "delete from import_batches where id = $1 and state in ('read', 'planned', 'failed')",
        id as ImportId
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Removes what has been kept long enough: uploads that nobody wrote, whole; of others the rows, the plan, and what could
/// be taken back. That there was such an import stays.
pub(crate) async fn forget_old(db: &mut PgConnection, now: DateTime<Utc>) -> sqlx::Result<()> {
    sqlx::query!(
        "delete from import_batches where kept_until < $1 and state in ('reading', 'read', 'planning', 'planned', 'failed')",
        now
    )
    .execute(&mut *db)
    .await?;
    sqlx::query!(
        "delete from import_rows r using import_batches b
         where b.id = r.batch_id and b.kept_until < $1 and b.state in ('done', 'undone')",
        now
    )
    .execute(&mut *db)
    .await?;
    sqlx::query!(
        "delete from import_effects e using import_batches b
         where b.id = e.batch_id and b.kept_until < $1 and b.state in ('done', 'undone')",
        now
    )
    .execute(db)
    .await?;
    Ok(())
}

/// How the columns of a list of this shape were understood last time.
pub(crate) async fn find_shape(
    db: &mut PgConnection,
    kind: ImportKind,
    shape: &[u8],
) -> sqlx::Result<Option<Vec<Option<Field>>>> {
    let fields = sqlx::query_scalar!(
        "select fields from import_shapes where kind = $1 and shape = $2",
        kind as ImportKind,
        shape
    );
    Ok(fields.fetch_optional(db).await?.and_then(|fields| serde_json::from_value(fields).ok()))
}

/// Remembers it for the next list of this shape.
pub(crate) async fn keep_shape(
    db: &mut PgConnection,
    kind: ImportKind,
    shape: &[u8],
    fields: &[Option<Field>],
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into import_shapes (kind, shape, fields, used_at) values ($1, $2, $3, $4)
         on conflict (kind, shape) do update set fields = excluded.fields, used_at = excluded.used_at",
        kind as ImportKind,
        shape,
        json!(fields),
        now
    )
    .execute(db)
    .await?;
    Ok(())
}
