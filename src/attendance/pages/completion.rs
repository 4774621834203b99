//! The event is done: said only when it is known of everyone with a place whether they came.

use axum::response::Response;

use crate::access::Editing;
use crate::app::App;
use crate::associates;
use crate::attendance::{paths, store};
use crate::audit::{self, Entry, Subject};
use crate::error::{OrNotFound, Result};
use crate::events::{self, Event, EventState};
use crate::web::Layout;

pub(crate) async fn post(_: paths::Completion, app: App, layout: Layout, event: Editing<Event>) -> Result<Response> {
    let to = event.href();
    let done = "The event is done. Thank you for seeing it through";
    let mut tx = app.db.begin().await?;
    let now = events::find_for_update(&mut tx, event.id).await?.or_404()?;
    if now.state == EventState::Done {
        return Ok(layout.redirect(to, done));
    }
    if let Err(why) = now.may_become(EventState::Done, layout.now()) {
        return Ok(layout.unchanged(to, format!("Nothing changed. {}", why.message())));
    }
    if store::find_outcome(&mut tx, event.id).await?.missing > 0 {
        let missing = format!("{}?show=missing", paths::Roll { event: event.id });
        return Ok(layout.unchanged(missing, "Nothing changed. Note first whether these people came"));
    }
    for associate in store::list_attended(&mut tx, event.id).await? {
        associates::record_attended(&mut tx, associate, event.id, now.starts_at).await?;
    }
    events::set_state(&mut tx, &event, EventState::Done, None).await?;
    let standing = |state: EventState| serde_json::json!({ "state": state });
    let entry = Entry::new("Said that the event is done", Subject::Event(event.id));
    let entry = entry.changed(&standing(now.state), &standing(EventState::Done));
    audit::record(&mut tx, &layout.by(), entry).await?;
    tx.commit().await?;

    Ok(layout.redirect(to, done))
}
