//! Signing out.

use axum::http::{HeaderMap, header};
use axum::response::Response;

use crate::accounts::links::digest;
use crate::accounts::session::{forget_cookie, token_of};
use crate::accounts::{paths, store};
use crate::app::App;
use crate::error::Result;
use crate::web::Layout;

pub(crate) async fn post(_: paths::SignOut, app: App, layout: Layout, headers: HeaderMap) -> Result<Response> {
    let secure = app.config.is_https();
    if let Some(token) = token_of(&headers, secure) {
        store::delete_session_by_token(&mut *app.db.acquire().await?, &digest(&token)).await?;
    }
    let mut response = layout.redirect("/", "You are signed out");
    response.headers_mut().append(header::SET_COOKIE, forget_cookie(secure)?);
    Ok(response)
}
