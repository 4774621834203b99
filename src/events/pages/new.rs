//! Planning an event, from nothing, from a kind, or from another event.

use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use sqlx::PgConnection;

use super::{FormPage, Offered, refusal, refused_host};
use crate::app::App;
use crate::audit::{self, Entry, Subject};
use crate::error::{OrNotFound, Result, Violates};
use crate::events::forms::EventForm;
use crate::events::model::EventKind;
use crate::events::{paths, store};
use crate::kernel::{Choice, EventId};
use crate::places;
use crate::reminders;
use crate::web::{Form, FormErrors, Layout, Page, Query};

/// What planning begins from.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct From {
    /// The event to copy.
    copy: String,
    /// The kind whose usual activity mix is taken.
    kind: String,
    /// The project it is for.
    project: String,
}

pub(crate) async fn get(_: paths::New, app: App, layout: Layout, Query(from): Query<From>) -> Result<Page<FormPage>> {
    let mut db = app.db.acquire().await?;
    let form = first_form(&mut db, &from).await?;
    let offered = Offered::load(&mut db).await?;
    drop(db);
    Ok(Page::ok(FormPage { layout, event: None, offered, form, errors: FormErrors::default() }))
}

/// A copy has everything of the event but its day; a new event has the usual mix of its kind.
async fn first_form(db: &mut PgConnection, from: &From) -> Result<EventForm> {
    let id = EventId::new();
    if let Ok(original) = from.copy.parse::<EventId>() {
        let event = store::find(db, original).await?.or_404()?;
        let (places, questions) = (places::plan_of(db, original).await?, store::list_questions(db, original).await?);
        let form = EventForm::of(&event, &places, &questions);
        let (id, copied_from) = (id.to_string(), original.to_string());
        return Ok(EventForm { id, copied_from, starts_on: String::new(), ends_on: String::new(), ..form });
    }
    let kind = EventKind::from_code(&from.kind);
    let form = EventForm {
        id: id.to_string(),
        kind: kind.map_or("", Choice::code).to_owned(),
        visibility: "associates".to_owned(),
        projects: vec![from.project.clone()],
        ..EventForm::default()
    };
    Ok(form.with_mix(kind.unwrap_or(EventKind::Other).usual_mix()))
}

pub(crate) async fn post(_: paths::Index, app: App, layout: Layout, Form(form): Form<EventForm>) -> Result<Response> {
    let plan = match form.parse() {
        Ok(plan) => plan,
        Err(errors) => return again(&app, layout, form, errors).await,
    };
    let (id, by) = (form.id.parse().unwrap_or_else(|_| EventId::new()), layout.by());
    let original: Option<EventId> = form.copied_from.parse().ok();
    let planned =
        || layout.redirect(paths::Show { event: id }, "Event planned. Nobody but the team sees it until you open it");

    let mut tx = app.db.begin().await?;
    if let Some(errors) = refused_host(&mut tx, &plan, None).await? {
        drop(tx);
        return again(&app, layout, form, errors).await;
    }
    match store::insert(&mut tx, id, (&plan, original), by.at).await {
        // The same form sent twice: the first time did it.
        Err(error) if error.violates("events_pkey") => return Ok(planned()),
        Err(error) => {
            drop(tx);
            return match refusal(&error) {
                Some(errors) => again(&app, layout, form, errors).await,
                None => Err(error.into()),
            };
        }
        Ok(()) => {}
    }
    places::plan(&mut tx, id, &plan.places).await?;
    match original {
        Some(original) => reminders::copy(&mut tx, original, id, &by).await?,
        None => reminders::plan(&mut tx, id, &by).await?,
    }
    audit::record(&mut tx, &by, Entry::new("Planned an event", Subject::Event(id)).made(&plan)).await?;
    tx.commit().await?;

    Ok(planned())
}

async fn again(app: &App, layout: Layout, form: EventForm, errors: FormErrors) -> Result<Response> {
    let offered = Offered::load(&mut *app.db.acquire().await?).await?;
    Ok(Page::unprocessable(FormPage { layout, event: None, offered, form, errors }).into_response())
}
