//! What the form and the filters offer.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use crate::kernel::EventId;

/// A project that can be chosen: the form sends its number, the filter of the list its slug.
#[derive(Clone, Debug)]
pub(crate) struct ProjectChoice {
    pub(in crate::outputs) id: String,
    pub(in crate::outputs) slug: String,
    pub(in crate::outputs) title: String,
}

/// An event that can be chosen.
#[derive(Clone, Debug)]
pub(crate) struct EventChoice {
    pub(in crate::outputs) id: String,
    /// With its day, since many events have one name.
    pub(in crate::outputs) title: String,
}

/// All projects, ended ones too, by title; at most 500.
pub(in crate::outputs) async fn list_projects(db: &mut PgConnection) -> sqlx::Result<Vec<ProjectChoice>> {
    sqlx::query_as!(
        ProjectChoice,
        r#"select p.id::text as "id!", p.slug, p.title from projects p order by p.title limit 500"#
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
) -> sqlx::Result<Vec<EventChoice>> {
    sqlx::query_as!(
        EventChoice,
        r#"select e.id::text as "id!",
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
