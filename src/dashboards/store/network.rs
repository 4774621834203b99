//! The whole network, for the team.

use chrono::NaiveDate;
use sqlx::PgConnection;

use super::Movement;
use crate::dashboards::periods::Period;
use crate::kernel::{County, StakeholderGroup};

/// Associates of one group or of one county; all of them where it is neither.
#[derive(Clone, Debug)]
pub(in crate::dashboards) struct NetworkCount {
    pub(in crate::dashboards) stakeholder_group: Option<StakeholderGroup>,
    pub(in crate::dashboards) county: Option<County>,
    /// Which of the two the row is about: PostgreSQL's bits of what is *not* grouped by.
    pub(in crate::dashboards) facet: i32,
    pub(in crate::dashboards) people: i64,
    /// Those among them who have paused for a while.
    pub(in crate::dashboards) paused: i64,
}

impl NetworkCount {
    pub(in crate::dashboards) const BY_GROUP: i32 = 0b01;
    pub(in crate::dashboards) const BY_COUNTY: i32 = 0b10;
    pub(in crate::dashboards) const ALL: i32 = 0b11;
}

/// The Associates of today, counted in each way at once.
pub(in crate::dashboards) async fn people(db: &mut PgConnection) -> sqlx::Result<Vec<NetworkCount>> {
    sqlx::query_as!(
        NetworkCount,
        r#"select a.stakeholder_group as "stakeholder_group?", a.county, grouping(a.stakeholder_group, a.county) as "facet!",
                  count(*) as "people!",
                  count(*) filter (where a.standing = 'paused') as "paused!"
           from associates a
           where a.standing in ('active', 'paused')
           group by grouping sets ((a.stakeholder_group), (a.county), ())"#
    )
    .fetch_all(db)
    .await
}

/// People who take part in a project, or, where there is no project, in any project of a theme.
#[derive(Clone, Debug)]
pub(in crate::dashboards) struct PlaceCount {
    pub(in crate::dashboards) theme_slug: String,
    pub(in crate::dashboards) theme: String,
    pub(in crate::dashboards) project_slug: Option<String>,
    pub(in crate::dashboards) project: Option<String>,
    pub(in crate::dashboards) people: i64,
}

/// Each theme, followed by its projects, with those that nobody takes part in.
pub(in crate::dashboards) async fn places(db: &mut PgConnection) -> sqlx::Result<Vec<PlaceCount>> {
    sqlx::query_as!(
        PlaceCount,
        r#"select t.slug as "theme_slug!", t.name as "theme!", p.slug as "project_slug?", p.title as "project?",
                  count(distinct a.id) as "people!"
           from themes t
           left join projects p on p.theme_id = t.id
           left join (disclosable_memberships m
                      join associates a on a.id = m.associate_id and a.standing in ('active', 'paused'))
               on m.project_id = p.id and m.state = 'active'
           group by grouping sets ((t.id, t.slug, t.name), (t.id, t.slug, t.name, p.id, p.slug, p.title))
           having grouping(p.id) = 1 or p.id is not null
           order by t.name, t.id, grouping(p.id) desc, p.title, p.id"#
    )
    .fetch_all(db)
    .await
}

/// People who joined the network or came back, and who left it, in each period (the view `network_moves`), and
/// those who were in it at its end.
pub(in crate::dashboards) async fn movement(
    db: &mut PgConnection,
    periods: &[Period],
    today: NaiveDate,
) -> sqlx::Result<Vec<Movement>> {
    let (firsts, lasts): (Vec<NaiveDate>, Vec<NaiveDate>) = periods.iter().map(|p| (p.first, p.last)).unzip();
    sqlx::query_as!(
        Movement,
        r#"with moves as materialized (select associate_id, day, step from network_moves where day <= $3)
           select count(distinct associate_id) filter (where step = 1 and day between first and last) as "joined!",
                  count(distinct associate_id) filter (where step = -1 and day between first and last) as "departed!",
                  coalesce(sum(step) filter (where day <= last), 0) as "total!"
           from unnest($1::date[], $2::date[]) with ordinality as period (first, last, number)
           left join moves on true
           group by number, first, last
           order by number"#,
        &firsts,
        &lasts,
        today
    )
    .fetch_all(db)
    .await
}
