//! The press that sends a batch.

use axum::response::Response;
use serde::Deserialize;

use super::counted;
use crate::access::Editing;
use crate::app::App;
use crate::error::Result;
use crate::events::Event;
use crate::invitations::paths;
use crate::invitations::sending::{Sent, send};
use crate::web::{Form, Layout};

/// What the one who sends has read.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct SendForm {
    seen: String,
}

pub(crate) async fn post(
    path: paths::Sending,
    app: App,
    layout: Layout,
    event: Editing<Event>,
    Form(form): Form<SendForm>,
) -> Result<Response> {
    let by = layout.by();
    let mut tx = app.db.begin().await?;
    let sent = send(&mut tx, &app.config, (&event, path.batch), &form.seen, &by).await?;
    if let Sent::Now { letters, dropped } = sent {
        tx.commit().await?;
        let letters = counted(i64::try_from(letters).unwrap_or(i64::MAX));
        let since =
            if dropped == 0 { String::new() } else { format!(". Since you chose, {} fell away", counted(dropped)) };
        let told = format!("{letters} get a letter{since}").replace("1 person get ", "1 person gets ");
        return Ok(layout.redirect(paths::Index { event: event.id }, told));
    }
    // Nothing of it stands.
    drop(tx);
    let why = match sent {
        Sent::Before | Sent::Now { .. } => "It is sent already. Nobody gets it twice",
        Sent::Nobody => "Nothing is sent: nobody is left to write to. Below is why",
        Sent::Closed => "Nothing is sent: the event takes no registrations now",
        Sent::OtherWords => "Nothing is sent: somebody changed the words meanwhile. Please read the letter again",
    };
    Ok(layout.unchanged(paths::Batch { event: path.event, batch: path.batch }, why))
}
