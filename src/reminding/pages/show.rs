//! One reminder: whom it went to, whom it is to go to, what it says.

use askama::Template;

use super::{find, parents};
use crate::access::Editing;
use crate::app::App;
use crate::error::Result;
use crate::events::{Event, EventState};
use crate::kernel::display_date_time;
use crate::programme::{self, Programme};
use crate::reminders::{self, Planned, Reader};
use crate::reminding::{letters, paths};
use crate::web::{Layout, Page};

#[derive(Template)]
#[template(path = "reminding/show.html")]
pub(crate) struct ShowPage {
    layout: Layout,
    event: Event,
    reminder: Planned,
    readers: Vec<Reader>,
    programme: Programme,
}

pub(crate) async fn get(path: paths::Show, app: App, layout: Layout, event: Editing<Event>) -> Result<Page<ShowPage>> {
    let mut db = app.db.acquire().await?;
    let reminder = find(&mut db, event.id, path.reminder).await?;
    let readers = reminders::list_readers(&mut db, reminder.id).await?;
    let programme = programme::load(&mut db, event.id).await?;
    drop(db);
    Ok(Page::ok(ShowPage { layout, event: event.clone(), reminder, readers, programme }))
}

impl ShowPage {
    fn parents(&self) -> [(String, String); 3] {
        parents(&self.event)
    }

    fn title(&self) -> String {
        format!("Reminder {}", self.reminder.timing().in_words())
    }

    fn due(&self) -> String {
        display_date_time(self.reminder.due)
    }

    fn at(&self, one: &Reader) -> String {
        one.sent_at.map(display_date_time).unwrap_or_default()
    }

    fn went_to(&self) -> Vec<&Reader> {
        self.readers.iter().filter(|one| one.sent_at.is_some()).collect()
    }

    fn goes_to(&self) -> Vec<&Reader> {
        self.readers.iter().filter(|one| one.sent_at.is_none() && one.has_email).collect()
    }

    fn out_of_reach(&self) -> Vec<&Reader> {
        self.readers.iter().filter(|one| one.sent_at.is_none() && !one.has_email).collect()
    }

    /// Whether it may still be written.
    fn is_open(&self) -> bool {
        let now = self.layout.now();
        let is_on = !matches!(self.event.state, EventState::Cancelled | EventState::Draft);
        is_on
            && if self.reminder.timing().is_after() {
                self.reminder.due > now - chrono::TimeDelta::days(7)
            } else {
                !self.event.has_begun(now)
            }
    }

    /// What it says on the day it is due, without what is each reader's own.
    fn paragraphs(&self) -> Vec<String> {
        let words = (self.reminder.words.as_deref(), None);
        let day = self.reminder.due.max(self.layout.now().min(self.event.starts_at));
        letters::paragraphs(self.reminder.moment, &self.event, &self.programme, words, day)
    }
}
