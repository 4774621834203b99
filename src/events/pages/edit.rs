//! Changing an event. Who is registered hears of another time or place.

use axum::response::{IntoResponse, Response};

use super::{FormPage, Offered, refusal, refused_host};
use crate::access::Editing;
use crate::app::App;
use crate::audit::{self, Entry, Subject};
use crate::error::{OrNotFound, Result};
use crate::events::forms::EventForm;
use crate::events::model::{Event, EventKind, EventVisibility};
use crate::events::{letters, paths, store};
use crate::kernel::Choice;
use crate::places;
use crate::web::{Form, FormErrors, Layout, Merged, Page, Words, conflict, merge};

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
    let now = current(&app, &event).await?;
    let merged = merge(&form.opened, &now, &form)?;
    if merged.clashes() {
        return clash(&app, layout, &event, merged).await;
    }
    let form = merged.form;
    let plan = match form.parse() {
        Ok(plan) => plan,
        Err(errors) => return again(&app, layout, &event, form, errors).await,
    };
    let (before, by, moves) = (now.parse().ok(), layout.by(), plan.moves(&event));

    let mut tx = app.db.begin().await?;
    if let Some(errors) = refused_host(&mut tx, &plan, event.host_organisation_id).await? {
        drop(tx);
        return again(&app, layout, &event, form, errors).await;
    }
    match store::update(&mut tx, &event, &plan, moves).await {
        Ok(true) => {}
        Ok(false) => {
            drop(tx);
            let now = store::find(&mut *app.db.acquire().await?, event.id).await?.or_404()?;
            let merged = merge(&form.opened, &current(&app, &now).await?, &form)?;
            return clash(&app, layout, &now, merged).await;
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
    Ok(FormPage { layout, event: Some(event.clone()), offered, form, errors })
}

async fn again(app: &App, layout: Layout, event: &Event, form: EventForm, errors: FormErrors) -> Result<Response> {
    Ok(Page::unprocessable(page(app, layout, event, form, errors).await?).into_response())
}

/// Someone else was faster, and changed the same.
async fn clash(app: &App, layout: Layout, now: &Event, merged: Merged<EventForm>) -> Result<Response> {
    let offered = Offered::load(&mut *app.db.acquire().await?).await?;
    let value = |field: &str, value: &str| match field {
        "kind" => EventKind::from_code(value).map_or_else(String::new, |kind| kind.label().to_owned()),
        "visibility" => EventVisibility::from_code(value).map_or_else(String::new, |who| who.label().to_owned()),
        "theme" => offered.theme(value),
        "host" => offered.organisation(value),
        _ => value.to_owned(),
    };
    let words = Words {
        heading: "Someone else changed this event meanwhile",
        caption: &now.title,
        fields: FIELDS,
        value: &value,
    };
    Ok(conflict(layout, &words, (now.href(), now.href()), merged))
}

/// The fields that two people may change, with what the form calls them.
const FIELDS: &[(&str, &str)] = &[
    ("title", "Title"),
    ("kind", "What sort of event is it?"),
    ("description", "What is it about?"),
    ("starts_on", "Day"),
    ("starts_at", "Start"),
    ("ends_at", "End"),
    ("ends_on", "Last day"),
    ("place", "Place"),
    ("access_notes", "Getting there and getting in"),
    ("link", "Link to join from afar"),
    ("visibility", "Who may see it and register?"),
    ("theme", "Theme"),
    ("host", "Host organisation"),
    ("series", "Series"),
    ("capacity", "How many may come?"),
    ("kept", "How many of these are kept for some groups?"),
    ("release_days", "When do they open to everyone?"),
    ("social_interaction", "Social interaction"),
    ("knowledge_sharing", "Knowledge sharing"),
    ("knowledge_creation", "Knowledge creation"),
    ("identity_building", "Identity building"),
    ("questions", "Questions to people who register"),
];
