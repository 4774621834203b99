//! Everyone with a place by name, each with three large buttons: made for a phone at the door.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use super::{hold, obstacle, tabs};
use crate::access::Editing;
use crate::app::App;
use crate::attendance::forms::NoteForm;
use crate::attendance::model::{AttendanceState, Guest, Outcome, Show};
use crate::attendance::noting::note;
use crate::attendance::{paths, store};
use crate::error::{OrNotFound, Result};
use crate::events::{Event, EventTab};
use crate::kernel::{AssociateId, Choice};
use crate::web::{Form, Layout, Page, Query};

/// What is looked for.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Wanted {
    q: String,
    show: String,
}

#[derive(Template)]
#[template(path = "attendance/roll.html")]
pub(crate) struct RollPage {
    layout: Layout,
    event: Event,
    q: String,
    show: Show,
    show_code: String,
    guests: Vec<Guest>,
    outcome: Outcome,
    /// Why nothing can be noted now.
    obstacle: Option<String>,
}

/// A button of one person.
pub(crate) struct Choosable {
    state: AttendanceState,
    /// Whether it stands so: then the button takes it back.
    is_on: bool,
}

pub(crate) async fn get(
    _: paths::Roll,
    app: App,
    layout: Layout,
    event: Editing<Event>,
    Query(wanted): Query<Wanted>,
) -> Result<Page<RollPage>> {
    let q: String = wanted.q.chars().take(100).collect();
    let show = Show::from_code(&wanted.show);
    let mut db = app.db.acquire().await?;
    let outcome = store::find_outcome(&mut db, event.id).await?;
    let mut guests = match q.trim() {
        "" => store::list_guests(&mut db, event.id).await?,
        text => store::search_guests(&mut db, event.id, text).await?,
    };
    drop(db);
    guests.retain(|guest| show.includes(guest));
    let obstacle = obstacle(&event, layout.now());
    let event = event.clone();
    Ok(Page::ok(RollPage { layout, event, q, show, show_code: wanted.show, guests, outcome, obstacle }))
}

impl RollPage {
    fn tabs(&self) -> Vec<EventTab> {
        tabs(&self.layout, &self.event)
    }

    fn is_over(&self) -> bool {
        self.event.is_over(self.layout.now())
    }

    /// "still to come", and afterwards what it comes to.
    fn missing_words(&self) -> &'static str {
        if self.is_over() { "not noted yet" } else { "still to come" }
    }

    /// Who came without a place was neither excused nor absent.
    fn choices(&self, guest: &Guest) -> Vec<Choosable> {
        let offered = AttendanceState::ALL.iter().copied();
        let offered = offered.filter(|state| guest.has_place || *state == AttendanceState::Attended);
        offered.map(|state| Choosable { state, is_on: guest.state == Some(state) }).collect()
    }

    fn code(&self, guest: &Guest) -> &'static str {
        guest.state.map_or("none", Choice::code)
    }
}

pub(crate) async fn post(
    path: paths::Roll,
    app: App,
    layout: Layout,
    event: Editing<Event>,
    Form(form): Form<NoteForm>,
) -> Result<Response> {
    let (associate, state) = form.parse().or_404()?;
    let mut tx = app.db.begin().await?;
    let now = hold(&mut tx, &event).await?;
    if let Some(why) = obstacle(&now, layout.now()) {
        return Ok(layout.unchanged(path, format!("Nothing changed. {why}")));
    }
    let guest = store::find_guest(&mut tx, event.id, associate).await?;
    // Sent once more after it was taken back, there is nobody left to take back.
    let Some(guest) = guest else {
        return if state.is_none() { Ok(answer(&layout, &path, &form, associate, None)) } else { None.or_404() };
    };
    let is_offered = guest.has_place || matches!(state, None | Some(AttendanceState::Attended));
    is_offered.then_some(()).or_404()?;
    note(&mut tx, &now, associate, state, &layout.by()).await?;
    tx.commit().await?;

    Ok(answer(&layout, &path, &form, associate, Some((guest, state))))
}

/// A script needs no page; a person goes back to where they were in the list.
fn answer(
    layout: &Layout,
    path: &paths::Roll,
    form: &NoteForm,
    associate: AssociateId,
    noted: Option<(Guest, Option<AttendanceState>)>,
) -> Response {
    if form.quiet == "yes" {
        return StatusCode::NO_CONTENT.into_response();
    }
    let wanted = form_urlencoded::Serializer::new(String::new())
        .extend_pairs([("q", &form.q), ("show", &form.show)].into_iter().filter(|(_, value)| !value.is_empty()))
        .finish();
    let query = if wanted.is_empty() { wanted } else { format!("?{wanted}") };
    let to = format!("{path}{query}#person-{associate}");
    match noted {
        None => layout.unchanged(to, "Nothing changed"),
        Some((guest, None)) => layout.redirect(to, format!("{}: taken back", guest.name)),
        Some((guest, Some(state))) => layout.redirect(to, format!("{}: {}", guest.name, state.button().to_lowercase())),
    }
}
