//! What happened to one project.

use askama::Template;

use super::{Tab, tabs};
use crate::access::Editing;
use crate::app::App;
use crate::audit::{self, Event, Subject};
use crate::error::Result;
use crate::kernel::display_date_time;
use crate::projects::model::Project;
use crate::projects::paths;
use crate::web::{Layout, Page};

#[derive(Template)]
#[template(path = "projects/history.html")]
pub(crate) struct HistoryPage {
    layout: Layout,
    project: Project,
    events: Vec<Event>,
}

impl HistoryPage {
    fn tabs(&self) -> Vec<Tab> {
        tabs(&self.layout, &self.project, "History")
    }

    fn when(&self, event: &Event) -> String {
        display_date_time(event.at)
    }
}

pub(crate) async fn get(
    _: paths::History,
    app: App,
    layout: Layout,
    project: Editing<Project>,
) -> Result<Page<HistoryPage>> {
    let events = audit::for_subject(&mut *app.db.acquire().await?, Subject::Project(project.id)).await?;
    Ok(Page::ok(HistoryPage { layout, project: project.clone(), events }))
}
