//! Where someone is signed in, and ending it there.

use askama::Template;
use axum::response::Response;

use crate::access::Actor;
use crate::accounts::paths;
use crate::accounts::store::{self, SessionRow};
use crate::app::App;
use crate::audit::{self, Entry, Subject};
use crate::error::{OrNotFound, Result};
use crate::kernel::SessionId;
use crate::web::{Layout, Page, filters};

#[derive(Template)]
#[template(path = "accounts/sessions.html")]
pub(crate) struct SessionsPage {
    layout: Layout,
    sessions: Vec<SessionRow>,
    current: SessionId,
}

pub(crate) async fn index(_: paths::Sessions, app: App, layout: Layout, me: Actor) -> Result<Page<SessionsPage>> {
    let sessions = store::list_sessions(&mut *app.db.acquire().await?, me.account, layout.now()).await?;
    Ok(Page::ok(SessionsPage { layout, sessions, current: me.session }))
}

pub(crate) async fn end(path: paths::SessionEnding, app: App, layout: Layout, me: Actor) -> Result<Response> {
    let mut tx = app.db.begin().await?;
    let ended = store::delete_session(&mut tx, me.account, path.session).await?;
    ended.then_some(()).or_404()?;
    audit::record(&mut tx, &layout.by(), Entry::new("Ended a session", Subject::Account(me.account))).await?;
    tx.commit().await?;
    Ok(layout.redirect(paths::Sessions, "That device is signed out"))
}

pub(crate) async fn end_others(_: paths::OtherSessionsEnding, app: App, layout: Layout, me: Actor) -> Result<Response> {
    let mut tx = app.db.begin().await?;
    let ended = store::end_sessions(&mut tx, me.account, Some(me.session)).await?;
    // Links that were mailed are ways in too, one to another address above all.
    store::close_links(&mut tx, me.account, layout.now()).await?;
    audit::record(&mut tx, &layout.by(), Entry::new("Ended all other sessions", Subject::Account(me.account))).await?;
    tx.commit().await?;
    let notice = if ended == 0 { "You were not signed in anywhere else" } else { "All other devices are signed out" };
    Ok(layout.redirect(paths::Sessions, notice))
}
