//! Removing a reminder that went to nobody yet.

use askama::Template;
use axum::response::{IntoResponse, Response};

use super::{find, parents};
use crate::access::Editing;
use crate::app::App;
use crate::audit::{self, Entry, Subject};
use crate::error::{OrNotFound, Result};
use crate::events::Event;
use crate::reminders::{self, Planned};
use crate::reminding::paths;
use crate::web::{Layout, Page};

#[derive(Template)]
#[template(path = "reminding/removal.html")]
pub(crate) struct RemovalPage {
    layout: Layout,
    event: Event,
    reminder: Planned,
}

impl RemovalPage {
    fn parents(&self) -> [(String, String); 3] {
        parents(&self.event)
    }
}

const GONE: &str = "It has gone to people, so it stays, that everyone can see what they were sent";

pub(crate) async fn get(path: paths::Removal, app: App, layout: Layout, event: Editing<Event>) -> Result<Response> {
    let reminder = find(&mut *app.db.acquire().await?, event.id, path.reminder).await?;
    if reminder.went > 0 {
        return Ok(layout.redirect(paths::Index { event: event.id }, GONE));
    }
    Ok(Page::ok(RemovalPage { layout, event: event.clone(), reminder }).into_response())
}

pub(crate) async fn post(path: paths::Removal, app: App, layout: Layout, event: Editing<Event>) -> Result<Response> {
    let (list, mut tx) = (paths::Index { event: event.id }, app.db.begin().await?);
    let reminder = reminders::find_for_update(&mut tx, event.id, path.reminder).await?.or_404()?;
    if reminder.has_gone {
        return Ok(layout.redirect(list, GONE));
    }
    reminders::delete(&mut tx, reminder.id).await?;
    let was = serde_json::json!({ "when": reminder.timing().in_words(), "words": reminder.words });
    let entry = Entry::new("Removed a reminder", Subject::Event(event.id)).changed(&was, &serde_json::json!({}));
    audit::record(&mut tx, &layout.by(), entry).await?;
    tx.commit().await?;

    Ok(layout.redirect(list, "Reminder removed"))
}
