//! One project's community at the end of a past day, as it was known then: from the view `told_stays`.

use chrono::NaiveDate;
use sqlx::PgConnection;

use super::{MemberCount, OrganisationCount};
use crate::dashboards::as_of::Stay;
use crate::kernel::{AssociateId, ProjectId};

/// Everybody's times in a project, also of those who have left.
pub(in crate::dashboards) async fn stays(db: &mut PgConnection, project: ProjectId) -> sqlx::Result<Vec<Stay>> {
    sqlx::query_as!(
        Stay,
        r#"select associate_id as "associate!: AssociateId", first_day as "first_day!", last_day
           from told_stays
           where project_id = $1"#,
        project as ProjectId
    )
    .fetch_all(db)
    .await
}

/// The members at the end of a day, counted in each way at once.
pub(in crate::dashboards) async fn members_as_at(
    db: &mut PgConnection,
    project: ProjectId,
    day: NaiveDate,
) -> sqlx::Result<Vec<MemberCount>> {
    sqlx::query_as!(
        MemberCount,
        r#"select a.stakeholder_group as "stakeholder_group?", a.county, s.role as "role?",
                  grouping(a.stakeholder_group, a.county, s.role) as "facet!",
                  count(distinct a.id) as "people!"
           from told_stays s
           join associates a on a.id = s.associate_id
           where s.project_id = $1 and s.first_day <= $2 and (s.last_day is null or s.last_day >= $2) and s.still_told
           group by grouping sets ((a.stakeholder_group), (a.county), (s.role))"#,
        project as ProjectId,
        day
    )
    .fetch_all(db)
    .await
}

/// The organisations they belonged to on that day, by name.
pub(in crate::dashboards) async fn organisations_as_at(
    db: &mut PgConnection,
    project: ProjectId,
    day: NaiveDate,
) -> sqlx::Result<Vec<OrganisationCount>> {
    sqlx::query_as!(
        OrganisationCount,
        r#"with people as (
               select distinct s.associate_id as id
               from told_stays s
               where s.project_id = $1 and s.first_day <= $2 and (s.last_day is null or s.last_day >= $2) and s.still_told)
           select o.id as "id?", o.name as "name?", count(distinct people.id) as "people!"
           from people
           left join (affiliations f join organisations o on o.id = f.organisation_id)
               on f.associate_id = people.id and f.starts_on <= $2 and (f.ends_on is null or f.ends_on >= $2)
           group by o.id, o.name
           order by o.name nulls last"#,
        project as ProjectId,
        day
    )
    .fetch_all(db)
    .await
}
