//! One more reminder.

use axum::response::{IntoResponse, Response};

use super::{FormPage, there_already};
use crate::access::Editing;
use crate::app::App;
use crate::audit::{self, Entry, Subject};
use crate::error::{OrNotFound, Result, Violates};
use crate::events::{self, Event};
use crate::kernel::{ReminderId, Text};
use crate::reminders;
use crate::reminding::forms::ReminderForm;
use crate::reminding::paths;
use crate::web::{Form, FormErrors, Layout, Page};

/// The most reminders of one event: nobody reads more.
const MOST: usize = 8;

pub(crate) async fn get(_: paths::New, layout: Layout, event: Editing<Event>) -> Page<FormPage> {
    let form = ReminderForm {
        id: ReminderId::new().to_string(),
        amount: "2".to_owned(),
        unit: "hours".to_owned(),
        moment: "before_start".to_owned(),
        ..ReminderForm::default()
    };
    page(layout, &event, form, FormErrors::default())
}

fn page(layout: Layout, event: &Event, form: ReminderForm, errors: FormErrors) -> Page<FormPage> {
    let is_wrong = !errors.is_empty();
    let page = FormPage { layout, event: event.clone(), reminder: None, has_gone: false, form, errors };
    if is_wrong { Page::unprocessable(page) } else { Page::ok(page) }
}

pub(crate) async fn post(
    _: paths::Index,
    app: App,
    layout: Layout,
    event: Editing<Event>,
    Form(form): Form<ReminderForm>,
) -> Result<Response> {
    let plan = match form.parse() {
        Ok(plan) => plan,
        Err(errors) => return Ok(page(layout, &event, form, errors).into_response()),
    };
    let (id, by) = (form.id.parse().unwrap_or_else(|_| ReminderId::new()), layout.by());

    let mut tx = app.db.begin().await?;
    events::find_for_update(&mut tx, event.id).await?.or_404()?;
    let others = reminders::list(&mut tx, event.id).await?;
    if others.len() >= MOST && !others.iter().any(|one| one.id == id) {
        let errors = FormErrors::one("amount", format!("An event has at most {MOST} reminders. Remove one first"));
        return Ok(page(layout, &event, form, errors).into_response());
    }
    let words = plan.words.as_ref().map(Text::as_str);
    match reminders::insert(&mut tx, event.id, id, plan.timing, words, &by).await {
        Ok(true) => {
            let entry = Entry::new("Added a reminder", Subject::Event(event.id)).made(&plan);
            audit::record(&mut tx, &by, entry).await?;
        }
        // The same form sent twice: the first time did it.
        Ok(false) => {}
        Err(error) if error.violates("event_reminders_once") => {
            return Ok(page(layout, &event, form, there_already()).into_response());
        }
        Err(error) => return Err(error.into()),
    }
    tx.commit().await?;

    Ok(layout.redirect(paths::Index { event: event.id }, format!("Reminder added: {}", plan.when)))
}
