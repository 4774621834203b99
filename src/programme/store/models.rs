//! Programmes of other events that one can begin with.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use crate::kernel::EventId;

/// An event with a programme.
#[derive(Clone, Debug)]
pub(in crate::programme) struct Model {
    pub(in crate::programme) id: EventId,
    pub(in crate::programme) title: String,
    pub(in crate::programme) starts_at: DateTime<Utc>,
    pub(in crate::programme) items: i64,
    pub(in crate::programme) minutes: i64,
}

/// Events with a programme, those of the same series first, then those of the same kind, the latest of each first; at
/// most 20.
pub(in crate::programme) async fn list_models(db: &mut PgConnection, event: EventId) -> sqlx::Result<Vec<Model>> {
    sqlx::query_as!(
        Model,
        r#"select e.id, e.title, e.starts_at, count(*) as "items!", sum(i.minutes) as "minutes!"
           from events me
           join events e on e.id <> me.id
           join programme_items i on i.event_id = e.id
           where me.id = $1
           group by e.id, me.id
           order by coalesce(e.series = me.series, false) desc, e.kind = me.kind desc, e.starts_at desc, e.id
           limit 20"#,
        event as EventId
    )
    .fetch_all(db)
    .await
}
