//! Changing an event. Who is registered hears of another time or place.

use axum::response::{IntoResponse, Response};

use super::{FormPage, Offered, refusal};
use crate::access::Editing;
use crate::app::App;
use crate::audit::{self, Entry, Subject};
use crate::error::{OrNotFound, Result};
use crate::events::forms::EventForm;
use crate::events::model::Event;
use crate::events::{letters, paths, store};
use crate::places;
use crate::web::{Form, FormErrors, Layout, Page};

pub(crate) async fn get(_: paths::Edit, app: App, layout: Layout, event: Editing<Event>) -> Result<Page<FormPage>> {
    let form = current(&app, &event).await?;
    Ok(Page::ok(page(&app, layout, &event, form, FormErrors::default()).await?))
}

/// The form of the event as it stands.
async fn current(app: &App, event: &Event) -> Result<EventForm> {
    let mut db = app.db.acquire().await?;
    let (places, questions) =
        (places::plan_of(&mut db, event.id).await?, store::list_questions(&mut db, event.id).await?);
    Ok(EventForm::of(event, &places, &questions))
}

pub(crate) async fn post(
    _: paths::Show,
    app: App,
    layout: Layout,
    event: Editing<Event>,
    Form(form): Form<EventForm>,
) -> Result<Response> {
    let plan = match form.parse() {
        Ok(plan) => plan,
        Err(errors) => return again(&app, layout, &event, form, errors).await,
    };
    let before = current(&app, &event).await?.parse().ok();
    let (by, moves) = (layout.by(), plan.moves(&event));

    let mut tx = app.db.begin().await?;
    match store::update(&mut tx, &event, &plan, form.version.parse().unwrap_or_default(), moves).await {
        Ok(true) => {}
        Ok(false) => {
            drop(tx);
            return stale(&app, layout, &event, form).await;
        }
        Err(error) => {
            drop(tx);
            return match refusal(&error) {
                Some(errors) => again(&app, layout, &event, form, errors).await,
                None => Err(error.into()),
            };
        }
    }
    if !places::replan(&mut tx, event.id, &plan.places, by.at).await? {
        drop(tx);
        let errors = FormErrors::one("capacity", "Enter at least as many places as are taken already");
        return again(&app, layout, &event, form, errors).await;
    }
    store::replace_questions(&mut tx, event.id, &plan.questions).await?;
    let told = if moves && event.is_announced() && !event.is_over(by.at) {
        let changed = store::find(&mut tx, event.id).await?.or_404()?;
        letters::tell_of_move(&mut tx, &app.config, &changed, by.at).await?
    } else {
        0
    };
    let entry = Entry::new("Changed the event", Subject::Event(event.id)).changed(&before, &Some(&plan));
    audit::record(&mut tx, &by, entry).await?;
    tx.commit().await?;

    Ok(layout.redirect(paths::Show { event: event.id }, saved(told)))
}

fn saved(told: usize) -> String {
    match told {
        0 => "Changes saved".to_owned(),
        1 => "Changes saved. The 1 person who is registered gets a letter".to_owned(),
        told => format!("Changes saved. The {told} people who are registered get a letter"),
    }
}

async fn page(app: &App, layout: Layout, event: &Event, form: EventForm, errors: FormErrors) -> Result<FormPage> {
    let offered = Offered::load(&mut *app.db.acquire().await?).await?;
    Ok(FormPage { layout, event: Some(event.clone()), offered, form, errors, theirs: None })
}

async fn again(app: &App, layout: Layout, event: &Event, form: EventForm, errors: FormErrors) -> Result<Response> {
    Ok(Page::unprocessable(page(app, layout, event, form, errors).await?).into_response())
}

/// Someone else was faster: shows what stands now beside what was typed, and saves when sent again.
async fn stale(app: &App, layout: Layout, event: &Event, form: EventForm) -> Result<Response> {
    let now = store::find(&mut *app.db.acquire().await?, event.id).await?.or_404()?;
    let form = EventForm { version: now.version.to_string(), ..form };
    let page = page(app, layout, &now, form, FormErrors::default()).await?;
    Ok(Page::conflict(FormPage { theirs: Some(now), ..page }).into_response())
}
