//! What the home pages read.

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::PgConnection;

use crate::email::MailState;
use crate::kernel::{AssociateId, ProjectId, StakeholderGroup};
use crate::memberships::MembershipRole;

/// A theme with one of its projects; no project where a theme has none that is not over.
#[derive(Clone, Debug)]
pub(in crate::dashboards) struct Shelf {
    pub(in crate::dashboards) theme: String,
    pub(in crate::dashboards) theme_summary: String,
    pub(in crate::dashboards) slug: Option<String>,
    pub(in crate::dashboards) title: Option<String>,
    pub(in crate::dashboards) summary: Option<String>,
    pub(in crate::dashboards) is_open: bool,
}

/// The themes with their projects that are not over, by name.
pub(in crate::dashboards) async fn shelves(db: &mut PgConnection, today: NaiveDate) -> sqlx::Result<Vec<Shelf>> {
    sqlx::query_as!(
        Shelf,
        r#"select t.name as "theme!", t.summary as "theme_summary!", p.slug as "slug?", p.title as "title?",
                  p.summary as "summary?", coalesce(p.recruiting, false) as "is_open!"
           from themes t
           left join projects p
               on p.theme_id = t.id and p.stage <> 'ended' and (p.ends_on is null or p.ends_on >= $1)
           order by t.name, p.title, p.id
           limit 200"#,
        today
    )
    .fetch_all(db)
    .await
}

/// What waits for the team beside requests and people without a project, which `memberships` counts.
#[derive(Clone, Debug, Default)]
pub(in crate::dashboards) struct Worklist {
    pub(in crate::dashboards) unconfirmed: i64,
    pub(in crate::dashboards) awaiting_health_consent: i64,
    pub(in crate::dashboards) dead_mails: i64,
    /// Events that have taken place and are not done.
    pub(in crate::dashboards) unfinished_events: i64,
    /// Running projects that nobody leads.
    pub(in crate::dashboards) without_lead: i64,
}

/// Counts what waits. A mail whose link has run out is no work: nobody can send it again.
pub(in crate::dashboards) async fn worklist(
    db: &mut PgConnection,
    now: DateTime<Utc>,
    today: NaiveDate,
) -> sqlx::Result<Worklist> {
    sqlx::query_as!(
        Worklist,
        r#"select (select count(*) from associates where standing = 'pending') as "unconfirmed!",
                  (select count(*) from associates a
                   where a.standing in ('active', 'paused') and a.stakeholder_group in ('service_user', 'carer')
                     and exists (
                         select from memberships m
                         where m.associate_id = a.id and m.state in ('requested', 'active')
                           and awaits_health_consent(m.associate_id, m.project_id))) as "awaiting_health_consent!",
                  (select count(*) from mails m where m.state = 'dead' and can_be_sent_again(m, $1)) as "dead_mails!",
                  (select count(*) from events
                   where state in ('open', 'closed') and ends_at <= $1) as "unfinished_events!",
                  (select count(*) from projects p
                   where p.stage = 'running' and (p.ends_on is null or p.ends_on >= $2) and not exists (
                       select from disclosable_memberships m
                       join associates a on a.id = m.associate_id
                       where m.project_id = p.id and m.state = 'active' and m.role = 'lead'
                         and a.standing in ('active', 'paused'))) as "without_lead!""#,
        now,
        today
    )
    .fetch_one(db)
    .await
}

/// Someone whose pause comes to its end.
#[derive(Clone, Debug)]
pub(in crate::dashboards) struct Returning {
    pub(in crate::dashboards) id: AssociateId,
    pub(in crate::dashboards) name: String,
    pub(in crate::dashboards) paused_until: NaiveDate,
}

/// People whose pause ends on `soon` or before, the first first; at most 100.
pub(in crate::dashboards) async fn list_returning(
    db: &mut PgConnection,
    soon: NaiveDate,
) -> sqlx::Result<Vec<Returning>> {
    sqlx::query_as!(
        Returning,
        r#"select id, given_name || ' ' || family_name as "name!", paused_until as "paused_until!"
           from associates
           where standing = 'paused' and paused_until <= $1
           order by paused_until, sort_name, id
           limit 100"#,
        soon
    )
    .fetch_all(db)
    .await
}

/// Someone who asked to join a project.
#[derive(Clone, Debug)]
pub(in crate::dashboards) struct WaitingRequest {
    pub(in crate::dashboards) associate_id: AssociateId,
    pub(in crate::dashboards) name: String,
    pub(in crate::dashboards) project_slug: String,
    pub(in crate::dashboards) project: String,
    pub(in crate::dashboards) requested_at: DateTime<Utc>,
}

/// The requests that have waited longest; at most five.
pub(in crate::dashboards) async fn oldest_requests(db: &mut PgConnection) -> sqlx::Result<Vec<WaitingRequest>> {
    sqlx::query_as!(
        WaitingRequest,
        r#"select a.id as associate_id, a.given_name || ' ' || a.family_name as "name!", p.slug as project_slug,
                  p.title as project, m.requested_at as "requested_at!"
           from disclosable_memberships m
           join associates a on a.id = m.associate_id
           join projects p on p.id = m.project_id
           where m.state = 'requested' and a.standing in ('active', 'paused')
           order by m.requested_at, m.id
           limit 5"#
    )
    .fetch_all(db)
    .await
}

/// Someone new in the register.
#[derive(Clone, Debug)]
pub(in crate::dashboards) struct NewAssociate {
    pub(in crate::dashboards) id: AssociateId,
    pub(in crate::dashboards) name: String,
    pub(in crate::dashboards) stakeholder_group: StakeholderGroup,
    pub(in crate::dashboards) joined_on: Option<NaiveDate>,
}

/// The newest Associates; at most eight.
pub(in crate::dashboards) async fn newest_associates(db: &mut PgConnection) -> sqlx::Result<Vec<NewAssociate>> {
    sqlx::query_as!(
        NewAssociate,
        r#"select id, given_name || ' ' || family_name as "name!", stakeholder_group, joined_on
           from associates
           where standing = 'active'
           order by created_at desc, id desc
           limit 8"#
    )
    .fetch_all(db)
    .await
}

/// A membership that began lately.
#[derive(Clone, Debug)]
pub(in crate::dashboards) struct NewMembership {
    pub(in crate::dashboards) associate_id: AssociateId,
    pub(in crate::dashboards) name: String,
    pub(in crate::dashboards) role: MembershipRole,
    pub(in crate::dashboards) project_slug: String,
    pub(in crate::dashboards) project: String,
    pub(in crate::dashboards) starts_on: Option<NaiveDate>,
}

/// The memberships that began last; at most eight.
pub(in crate::dashboards) async fn newest_memberships(db: &mut PgConnection) -> sqlx::Result<Vec<NewMembership>> {
    sqlx::query_as!(
        NewMembership,
        r#"select a.id as associate_id, a.given_name || ' ' || a.family_name as "name!", m.role as "role!",
                  p.slug as project_slug, p.title as project, m.starts_on
           from disclosable_memberships m
           join associates a on a.id = m.associate_id
           join projects p on p.id = m.project_id
           where m.state = 'active' and a.standing in ('active', 'paused')
           order by m.starts_on desc, m.id desc
           limit 8"#
    )
    .fetch_all(db)
    .await
}

/// A project someone leads.
#[derive(Clone, Debug)]
pub(in crate::dashboards) struct LedProject {
    pub(in crate::dashboards) slug: String,
    pub(in crate::dashboards) title: String,
    pub(in crate::dashboards) theme: String,
    pub(in crate::dashboards) members: i64,
    pub(in crate::dashboards) requests: i64,
    pub(in crate::dashboards) oldest_request_at: Option<DateTime<Utc>>,
}

/// These projects, those with requests first.
pub(in crate::dashboards) async fn led_projects(
    db: &mut PgConnection,
    projects: &[ProjectId],
) -> sqlx::Result<Vec<LedProject>> {
    sqlx::query_as!(
        LedProject,
        r#"select p.slug, p.title, t.name as theme,
                  count(distinct a.id) filter (where m.state = 'active') as "members!",
                  count(m.id) filter (where m.state = 'requested') as "requests!",
                  min(m.requested_at) filter (where m.state = 'requested') as oldest_request_at
           from projects p
           join themes t on t.id = p.theme_id
           left join (disclosable_memberships m
                      join associates a on a.id = m.associate_id and a.standing in ('active', 'paused'))
               on m.project_id = p.id and m.state in ('active', 'requested')
           where p.id = any($1)
           group by p.id, t.name
           order by oldest_request_at nulls last, p.title, p.id"#,
        projects as &[ProjectId]
    )
    .fetch_all(db)
    .await
}

/// How many mails are in a state.
#[derive(Clone, Debug)]
pub(in crate::dashboards) struct MailCount {
    pub(in crate::dashboards) state: MailState,
    pub(in crate::dashboards) mails: i64,
}

/// Mails by state.
pub(in crate::dashboards) async fn mail_counts(db: &mut PgConnection) -> sqlx::Result<Vec<MailCount>> {
    sqlx::query_as!(MailCount, r#"select state, count(*) as "mails!" from mails group by state order by state"#)
        .fetch_all(db)
        .await
}
