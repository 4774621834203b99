//! Who came to events, read from the views that the register's filter reads too.

use chrono::NaiveDate;
use sqlx::PgConnection;

use crate::dashboards::attended::Visit;
use crate::dashboards::periods::Period;
use crate::kernel::{ProjectId, StakeholderGroup};

/// People of a group, or of all groups, who came to an event in a period.
#[derive(Clone, Debug)]
pub(in crate::dashboards) struct VisitorCount {
    /// The place of the period in the list, from 1 on.
    pub(in crate::dashboards) period: i64,
    /// None: all of them.
    pub(in crate::dashboards) stakeholder_group: Option<StakeholderGroup>,
    pub(in crate::dashboards) people: i64,
}

/// People who came to an event of the network in each period.
pub(in crate::dashboards) async fn network_visitors(
    db: &mut PgConnection,
    periods: &[Period],
) -> sqlx::Result<Vec<VisitorCount>> {
    let (firsts, lasts): (Vec<NaiveDate>, Vec<NaiveDate>) = periods.iter().map(|p| (p.first, p.last)).unzip();
    sqlx::query_as!(
        VisitorCount,
        r#"select period.number as "period!", a.stakeholder_group as "stakeholder_group?",
                  count(distinct a.id) as "people!"
           from unnest($1::date[], $2::date[]) with ordinality as period (first, last, number)
           join event_visits v on v.day between period.first and period.last
           join associates a on a.id = v.associate_id and a.standing in ('active', 'paused', 'left')
           group by grouping sets ((period.number, a.stakeholder_group), (period.number))"#,
        &firsts,
        &lasts
    )
    .fetch_all(db)
    .await
}

/// People who came to an event of a project in each period, while they took part in it.
pub(in crate::dashboards) async fn project_visitors(
    db: &mut PgConnection,
    project: ProjectId,
    periods: &[Period],
) -> sqlx::Result<Vec<VisitorCount>> {
    let (firsts, lasts): (Vec<NaiveDate>, Vec<NaiveDate>) = periods.iter().map(|p| (p.first, p.last)).unzip();
    sqlx::query_as!(
        VisitorCount,
        r#"select period.number as "period!", a.stakeholder_group as "stakeholder_group?",
                  count(distinct a.id) as "people!"
           from unnest($2::date[], $3::date[]) with ordinality as period (first, last, number)
           join project_visits v on v.project_id = $1 and v.day between period.first and period.last
           join associates a on a.id = v.associate_id and a.standing in ('active', 'paused', 'left')
           group by grouping sets ((period.number, a.stakeholder_group), (period.number))"#,
        project as ProjectId,
        &firsts,
        &lasts
    )
    .fetch_all(db)
    .await
}

/// Each time somebody came to an event of a project whom its lead could know for a member on that day, and may know for
/// one still.
pub(in crate::dashboards) async fn told_visits(db: &mut PgConnection, project: ProjectId) -> sqlx::Result<Vec<Visit>> {
    sqlx::query_as!(
        Visit,
        r#"select distinct a.id as "associate!", a.stakeholder_group as "stakeholder_group!", v.day as "day!",
                  (v.noted_at at time zone 'Europe/London')::date as "noted_on!"
           from event_projects x
           join event_visits v on v.event_id = x.event_id
           join told_stays s on s.project_id = x.project_id and s.associate_id = v.associate_id and s.still_told
               and s.first_day <= v.day and (s.last_day is null or s.last_day >= v.day)
           join associates a on a.id = v.associate_id and a.standing in ('active', 'paused', 'left')
           where x.project_id = $1"#,
        project as ProjectId
    )
    .fetch_all(db)
    .await
}
