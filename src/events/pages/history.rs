//! What happened to one event.

use askama::Template;

use super::{EventTab, event_tabs};
use crate::access::Editing;
use crate::app::App;
use crate::audit::{self, Event as Happening, Subject};
use crate::error::Result;
use crate::events::model::Event;
use crate::events::paths;
use crate::web::{Layout, Page, filters};

#[derive(Template)]
#[template(path = "events/history.html")]
pub(crate) struct HistoryPage {
    layout: Layout,
    event: Event,
    events: Vec<Happening>,
}

impl HistoryPage {
    fn tabs(&self) -> Vec<EventTab> {
        event_tabs(&self.layout, &self.event, "History")
    }
}

pub(crate) async fn get(
    _: paths::History,
    app: App,
    layout: Layout,
    event: Editing<Event>,
) -> Result<Page<HistoryPage>> {
    let events = audit::for_subject(&mut *app.db.acquire().await?, Subject::Event(event.id)).await?;
    Ok(Page::ok(HistoryPage { layout, event: event.clone(), events }))
}
