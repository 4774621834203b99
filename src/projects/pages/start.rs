//! A planned project begins.

use axum::response::Response;

use crate::access::Editing;
use crate::app::App;
use crate::audit::{self, Entry, Subject};
use crate::error::Result;
use crate::projects::model::{Project, ProjectStage};
use crate::projects::{paths, store};
use crate::web::Layout;

pub(crate) async fn post(_: paths::Start, app: App, layout: Layout, project: Editing<Project>) -> Result<Response> {
    let mut tx = app.db.begin().await?;
    if !store::start(&mut tx, &project, layout.today()).await? {
        return Ok(layout.redirect(project.href(), "Nothing changed: this project is not planned any more"));
    }
    let entry = Entry::new("Started the project", Subject::Project(project.id));
    let (before, after) = (stage(project.stage), stage(ProjectStage::Running));
    audit::record(&mut tx, &layout.by(), entry.changed(&before, &after)).await?;
    tx.commit().await?;

    Ok(layout.redirect(project.href(), "The project has started"))
}

fn stage(stage: ProjectStage) -> serde_json::Value {
    serde_json::json!({ "stage": stage })
}
