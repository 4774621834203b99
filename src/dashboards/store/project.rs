//! One project's community. Every query begins from the project a reader was allowed to see.

use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;
use sqlx::PgConnection;

use super::Movement;
use crate::dashboards::periods::Period;
use crate::kernel::{AssociateId, County, MembershipId, OrganisationId, ProjectId, StakeholderGroup};
use crate::memberships::MembershipRole;

/// Members of one group, of one county or in one role.
#[derive(Clone, Debug)]
pub(in crate::dashboards) struct MemberCount {
    pub(in crate::dashboards) stakeholder_group: Option<StakeholderGroup>,
    pub(in crate::dashboards) county: Option<County>,
    pub(in crate::dashboards) role: Option<MembershipRole>,
    /// Which of the three the row is about: PostgreSQL's bits of what is *not* grouped by.
    pub(in crate::dashboards) facet: i32,
    pub(in crate::dashboards) people: i64,
}

impl MemberCount {
    pub(in crate::dashboards) const BY_GROUP: i32 = 0b011;
    pub(in crate::dashboards) const BY_COUNTY: i32 = 0b101;
    pub(in crate::dashboards) const BY_ROLE: i32 = 0b110;
}

/// The members of a project today, counted in each way at once. Someone with two roles is one person.
pub(in crate::dashboards) async fn members(
    db: &mut PgConnection,
    project: ProjectId,
) -> sqlx::Result<Vec<MemberCount>> {
    sqlx::query_as!(
        MemberCount,
        r#"select a.stakeholder_group as "stakeholder_group?", a.county, m.role as "role?",
                  grouping(a.stakeholder_group, a.county, m.role) as "facet!",
                  count(distinct a.id) as "people!"
           from disclosable_memberships m
           join associates a on a.id = m.associate_id
           where m.project_id = $1 and m.state = 'active' and a.standing in ('active', 'paused')
           group by grouping sets ((a.stakeholder_group), (a.county), (m.role))"#,
        project as ProjectId
    )
    .fetch_all(db)
    .await
}

/// How many members a project has today.
pub(in crate::dashboards) async fn count_members(db: &mut PgConnection, project: ProjectId) -> sqlx::Result<i64> {
    sqlx::query_scalar!(
        r#"select count(distinct a.id) as "count!"
           from disclosable_memberships m
           join associates a on a.id = m.associate_id
           where m.project_id = $1 and m.state = 'active' and a.standing in ('active', 'paused')"#,
        project as ProjectId
    )
    .fetch_one(db)
    .await
}

/// Members who belong to an organisation today; none for those without one in the register.
#[derive(Clone, Debug)]
pub(in crate::dashboards) struct OrganisationCount {
    pub(in crate::dashboards) id: Option<OrganisationId>,
    pub(in crate::dashboards) name: Option<String>,
    pub(in crate::dashboards) people: i64,
}

/// The organisations of a project's members, by name.
pub(in crate::dashboards) async fn organisations(
    db: &mut PgConnection,
    project: ProjectId,
    today: NaiveDate,
) -> sqlx::Result<Vec<OrganisationCount>> {
    sqlx::query_as!(
        OrganisationCount,
        r#"with people as (
               select distinct a.id
               from disclosable_memberships m
               join associates a on a.id = m.associate_id
               where m.project_id = $1 and m.state = 'active' and a.standing in ('active', 'paused'))
           select o.id as "id?", o.name as "name?", count(distinct people.id) as "people!"
           from people
           left join (affiliations f join organisations o on o.id = f.organisation_id)
               on f.associate_id = people.id and f.starts_on <= $2 and (f.ends_on is null or f.ends_on >= $2)
           group by o.id, o.name
           order by o.name nulls last"#,
        project as ProjectId,
        today
    )
    .fetch_all(db)
    .await
}

/// People who joined and left a project in each period (the view `project_moves`), and those who took part at its end:
/// on the days on which they did, or on which others were told of it.
pub(in crate::dashboards) async fn movement(
    db: &mut PgConnection,
    project: ProjectId,
    periods: &[Period],
    today: NaiveDate,
    as_told: bool,
) -> sqlx::Result<Vec<Movement>> {
    let (firsts, lasts): (Vec<NaiveDate>, Vec<NaiveDate>) = periods.iter().map(|p| (p.first, p.last)).unzip();
    sqlx::query_as!(
        Movement,
        r#"with moves as materialized (
               select associate_id, day, step from project_moves where project_id = $1 and as_told = $5 and day <= $4),
           parts as materialized (
               select associate_id, starts_on, ends_on from project_parts where project_id = $1 and as_told = $5)
           select (select count(distinct associate_id) from moves
                   where step = 1 and day between first and last) as "joined!",
                  (select count(distinct associate_id) from moves
                   where step = -1 and day between first and last) as "departed!",
                  (select count(distinct p.associate_id) from parts p
                   where p.starts_on <= least(last, $4) and (p.ends_on is null or p.ends_on > least(last, $4))) as "total!"
           from unnest($2::date[], $3::date[]) with ordinality as period (first, last, number)
           order by number"#,
        project as ProjectId,
        &firsts,
        &lasts,
        today,
        as_told
    )
    .fetch_all(db)
    .await
}

/// Someone who asked to join and waits for an answer.
#[derive(Clone, Debug)]
pub(in crate::dashboards) struct Request {
    pub(in crate::dashboards) id: MembershipId,
    pub(in crate::dashboards) name: String,
    pub(in crate::dashboards) role: MembershipRole,
    pub(in crate::dashboards) requested_at: DateTime<Utc>,
    /// All that wait, on every row.
    pub(in crate::dashboards) waiting: i64,
}

/// Requests to join that wait, the oldest first; at most ten.
pub(in crate::dashboards) async fn requests(db: &mut PgConnection, project: ProjectId) -> sqlx::Result<Vec<Request>> {
    sqlx::query_as!(
        Request,
        r#"select m.id as "id!: MembershipId", a.given_name || ' ' || a.family_name as "name!", m.role as "role!",
                  m.requested_at as "requested_at!",
                  count(*) over () as "waiting!"
           from disclosable_memberships m
           join associates a on a.id = m.associate_id
           where m.project_id = $1 and m.state = 'requested' and a.standing in ('active', 'paused')
           order by m.requested_at, m.id
           limit 10"#,
        project as ProjectId
    )
    .fetch_all(db)
    .await
}

/// A Diffusion Fellow: where they are hosted and how much of their week it takes.
#[derive(Clone, Debug)]
pub(in crate::dashboards) struct Fellow {
    pub(in crate::dashboards) associate_id: AssociateId,
    pub(in crate::dashboards) name: String,
    pub(in crate::dashboards) host: Option<String>,
    pub(in crate::dashboards) days_a_week: Option<Decimal>,
    /// Since when they take part, or others may know of it.
    pub(in crate::dashboards) since: Option<NaiveDate>,
}

/// The Diffusion Fellows of a project today, by name.
pub(in crate::dashboards) async fn fellows(
    db: &mut PgConnection,
    project: ProjectId,
    as_told: bool,
) -> sqlx::Result<Vec<Fellow>> {
    sqlx::query_as!(
        Fellow,
        r#"select a.id as associate_id, a.given_name || ' ' || a.family_name as "name!", o.name as "host?",
                  m.days_a_week, case when $2 then told_since(m.id) else m.starts_on end as since
           from disclosable_memberships m
           join associates a on a.id = m.associate_id
           left join organisations o on o.id = m.host_organisation_id
           where m.project_id = $1 and m.state = 'active' and m.role = 'diffusion_fellow'
             and a.standing in ('active', 'paused')
           order by a.sort_name, a.id"#,
        project as ProjectId,
        as_told
    )
    .fetch_all(db)
    .await
}
