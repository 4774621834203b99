//! Cancelling an event: everyone who is registered reads why.

use askama::Template;
use axum::response::{IntoResponse, Response};

use crate::access::Editing;
use crate::app::App;
use crate::audit::{self, Entry, Subject};
use crate::error::{OrNotFound, Result};
use crate::events::forms::CancellationForm;
use crate::events::model::{Event, EventState};
use crate::events::{letters, paths, store};
use crate::web::{Form, FormErrors, Layout, Page};

#[derive(Template)]
#[template(path = "events/cancellation.html")]
pub(crate) struct CancellationPage {
    layout: Layout,
    event: Event,
    /// People who will get a letter.
    people: i64,
    form: CancellationForm,
    errors: FormErrors,
}

pub(crate) async fn get(_: paths::Cancellation, app: App, layout: Layout, event: Editing<Event>) -> Result<Response> {
    if let Err(why) = event.may_become(EventState::Cancelled, layout.now()) {
        return Ok(layout.redirect(paths::Show { event: event.id }, why.message()));
    }
    show(&app, layout, &event, CancellationForm::default(), FormErrors::default()).await
}

pub(crate) async fn post(
    path: paths::Cancellation,
    app: App,
    layout: Layout,
    event: Editing<Event>,
    Form(form): Form<CancellationForm>,
) -> Result<Response> {
    let reason = match form.parse() {
        Ok(reason) => reason,
        Err(errors) => return show(&app, layout, &event, form, errors).await,
    };
    let (to, by) = (paths::Show { event: path.event }, layout.by());

    let mut tx = app.db.begin().await?;
    let now = store::find_for_update(&mut tx, event.id).await?.or_404()?;
    if now.state == EventState::Cancelled {
        return Ok(layout.redirect(to, "The event is cancelled"));
    }
    if let Err(why) = now.may_become(EventState::Cancelled, by.at) {
        return Ok(layout.redirect(to, why.message()));
    }
    store::set_state(&mut tx, &event, EventState::Cancelled, Some(reason.as_str())).await?;
    let cancelled = store::find(&mut tx, event.id).await?.or_404()?;
    let told = letters::tell_of_cancellation(&mut tx, &app.config, &cancelled, by.at).await?;
    let made = serde_json::json!({ "reason": reason, "letters": told });
    audit::record(&mut tx, &by, Entry::new("Cancelled the event", Subject::Event(event.id)).made(&made)).await?;
    tx.commit().await?;

    let told = match told {
        0 => "The event is cancelled. Nobody was registered".to_owned(),
        1 => "The event is cancelled. 1 person gets a letter".to_owned(),
        told => format!("The event is cancelled. {told} people get a letter"),
    };
    Ok(layout.redirect(to, told))
}

async fn show(
    app: &App,
    layout: Layout,
    event: &Event,
    form: CancellationForm,
    errors: FormErrors,
) -> Result<Response> {
    let people = store::count_live(&mut *app.db.acquire().await?, event.id).await?;
    let is_wrong = !errors.is_empty();
    let page = CancellationPage { layout, event: event.clone(), people, form, errors };
    Ok(if is_wrong { Page::unprocessable(page) } else { Page::ok(page) }.into_response())
}
