//! The team's pages about the programme of an event.

pub(crate) mod add;
pub(crate) mod contributor;
pub(crate) mod deletion;
pub(crate) mod item;
pub(crate) mod model;
pub(crate) mod show;

use sqlx::PgConnection;

use super::model::{Item, Programme};
use super::store;
use crate::error::{OrNotFound, Result};
use crate::events;
use crate::kernel::{EventId, ProgrammeItemId};

/// The programme of an event, which stays as it is until the transaction ends.
async fn hold(db: &mut PgConnection, event: EventId) -> Result<Programme> {
    events::find_for_update(db, event).await?.or_404()?;
    Ok(store::load(db, event).await?)
}

/// One item of an event.
async fn find_item(db: &mut PgConnection, event: EventId, item: ProgrammeItemId) -> Result<Item> {
    store::load(db, event).await?.item(item).cloned().or_404()
}

/// The way back from a page about an item: address and words, outermost first.
fn parents(event: &events::Event) -> [(String, String); 3] {
    [
        ("/events".to_owned(), "Events".to_owned()),
        (event.href(), event.title.clone()),
        (format!("{}/programme", event.href()), "Programme".to_owned()),
    ]
}
