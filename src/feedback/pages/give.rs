//! Answering, once, without a name.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};

use crate::access::Viewing;
use crate::app::App;
use crate::audit::{self, By, Entry, Subject};
use crate::error::{OrNotFound, Result};
use crate::events::{self, Event};
use crate::feedback::forms::{ANSWERS, AnswersForm};
use crate::feedback::model::{Obstacle, Question, QuestionKind, Said, TOGETHER, closes_at, fingerprint, may_answer};
use crate::feedback::{paths, store};
use crate::kernel::{AssociateId, EventId, display_date, london_date};
use crate::web::{Form, FormErrors, Layout, Opt, Page};

/// One page for both ways to it: signed in, and by the link of a letter.
#[derive(Template)]
#[template(path = "feedback/give.html")]
pub(crate) struct GivePage {
    pub(super) layout: Layout,
    pub(super) event: Event,
    pub(super) questions: Vec<Question>,
    pub(super) form: AnswersForm,
    pub(super) errors: FormErrors,
    /// Where its form goes.
    pub(super) here: String,
}

/// A question with its field.
struct Field<'a> {
    name: &'static str,
    wording: &'a str,
    value: &'a str,
    is_words: bool,
    options: Vec<Opt>,
}

impl GivePage {
    fn fields(&self) -> Vec<Field<'_>> {
        let mut fields = Vec::new();
        for ((question, name), value) in self.questions.iter().zip(ANSWERS).zip(self.form.answers()) {
            let is_words = question.kind == QuestionKind::Words;
            let options = Opt::list((1_u8..).zip(question.choices()), value);
            fields.push(Field { name, wording: &question.wording, value, is_words, options });
        }
        fields
    }

    fn asked(&self) -> String {
        fingerprint(&self.questions)
    }

    fn until(&self) -> String {
        display_date(london_date(closes_at(&self.event)))
    }
}

/// Why there is nothing to answer, and the way on.
#[derive(Template)]
#[template(path = "feedback/obstacle.html")]
pub(crate) struct ObstaclePage {
    pub(super) layout: Layout,
    pub(super) event: Event,
    pub(super) obstacle: Obstacle,
    /// Where they say what they will do differently.
    pub(super) next: String,
}

impl ObstaclePage {
    fn heading(&self) -> &'static str {
        match self.obstacle {
            Obstacle::NotYet => "There is no feedback to give yet",
            Obstacle::Closed => "The time for feedback is over",
            Obstacle::Cancelled => "This event did not take place",
            Obstacle::WasNotThere => "Feedback is for those who came",
            Obstacle::Given => "Thank you for your feedback",
        }
    }

    fn advice(&self) -> String {
        match self.obstacle {
            Obstacle::NotYet => "Please come back when the event is over.".to_owned(),
            Obstacle::Closed => {
                format!("It could be given until {}.", display_date(london_date(closes_at(&self.event))))
            }
            Obstacle::Cancelled => "So there is nothing to say about it.".to_owned(),
            Obstacle::WasNotThere => {
                "As far as we know you were not at this event. If you were, please tell the engagement team.".to_owned()
            }
            Obstacle::Given => "You have answered, and each person answers once. Your answers are kept without your \
                                name, so nobody can look them up or change them, not even you."
                .to_owned(),
        }
    }

    fn has_given(&self) -> bool {
        self.obstacle == Obstacle::Given
    }
}

/// Where someone goes on after answering.
fn next(event: EventId) -> String {
    format!("/events/{event}/intentions/new")
}

pub(crate) async fn get(path: paths::Give, app: App, layout: Layout, event: Viewing<Event>) -> Result<Response> {
    let associate = layout.actor().and_then(|actor| actor.associate);
    Ok(match to_answer(&app, &event, associate, layout.now()).await? {
        Ok(questions) => Page::ok(form_page(layout, &event, questions, path.to_string())).into_response(),
        Err(obstacle) => {
            let page = ObstaclePage { layout, event: event.clone(), obstacle, next: next(event.id) };
            Page::ok(page).into_response()
        }
    })
}

pub(crate) async fn post(
    path: paths::Give,
    app: App,
    layout: Layout,
    event: Viewing<Event>,
    Form(form): Form<AnswersForm>,
) -> Result<Response> {
    let associate = layout.actor().and_then(|actor| actor.associate);
    Ok(match give(&app, event.id, associate, &form, layout.now()).await? {
        Outcome::Given => layout.redirect(next(event.id), THANKS),
        Outcome::Wrong(questions, errors) => {
            let (event, here) = (event.clone(), path.to_string());
            Page::unprocessable(GivePage { layout, event, questions, form, errors, here }).into_response()
        }
        Outcome::Refused(obstacle) => {
            let page = ObstaclePage { layout, event: event.clone(), obstacle, next: next(event.id) };
            Page::with_status(StatusCode::CONFLICT, page).into_response()
        }
    })
}

pub(super) const THANKS: &str = "Thank you. Your feedback is in, without your name";

pub(super) fn form_page(layout: Layout, event: &Event, questions: Vec<Question>, here: String) -> GivePage {
    let form = AnswersForm::default();
    GivePage { layout, event: event.clone(), questions, form, errors: FormErrors::default(), here }
}

/// What someone is asked, or why they are asked nothing.
pub(super) async fn to_answer(
    app: &App,
    event: &Event,
    associate: Option<AssociateId>,
    now: DateTime<Utc>,
) -> Result<Result<Vec<Question>, Obstacle>> {
    let mut db = app.db.acquire().await?;
    let part = match associate {
        Some(associate) => store::find_part(&mut db, event.id, associate).await?,
        None => Default::default(),
    };
    Ok(match may_answer(event, part, now) {
        Ok(()) => Ok(store::list_questions(&mut db, event.id).await?),
        Err(obstacle) => Err(obstacle),
    })
}

/// What became of an answer.
pub(super) enum Outcome {
    Given,
    Wrong(Vec<Question>, FormErrors),
    Refused(Obstacle),
}

/// Writes what someone said, and apart from it that they have answered.
pub(super) async fn give(
    app: &App,
    event: EventId,
    associate: Option<AssociateId>,
    form: &AnswersForm,
    now: DateTime<Utc>,
) -> Result<Outcome> {
    let Some(associate) = associate else { return Ok(Outcome::Refused(Obstacle::WasNotThere)) };
    let mut tx = app.db.begin().await?;
    // Held as it is: nobody changes its questions meanwhile.
    let event = events::find_for_share(&mut tx, event).await?.or_404()?;
    let part = store::find_part(&mut tx, event.id, associate).await?;
    if let Err(obstacle) = may_answer(&event, part, now) {
        return Ok(Outcome::Refused(obstacle));
    }
    let questions = store::list_questions(&mut tx, event.id).await?;
    let said = match read(form, &questions) {
        Ok(said) => said,
        Err(errors) => return Ok(Outcome::Wrong(questions, errors)),
    };
    let answers = store::count_up(&mut tx, event.id).await?;
    if !store::mark_given(&mut tx, event.id, associate).await? {
        return Ok(Outcome::Refused(Obstacle::Given));
    }
    if answers == 1 {
        store::replace_questions(&mut tx, event.id, &questions).await?;
    }
    store::insert_answers(&mut tx, event.id, &said).await?;
    let is_full = answers % TOGETHER == 0;
    store::shuffle(&mut tx, event.id, is_full).await?;
    if is_full {
        record_five(&mut tx, event.id, answers, now).await?;
    }
    tx.commit().await?;
    Ok(Outcome::Given)
}

fn read(form: &AnswersForm, questions: &[Question]) -> Result<Vec<(i16, Said)>, FormErrors> {
    if form.asked != fingerprint(questions) {
        let message = "The questions have changed since you opened this page. Please look through your answers again";
        return Err(FormErrors::one(ANSWERS[0], message));
    }
    form.parse(questions)
}

/// The trail has no actor, no request and one entry for five people: a time for each would say whose turn it was.
async fn record_five(db: &mut sqlx::PgConnection, event: EventId, answers: i32, now: DateTime<Utc>) -> Result<()> {
    let entry = Entry::new("Five more people gave feedback", Subject::Event(event));
    let entry = entry.made(&serde_json::json!({ "answers": answers }));
    Ok(audit::record(db, &By::system(now), entry).await?)
}
