//! Themes and projects in the database.

use sqlx::PgConnection;

use super::model::{Project, ProjectStage, Theme};
use crate::access::{Facts, Protected};
use crate::kernel::ProjectId;

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

/// Projects that are not over, by theme and title; at most 500. For choosing from; the list page has its own query.
pub(crate) async fn list_open(db: &mut PgConnection) -> sqlx::Result<Vec<Project>> {
    select_project!("where p.stage <> 'ended'::project_stage order by t.name, p.title, p.id limit 500",)
        .fetch_all(db)
        .await
}

/// All themes by name.
pub(crate) async fn list_themes(db: &mut PgConnection) -> sqlx::Result<Vec<Theme>> {
    sqlx::query_as!(Theme, "select id, slug, name, summary, version from themes order by name").fetch_all(db).await
}
