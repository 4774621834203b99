//! What happened to one organisation.

use askama::Template;

use crate::access::Viewing;
use crate::app::App;
use crate::audit::{self, Event, Subject};
use crate::error::Result;
use crate::organisations::model::Organisation;
use crate::organisations::paths;
use crate::web::{Layout, Page, filters};

#[derive(Template)]
#[template(path = "organisations/history.html")]
pub(crate) struct HistoryPage {
    layout: Layout,
    organisation: Organisation,
    events: Vec<Event>,
}

impl HistoryPage {
    fn show_path(&self) -> String {
        paths::Show { organisation: self.organisation.id }.to_string()
    }
}

pub(crate) async fn get(
    _: paths::History,
    app: App,
    layout: Layout,
    organisation: Viewing<Organisation>,
) -> Result<Page<HistoryPage>> {
    let events = audit::for_subject(&mut *app.db.acquire().await?, Subject::Organisation(organisation.id)).await?;
    Ok(Page::ok(HistoryPage { layout, organisation: organisation.clone(), events }))
}
