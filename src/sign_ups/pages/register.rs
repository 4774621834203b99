//! Registering for an event: one page, one press.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use sqlx::PgConnection;

use super::{Asked, asked};
use crate::access::Viewing;
use crate::app::App;
use crate::associates::{self, Associate, Standing};
use crate::audit::{self, By, Entry, Subject};
use crate::config::Config;
use crate::error::{OrNotFound, Result, Violates};
use crate::events::{self, Event, Question};
use crate::kernel::{EventId, RegistrationId, Text};
use crate::places::{self, NewRegistration, RegistrationState};
use crate::privacy::{self, Answer, Consent};
use crate::sign_ups::forms::{SignUp, SignUpForm};
use crate::sign_ups::letters::{news_of, tell};
use crate::sign_ups::{paths, store};
use crate::web::{Form, FormErrors, Layout, Page};

#[derive(Template)]
#[template(path = "sign_ups/register.html")]
pub(crate) struct RegisterPage {
    layout: Layout,
    event: Event,
    questions: Vec<Question>,
    form: SignUpForm,
    errors: FormErrors,
}

impl RegisterPage {
    fn asked(&self) -> Vec<Asked<'_>> {
        asked(&self.questions, &self.form)
    }
}

/// Why someone cannot register.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Obstacle {
    /// Their account is no Associate's.
    NoRecord,
    /// They have paused or left.
    Away,
    Closed,
}

#[derive(Template)]
#[template(path = "sign_ups/obstacle.html")]
pub(crate) struct ObstaclePage {
    layout: Layout,
    event: Event,
    heading: &'static str,
    advice: &'static str,
    href: &'static str,
    action: &'static str,
}

pub(crate) async fn get(_: paths::Register, app: App, layout: Layout, event: Viewing<Event>) -> Result<Response> {
    let mut db = app.db.acquire().await?;
    let person = match find_person(&mut db, &layout, &event).await? {
        Ok(person) => person,
        Err(obstacle) => return Ok(refuse(layout, &event, obstacle, StatusCode::OK)),
    };
    if let Some(own) = places::find_live(&mut db, event.id, person.id).await? {
        return Ok(layout.redirect(paths::Own { registration: own.id }, "You are registered already"));
    }
    let questions = events::list_questions(&mut db, event.id).await?;
    drop(db);
    // What they need is carried over from their record; here it is theirs to change for this event.
    let access_needs = person.access_needs.unwrap_or_default();
    let form = SignUpForm { id: RegistrationId::new().to_string(), access_needs, ..SignUpForm::default() };
    let errors = FormErrors::default();
    Ok(Page::ok(RegisterPage { layout, event: event.clone(), questions, form, errors }).into_response())
}

pub(crate) async fn post(
    _: paths::Register,
    app: App,
    layout: Layout,
    event: Viewing<Event>,
    Form(form): Form<SignUpForm>,
) -> Result<Response> {
    let mut db = app.db.acquire().await?;
    let person = match find_person(&mut db, &layout, &event).await? {
        Ok(person) => person,
        Err(obstacle) => return Ok(refuse(layout, &event, obstacle, StatusCode::CONFLICT)),
    };
    let questions = events::list_questions(&mut db, event.id).await?;
    drop(db);
    let sign_up = match form.parse(&questions) {
        Ok(sign_up) => sign_up,
        Err(errors) => {
            let page = RegisterPage { layout, event: event.clone(), questions, form, errors };
            return Ok(Page::unprocessable(page).into_response());
        }
    };
    let id = form.id.parse().unwrap_or_else(|_| RegistrationId::new());

    let mut tx = app.db.begin().await?;
    let outcome = sign_up_for(&mut tx, &app.config, event.id, &person, (id, &sign_up), &layout.by()).await?;
    tx.commit().await?;

    Ok(match outcome {
        Outcome::Done(state) => layout.redirect(paths::Own { registration: id }, told(state)),
        Outcome::Closed => refuse(layout, &event, Obstacle::Closed, StatusCode::CONFLICT),
        Outcome::Already => layout.redirect(event.href(), "You are registered already"),
    })
}

/// What became of a sign-up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    Done(RegistrationState),
    Closed,
    Already,
}

/// Gives someone a place at an event, or puts them in line; writes the letter and the entry.
///
/// # Errors
/// The database's.
pub(crate) async fn sign_up_for(
    db: &mut PgConnection,
    config: &Config,
    event: EventId,
    person: &Associate,
    (id, sign_up): (RegistrationId, &SignUp),
    by: &By,
) -> Result<Outcome> {
    let event = events::find_for_share(db, event).await?.or_404()?;
    if !event.takes_registrations(by.at) {
        return Ok(Outcome::Closed);
    }
    let mut hall = places::lock(db, event.id).await?;
    if let Some(own) = places::find_live(db, event.id, person.id).await? {
        // The same form sent twice: the first time did it.
        return Ok(if own.id == id { Outcome::Done(own.state) } else { Outcome::Already });
    }
    let said = store::said(sign_up);
    let new = NewRegistration { id, event: event.id, associate: person.id, group: person.stakeholder_group, said };
    let state = match places::book(db, &mut hall, &new, by).await {
        Err(error) if error.violates("event_registrations_pkey") => return Ok(Outcome::Already),
        state => state?,
    };
    if sign_up.access_needs.is_some() && !store::has_agreed_to_needs(db, person.id).await? {
        let notice = privacy::notice_known_to(db, person.id).await?;
        let answer = Answer::now(&Consent::AccessNeeds, true, "Registration for an event");
        privacy::record_agreement(db, person.id, &answer, &notice, by).await?;
    }
    let signed_up = store::find(db, id).await?.or_404()?;
    tell(db, config, &event, &signed_up, news_of(state), by.at).await?;
    let made = serde_json::json!({ "state": state.to_string() });
    let entry = Entry::new("Registered for the event", Subject::Event(event.id)).concerning(person.id);
    audit::record(db, by, entry.made(&made)).await?;
    Ok(Outcome::Done(state))
}

/// Someone who has just become an Associate gets the place they came for, or a place in line; none when the event
/// takes nobody any more. What the event asks they answer through the link of their letter.
///
/// # Errors
/// The database's.
pub(crate) async fn sign_up_on_the_way(
    db: &mut PgConnection,
    config: &Config,
    event: EventId,
    person: &Associate,
    by: &By,
) -> Result<Option<RegistrationState>> {
    let access_needs = person.access_needs.as_deref().and_then(|needs| Text::parse("your needs", needs).ok());
    let sign_up = SignUp { access_needs, supporter: None, answers: Vec::new() };
    Ok(match sign_up_for(db, config, event, person, (RegistrationId::new(), &sign_up), by).await? {
        Outcome::Done(state) => Some(state),
        Outcome::Closed | Outcome::Already => None,
    })
}

/// What they are told who have just signed up.
pub(crate) fn told(state: RegistrationState) -> &'static str {
    match state {
        RegistrationState::Registered => "You have a place. We have sent you a letter with all you need to know",
        _ => "All places are taken, so you are on the waiting list. We write to you when a place is free for you",
    }
}

async fn find_person(db: &mut PgConnection, layout: &Layout, event: &Event) -> Result<Result<Associate, Obstacle>> {
    let Some(id) = layout.actor().and_then(|actor| actor.associate) else { return Ok(Err(Obstacle::NoRecord)) };
    let person = associates::find(db, id).await?.or_404()?;
    if person.standing != Standing::Active && person.standing != Standing::Paused {
        return Ok(Err(Obstacle::Away));
    }
    if !event.takes_registrations(layout.now()) {
        return Ok(Err(Obstacle::Closed));
    }
    Ok(Ok(person))
}

fn refuse(layout: Layout, event: &Event, obstacle: Obstacle, status: StatusCode) -> Response {
    let (heading, advice, href, action) = match obstacle {
        Obstacle::NoRecord => (
            "Your account has no record in the register",
            "Only Associates have places at events. As one of the team you can register someone on the event's page.",
            "/events",
            "See all events",
        ),
        Obstacle::Away => (
            "You have left the network",
            "To come to events, come back first: it takes one press on your page.",
            "/me",
            "Go to your page",
        ),
        Obstacle::Closed => (
            "You cannot register for this event any more",
            "Registration has closed, or the event is cancelled or over.",
            "/events",
            "See other events",
        ),
    };
    let page = ObstaclePage { layout, event: event.clone(), heading, advice, href, action };
    Page::with_status(status, page).into_response()
}
