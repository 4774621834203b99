//! Events that have taken place and are not done: the team's list, which stays until it is empty.

use askama::Template;

use crate::app::App;
use crate::attendance::paths;
use crate::attendance::store::{self, Unfinished};
use crate::error::Result;
use crate::events::when;
use crate::web::{Layout, Page};

#[derive(Template)]
#[template(path = "attendance/to_finish.html")]
pub(crate) struct ToFinishPage {
    layout: Layout,
    events: Vec<Unfinished>,
}

impl ToFinishPage {
    fn counted(&self) -> String {
        match self.events.len() {
            1 => "1 event".to_owned(),
            many => format!("{many} events"),
        }
    }

    fn when(&self, event: &Unfinished) -> String {
        when(event.starts_at, event.ends_at)
    }
}

pub(crate) async fn get(_: paths::ToFinish, app: App, layout: Layout) -> Result<Page<ToFinishPage>> {
    let events = store::list_unfinished(&mut *app.db.acquire().await?, layout.now()).await?;
    Ok(Page::ok(ToFinishPage { layout, events }))
}
