//! What is coming up in a project, for its page.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use crate::access::EventScope;
use crate::kernel::{EventId, ProjectId};

/// An event to come.
pub(in crate::memberships) struct ComingEvent {
    pub(in crate::memberships) id: EventId,
    pub(in crate::memberships) title: String,
    pub(in crate::memberships) starts_at: DateTime<Utc>,
}

/// The next events of a project that the reader may see; at most 5.
pub(in crate::memberships) async fn list_coming_events(
    db: &mut PgConnection,
    scope: &EventScope,
    project: ProjectId,
    now: DateTime<Utc>,
) -> sqlx::Result<Vec<ComingEvent>> {
    sqlx::query_as!(
        ComingEvent,
        "select e.id, e.title, e.starts_at
         from event_projects o
         join events e on e.id = o.event_id
         where o.project_id = $4 and e.ends_at > $5 and e.state in ('open', 'closed')
           and ($1 or e.visibility = 'public' or e.id = any ($6) or (e.visibility = 'associates' and $2)
                or (e.visibility = 'members' and exists (
                    select from event_projects p where p.event_id = e.id and p.project_id = any ($3))))
         order by e.starts_at, e.id
         limit 5",
        scope.everything,
        scope.associates,
        &scope.projects as &[ProjectId],
        project as ProjectId,
        now,
        &scope.own as &[EventId]
    )
    .fetch_all(db)
    .await
}
