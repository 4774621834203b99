//! Opening an event, closing its registration.

use axum::response::Response;
use serde::Deserialize;

use crate::access::Editing;
use crate::app::App;
use crate::audit::{self, Entry, Subject};
use crate::error::{OrNotFound, Result};
use crate::events::model::{Event, EventState};
use crate::events::{paths, store};
use crate::kernel::Choice;
use crate::web::{Form, Layout};

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct StateForm {
    state: String,
}

pub(crate) async fn post(
    path: paths::State,
    app: App,
    layout: Layout,
    event: Editing<Event>,
    Form(form): Form<StateForm>,
) -> Result<Response> {
    let to = paths::Show { event: path.event };
    // Cancelling needs a reason, and an event is done only when it is known who came: both have pages of their own.
    let is_ours = |state: &EventState| !matches!(state, EventState::Cancelled | EventState::Done);
    let Some(state) = EventState::from_code(&form.state).filter(is_ours) else {
        return Ok(layout.unchanged(to, "Nothing changed"));
    };
    let mut tx = app.db.begin().await?;
    let now = store::find_for_update(&mut tx, event.id).await?.or_404()?;
    if now.state == state {
        return Ok(layout.redirect(to, done(now.state, state)));
    }
    if let Err(why) = now.may_become(state, layout.now()) {
        return Ok(layout.unchanged(to, format!("Nothing changed. {}", why.message())));
    }
    store::set_state(&mut tx, &event, state, None).await?;
    let standing = |state: EventState| serde_json::json!({ "state": state });
    let entry =
        Entry::new(act(now.state, state), Subject::Event(event.id)).changed(&standing(now.state), &standing(state));
    audit::record(&mut tx, &layout.by(), entry).await?;
    tx.commit().await?;

    Ok(layout.redirect(to, done(now.state, state)))
}

fn act(from: EventState, to: EventState) -> &'static str {
    match to {
        EventState::Closed if from == EventState::Draft => "Recorded that the event has taken place",
        EventState::Open => "Opened the event for registration",
        EventState::Closed => "Closed the registration",
        EventState::Draft | EventState::Cancelled | EventState::Done => "Changed the event",
    }
}

fn done(from: EventState, to: EventState) -> &'static str {
    match to {
        EventState::Closed if from == EventState::Draft => "The event is recorded. Now note who came",
        EventState::Open => "The event is open. People can register now",
        EventState::Closed => "Registration is closed",
        EventState::Draft | EventState::Cancelled | EventState::Done => "Changes saved",
    }
}
