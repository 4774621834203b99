//! Lists of events. Each begins from what its reader may see.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use crate::access::EventScope;
use crate::events::model::{EventKind, EventState, EventVisibility};
use crate::kernel::{EventId, ProjectId};
use crate::web::{Cursor, Days};

/// What is to come, soonest first, or what was, latest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::events) enum When {
    Coming,
    Past,
}

/// What a list of events is narrowed to.
#[derive(Clone, Debug)]
pub(in crate::events) struct Filter {
    pub(in crate::events) when: When,
    pub(in crate::events) text: Option<String>,
    pub(in crate::events) kind: Option<EventKind>,
    pub(in crate::events) state: Option<EventState>,
    /// The slug of a project.
    pub(in crate::events) project: Option<String>,
    /// The slug of a theme.
    pub(in crate::events) theme: Option<String>,
    pub(in crate::events) series: Option<String>,
    /// Only events that took place on these days: they were neither cancelled nor never opened.
    pub(in crate::events) held: Option<Days>,
}

/// A line of the list.
#[derive(Clone, Debug)]
pub(in crate::events) struct Row {
    pub(in crate::events) id: EventId,
    pub(in crate::events) title: String,
    pub(in crate::events) kind: EventKind,
    pub(in crate::events) description: String,
    pub(in crate::events) starts_at: DateTime<Utc>,
    pub(in crate::events) ends_at: DateTime<Utc>,
    pub(in crate::events) place: Option<String>,
    pub(in crate::events) is_online: bool,
    pub(in crate::events) state: EventState,
    pub(in crate::events) visibility: EventVisibility,
    /// None: as many as come.
    pub(in crate::events) places: Option<i64>,
    pub(in crate::events) taken: i64,
    pub(in crate::events) waiting: i64,
    /// Who were there, as far as it is noted.
    pub(in crate::events) came: i64,
}

/// Rows of a page of the list.
pub(in crate::events) const PAGE: u8 = 30;
/// Counted no further.
const COUNTED: i64 = 1000;

/// A select of events that match and that the reader may see: the rows and their number share the clause.
macro_rules! select_matching {
    ($row:ty, $head:literal, $tail:literal, $scope:expr, $filter:expr, $now:expr, $($argument:expr),*) => {
        sqlx::query_as!(
            $row,
            $head
                + r#" from events e
               where ($1 or (e.state <> 'draft' and (
                          e.visibility = 'public' or e.id = any ($4)
                          or (e.visibility = 'associates' and $2)
                          or (e.visibility = 'members' and exists (
                              select from event_projects p where p.event_id = e.id and p.project_id = any ($3))))))
                 and case when $5 then e.ends_at > $6 else e.ends_at <= $6 end
                 and ($7::text is null or search_text(e.title) like '%' || search_text($7) || '%')
                 and ($8::event_kind is null or e.kind = $8)
                 and ($9::event_state is null or e.state = $9)
                 and ($10::text is null or exists (
                     select from event_projects p
                     join projects x on x.id = p.project_id
                     where p.event_id = e.id and x.slug = $10))
                 and ($11::text is null or e.theme_id = (select id from themes where slug = $11))
                 and ($12::text is null or e.series = $12)
                 and ($13::date is null or (
                     e.state in ('open', 'closed', 'done') and e.ends_at <= $6
                     and (e.starts_at at time zone 'Europe/London')::date between $13 and $14::date)) "#
                + $tail,
            $scope.everything,
            $scope.associates,
            &$scope.projects as &[ProjectId],
            &$scope.own as &[EventId],
            $filter.when == When::Coming,
            $now,
            $filter.text,
            $filter.kind as Option<EventKind>,
            $filter.state as Option<EventState>,
            $filter.project,
            $filter.theme,
            $filter.series,
            $filter.held.map(|days| days.first),
            $filter.held.map(|days| days.last),
            $($argument),*
        )
    };
}

/// Events that match and that the reader may see; one more than a page.
pub(in crate::events) async fn list(
    db: &mut PgConnection,
    scope: &EventScope,
    filter: &Filter,
    cursor: Cursor<EventId>,
    now: DateTime<Utc>,
) -> sqlx::Result<Vec<Row>> {
    rows(db, scope, filter, place(cursor), i64::from(PAGE) + 1, now).await
}

async fn rows(
    db: &mut PgConnection,
    scope: &EventScope,
    filter: &Filter,
    (at, backwards): (Option<EventId>, bool),
    limit: i64,
    now: DateTime<Utc>,
) -> sqlx::Result<Vec<Row>> {
    // What is to come is read forwards, what was backwards; a page before another the other way round.
    let forwards = (filter.when == When::Coming) != backwards;
    select_matching!(
        Row,
        r#"with page as (
               select e.id, e.title, e.kind, e.description, e.starts_at, e.ends_at, e.place, e.link, e.state, e.visibility"#,
        r#"and ($15::uuid is null or case
                      when $16 then (e.starts_at, e.id) > (select starts_at, id from events where id = $15)
                      else (e.starts_at, e.id) < (select starts_at, id from events where id = $15) end)
               order by
                   case when $16 then e.starts_at end, case when $16 then e.id end, e.starts_at desc, e.id desc
               limit $17)
           select page.id, page.title, page.kind, page.description, page.starts_at, page.ends_at, page.place,
                  page.link is not null as "is_online!", page.state, page.visibility,
                  pools.places, coalesce(pools.taken, 0) as "taken!",
                  (select count(*) from event_registrations r
                   where r.event_id = page.id and r.state = 'waiting') as "waiting!",
                  (select count(*) from attendances t
                   where t.event_id = page.id and t.state = 'attended') as "came!"
           from page
           left join lateral (
               select case when bool_or(p.places is null) then null else sum(p.places) end as places, sum(p.taken) as taken
               from place_pools p
               where p.event_id = page.id) pools on true
           order by case when $16 then page.starts_at end, case when $16 then page.id end, page.starts_at desc, page.id desc"#,
        scope,
        filter,
        now,
        at as Option<EventId>,
        forwards,
        limit
    )
    .fetch_all(db)
    .await
}

struct Count {
    events: i64,
}

/// How many events match, counted no further than one over [`COUNTED`].
pub(in crate::events) async fn count(
    db: &mut PgConnection,
    scope: &EventScope,
    filter: &Filter,
    now: DateTime<Utc>,
) -> sqlx::Result<i64> {
    let count = select_matching!(
        Count,
        r#"select count(*) as "events!" from (select"#,
        "limit $15) matching",
        scope,
        filter,
        now,
        COUNTED + 1
    );
    Ok(count.fetch_one(db).await?.events)
}

/// The event a page begins at, and whether it is read backwards.
fn place(cursor: Cursor<EventId>) -> (Option<EventId>, bool) {
    match cursor {
        Cursor::Start => (None, false),
        Cursor::After(id) => (Some(id), false),
        Cursor::Before(id) => (Some(id), true),
    }
}

/// An event in the month.
#[derive(Clone, Debug)]
pub(in crate::events) struct Coming {
    pub(in crate::events) id: EventId,
    pub(in crate::events) title: String,
    pub(in crate::events) starts_at: DateTime<Utc>,
    pub(in crate::events) state: EventState,
}

/// Events that begin in a stretch of time and that the reader may see, soonest first; at most 300.
pub(in crate::events) async fn list_month(
    db: &mut PgConnection,
    scope: &EventScope,
    from: DateTime<Utc>,
    until: DateTime<Utc>,
) -> sqlx::Result<Vec<Coming>> {
    sqlx::query_as!(
        Coming,
        "select e.id, e.title, e.starts_at, e.state
         from events e
         where e.starts_at < $5 and e.starts_at >= $4
           and ($1 or (e.state <> 'draft' and (
                    e.visibility = 'public' or e.id = any ($6)
                    or (e.visibility = 'associates' and $2)
                    or (e.visibility = 'members' and exists (
                        select from event_projects p where p.event_id = e.id and p.project_id = any ($3))))))
         order by e.starts_at, e.id
         limit 300",
        scope.everything,
        scope.associates,
        &scope.projects as &[ProjectId],
        from,
        until,
        &scope.own as &[EventId]
    )
    .fetch_all(db)
    .await
}
