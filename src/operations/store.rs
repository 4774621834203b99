//! What health and metrics look up.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

/// The version of the newest migration that has run here.
pub(super) async fn newest_applied_migration(db: &mut PgConnection) -> sqlx::Result<Option<i64>> {
    // Not a macro: the table is made by the migrator, after the schema that the macros are checked against.
    sqlx::query_scalar("select max(version) from _sqlx_migrations where success").fetch_one(db).await
}

/// How mail is doing.
pub(super) struct MailQueue {
    pub(super) waiting: i64,
    pub(super) dead: i64,
    /// How long the oldest has been due.
    pub(super) oldest_seconds: f64,
}

pub(super) async fn mail_queue(db: &mut PgConnection, now: DateTime<Utc>) -> sqlx::Result<MailQueue> {
    sqlx::query_as!(
        MailQueue,
        r#"select count(*) as "waiting!",
                  (select count(*) from mails where state = 'dead') as "dead!",
                  coalesce(extract(epoch from $1 - min(due_at) filter (where state = 'queued')), 0)::double precision
                      as "oldest_seconds!"
           from mails
           where state in ('queued', 'sending')"#,
        now
    )
    .fetch_one(db)
    .await
}
