//! Active Associates without an active membership, and what is needed to suggest projects to them: a
//! fixed number of queries for a page, however many people are on it.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::PgConnection;

use crate::kernel::{AssociateId, County, ProjectId, StakeholderGroup, ThemeId};
use crate::memberships::suggestion::{Candidate, Seeker};
use crate::web::Cursor;

/// A line of the worklist.
#[derive(Clone, Debug)]
pub(in crate::memberships) struct UnplacedRow {
    pub(in crate::memberships) id: AssociateId,
    pub(in crate::memberships) name: String,
    pub(in crate::memberships) stakeholder_group: StakeholderGroup,
    pub(in crate::memberships) county: Option<County>,
    pub(in crate::memberships) interests: Option<String>,
    pub(in crate::memberships) wants_help_choosing: bool,
    pub(in crate::memberships) created_at: DateTime<Utc>,
    /// Projects they have asked to join and wait to hear from.
    pub(in crate::memberships) asked_for: Option<String>,
}

/// Who is active and takes part in nothing, the longest registered first; one more than a page.
pub(in crate::memberships) async fn list_unplaced(
    db: &mut PgConnection,
    cursor: Cursor<AssociateId>,
) -> sqlx::Result<Vec<UnplacedRow>> {
    let (at, backwards) = super::place(cursor);
    sqlx::query_as!(
        UnplacedRow,
        r#"select a.id, a.given_name || ' ' || a.family_name as "name!", a.stakeholder_group, a.county, a.interests,
                  a.wants_help_choosing, a.created_at,
                  (select string_agg(p.title, ', ' order by p.title)
                   from disclosable_memberships m
                   join projects p on p.id = m.project_id
                   where m.associate_id = a.id and m.state = 'requested') as asked_for
           from associates a
           where a.id in (select id from unplaced_associates)
             and ($1::uuid is null or case
                  when $2 then (a.created_at, a.id) < (select created_at, id from associates where id = $1)
                  else (a.created_at, a.id) > (select created_at, id from associates where id = $1) end)
           order by case when not $2 then a.created_at end, case when not $2 then a.id end, a.created_at desc, a.id desc
           limit $3"#,
        at as Option<AssociateId>,
        backwards,
        i64::from(super::PAGE) + 1
    )
    .fetch_all(db)
    .await
}

/// How many active Associates have no active membership (rule 1: it should be none).
pub(crate) async fn count_unplaced(db: &mut PgConnection) -> sqlx::Result<i64> {
    sqlx::query_scalar!(r#"select count(*) as "count!" from unplaced_associates"#).fetch_one(db).await
}

/// What is known of the people of a page, to find projects for them.
pub(in crate::memberships) async fn list_seekers(
    db: &mut PgConnection,
    associates: &[AssociateId],
) -> sqlx::Result<HashMap<AssociateId, Seeker>> {
    let rows = sqlx::query!(
        r#"select a.id, a.interests, a.county,
                  array(select t.theme_id from associate_themes t where t.associate_id = a.id) as "themes!: Vec<ThemeId>",
                  array(select distinct m.project_id from memberships m where m.associate_id = a.id)
                      as "known!: Vec<ProjectId>"
           from associates a
           where a.id = any($1)"#,
        associates as &[AssociateId]
    )
    .fetch_all(db)
    .await?;
    let seeker = |themes, interests, county, known| Seeker { themes, interests, county, known };
    Ok(rows.into_iter().map(|row| (row.id, seeker(row.themes, row.interests, row.county, row.known))).collect())
}

/// The projects that take new members today, with how many members they have in each county; at most 500.
pub(in crate::memberships) async fn list_candidates(
    db: &mut PgConnection,
    today: NaiveDate,
) -> sqlx::Result<Vec<Candidate>> {
    let rows = sqlx::query!(
        "select p.id, p.slug, p.title, p.theme_id, t.name as theme_name, p.summary
         from projects p
         join themes t on t.id = p.theme_id
         where p.recruiting and p.stage <> 'ended' and (p.ends_on is null or p.ends_on >= $1)
         order by p.title, p.id
         limit 500",
        today
    )
    .fetch_all(&mut *db)
    .await?;
    let ids: Vec<ProjectId> = rows.iter().map(|row| row.id).collect();
    let mut counties = list_counties(db, &ids).await?;
    let candidates = rows.into_iter().map(|row| Candidate {
        counties: counties.remove(&row.id).unwrap_or_default(),
        id: row.id,
        slug: row.slug,
        title: row.title,
        theme_id: row.theme_id,
        theme_name: row.theme_name,
        summary: row.summary,
    });
    Ok(candidates.collect())
}

/// Members of these projects by county.
async fn list_counties(
    db: &mut PgConnection,
    projects: &[ProjectId],
) -> sqlx::Result<HashMap<ProjectId, Vec<(County, i64)>>> {
    let rows = sqlx::query!(
        r#"select m.project_id as "project_id!: ProjectId", a.county as "county!",
                  count(distinct m.associate_id) as "people!"
           from disclosable_memberships m
           join associates a on a.id = m.associate_id
           where m.project_id = any($1) and m.state = 'active' and a.county is not null
           group by m.project_id, a.county"#,
        projects as &[ProjectId]
    )
    .fetch_all(db)
    .await?;
    let mut counties: HashMap<ProjectId, Vec<(County, i64)>> = HashMap::new();
    for row in rows {
        counties.entry(row.project_id).or_default().push((row.county, row.people));
    }
    Ok(counties)
}
