//! Who works on an import: taking it, going on with it, ending it, stopping it.

use chrono::{DateTime, Utc};
use serde_json::Value;
use sqlx::PgConnection;

use crate::imports::model::{ImportState, KEPT_DONE};
use crate::kernel::{AccountId, ImportId};

/// An import that a worker has in hand.
pub(crate) struct Claimed {
    pub(crate) id: ImportId,
    pub(crate) state: ImportState,
    pub(crate) attempts: i32,
    /// Who pressed the button.
    pub(crate) by: Option<AccountId>,
    pub(crate) by_name: Option<String>,
}

/// Takes the import that waits longest for a minute, which goes on being renewed; other workers pass it by meanwhile. One
/// whose worker has died is taken again: nothing of its work stands, since all of it is one transaction.
pub(crate) async fn claim(db: &mut PgConnection, now: DateTime<Utc>) -> sqlx::Result<Option<Claimed>> {
    sqlx::query_as!(
        Claimed,
        r#"update import_batches b
           set leased_until = $1 + interval '1 minute', attempts = b.attempts + 1, step = ''
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

/// Says that the work goes on; false when it is somebody else's by now, or was stopped.
pub(crate) async fn keep(db: &mut PgConnection, claimed: &Claimed, now: DateTime<Utc>) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "update import_batches set leased_until = $3::timestamptz + interval '1 minute'
         where id = $1 and attempts = $2 and state = $4",
        claimed.id as ImportId,
        claimed.attempts,
        now,
        claimed.state as ImportState
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Takes a piece of work away from its worker, so that nothing of it will stand; false when it was done by then.
pub(crate) async fn stop(db: &mut PgConnection, id: ImportId, problem: &str) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "update import_batches
         set state = case state when 'planning' then 'read' when 'committing' then 'planned' else 'done' end::import_state,
             committed_by = case when state = 'committing' then null else committed_by end,
             undone_by = case when state = 'undoing' then null else undone_by end,
             problem = $2, step = '', leased_until = null, attempts = attempts + 1, version = version + 1
         where id = $1 and state in ('planning', 'committing', 'undoing')",
        id as ImportId,
        problem
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Lets a transaction take longer than those for which somebody waits: thousands of rows are compared and written in it.
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
