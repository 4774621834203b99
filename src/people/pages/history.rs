//! What happened to one record: every change with what stood there before and after.

use askama::Template;

use crate::access::Viewing;
use crate::app::App;
use crate::associates::Associate;
use crate::audit::{self, Event};
use crate::error::Result;
use crate::kernel::display_date_time;
use crate::people::paths;
use crate::people::store::{self, KeptApart};
use crate::web::{Layout, Page};

#[derive(Template)]
#[template(path = "people/history.html")]
pub(crate) struct HistoryPage {
    layout: Layout,
    associate: Associate,
    events: Vec<Event>,
}

pub(crate) async fn get(
    _: paths::History,
    app: App,
    layout: Layout,
    associate: Viewing<Associate>,
) -> Result<Page<HistoryPage>> {
    let mut db = app.db.acquire().await?;
    let mut events = audit::for_associate(&mut db, associate.id).await?;
    let apart = store::list_kept_apart(&mut db, associate.id).await?;
    drop(db);
    events.retain(|event| !tells_of(event, &apart));
    Ok(Page::ok(HistoryPage { layout, associate: associate.clone(), events }))
}

/// Whether an entry names one of the projects that are kept apart from the person (rule 4). Such entries
/// stand with the links themselves, where reading is logged.
pub(super) fn tells_of(event: &Event, apart: &[KeptApart]) -> bool {
    let named = |text: &str| {
        apart.iter().any(|project| {
            text.contains(&project.title) || text.contains(&project.slug) || text.contains(&project.id.to_string())
        })
    };
    let is_about =
        event.subject_kind == "project" && apart.iter().any(|project| uuid::Uuid::from(project.id) == event.subject_id);
    is_about || event.changes().iter().any(|change| named(&change.before) || named(&change.after))
}

impl HistoryPage {
    fn at(&self, event: &Event) -> String {
        display_date_time(event.at)
    }
}
