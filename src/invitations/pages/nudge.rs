//! Choosing those who have not answered.

use axum::response::Response;

use super::closed;
use crate::access::Editing;
use crate::app::App;
use crate::error::Result;
use crate::events::Event;
use crate::invitations::paths;
use crate::invitations::sending::freeze_silent;
use crate::web::Layout;

const NOBODY: &str = "Nobody can be nudged now. People are nudged only while they have not answered, not sooner than 3 \
                      days after the last letter, and twice at most";

pub(crate) async fn post(path: paths::Nudges, app: App, layout: Layout, event: Editing<Event>) -> Result<Response> {
    let list = paths::Index { event: path.event };
    if let Some(why) = closed(&layout, &event) {
        return Ok(layout.unchanged(list, why));
    }
    let mut tx = app.db.begin().await?;
    let Some(batch) = freeze_silent(&mut tx, &event, &layout.by()).await? else {
        return Ok(layout.unchanged(list, NOBODY));
    };
    tx.commit().await?;

    let to = paths::Batch { event: event.id, batch };
    Ok(layout.redirect(to, "Nothing is sent yet: look at whom and what first"))
}
