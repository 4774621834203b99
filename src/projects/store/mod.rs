//! Projects in the database.

mod lists;
mod many;
mod themes;

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::PgConnection;

use super::model::{Description, Ending, Isrctn, NewProject, Project, ProjectStage};
use crate::access::{Editing, Facts, Protected};
use crate::kernel::{ProjectId, ThemeId};

pub(super) use lists::{Filter, Line, list_lines};
pub(crate) use many::{
    ProjectOfMany, SetValues, ThemeOfMany, delete_unchanged_projects, delete_unchanged_themes, hold_all,
    insert_projects, insert_themes, set_project_values, set_theme_values,
};
pub(crate) use themes::list_themes;
pub(super) use themes::{ThemeLine, insert_theme, is_name_taken, list_theme_lines, update_theme};

impl Protected for Project {
    const PARAM: &'static str = "project";

    async fn load(db: &mut PgConnection, name: &str) -> sqlx::Result<Option<Self>> {
        find_by_slug(db, name).await
    }

    fn facts(&self) -> Facts {
        Facts::Project { id: self.id }
    }
}

macro_rules! select_project {
    ($tail:literal, $($argument:expr),*) => {
        sqlx::query_as!(
            Project,
            r#"select p.id, p.slug, p.title, p.theme_id, t.name as theme_name, p.summary, p.starts_on, p.ends_on, p.stage,
                      p.isrctn, p.sensitive, p.recruiting, p.version
               from projects p
               join themes t on t.id = p.theme_id "# + $tail,
            $($argument),*
        )
    };
}

pub(crate) async fn find(db: &mut PgConnection, id: ProjectId) -> sqlx::Result<Option<Project>> {
    select_project!("where p.id = $1", id as ProjectId).fetch_optional(db).await
}

pub(crate) async fn find_by_slug(db: &mut PgConnection, slug: &str) -> sqlx::Result<Option<Project>> {
    select_project!("where p.slug = $1", slug).fetch_optional(db).await
}

/// The project as it stands now, held until the transaction ends: nobody joins it meanwhile, and whoever
/// was joining has finished.
pub(crate) async fn find_for_update(db: &mut PgConnection, id: ProjectId) -> sqlx::Result<Option<Project>> {
    select_project!("where p.id = $1 for update of p", id as ProjectId).fetch_optional(db).await
}

/// Projects that are not over, by theme and title; at most 500. For choosing from; the list page has its own query.
pub(crate) async fn list_open(db: &mut PgConnection) -> sqlx::Result<Vec<Project>> {
    select_project!("where p.stage <> 'ended'::project_stage order by t.name, p.title, p.id limit 500",)
        .fetch_all(db)
        .await
}

/// Projects by theme and title, those that are over after the others; at most 500.
pub(super) async fn list(db: &mut PgConnection, filter: &Filter, today: NaiveDate) -> sqlx::Result<Vec<Project>> {
    select_project!(
        "where ($1::text is null or t.slug = $1)
           and ($4::text is null or p.id in (select find_projects($4)))
           and (not $2 or (p.recruiting and p.stage <> 'ended' and (p.ends_on is null or p.ends_on >= $3)))
           and (not $5 or (p.stage = 'running' and (p.ends_on is null or p.ends_on >= $3) and not exists (
                select from disclosable_memberships m
                join associates a on a.id = m.associate_id
                where m.project_id = p.id and m.state = 'active' and m.role = 'lead'
                  and a.standing in ('active', 'paused'))))
         order by t.name, p.stage = 'ended' or coalesce(p.ends_on < $3, false), p.title, p.id
         limit 500",
        filter.theme,
        filter.open,
        today,
        filter.text,
        filter.without_lead
    )
    .fetch_all(db)
    .await
}

/// Writes a new project.
///
/// # Errors
/// `projects_slug_key` or `projects_isrctn_key` when another has the address or number; `projects_pkey`
/// when this very one was written before.
pub(super) async fn insert(
    db: &mut PgConnection,
    id: ProjectId,
    project: &NewProject,
    stage: ProjectStage,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    let described = &project.description;
    sqlx::query!(
        "insert into projects
             (id, slug, title, theme_id, summary, starts_on, ends_on, stage, isrctn, sensitive, recruiting, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        id as ProjectId,
        project.slug.as_str(),
        described.title.as_str(),
        described.theme_id as ThemeId,
        described.summary.as_str(),
        described.starts_on,
        described.ends_on,
        stage as ProjectStage,
        described.isrctn.as_ref().map(Isrctn::as_str),
        described.sensitive,
        described.recruiting,
        now
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Replaces the description, if it still stands as it was loaded; false when it does not. Of an ended project
/// the dates stay, and it takes nobody.
///
/// # Errors
/// As [`insert`].
pub(super) async fn update(
    db: &mut PgConnection,
    project: &Editing<Project>,
    description: &Description,
) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "update projects
         set title = $3, theme_id = $4, summary = $5, isrctn = $8, sensitive = $9, version = version + 1,
             starts_on = case when stage = 'ended' then starts_on else $6 end,
             ends_on = case when stage = 'ended' then ends_on else $7 end,
             recruiting = stage <> 'ended' and $10
         where id = $1 and version = $2",
        project.id as ProjectId,
        project.version,
        description.title.as_str(),
        description.theme_id as ThemeId,
        description.summary.as_str(),
        description.starts_on,
        description.ends_on,
        description.isrctn.as_ref().map(Isrctn::as_str),
        description.sensitive,
        description.recruiting
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// A planned project begins, today at the latest; false when it is not planned any more.
pub(super) async fn start(db: &mut PgConnection, project: &Editing<Project>, today: NaiveDate) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "update projects
         set stage = 'running', starts_on = least(starts_on, $2), version = version + 1
         where id = $1 and stage = 'planned'",
        project.id as ProjectId,
        today
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Ends a project that the caller holds (see [`find_for_update`]). One that never began starts and ends on the same day.
pub(crate) async fn end(db: &mut PgConnection, project: &Editing<Project>, ending: &Ending) -> sqlx::Result<()> {
    sqlx::query!(
        "update projects
         set stage = 'ended', starts_on = least(starts_on, $2), ends_on = $2, recruiting = false, version = version + 1
         where id = $1 and stage <> 'ended'",
        project.id as ProjectId,
        ending.ends_on
    )
    .execute(db)
    .await?;
    Ok(())
}

/// How many people take part in it.
pub(super) async fn count_members(db: &mut PgConnection, project: ProjectId) -> sqlx::Result<i64> {
    sqlx::query_scalar!(
        r#"select count(distinct associate_id) as "count!" from memberships where project_id = $1 and state = 'active'"#,
        project as ProjectId
    )
    .fetch_one(db)
    .await
}

/// Service users and carers whose link to the project would wait for their consent if it were marked sensitive.
pub(super) async fn count_would_wait(db: &mut PgConnection, project: ProjectId) -> sqlx::Result<i64> {
    sqlx::query_scalar!(
        r#"select count(distinct m.associate_id) as "count!"
           from memberships m
           join associates a on a.id = m.associate_id
           where m.project_id = $1 and m.state in ('requested', 'active')
             and a.stakeholder_group in ('service_user', 'carer')
             and not coalesce((
                 select c.given from consents c
                 where c.associate_id = m.associate_id and c.purpose = 'health_link' and c.project_id = m.project_id
                 order by c.recorded_at desc, c.id desc
                 limit 1), false)"#,
        project as ProjectId
    )
    .fetch_one(db)
    .await
}
