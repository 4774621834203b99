//! Removing a draft, which nobody but the team has seen.

use askama::Template;
use axum::response::{IntoResponse, Response};

use crate::access::Editing;
use crate::app::App;
use crate::audit::{self, Entry, Subject};
use crate::error::Result;
use crate::events::model::{Event, EventState};
use crate::events::{paths, store};
use crate::web::{Layout, Page};

#[derive(Template)]
#[template(path = "events/deletion.html")]
pub(crate) struct DeletionPage {
    layout: Layout,
    event: Event,
}

pub(crate) async fn get(_: paths::Deletion, layout: Layout, event: Editing<Event>) -> Response {
    if event.state != EventState::Draft {
        return layout
            .redirect(paths::Show { event: event.id }, "Only a draft can be removed. Cancel the event instead");
    }
    Page::ok(DeletionPage { layout, event: event.clone() }).into_response()
}

pub(crate) async fn post(path: paths::Deletion, app: App, layout: Layout, event: Editing<Event>) -> Result<Response> {
    let mut tx = app.db.begin().await?;
    if !store::delete_draft(&mut tx, &event).await? {
        let to = paths::Show { event: path.event };
        return Ok(layout.redirect(to, "Only a draft can be removed. Cancel the event instead"));
    }
    let was = serde_json::json!({ "title": event.title, "starts_at": event.starts_at });
    let entry =
        Entry::new("Removed a draft of an event", Subject::Event(event.id)).changed(&was, &serde_json::json!({}));
    audit::record(&mut tx, &layout.by(), entry).await?;
    tx.commit().await?;

    Ok(layout.redirect(paths::Index, "Draft removed"))
}
