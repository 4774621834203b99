//! Batches: who was chosen when and by whom, and whether they were written to.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use crate::audit::By;
use crate::invitations::model::{BatchKind, KEPT_UNSENT};
use crate::kernel::{AccountId, EventId, InvitationBatchId};

/// A frozen audience.
#[derive(Clone, Debug)]
pub(in crate::invitations) struct Batch {
    pub(in crate::invitations) id: InvitationBatchId,
    pub(in crate::invitations) event_id: EventId,
    pub(in crate::invitations) kind: BatchKind,
    /// Who was chosen, in words, and where the register lists the same.
    pub(in crate::invitations) chosen: String,
    pub(in crate::invitations) found_at: Option<String>,
    /// What the team adds to the letter.
    pub(in crate::invitations) words: Option<String>,
    pub(in crate::invitations) made_by: String,
    pub(in crate::invitations) made_at: DateTime<Utc>,
    pub(in crate::invitations) sent_by: Option<String>,
    pub(in crate::invitations) sent_at: Option<DateTime<Utc>>,
    /// Those who are written to, or were.
    pub(in crate::invitations) readers: i64,
    pub(in crate::invitations) left_out: i64,
}

macro_rules! select_batch {
    ($tail:literal, $($argument:expr),*) => {
        sqlx::query_as!(
            Batch,
            r#"select b.id, b.event_id, b.kind, b.chosen, b.found_at, b.words, m.name as made_by, b.made_at,
                      s.name as "sent_by?", b.sent_at, people.readers as "readers!", people.left_out as "left_out!"
               from invitation_batches b
               join accounts m on m.id = b.made_by
               left join accounts s on s.id = b.sent_by
               cross join lateral (
                   select count(*) filter (where p.obstacle is null) as readers,
                          count(*) filter (where p.obstacle is not null) as left_out
                   from invitation_batch_people p where p.batch_id = b.id) people "# + $tail,
            $($argument),*
        )
    };
}

pub(in crate::invitations) async fn find_batch(
    db: &mut PgConnection,
    event: EventId,
    id: InvitationBatchId,
) -> sqlx::Result<Option<Batch>> {
    select_batch!("where b.id = $1 and b.event_id = $2", id as InvitationBatchId, event as EventId)
        .fetch_optional(db)
        .await
}

/// All of an event, the latest first; at most 100.
pub(in crate::invitations) async fn list_batches(db: &mut PgConnection, event: EventId) -> sqlx::Result<Vec<Batch>> {
    select_batch!("where b.event_id = $1 order by b.made_at desc, b.id desc limit 100", event as EventId)
        .fetch_all(db)
        .await
}

/// Holds all batches of an event until the transaction ends: two that are sent at once come one after the other.
pub(in crate::invitations) async fn hold_batches(db: &mut PgConnection, event: EventId) -> sqlx::Result<()> {
    sqlx::query!("select id from invitation_batches where event_id = $1 order by id for update", event as EventId)
        .fetch_all(db)
        .await?;
    Ok(())
}

/// An audience that is about to be frozen.
pub(in crate::invitations) struct NewBatch<'a> {
    pub(in crate::invitations) id: InvitationBatchId,
    pub(in crate::invitations) event: EventId,
    pub(in crate::invitations) kind: BatchKind,
    pub(in crate::invitations) chosen: &'a str,
    pub(in crate::invitations) found_at: Option<&'a str>,
}

/// Writes the batch without its people; false when this very one was written before.
pub(super) async fn insert(db: &mut PgConnection, new: &NewBatch<'_>, by: &By) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "insert into invitation_batches (id, event_id, kind, chosen, found_at, made_by, made_at)
         values ($1, $2, $3, $4, $5, $6, $7)
         on conflict (id) do nothing",
        new.id as InvitationBatchId,
        new.event as EventId,
        new.kind as BatchKind,
        new.chosen,
        new.found_at,
        by.account as Option<AccountId>,
        by.at
    );
    Ok(done.execute(db).await?.rows_affected() == 1)
}

/// Changes what the team adds to the letter, while it is not sent; false when it is.
pub(in crate::invitations) async fn update_words(
    db: &mut PgConnection,
    id: InvitationBatchId,
    words: Option<&str>,
) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "update invitation_batches set words = $2 where id = $1 and sent_at is null",
        id as InvitationBatchId,
        words
    );
    Ok(done.execute(db).await?.rows_affected() == 1)
}

pub(in crate::invitations) async fn mark_sent(db: &mut PgConnection, batch: &Batch, by: &By) -> sqlx::Result<()> {
    sqlx::query!(
        "update invitation_batches set sent_by = $2, sent_at = $3 where id = $1",
        batch.id as InvitationBatchId,
        by.account as Option<AccountId>,
        by.at
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Throws a batch away that was not sent; false when it was.
pub(in crate::invitations) async fn delete(db: &mut PgConnection, id: InvitationBatchId) -> sqlx::Result<bool> {
    let done =
        sqlx::query!("delete from invitation_batches where id = $1 and sent_at is null", id as InvitationBatchId);
    Ok(done.execute(db).await?.rows_affected() == 1)
}

/// Removes choices of people that were never sent: after 30 days, or when the event is over.
pub(crate) async fn forget_unsent(db: &mut PgConnection, now: DateTime<Utc>) -> sqlx::Result<()> {
    sqlx::query!(
        "delete from invitation_batches b
         using events e
         where e.id = b.event_id and b.sent_at is null and (b.made_at < $1 or e.ends_at < $2)",
        now - KEPT_UNSENT,
        now
    )
    .execute(db)
    .await?;
    Ok(())
}
