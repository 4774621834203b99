//! Feeds that calendars subscribe to: public events of the network and of a project.

use axum::http::header;
use axum::response::{IntoResponse, Response};

use crate::access::Viewing;
use crate::app::App;
use crate::error::Result;
use crate::events::calendar::feed;
use crate::events::model::Event;
use crate::events::{paths, store};
use crate::projects::Project;
use crate::web::Layout;

pub(crate) async fn network(_: paths::Feed, app: App, layout: Layout) -> Result<Response> {
    let events = store::list_for_feed(&mut *app.db.acquire().await?, None, layout.now()).await?;
    Ok(answer(&app, "Events of the network", &events, &layout))
}

pub(crate) async fn project(
    _: paths::ProjectFeed,
    app: App,
    layout: Layout,
    project: Viewing<Project>,
) -> Result<Response> {
    let events = store::list_for_feed(&mut *app.db.acquire().await?, Some(project.id), layout.now()).await?;
    Ok(answer(&app, &format!("Events of {}", project.title), &events, &layout))
}

/// A feed as calendars want it.
pub(crate) fn answer(app: &App, name: &str, events: &[Event], layout: &Layout) -> Response {
    let calendar = feed(&app.config, name, events, layout.now());
    ([(header::CONTENT_TYPE, "text/calendar; charset=utf-8")], calendar).into_response()
}
