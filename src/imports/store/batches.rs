//! Imports: who brought what list when, and how far it has come.

use chrono::{DateTime, Utc};
use serde_json::{Value, json};
use sqlx::PgConnection;

use crate::audit::By;
use crate::imports::fields::Field;
use crate::imports::model::{ImportKind, ImportState, KEPT_UNDONE, Reading, SheetInfo};
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
