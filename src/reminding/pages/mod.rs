//! The team's pages about the reminders of an event.

pub(crate) mod add;
pub(crate) mod edit;
pub(crate) mod list;
pub(crate) mod removal;
pub(crate) mod show;

use askama::Template;
use sqlx::PgConnection;

use super::forms::ReminderForm;
use crate::error::{OrNotFound, Result};
use crate::events::Event;
use crate::kernel::{EventId, ReminderId};
use crate::reminders::{self, Planned, ReminderMoment, ReminderUnit};
use crate::web::{FormErrors, Layout, Opt};

/// The form, for a new reminder and for one that changes.
#[derive(Template)]
#[template(path = "reminding/form.html")]
pub(crate) struct FormPage {
    layout: Layout,
    event: Event,
    /// The one being changed; none for a new one.
    reminder: Option<ReminderId>,
    /// Whether it went to somebody already.
    has_gone: bool,
    form: ReminderForm,
    errors: FormErrors,
}

impl FormPage {
    fn parents(&self) -> [(String, String); 3] {
        parents(&self.event)
    }

    fn units(&self) -> Vec<Opt> {
        Opt::choices::<ReminderUnit>(&self.form.unit)
    }

    fn moments(&self) -> Vec<Opt> {
        Opt::choices::<ReminderMoment>(&self.form.moment)
    }

    fn action(&self) -> String {
        let list = format!("{}/reminders", self.event.href());
        self.reminder.map_or_else(|| list.clone(), |id| format!("{list}/{id}"))
    }
}

/// What stands above a page about one reminder.
fn parents(event: &Event) -> [(String, String); 3] {
    let words = |words: &str| words.to_owned();
    [
        (words("/events"), words("Events")),
        (event.href(), event.title.clone()),
        (format!("{}/reminders", event.href()), words("Reminders")),
    ]
}

/// A reminder of the event.
async fn find(db: &mut PgConnection, event: EventId, id: ReminderId) -> Result<Planned> {
    reminders::list(db, event).await?.into_iter().find(|one| one.id == id).or_404()
}

/// What the form says when there is another reminder at the same time.
fn there_already() -> FormErrors {
    FormErrors::one("amount", "There is a reminder at this time already. Change that one, or choose another time")
}
