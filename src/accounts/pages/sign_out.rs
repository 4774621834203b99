//! Signing out.

use axum::http::header;
use axum::response::Response;

use crate::accounts::session::forget_cookie;
use crate::accounts::{paths, store};
use crate::app::App;
use crate::audit::{self, Entry, Subject};
use crate::error::Result;
use crate::web::Layout;

pub(crate) async fn post(_: paths::SignOut, app: App, layout: Layout) -> Result<Response> {
    if let Some(me) = layout.actor() {
        let mut tx = app.db.begin().await?;
        store::delete_session(&mut tx, me.account, me.session).await?;
        audit::record(&mut tx, &layout.by(), Entry::new("Signed out", Subject::Account(me.account))).await?;
        tx.commit().await?;
    }
    let mut response = layout.redirect("/", "You are signed out");
    response.headers_mut().append(header::SET_COOKIE, forget_cookie(app.config.is_https())?);
    Ok(response)
}
