//! Changing when a reminder goes, and what the team adds to it.

use axum::response::{IntoResponse, Response};

use super::{FormPage, find, there_already};
use crate::access::Editing;
use crate::app::App;
use crate::audit::{self, Entry, Subject};
use crate::error::{OrNotFound, Result, Violates};
use crate::events::Event;
use crate::kernel::{Choice, Text};
use crate::reminders::{self, ReminderMoment, ReminderUnit};
use crate::reminding::forms::ReminderForm;
use crate::reminding::paths;
use crate::web::{Form, FormErrors, Layout, Page, Words, conflict, merge};

pub(crate) async fn get(path: paths::Edit, app: App, layout: Layout, event: Editing<Event>) -> Result<Page<FormPage>> {
    let one = find(&mut *app.db.acquire().await?, event.id, path.reminder).await?;
    let (form, errors) = (ReminderForm::of(one.timing(), one.words.as_deref()), FormErrors::default());
    let (event, reminder) = (event.clone(), Some(one.id));
    Ok(Page::ok(FormPage { layout, event, reminder, has_gone: one.went > 0, form, errors }))
}

pub(crate) async fn post(
    path: paths::Show,
    app: App,
    layout: Layout,
    event: Editing<Event>,
    Form(form): Form<ReminderForm>,
) -> Result<Response> {
    let (by, list) = (layout.by(), paths::Index { event: event.id });
    let mut tx = app.db.begin().await?;
    let reminder = reminders::find_for_update(&mut tx, event.id, path.reminder).await?.or_404()?;
    let now = ReminderForm::of(reminder.timing(), reminder.words.as_deref());
    let merged = merge(&form.opened, &now, &form)?;
    if merged.clashes() {
        let words = Words {
            heading: "Someone else changed this reminder meanwhile",
            caption: &event.title,
            fields: &[
                ("amount", "How long"),
                ("unit", "Unit"),
                ("moment", "Before or after"),
                ("words", "What you add"),
            ],
            value: &|field, value| match field {
                "unit" => ReminderUnit::label_of(value),
                "moment" => ReminderMoment::label_of(value),
                _ => value.to_owned(),
            },
        };
        return Ok(conflict(layout, &words, (&path, list), merged));
    }
    let form = merged.form;
    let again = |layout, form, errors| {
        let (event, id) = (event.clone(), Some(reminder.id));
        let page = FormPage { layout, event, reminder: id, has_gone: reminder.has_gone, form, errors };
        Ok(Page::unprocessable(page).into_response())
    };
    let plan = match form.parse() {
        Ok(plan) => plan,
        Err(errors) => return again(layout, form, errors),
    };
    let words = plan.words.as_ref().map(Text::as_str);
    match reminders::update(&mut tx, reminder.id, plan.timing, words, &by).await {
        Ok(()) => {}
        Err(error) if error.violates("event_reminders_once") => return again(layout, form, there_already()),
        Err(error) => return Err(error.into()),
    }
    let entry = Entry::new("Changed a reminder", Subject::Event(event.id)).changed(&now.parse().ok(), &Some(&plan));
    audit::record(&mut tx, &by, entry).await?;
    tx.commit().await?;

    Ok(layout.redirect(list, "Changes saved"))
}
