//! Pages about feedback.

pub(crate) mod by_link;
pub(crate) mod give;
pub(crate) mod questions;
pub(crate) mod results;

use super::store;
use crate::app::App;
use crate::audit::By;
use crate::error::{OrNotFound, Result};
use crate::events::{self, Event};
use crate::kernel::AssociateId;
use crate::places;
use crate::web::Layout;

/// Whoever holds the link of a letter about a place: they act as its reader.
pub(crate) struct Holder {
    pub(crate) event: Event,
    pub(crate) associate: AssociateId,
    pub(crate) by: By,
}

/// Whose letter it is; nothing is found by a link that nobody was sent.
pub(crate) async fn holder_of(app: &App, layout: &Layout, token: &str) -> Result<Holder> {
    let mut db = app.db.acquire().await?;
    let id = places::find_by_link(&mut db, token, layout.now()).await?.or_404()?;
    let person = store::find_registered(&mut db, id).await?.or_404()?;
    let event = events::find(&mut db, person.event_id).await?.or_404()?;
    let by = By { associate: Some(person.associate_id), name: person.name, ..layout.by() };
    Ok(Holder { event, associate: person.associate_id, by })
}
