//! What the people who come need to take part. Opening this page is written down for each of them (rule 9).

use askama::Template;

use crate::access::Editing;
use crate::app::App;
use crate::audit::{self, Entry, Subject};
use crate::error::Result;
use crate::events::{Event, EventTab, event_tabs};
use crate::sign_ups::paths;
use crate::sign_ups::store::{self, Need};
use crate::web::{Layout, Page};

#[derive(Template)]
#[template(path = "sign_ups/needs.html")]
pub(crate) struct NeedsPage {
    layout: Layout,
    event: Event,
    needs: Vec<Need>,
}

impl NeedsPage {
    fn tabs(&self) -> Vec<EventTab> {
        event_tabs(&self.layout, &self.event, "Registrations")
    }
}

pub(crate) async fn get(_: paths::Needs, app: App, layout: Layout, event: Editing<Event>) -> Result<Page<NeedsPage>> {
    let by = layout.by();
    let mut tx = app.db.begin().await?;
    let needs = store::list_needs(&mut tx, event.id).await?;
    for need in &needs {
        let entry = Entry::new("Read access needs for an event", Subject::Associate(need.associate_id));
        audit::record(&mut tx, &by, entry).await?;
    }
    tx.commit().await?;
    Ok(Page::ok(NeedsPage { layout, event: event.clone(), needs }))
}
