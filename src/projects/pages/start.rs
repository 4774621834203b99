//! A planned project begins.

use askama::Template;
use axum::response::{IntoResponse, Response};

use crate::access::Editing;
use crate::app::App;
use crate::audit::{self, Entry, Subject};
use crate::error::Result;
use crate::kernel::display_date;
use crate::projects::model::{Project, ProjectStage};
use crate::projects::{paths, store};
use crate::web::{Layout, Page};

/// Asks first, and says what it changes for whom.
#[derive(Template)]
#[template(path = "projects/start.html")]
pub(crate) struct StartPage {
    layout: Layout,
    project: Project,
    /// People who take part already.
    members: i64,
}

impl StartPage {
    fn first_day(&self) -> String {
        display_date(self.project.starts_on)
    }
}

pub(crate) async fn get(_: paths::Start, app: App, layout: Layout, project: Editing<Project>) -> Result<Response> {
    if project.stage != ProjectStage::Planned {
        return Ok(not_planned(&layout, &project));
    }
    let members = store::count_members(&mut *app.db.acquire().await?, project.id).await?;
    Ok(Page::ok(StartPage { layout, project: project.clone(), members }).into_response())
}

pub(crate) async fn post(_: paths::Start, app: App, layout: Layout, project: Editing<Project>) -> Result<Response> {
    let mut tx = app.db.begin().await?;
    if !store::start(&mut tx, &project, layout.today()).await? {
        return Ok(not_planned(&layout, &project));
    }
    let entry = Entry::new("Started the project", Subject::Project(project.id));
    let (before, after) = (stage(project.stage), stage(ProjectStage::Running));
    audit::record(&mut tx, &layout.by(), entry.changed(&before, &after)).await?;
    tx.commit().await?;

    Ok(layout.redirect(project.href(), "The project has started"))
}

fn not_planned(layout: &Layout, project: &Project) -> Response {
    layout.unchanged(project.href(), "Nothing changed: this project is not planned any more")
}

fn stage(stage: ProjectStage) -> serde_json::Value {
    serde_json::json!({ "stage": stage })
}
