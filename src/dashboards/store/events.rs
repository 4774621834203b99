//! Events that come, those that are over, and those that wait to be closed.

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::PgConnection;

use crate::kernel::{EventId, ProjectId, london_date};

/// An event to come, with its places.
#[derive(Clone, Debug)]
pub(in crate::dashboards) struct NextEvent {
    pub(in crate::dashboards) id: EventId,
    pub(in crate::dashboards) title: String,
    pub(in crate::dashboards) starts_at: DateTime<Utc>,
    pub(in crate::dashboards) ends_at: DateTime<Utc>,
    /// None: as many as come.
    pub(in crate::dashboards) places: Option<i64>,
    /// By people who have one; a place that is offered is not taken yet.
    pub(in crate::dashboards) taken: i64,
    /// Of these, by people who take part in the project in question today.
    pub(in crate::dashboards) taken_by_members: i64,
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
                  (select count(*) from event_registrations r
                   where r.event_id = e.id and r.state = 'registered') as "taken!",
                  (select count(*) from event_registrations r
                   where r.event_id = e.id and r.state = 'registered' and r.associate_id in (
                       select m.associate_id
                       from disclosable_memberships m
                       join associates a on a.id = m.associate_id
                       where m.project_id = $1 and m.state = 'active' and a.standing in ('active', 'paused'))
                  ) as "taken_by_members!"
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

/// An event that has taken place, with who came and what it was a mix of, in per cent.
#[derive(Clone, Debug)]
pub(in crate::dashboards) struct PastEvent {
    pub(in crate::dashboards) id: EventId,
    pub(in crate::dashboards) starts_at: DateTime<Utc>,
    pub(in crate::dashboards) minutes: i32,
    /// Who had a place.
    pub(in crate::dashboards) registered: i64,
    pub(in crate::dashboards) came: i64,
    /// Without those who came without one.
    pub(in crate::dashboards) came_with_place: i64,
    pub(in crate::dashboards) absent: i64,
    /// Whether anybody has noted who came.
    pub(in crate::dashboards) is_noted: bool,
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

    /// How many it counts with: who came, or, while nobody has noted that, who had a place.
    pub(in crate::dashboards) fn people(&self) -> i64 {
        if self.is_noted { self.came } else { self.registered }
    }

    /// The day it began, in London.
    pub(in crate::dashboards) fn day(&self) -> NaiveDate {
        london_date(self.starts_at)
    }
}

/// The events since a day that are over by now, of a project or of the whole network.
pub(in crate::dashboards) async fn past_events(
    db: &mut PgConnection,
    project: Option<ProjectId>,
    since: NaiveDate,
    now: DateTime<Utc>,
) -> sqlx::Result<Vec<PastEvent>> {
    sqlx::query_as!(
        PastEvent,
        r#"select e.id, e.starts_at, (extract(epoch from e.ends_at - e.starts_at) / 60)::int as "minutes!",
                  (select count(*) from event_registrations r
                   where r.event_id = e.id and r.state = 'registered') as "registered!",
                  noted.came as "came!", noted.came_with_place as "came_with_place!", noted.absent as "absent!",
                  noted.people > 0 as "is_noted!",
                  e.social_interaction, e.knowledge_sharing, e.knowledge_creation, e.identity_building
           from events e
           cross join lateral (
               select count(*) as people,
                      count(*) filter (where t.state = 'attended') as came,
                      count(*) filter (where t.state = 'attended' and not t.walk_in) as came_with_place,
                      count(*) filter (where t.state = 'absent') as absent
               from attendances t
               where t.event_id = e.id) noted
           where (e.starts_at at time zone 'Europe/London')::date >= $2 and e.ends_at <= $3
             and e.state in ('open', 'closed', 'done')
             and ($1::uuid is null
                  or exists (select from event_projects o where o.event_id = e.id and o.project_id = $1))
           order by e.starts_at, e.id"#,
        project as Option<ProjectId>,
        since,
        now
    )
    .fetch_all(db)
    .await
}

/// How many events have taken place and are not done, of a project or of the whole network.
pub(in crate::dashboards) async fn count_unfinished(
    db: &mut PgConnection,
    project: Option<ProjectId>,
    now: DateTime<Utc>,
) -> sqlx::Result<i64> {
    sqlx::query_scalar!(
        r#"select count(*) as "count!"
           from events e
           where e.state in ('open', 'closed') and e.ends_at <= $2
             and ($1::uuid is null
                  or exists (select from event_projects o where o.event_id = e.id and o.project_id = $1))"#,
        project as Option<ProjectId>,
        now
    )
    .fetch_one(db)
    .await
}
