//! The events of one project, with how many of its people come to them, and who they are. "Its people" are those who
//! take part today as far as others may know: the same as on the project's page of members.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use crate::attendance::AttendanceState;
use crate::dashboards::events_of_project::Show;
use crate::events::{EventKind, EventState};
use crate::kernel::{AssociateId, EventId, ProjectId};
use crate::places::RegistrationState;
use crate::web::Cursor;

/// Rows of a page of the list.
pub(in crate::dashboards) const PAGE: u8 = 30;

/// A line of the list.
#[derive(Clone, Debug)]
pub(in crate::dashboards) struct ProjectEvent {
    pub(in crate::dashboards) id: EventId,
    pub(in crate::dashboards) title: String,
    pub(in crate::dashboards) kind: EventKind,
    pub(in crate::dashboards) starts_at: DateTime<Utc>,
    pub(in crate::dashboards) ends_at: DateTime<Utc>,
    pub(in crate::dashboards) state: EventState,
    /// None: as many as come.
    pub(in crate::dashboards) places: Option<i64>,
    /// Everyone with a place.
    pub(in crate::dashboards) placed: i64,
    pub(in crate::dashboards) members_placed: i64,
    pub(in crate::dashboards) members_came: i64,
}

macro_rules! select_events {
    ($row:ty, $head:literal, $tail:literal, $project:expr, $show:expr, $now:expr, $($argument:expr),*) => {
        sqlx::query_as!(
            $row,
            $head
                + r#" from event_projects x
               join events e on e.id = x.event_id
               where x.project_id = $1 and e.state <> 'draft' and case $2
                   when 'past' then e.ends_at <= $3
                   when 'to-close' then e.ends_at <= $3 and e.state in ('open', 'closed')
                   else e.ends_at > $3 end "#
                + $tail,
            $project as ProjectId,
            $show.code(),
            $now,
            $($argument),*
        )
    };
}

/// A page of a project's events: what is to come the soonest first, what was the latest first; one more than a page.
pub(in crate::dashboards) async fn list_events(
    db: &mut PgConnection,
    project: ProjectId,
    show: Show,
    cursor: Cursor<EventId>,
    now: DateTime<Utc>,
) -> sqlx::Result<Vec<ProjectEvent>> {
    let (at, backwards) = match cursor {
        Cursor::Start => (None, false),
        Cursor::After(id) => (Some(id), false),
        Cursor::Before(id) => (Some(id), true),
    };
    let forwards = (show == Show::Coming) != backwards;
    select_events!(
        ProjectEvent,
        r#"with people as (
               select distinct m.associate_id
               from disclosable_memberships m
               join associates a on a.id = m.associate_id
               where m.project_id = $1 and m.state = 'active' and a.standing in ('active', 'paused')),
           page as (
               select e.id, e.title, e.kind, e.starts_at, e.ends_at, e.state"#,
        r#"and ($4::uuid is null or case
                      when $5 then (e.starts_at, e.id) > (select starts_at, id from events where id = $4)
                      else (e.starts_at, e.id) < (select starts_at, id from events where id = $4) end)
               order by case when $5 then e.starts_at end, case when $5 then e.id end, e.starts_at desc, e.id desc
               limit $6)
           select page.id, page.title, page.kind, page.starts_at, page.ends_at, page.state,
                  (select case when bool_or(p.places is null) then null else sum(p.places) end
                   from place_pools p where p.event_id = page.id) as places,
                  (select count(*) from event_registrations r
                   where r.event_id = page.id and r.state = 'registered') as "placed!",
                  (select count(*) from event_registrations r join people on people.associate_id = r.associate_id
                   where r.event_id = page.id and r.state = 'registered') as "members_placed!",
                  (select count(*) from attendances t join people on people.associate_id = t.associate_id
                   where t.event_id = page.id and t.state = 'attended') as "members_came!"
           from page
           order by case when $5 then page.starts_at end, case when $5 then page.id end, page.starts_at desc, page.id desc"#,
        project,
        show,
        now,
        at as Option<EventId>,
        forwards,
        i64::from(PAGE) + 1
    )
    .fetch_all(db)
    .await
}

struct Count {
    events: i64,
}

/// How many the whole list has.
pub(in crate::dashboards) async fn count_events(
    db: &mut PgConnection,
    project: ProjectId,
    show: Show,
    now: DateTime<Utc>,
) -> sqlx::Result<i64> {
    let count = select_events!(Count, r#"select count(*) as "events!""#, "", project, show, now,);
    Ok(count.fetch_one(db).await?.events)
}

/// One of a project's people who has to do with an event.
#[derive(Clone, Debug)]
pub(in crate::dashboards) struct MemberAtEvent {
    pub(in crate::dashboards) associate_id: AssociateId,
    pub(in crate::dashboards) name: String,
    pub(in crate::dashboards) organisation: Option<String>,
    /// How they are registered, if they are.
    pub(in crate::dashboards) state: Option<RegistrationState>,
    pub(in crate::dashboards) attendance: Option<AttendanceState>,
}

/// A project's people who have a place at an event, wait for one, or came to it, by name; at most 1,000.
pub(in crate::dashboards) async fn members_at_event(
    db: &mut PgConnection,
    project: ProjectId,
    event: EventId,
) -> sqlx::Result<Vec<MemberAtEvent>> {
    sqlx::query_as!(
        MemberAtEvent,
        r#"select a.id as associate_id, a.given_name || ' ' || a.family_name as "name!",
                  (select coalesce(o.name, f.organisation_text)
                   from affiliations f
                   left join organisations o on o.id = f.organisation_id
                   where f.associate_id = a.id and f.ends_on is null
                   order by f.starts_on desc, f.id
                   limit 1) as organisation,
                  r.state as "state?", t.state as "attendance?"
           from associates a
           left join event_registrations r
               on r.event_id = $2 and r.associate_id = a.id and r.state in ('registered', 'offered', 'waiting')
           left join attendances t on t.event_id = $2 and t.associate_id = a.id
           where a.standing in ('active', 'paused') and (r.id is not null or t.state = 'attended')
             and exists (
                 select from disclosable_memberships m
                 where m.project_id = $1 and m.associate_id = a.id and m.state = 'active')
           order by a.sort_name, a.id
           limit 1000"#,
        project as ProjectId,
        event as EventId
    )
    .fetch_all(db)
    .await
}

/// Everyone else at an event, in numbers.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::dashboards) struct Others {
    /// With a place, whether they came or not.
    pub(in crate::dashboards) placed: i64,
    /// Had one and came.
    pub(in crate::dashboards) came: i64,
    /// Came without one.
    pub(in crate::dashboards) walked_in: i64,
}

/// People at an event who do not take part in a project today, as far as others may know.
pub(in crate::dashboards) async fn count_others(
    db: &mut PgConnection,
    project: ProjectId,
    event: EventId,
) -> sqlx::Result<Others> {
    sqlx::query_as!(
        Others,
        r#"select count(*) filter (where one.has_place) as "placed!",
                  count(*) filter (where one.has_place and one.came) as "came!",
                  count(*) filter (where one.came and not one.has_place) as "walked_in!"
           from (
               select of_event.associate_id, bool_or(of_event.has_place) as has_place, bool_or(of_event.came) as came
               from (
                   select associate_id, true as has_place, false as came
                   from event_registrations where event_id = $2 and state = 'registered'
                   union all
                   select associate_id, false, true from attendances where event_id = $2 and state = 'attended') of_event
               group by of_event.associate_id) one
           where not exists (
               select from disclosable_memberships m
               join associates a on a.id = m.associate_id and a.standing in ('active', 'paused')
               where m.project_id = $1 and m.associate_id = one.associate_id and m.state = 'active')"#,
        project as ProjectId,
        event as EventId
    )
    .fetch_one(db)
    .await
}
