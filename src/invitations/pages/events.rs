//! The events that people can be invited to; the people are those of the register's filters, if there are any.

use askama::Template;

use crate::app::App;
use crate::error::Result;
use crate::events::when;
use crate::invitations::forms::ChooseForm;
use crate::invitations::paths;
use crate::invitations::store::{self, EventToFill};
use crate::people::Panel;
use crate::web::{Layout, Page, Query};

#[derive(Template)]
#[template(path = "invitations/events.html")]
pub(crate) struct EventsPage {
    layout: Layout,
    panel: Panel,
    /// Whether the address says whom.
    has_people: bool,
    events: Vec<EventToFill>,
}

pub(crate) async fn get(
    _: paths::Events,
    app: App,
    layout: Layout,
    Query(form): Query<ChooseForm>,
) -> Result<Page<EventsPage>> {
    let has_people = form.check().is_ok() && !form.is_everyone();
    let mut db = app.db.acquire().await?;
    let events = store::list_events_to_fill(&mut db, layout.now()).await?;
    let panel = Panel::load(&mut db, &layout, form.choices, paths::Events).await?;
    drop(db);
    Ok(Page::ok(EventsPage { layout, panel, has_people, events }))
}

impl EventsPage {
    /// Where the people are looked at for this event.
    fn href(&self, event: &EventToFill) -> String {
        let choose = format!("/events/{}/invitations/new", event.id);
        if self.has_people { self.panel.choices.address_at(&choose) } else { choose }
    }

    fn when(&self, event: &EventToFill) -> String {
        when(event.starts_at, event.ends_at)
    }

    /// "32 of 40 places taken".
    fn places(&self, event: &EventToFill) -> String {
        match event.places {
            Some(places) => format!("{} of {places} places taken", event.taken),
            None => format!("{} with a place, as many as come", event.taken),
        }
    }
}
