//! What the form and the filters offer.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::Origin;
use crate::kernel::EventId;

/// All projects, ended ones too, by title, with their slugs as numbers' companions.
pub(in crate::outputs) async fn list_projects(db: &mut PgConnection) -> sqlx::Result<Vec<Origin>> {
    sqlx::query_as!(
        Origin,
        r#"select p.slug as "href!", p.id::text as "id!", p.title from projects p order by p.title limit 500"#
    )
    .fetch_all(db)
    .await
}

/// Events something may have come of: those that have begun, the latest first, and those that are `chosen`; at most
/// 300.
pub(in crate::outputs) async fn list_held_events(
    db: &mut PgConnection,
    chosen: &[EventId],
    now: DateTime<Utc>,
) -> sqlx::Result<Vec<Origin>> {
    sqlx::query_as!(
        Origin,
        r#"select '/events/' || e.id as "href!", e.id::text as "id!",
                  e.title || ', ' || to_char(e.starts_at at time zone 'Europe/London', 'FMDD FMMonth YYYY') as "title!"
           from events e
           where (e.state in ('open', 'closed', 'done') and e.starts_at <= $2) or e.id = any ($1)
           order by e.id = any ($1) desc, e.starts_at desc, e.id
           limit 300"#,
        chosen as &[EventId],
        now
    )
    .fetch_all(db)
    .await
}
