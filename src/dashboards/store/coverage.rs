//! Who is engaged where.

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::PgConnection;

use crate::kernel::{AssociateId, ProjectId, StakeholderGroup};

/// Engaged people of one group in one project; no group where a project has none at all.
#[derive(Clone, Debug)]
pub(in crate::dashboards) struct CoverageRow {
    pub(in crate::dashboards) slug: String,
    pub(in crate::dashboards) title: String,
    pub(in crate::dashboards) stakeholder_group: Option<StakeholderGroup>,
    pub(in crate::dashboards) people: i64,
}

/// Engaged people of every running project, or of one project, by project and group.
///
/// Engaged means an engagement above zero: at least one act of their own, however long ago, since an
/// exponential never reaches zero.
pub(in crate::dashboards) async fn coverage_rows(
    db: &mut PgConnection,
    only: Option<ProjectId>,
    today: NaiveDate,
) -> sqlx::Result<Vec<CoverageRow>> {
    sqlx::query_as!(
        CoverageRow,
        r#"select p.slug, p.title, a.stakeholder_group as "stakeholder_group?", count(distinct a.id) as "people!"
           from projects p
           left join (disclosable_memberships m
                      join associates a on a.id = m.associate_id and a.standing in ('active', 'paused')
                          and exists (select from member_acts k where k.associate_id = a.id))
               on m.project_id = p.id and m.state = 'active'
           where case when $1::uuid is null
                 then p.stage = 'running' and (p.ends_on is null or p.ends_on >= $2)
                 else p.id = $1 end
           group by p.id, a.stakeholder_group
           order by p.title, p.id"#,
        only as Option<ProjectId>,
        today
    )
    .fetch_all(db)
    .await
}

/// Someone behind a cell of the matrix.
#[derive(Clone, Debug)]
pub(in crate::dashboards) struct Engagement {
    pub(in crate::dashboards) id: AssociateId,
    pub(in crate::dashboards) name: String,
    pub(in crate::dashboards) stakeholder_group: StakeholderGroup,
    /// Their last own act; without one they are linked but not counted.
    pub(in crate::dashboards) last_act_at: Option<DateTime<Utc>>,
}

/// The members of a project who belong to these groups, those with an act of their own first; at most 500.
pub(in crate::dashboards) async fn list_cell(
    db: &mut PgConnection,
    project: ProjectId,
    groups: &[StakeholderGroup],
) -> sqlx::Result<Vec<Engagement>> {
    sqlx::query_as!(
        Engagement,
        r#"select a.id, a.given_name || ' ' || a.family_name as "name!", a.stakeholder_group,
                  (select max(k.at) from member_acts k where k.associate_id = a.id) as last_act_at
           from associates a
           where a.standing in ('active', 'paused') and a.stakeholder_group = any($2)
             and exists (
                 select from disclosable_memberships m
                 where m.associate_id = a.id and m.project_id = $1 and m.state = 'active')
           order by 4 desc nulls last, a.sort_name, a.id
           limit 500"#,
        project as ProjectId,
        groups as &[StakeholderGroup]
    )
    .fetch_all(db)
    .await
}
