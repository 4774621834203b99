//! Many themes and projects at once, in one statement each: what an import writes, and takes back.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use sqlx::PgConnection;

use crate::kernel::{ProjectId, ThemeId};

/// A theme that is added with others.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct ThemeOfMany {
    pub(crate) id: ThemeId,
    pub(crate) slug: String,
    pub(crate) name: String,
    pub(crate) summary: String,
}

/// A project that is added with others.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct ProjectOfMany {
    pub(crate) id: ProjectId,
    pub(crate) slug: String,
    pub(crate) title: String,
    pub(crate) theme_id: ThemeId,
    pub(crate) summary: String,
    pub(crate) starts_on: NaiveDate,
    #[serde(default)]
    pub(crate) ends_on: Option<NaiveDate>,
    #[serde(default)]
    pub(crate) isrctn: Option<String>,
    pub(crate) sensitive: bool,
    pub(crate) recruiting: bool,
}

/// Some columns of a theme or a project, as they are and as they shall be.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct SetValues<Id> {
    pub(crate) id: Id,
    pub(crate) before: Map<String, Value>,
    pub(crate) after: Map<String, Value>,
}

/// Writes new themes.
///
/// # Errors
/// `themes_name_key` or `themes_slug_key` when another has the name or address.
pub(crate) async fn insert_themes(db: &mut PgConnection, themes: &[ThemeOfMany]) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into themes (id, slug, name, summary)
         select r.id, r.slug, r.name, r.summary
         from jsonb_to_recordset($1) as r(id uuid, slug text, name text, summary text)",
        json!(themes)
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Writes new projects: one that begins later is planned, one that has begun runs.
///
/// # Errors
/// `projects_slug_key` or `projects_isrctn_key` when another has the address or number.
pub(crate) async fn insert_projects(
    db: &mut PgConnection,
    projects: &[ProjectOfMany],
    now: DateTime<Utc>,
    today: NaiveDate,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into projects
             (id, slug, title, theme_id, summary, starts_on, ends_on, stage, isrctn, sensitive, recruiting, created_at)
         select r.id, r.slug, r.title, r.theme_id, r.summary, r.starts_on, r.ends_on,
                case when r.starts_on > $3 then 'planned' else 'running' end::project_stage, r.isrctn, r.sensitive,
                r.recruiting, $2
         from jsonb_to_recordset($1) as r(
             id uuid, slug text, title text, theme_id uuid, summary text, starts_on date, ends_on date, isrctn text,
             sensitive boolean, recruiting boolean)",
        json!(projects),
        now,
        today
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Sets what is said about themes where it still is as it was; says of which.
pub(crate) async fn set_theme_values(
    db: &mut PgConnection,
    changes: &[SetValues<ThemeId>],
) -> sqlx::Result<Vec<ThemeId>> {
    sqlx::query_scalar!(
        "update themes t
         set (summary, version) = (select d.summary, t.version + 1 from jsonb_populate_record(t, c.after) d)
         from jsonb_to_recordset($1) as c(id uuid, before jsonb, after jsonb)
         where t.id = c.id and to_jsonb(t) @> c.before
         returning t.id",
        json!(changes)
    )
    .fetch_all(db)
    .await
}

/// Sets columns of projects where they still are as they were; says of which. Whether a project is about a sensitive
/// condition is not among them, and of one that has ended neither are its dates and whether it takes members.
///
/// # Errors
/// `projects_isrctn_key` when another has the number.
pub(crate) async fn set_project_values(
    db: &mut PgConnection,
    changes: &[SetValues<ProjectId>],
) -> sqlx::Result<Vec<ProjectId>> {
    sqlx::query_scalar!(
        "update projects p
         set (theme_id, summary, starts_on, ends_on, isrctn, recruiting, version) = (
             select d.theme_id, d.summary, d.starts_on, d.ends_on, d.isrctn, d.recruiting, p.version + 1
             from jsonb_populate_record(p, c.after) d)
         from jsonb_to_recordset($1) as c(id uuid, before jsonb, after jsonb)
         where p.id = c.id and to_jsonb(p) @> c.before
           and (p.stage <> 'ended' or not c.after ?| array['starts_on', 'ends_on', 'recruiting'])
         returning p.id",
        json!(changes)
    )
    .fetch_all(db)
    .await
}

/// Removes themes that an import made and nobody has changed since; says which. Whoever calls this has made sure that
/// nothing names them.
pub(crate) async fn delete_unchanged_themes(db: &mut PgConnection, themes: &[ThemeId]) -> sqlx::Result<Vec<ThemeId>> {
    sqlx::query_scalar!("delete from themes where id = any($1) and version = 1 returning id", themes as &[ThemeId])
        .fetch_all(db)
        .await
}

/// The same of projects.
pub(crate) async fn delete_unchanged_projects(
    db: &mut PgConnection,
    projects: &[ProjectId],
) -> sqlx::Result<Vec<ProjectId>> {
    sqlx::query_scalar!(
        "delete from projects where id = any($1) and version = 1 returning id",
        projects as &[ProjectId]
    )
    .fetch_all(db)
    .await
}

/// No theme and no project is added or changes until the transaction ends. People read on meanwhile.
pub(crate) async fn hold_all(db: &mut PgConnection) -> sqlx::Result<()> {
    sqlx::query!("lock table themes, projects in share row exclusive mode").execute(db).await?;
    Ok(())
}
