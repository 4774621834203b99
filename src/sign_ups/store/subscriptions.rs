//! Secret addresses at which calendars fetch someone's events.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use crate::kernel::AssociateId;

/// Since when someone's calendar fetches their events, and when it last did.
pub(in crate::sign_ups) struct Subscription {
    pub(in crate::sign_ups) created_at: DateTime<Utc>,
    pub(in crate::sign_ups) last_used_at: Option<DateTime<Utc>>,
}

pub(in crate::sign_ups) async fn find_subscription(
    db: &mut PgConnection,
    associate: AssociateId,
) -> sqlx::Result<Option<Subscription>> {
    sqlx::query_as!(
        Subscription,
        "select created_at, last_used_at from calendar_feeds where associate_id = $1",
        associate as AssociateId
    )
    .fetch_optional(db)
    .await
}

/// Makes an address in the place of the one there was.
pub(in crate::sign_ups) async fn replace_subscription(
    db: &mut PgConnection,
    associate: AssociateId,
    token_hash: &[u8],
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into calendar_feeds (associate_id, token_hash, created_at) values ($1, $2, $3)
         on conflict (associate_id) do update set token_hash = $2, created_at = $3, last_used_at = null",
        associate as AssociateId,
        token_hash,
        now
    )
    .execute(db)
    .await?;
    Ok(())
}

/// False when there was none.
pub(in crate::sign_ups) async fn delete_subscription(
    db: &mut PgConnection,
    associate: AssociateId,
) -> sqlx::Result<bool> {
    let done = sqlx::query!("delete from calendar_feeds where associate_id = $1", associate as AssociateId);
    Ok(done.execute(db).await?.rows_affected() == 1)
}

/// Whose events an address tells, with the moment noted for whoever wonders who used it.
pub(in crate::sign_ups) async fn use_subscription(
    db: &mut PgConnection,
    token_hash: &[u8],
    now: DateTime<Utc>,
) -> sqlx::Result<Option<AssociateId>> {
    sqlx::query_scalar!(
        // The address of a record that was merged tells the events of the one that stays.
        r#"update calendar_feeds set last_used_at = $2 where token_hash = $1
           returning surviving(associate_id) as "associate_id!: AssociateId""#,
        token_hash,
        now
    )
    .fetch_optional(db)
    .await
}
