//! The reminders of an event: what goes when and to how many, what went.

use askama::Template;

use crate::access::Editing;
use crate::app::App;
use crate::error::Result;
use crate::events::{Event, EventState, EventTab, event_tabs};
use crate::kernel::display_date_time;
use crate::reminders::{self, Planned};
use crate::reminding::paths;
use crate::web::{Layout, Page};

#[derive(Template)]
#[template(path = "reminding/list.html")]
pub(crate) struct ListPage {
    layout: Layout,
    event: Event,
    reminders: Vec<Planned>,
}

pub(crate) async fn get(_: paths::Index, app: App, layout: Layout, event: Editing<Event>) -> Result<Page<ListPage>> {
    let reminders = reminders::list(&mut *app.db.acquire().await?, event.id).await?;
    Ok(Page::ok(ListPage { layout, event: event.clone(), reminders }))
}

impl ListPage {
    fn tabs(&self) -> Vec<EventTab> {
        event_tabs(&self.layout, &self.event, "Reminders")
    }

    fn is(&self, state: EventState) -> bool {
        self.event.state == state
    }

    fn href(&self, one: &Planned) -> String {
        format!("{}/reminders/{}", self.event.href(), one.id)
    }

    fn due(&self, one: &Planned) -> String {
        display_date_time(one.due)
    }

    fn went(&self, one: &Planned) -> Option<String> {
        one.went_at.map(display_date_time)
    }

    /// Whether it can still go to somebody.
    fn is_to_come(&self, one: &Planned) -> bool {
        let now = self.layout.now();
        let is_on = !matches!(self.event.state, EventState::Cancelled | EventState::Draft);
        let in_time = match one.timing().is_after() {
            true => one.due > now - chrono::TimeDelta::days(7),
            false => !self.event.has_begun(now),
        };
        is_on && in_time && !one.came_too_late() && (one.due > now || one.to_go > 0)
    }

    /// Why it goes to nobody, where it neither went nor is to go.
    fn why_not(&self, one: &Planned) -> &'static str {
        match self.event.state {
            EventState::Draft => "Goes when the event is open and people have a place",
            EventState::Cancelled => "Does not go: the event is cancelled",
            _ if one.came_too_late() => "Does not go: its time had passed when it was set",
            _ => "Went to nobody: nobody had a place in time",
        }
    }
}
