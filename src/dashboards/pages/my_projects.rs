//! The projects someone leads, and what waits for them there.

use askama::Template;

use super::waiting_since;
use crate::access::Actor;
use crate::app::App;
use crate::dashboards::breakdown::people;
use crate::dashboards::paths;
use crate::dashboards::store::{self, LedProject};
use crate::dashboards::suppression::Reader;
use crate::error::Result;
use crate::web::chart::Shown;
use crate::web::{Layout, Page};

#[derive(Template)]
#[template(path = "dashboards/my_projects.html")]
pub(crate) struct MyProjectsPage {
    layout: Layout,
    projects: Vec<Led>,
}

/// A project with its numbers as its lead may see them.
struct Led {
    slug: String,
    title: String,
    theme: String,
    members: Shown,
    requests: Shown,
    waiting: Option<String>,
}

pub(crate) async fn get(_: paths::MyProjects, app: App, layout: Layout, actor: Actor) -> Result<Page<MyProjectsPage>> {
    let rows = store::led_projects(&mut *app.db.acquire().await?, &actor.leads).await?;
    let reader = if actor.is_team() { Reader::Team } else { Reader::Outside };
    let led = |project: LedProject| Led {
        waiting: project.oldest_request_at.map(|at| waiting_since(at, layout.today())),
        slug: project.slug,
        title: project.title,
        theme: project.theme,
        members: reader.count(people(project.members)),
        requests: reader.count(people(project.requests)),
    };
    let projects = rows.into_iter().map(led).collect();
    Ok(Page::ok(MyProjectsPage { layout, projects }))
}
