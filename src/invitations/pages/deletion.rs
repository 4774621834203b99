//! Throwing away a choice of people that was not sent.

use askama::Template;
use axum::response::{IntoResponse, Response};

use super::{counted, parents};
use crate::access::Editing;
use crate::app::App;
use crate::audit::{self, Entry, Subject};
use crate::error::{OrNotFound, Result};
use crate::events::Event;
use crate::invitations::paths;
use crate::invitations::store::{self, Batch};
use crate::web::{Layout, Page};

#[derive(Template)]
#[template(path = "invitations/deletion.html")]
pub(crate) struct DeletionPage {
    layout: Layout,
    event: Event,
    batch: Batch,
}

impl DeletionPage {
    fn parents(&self) -> [(String, String); 3] {
        parents(&self.event)
    }

    fn readers(&self) -> String {
        counted(self.batch.readers)
    }
}

const SENT: &str = "It is sent already, so it stays";

pub(crate) async fn get(path: paths::Deletion, app: App, layout: Layout, event: Editing<Event>) -> Result<Response> {
    let batch = store::find_batch(&mut *app.db.acquire().await?, event.id, path.batch).await?.or_404()?;
    if batch.sent_at.is_some() {
        return Ok(layout.unchanged(paths::Batch { event: event.id, batch: batch.id }, SENT));
    }
    Ok(Page::ok(DeletionPage { layout, event: event.clone(), batch }).into_response())
}

pub(crate) async fn post(path: paths::Deletion, app: App, layout: Layout, event: Editing<Event>) -> Result<Response> {
    let mut tx = app.db.begin().await?;
    let batch = store::find_batch(&mut tx, event.id, path.batch).await?.or_404()?;
    if !store::delete(&mut tx, batch.id).await? {
        return Ok(layout.unchanged(paths::Batch { event: event.id, batch: batch.id }, SENT));
    }
    let was = serde_json::json!({ "people": batch.readers });
    let entry = Entry::new("Threw away a choice of people", Subject::Event(event.id));
    audit::record(&mut tx, &layout.by(), entry.changed(&was, &serde_json::json!({}))).await?;
    tx.commit().await?;

    Ok(layout.redirect(paths::Index { event: event.id }, "Thrown away. Nobody was written to"))
}
