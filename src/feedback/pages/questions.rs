//! What an event asks: the team's to change until the first answer.

use askama::Template;
use axum::response::{IntoResponse, Response};

use crate::access::Editing;
use crate::app::App;
use crate::audit::{self, Entry, Subject};
use crate::error::{OrNotFound, Result};
use crate::events::{self, Event, EventTab, event_tabs};
use crate::feedback::forms::{FIELDS, QuestionsForm};
use crate::feedback::model::{Question, QuestionKind};
use crate::feedback::{paths, store};
use crate::kernel::Choice;
use crate::web::{Form, FormErrors, Layout, Opt, Page, Words, conflict, merge};

#[derive(Template)]
#[template(path = "feedback/questions.html")]
pub(crate) struct QuestionsPage {
    layout: Layout,
    event: Event,
    /// What is asked now.
    questions: Vec<Question>,
    /// How many have answered: with the first answer the questions stand.
    answers: i32,
    form: QuestionsForm,
    errors: FormErrors,
}

/// The fields of one question, with what is typed in them.
struct Slot<'a> {
    number: usize,
    names: [&'static str; 3],
    wording: &'a str,
    kinds: Vec<Opt>,
    options: &'a str,
}

impl QuestionsPage {
    fn tabs(&self) -> Vec<EventTab> {
        event_tabs(&self.layout, &self.event, "Feedback")
    }

    fn slots(&self) -> Vec<Slot<'_>> {
        let mut slots = Vec::new();
        for ((names, [wording, kind, options]), number) in FIELDS.into_iter().zip(self.form.typed()).zip(1..) {
            slots.push(Slot { number, names, wording, kinds: Opt::choices::<QuestionKind>(kind), options });
        }
        slots
    }

    fn here(&self) -> String {
        paths::Questions { event: self.event.id }.to_string()
    }
}

pub(crate) async fn get(
    _: paths::Questions,
    app: App,
    layout: Layout,
    event: Editing<Event>,
) -> Result<Page<QuestionsPage>> {
    let mut db = app.db.acquire().await?;
    let questions = store::list_questions(&mut db, event.id).await?;
    let answers = store::count_answers(&mut db, event.id).await?;
    drop(db);
    let (form, errors) = (QuestionsForm::of(&questions), FormErrors::default());
    Ok(Page::ok(QuestionsPage { layout, event: event.clone(), questions, answers, form, errors }))
}

pub(crate) async fn post(
    path: paths::Questions,
    app: App,
    layout: Layout,
    event: Editing<Event>,
    Form(form): Form<QuestionsForm>,
) -> Result<Response> {
    let by = layout.by();
    let mut tx = app.db.begin().await?;
    events::find_for_update(&mut tx, event.id).await?.or_404()?;
    if store::count_answers(&mut tx, event.id).await? > 0 {
        return Ok(layout.unchanged(path, "Nothing changed. Somebody has answered, so the questions stand as they are"));
    }
    let questions = store::list_questions(&mut tx, event.id).await?;
    let merged = merge(&form.opened, &QuestionsForm::of(&questions), &form)?;
    if merged.clashes() {
        return Ok(conflict(layout, &words(&event), (&path, paths::Results { event: event.id }), merged));
    }
    let form = merged.form;
    let asked = match form.parse() {
        Ok(asked) => asked,
        Err(errors) => {
            let page = QuestionsPage { layout, event: event.clone(), questions, answers: 0, form, errors };
            return Ok(Page::unprocessable(page).into_response());
        }
    };
    store::replace_questions(&mut tx, event.id, &asked).await?;
    let entry = Entry::new("Changed what the feedback asks", Subject::Event(event.id));
    let entry = entry.changed(&in_trail(&questions), &in_trail(&asked));
    audit::record(&mut tx, &by, entry).await?;
    tx.commit().await?;

    Ok(layout.redirect(paths::Results { event: event.id }, "Questions saved"))
}

fn in_trail(questions: &[Question]) -> serde_json::Value {
    let wordings: Vec<&str> = questions.iter().map(|question| question.wording.as_str()).collect();
    serde_json::json!({ "questions": wordings })
}

fn words(event: &Event) -> Words<'_> {
    Words {
        heading: "Someone else changed the questions meanwhile",
        caption: &event.title,
        fields: &[
            ("wording_1", "Question 1"),
            ("kind_1", "How question 1 is answered"),
            ("options_1", "Choices of question 1"),
            ("wording_2", "Question 2"),
            ("kind_2", "How question 2 is answered"),
            ("options_2", "Choices of question 2"),
            ("wording_3", "Question 3"),
            ("kind_3", "How question 3 is answered"),
            ("options_3", "Choices of question 3"),
            ("wording_4", "Question 4"),
            ("kind_4", "How question 4 is answered"),
            ("options_4", "Choices of question 4"),
            ("wording_5", "Question 5"),
            ("kind_5", "How question 5 is answered"),
            ("options_5", "Choices of question 5"),
            ("wording_6", "Question 6"),
            ("kind_6", "How question 6 is answered"),
            ("options_6", "Choices of question 6"),
        ],
        value: &|field, value| match field {
            _ if field.starts_with("kind") => QuestionKind::label_of(value),
            _ => value.to_owned(),
        },
    }
}
