//! Someone who is signed in says that they cannot come to an event they were invited to.

use axum::response::Response;

use crate::access::{Actor, Viewing};
use crate::app::App;
use crate::audit::{self, Entry, Subject};
use crate::error::{OrNotFound, Result};
use crate::events::Event;
use crate::invitations::{paths, store};
use crate::web::Layout;

pub(crate) async fn decline(
    _: paths::OwnRefusal,
    app: App,
    layout: Layout,
    actor: Actor,
    event: Viewing<Event>,
) -> Result<Response> {
    let (me, by) = (actor.associate.or_404()?, layout.by());
    if !event.takes_registrations(by.at) {
        return Ok(layout.unchanged("/me", "Nothing changed: the event takes no answers any more"));
    }
    let mut tx = app.db.begin().await?;
    let invitation = store::find_unanswered(&mut tx, event.id, me).await?;
    let Some(invitation) = invitation else { return Ok(layout.unchanged("/me", "Nothing changed")) };
    if store::decline(&mut tx, invitation, by.at).await? {
        let entry = Entry::new("Said that they cannot come", Subject::Event(event.id)).concerning(me);
        audit::record(&mut tx, &by, entry).await?;
    }
    tx.commit().await?;

    Ok(layout.redirect("/me", "Thank you for telling us. You can still register on the event’s page"))
}
