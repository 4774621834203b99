//! What the list of projects is narrowed to, and the people in its lines.

use std::collections::HashMap;

use sqlx::PgConnection;

use crate::kernel::ProjectId;
use crate::projects::model::Project;

/// What the list is narrowed to.
#[derive(Clone, Debug, Default)]
pub(in crate::projects) struct Filter {
    /// Words of the title, the theme or the summary, or a registry number.
    pub(in crate::projects) text: Option<String>,
    /// The slug of a theme.
    pub(in crate::projects) theme: Option<String>,
    /// Only projects that can be joined today.
    pub(in crate::projects) open: bool,
    /// Only running projects that nobody leads.
    pub(in crate::projects) without_lead: bool,
}

/// What the team's table says of a project's people.
pub(in crate::projects) struct Line {
    pub(in crate::projects) project_id: ProjectId,
    /// People who take part; links that wait for a consent are not among them (rule 4).
    pub(in crate::projects) members: i64,
    /// Requests to join that wait for an answer.
    pub(in crate::projects) requests: i64,
    pub(in crate::projects) leads: Option<String>,
}

/// People of these projects, for the team.
pub(in crate::projects) async fn list_lines(
    db: &mut PgConnection,
    projects: &[Project],
) -> sqlx::Result<HashMap<ProjectId, Line>> {
    let ids: Vec<ProjectId> = projects.iter().map(|project| project.id).collect();
    let lines = sqlx::query_as!(
        Line,
        r#"select m.project_id as "project_id!: ProjectId",
                  count(distinct m.associate_id) filter (where m.state = 'active') as "members!",
                  count(*) filter (where m.state = 'requested') as "requests!",
                  string_agg(distinct a.given_name || ' ' || a.family_name, ', ')
                      filter (where m.state = 'active' and m.role = 'lead') as leads
           from disclosable_memberships m
           join associates a on a.id = m.associate_id
           where m.project_id = any($1) and m.state in ('requested', 'active') and a.standing in ('active', 'paused')
           group by m.project_id"#,
        &ids as &[ProjectId]
    )
    .fetch_all(db)
    .await?;
    Ok(lines.into_iter().map(|line| (line.project_id, line)).collect())
}
