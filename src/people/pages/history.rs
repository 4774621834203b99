//! What happened to one record: every change with what stood there before and after.

use askama::Template;
use sqlx::PgConnection;

use crate::access::Viewing;
use crate::app::App;
use crate::associates::Associate;
use crate::audit::{self, Event};
use crate::error::Result;
use crate::kernel::{AssociateId, display_date_time};
use crate::people::paths;
use crate::people::store::{self, KeptApart, MergedWith};
use crate::web::{Layout, Page};

#[derive(Template)]
#[template(path = "people/history.html")]
pub(crate) struct HistoryPage {
    layout: Layout,
    associate: Associate,
    events: Vec<Event>,
    /// Records that were put together with this one, each with a history of its own.
    merges: Vec<MergedWith>,
}

pub(crate) async fn get(
    _: paths::History,
    app: App,
    layout: Layout,
    associate: Viewing<Associate>,
) -> Result<Page<HistoryPage>> {
    let mut db = app.db.acquire().await?;
    let events = open_trail(&mut db, associate.id).await?;
    let merges = store::list_doubles(&mut db, associate.id).await?.merges;
    drop(db);
    Ok(Page::ok(HistoryPage { layout, associate: associate.clone(), events, merges }))
}

/// What happened to a record, but for what stands on a page where reading is logged.
pub(crate) async fn open_trail(db: &mut PgConnection, id: AssociateId) -> sqlx::Result<Vec<Event>> {
    let mut events = audit::for_associate(db, id).await?;
    let apart = store::list_kept_apart(db, id).await?;
    events.retain(|event| !tells_of(event, &apart));
    Ok(events)
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
