//! Events that come, and those of the past year.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use crate::kernel::{EventId, ProjectId};

/// An event to come, with its places.
#[derive(Clone, Debug)]
pub(in crate::dashboards) struct NextEvent {
    pub(in crate::dashboards) id: EventId,
    pub(in crate::dashboards) title: String,
    pub(in crate::dashboards) starts_at: DateTime<Utc>,
    pub(in crate::dashboards) ends_at: DateTime<Utc>,
    /// None: as many as come.
    pub(in crate::dashboards) places: Option<i64>,
    pub(in crate::dashboards) taken: i64,
}

/// The next five events that people know of, of a project or of the whole network.
pub(in crate::dashboards) async fn next_events(
    db: &mut PgConnection,
    project: Option<ProjectId>,
    now: DateTime<Utc>,
) -> sqlx::Result<Vec<NextEvent>> {
    sqlx::query_as!(
        NextEvent,
        r#"select e.id, e.title, e.starts_at, e.ends_at,
                  case when bool_or(p.places is null) then null else sum(p.places) end as places,
                  coalesce(sum(p.taken), 0) as "taken!"
           from events e
           left join place_pools p on p.event_id = e.id
           where e.ends_at > $2 and e.state in ('open', 'closed')
             and ($1::uuid is null
                  or exists (select from event_projects o where o.event_id = e.id and o.project_id = $1))
           group by e.id
           order by e.starts_at, e.id
           limit 5"#,
        project as Option<ProjectId>,
        now
    )
    .fetch_all(db)
    .await
}

/// An event that has taken place, with what it was a mix of, in per cent.
#[derive(Clone, Debug)]
pub(in crate::dashboards) struct PastEvent {
    pub(in crate::dashboards) starts_at: DateTime<Utc>,
    pub(in crate::dashboards) minutes: i32,
    /// Who had a place.
    pub(in crate::dashboards) people: i64,
    pub(in crate::dashboards) social_interaction: i16,
    pub(in crate::dashboards) knowledge_sharing: i16,
    pub(in crate::dashboards) knowledge_creation: i16,
    pub(in crate::dashboards) identity_building: i16,
}

impl PastEvent {
    /// The four shares, in the order of the activities.
    pub(in crate::dashboards) fn mix(&self) -> [i16; 4] {
        [self.social_interaction, self.knowledge_sharing, self.knowledge_creation, self.identity_building]
    }
}

/// The events that ended between two moments, of a project or of the whole network.
pub(in crate::dashboards) async fn past_events(
    db: &mut PgConnection,
    project: Option<ProjectId>,
    from: DateTime<Utc>,
    until: DateTime<Utc>,
) -> sqlx::Result<Vec<PastEvent>> {
    sqlx::query_as!(
        PastEvent,
        r#"select e.starts_at, (extract(epoch from e.ends_at - e.starts_at) / 60)::int as "minutes!",
                  (select count(*) from event_registrations r
                   where r.event_id = e.id and r.state = 'registered') as "people!",
                  e.social_interaction, e.knowledge_sharing, e.knowledge_creation, e.identity_building
           from events e
           where e.ends_at > $2 and e.ends_at <= $3 and e.state in ('open', 'closed', 'done')
             and ($1::uuid is null
                  or exists (select from event_projects o where o.event_id = e.id and o.project_id = $1))
           order by e.starts_at, e.id"#,
        project as Option<ProjectId>,
        from,
        until
    )
    .fetch_all(db)
    .await
}
