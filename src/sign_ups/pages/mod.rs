//! Pages about coming to an event.

pub(crate) mod behalf;
pub(crate) mod by_link;
pub(crate) mod calendar;
pub(crate) mod event;
pub(crate) mod export;
pub(crate) mod list;
pub(crate) mod mine;
pub(crate) mod needs;
pub(crate) mod own;
pub(crate) mod register;

use sqlx::PgConnection;

use super::forms::{ANSWERS, SignUpForm};
use super::letters::{News, news_of, tell};
use super::store::{self, SignedUp};
use crate::app::App;
use crate::audit::{self, By, Entry, Subject};
use crate::error::{OrNotFound, Result};
use crate::events::{self, Event, Question};
use crate::kernel::RegistrationId;
use crate::places::{self, RegistrationState};
use crate::web::opened;

/// A question with the field its answer is typed in, and what was typed.
pub(crate) struct Asked<'a> {
    pub(crate) field: &'static str,
    pub(crate) wording: &'a str,
    pub(crate) optional: bool,
    pub(crate) answer: &'a str,
}

/// The questions of an event with the fields of the form.
pub(crate) fn asked<'a>(questions: &'a [Question], form: &'a SignUpForm) -> Vec<Asked<'a>> {
    let fields = questions.iter().zip(ANSWERS).zip(form.answers());
    let asked = |((question, field), answer): ((&'a Question, &'static str), &'a str)| Asked {
        field,
        wording: &question.wording,
        optional: !question.required,
        answer,
    };
    fields.map(asked).collect()
}

/// The form of a registration as it stands.
async fn form_of(db: &mut PgConnection, person: &SignedUp, questions: &[Question]) -> sqlx::Result<SignUpForm> {
    let answers = store::list_answers(db, person.id).await?;
    let answer = |question: &Question| {
        answers.iter().find(|(id, _)| *id == question.id).map(|(_, answer)| answer.clone()).unwrap_or_default()
    };
    let form = SignUpForm {
        access_needs: person.access_needs.clone().unwrap_or_default(),
        supporter: person.supporter.clone().unwrap_or_default(),
        ..SignUpForm::default()
    };
    let form = form.with_answers(questions.iter().map(answer));
    Ok(SignUpForm { opened: opened(&form), ..form })
}

/// Someone who was offered a place takes it; false when the offer has run out or is none any more.
async fn take_offer(app: &App, id: RegistrationId, by: &By) -> Result<bool> {
    let mut tx = app.db.begin().await?;
    let Some((event, _)) = hold(&mut tx, id).await? else { return Ok(false) };
    let registration = places::find_for_update(&mut tx, id).await?.or_404()?;
    if registration.state == RegistrationState::Registered {
        return Ok(true);
    }
    let is_open = registration.offer_expires_at.is_some_and(|until| until > by.at) && event.moves_its_line(by.at);
    if registration.state != RegistrationState::Offered || !is_open {
        return Ok(false);
    }
    places::accept(&mut tx, &registration, by).await?;
    let person = store::find(&mut tx, id).await?.or_404()?;
    tell(&mut tx, &app.config, &event, &person, News::Placed, by.at).await?;
    let entry = Entry::new("Took the place that was offered", Subject::Event(event.id));
    audit::record(&mut tx, by, entry.concerning(person.associate_id)).await?;
    tx.commit().await?;
    Ok(true)
}

/// Ends a live registration; false when it is none any more.
async fn give_up(app: &App, id: RegistrationId, by: &By) -> Result<bool> {
    let mut tx = app.db.begin().await?;
    let Some((event, mut hall)) = hold(&mut tx, id).await? else { return Ok(false) };
    let registration = places::find_for_update(&mut tx, id).await?.or_404()?;
    if !registration.state.is_live() {
        return Ok(false);
    }
    let (to, why) = match registration.state {
        RegistrationState::Offered => (RegistrationState::Declined, "Said no to the place that was offered"),
        RegistrationState::Waiting => (RegistrationState::Cancelled, "Left the waiting list"),
        _ => (RegistrationState::Cancelled, "Cancelled their place"),
    };
    places::end(&mut tx, &mut hall, &registration, to, why, by).await?;
    let person = store::find(&mut tx, id).await?.or_404()?;
    tell(&mut tx, &app.config, &event, &person, news_of(to), by.at).await?;
    let entry = Entry::new("Cancelled a registration", Subject::Event(event.id)).concerning(person.associate_id);
    audit::record(&mut tx, by, entry.made(&serde_json::json!({ "was": registration.state.to_string() }))).await?;
    tx.commit().await?;
    Ok(true)
}

/// The event of a registration with its places held; none when there is no such registration.
async fn hold(db: &mut PgConnection, id: RegistrationId) -> Result<Option<(Event, places::Hall)>> {
    let Some(person) = store::find(db, id).await? else { return Ok(None) };
    let event = events::find_for_share(db, person.event_id).await?.or_404()?;
    let hall = places::lock(db, event.id).await?;
    Ok(Some((event, hall)))
}
