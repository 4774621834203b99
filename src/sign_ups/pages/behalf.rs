//! The team registers someone: by phone, by post, at the door.

use askama::Template;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use super::register::{Outcome, sign_up_for};
use super::{Asked, asked};
use crate::access::Editing;
use crate::app::App;
use crate::associates::{self, Associate};
use crate::error::{OrNotFound, Result};
use crate::events::{self, Event, Question};
use crate::kernel::{AssociateId, RegistrationId};
use crate::places::RegistrationState;
use crate::sign_ups::forms::SignUpForm;
use crate::sign_ups::paths;
use crate::sign_ups::store::{self, Candidate};
use crate::web::{Form, FormErrors, Layout, Notice, Page, Query};

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Who {
    q: String,
    associate: String,
}

/// First who, then what they say.
#[derive(Template)]
#[template(path = "sign_ups/behalf.html")]
pub(crate) struct BehalfPage {
    layout: Layout,
    event: Event,
    q: String,
    candidates: Vec<Candidate>,
    person: Option<Associate>,
    questions: Vec<Question>,
    form: SignUpForm,
    errors: FormErrors,
}

impl BehalfPage {
    fn asked(&self) -> Vec<Asked<'_>> {
        asked(&self.questions, &self.form)
    }
}

pub(crate) async fn get(
    _: paths::OnBehalf,
    app: App,
    layout: Layout,
    event: Editing<Event>,
    Query(who): Query<Who>,
) -> Result<Page<BehalfPage>> {
    let mut db = app.db.acquire().await?;
    let person = match who.associate.parse::<AssociateId>() {
        Ok(id) => Some(associates::find(&mut db, id).await?.or_404()?),
        Err(_) => None,
    };
    let q: String = who.q.chars().take(100).collect();
    let candidates = if person.is_none() && !q.trim().is_empty() {
        store::list_candidates(&mut db, event.id, &q, layout.today()).await?
    } else {
        Vec::new()
    };
    let questions = events::list_questions(&mut db, event.id).await?;
    drop(db);
    let form = SignUpForm {
        id: RegistrationId::new().to_string(),
        associate: person.as_ref().map(|person| person.id.to_string()).unwrap_or_default(),
        ..SignUpForm::default()
    };
    let errors = FormErrors::default();
    Ok(Page::ok(BehalfPage { layout, event: event.clone(), q, candidates, person, questions, form, errors }))
}

pub(crate) async fn post(
    _: paths::Registrations,
    app: App,
    layout: Layout,
    event: Editing<Event>,
    Form(form): Form<SignUpForm>,
) -> Result<Response> {
    let mut db = app.db.acquire().await?;
    let associate: AssociateId = form.associate.parse().ok().or_404()?;
    let person = associates::find(&mut db, associate).await?.or_404()?;
    let questions = events::list_questions(&mut db, event.id).await?;
    drop(db);
    let sign_up = match form.parse(&questions) {
        Ok(sign_up) => sign_up,
        Err(errors) => {
            let (event, q, candidates) = (event.clone(), String::new(), Vec::new());
            let page = BehalfPage { layout, event, q, candidates, person: Some(person), questions, form, errors };
            return Ok(Page::unprocessable(page).into_response());
        }
    };
    let id = form.id.parse().unwrap_or_else(|_| RegistrationId::new());

    let mut tx = app.db.begin().await?;
    let outcome = sign_up_for(&mut tx, &app.config, event.id, &person, (id, &sign_up), &layout.by()).await?;
    tx.commit().await?;

    let to = paths::Registrations { event: event.id };
    Ok(match outcome {
        Outcome::Done(RegistrationState::Registered) => {
            let next = format!("/events/{}/registrations/new", event.id);
            layout.redirect(
                to,
                Notice::new(format!("{} has a place", person.name())).with_link(next, "Register someone else"),
            )
        }
        Outcome::Done(_) => layout.redirect(to, format!("{} is on the waiting list", person.name())),
        Outcome::Already => layout.redirect(to, format!("{} is registered already", person.name())),
        Outcome::Closed => layout.unchanged(to, "Nothing changed: this event takes no registrations now"),
    })
}
