//! Sessions: a random token in a cookie, its hash in the database, the person's rights read anew for
//! every request.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use axum_extra::extract::cookie::{Cookie, CookieJar, SameSite};
use chrono::{DateTime, TimeDelta, Utc};
use sqlx::PgConnection;

use super::links::{digest, new_token};
use super::store::{self, Account};
use crate::access::{AccountRole, SignedIn};
use crate::app::App;
use crate::error::Result;
use crate::kernel::SessionId;
use crate::web::device;

/// The cookie's name. `__Host-` ties it to this host and to https, where there is https.
pub(super) fn cookie_name(secure: bool) -> &'static str {
    if secure { "__Host-copse" } else { "copse" }
}

/// How long a session lasts: a working day for those who see other people's data, a month for others.
fn lifetime(role: AccountRole) -> TimeDelta {
    match role {
        AccountRole::Team | AccountRole::Administrator => TimeDelta::hours(12),
        AccountRole::Associate => TimeDelta::days(30),
    }
}

/// Signs someone in: a new session, whatever there was before, so that no one can slip them a known one.
///
/// # Errors
/// The database's, or no random numbers.
pub(crate) async fn begin_session(
    db: &mut PgConnection,
    app: &App,
    account: &Account,
    headers: &HeaderMap,
    now: DateTime<Utc>,
) -> Result<HeaderValue> {
    let token = new_token()?;
    let secure = app.config.is_https();
    if let Some(old) = token_of(headers, secure) {
        store::delete_session_by_token(db, &digest(&old)).await?;
    }
    let expires_at = now + lifetime(account.role);
    store::insert_session(db, SessionId::new(), &digest(&token), account.id, &device(headers), now, expires_at).await?;
    let cookie = Cookie::build((cookie_name(secure), token))
        .path("/")
        .http_only(true)
        .secure(secure)
        .same_site(SameSite::Lax)
        .build();
    let header = HeaderValue::from_str(&format!("{cookie}; Max-Age={}", lifetime(account.role).num_seconds()));
    Ok(header.map_err(anyhow::Error::from)?)
}

/// Whom the cookie of a session that has just begun stands for.
pub(super) async fn actor_of(db: &mut PgConnection, cookie: &HeaderValue, now: DateTime<Utc>) -> Result<SignedIn> {
    let cookie = cookie.to_str().ok().and_then(|text| Cookie::parse(text).ok());
    let Some(cookie) = cookie else { return Ok(SignedIn::default()) };
    let found = store::find_actor(db, &digest(cookie.value()), now).await?;
    Ok(SignedIn(found.map(|(actor, _)| Arc::new(actor))))
}

/// The header that takes the cookie away.
pub(super) fn forget_cookie(secure: bool) -> Result<HeaderValue> {
    let flags = if secure { "; Secure" } else { "" };
    let header = format!("{}=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax{flags}", cookie_name(secure));
    Ok(HeaderValue::from_str(&header).map_err(anyhow::Error::from)?)
}

/// The session token a request brings.
pub(super) fn token_of(headers: &HeaderMap, secure: bool) -> Option<String> {
    CookieJar::from_headers(headers).get(cookie_name(secure)).map(|cookie| cookie.value().to_owned())
}

/// Finds out who sends the request, before anything else looks at it.
pub(crate) async fn load_actor(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let found = match token_of(request.headers(), app.config.is_https()) {
        Some(token) => find_actor(&app, &token).await,
        None => Ok(SignedIn::default()),
    };
    let signed_in = match found {
        Ok(signed_in) => signed_in,
        Err(error) => return error.into_response(),
    };
    let is_signed_in = signed_in.0.is_some();
    request.extensions_mut().insert(signed_in.clone());
    let mut response = next.run(request).await;
    // An error page made further out shows the same navigation.
    response.extensions_mut().insert(signed_in);
    // What one person saw must not come out of a cache for the next at the same computer; nor, from a cache
    // between, what we said to one visitor (a notice, what they typed) for another.
    let caching = if is_signed_in { "no-store" } else { "private, no-cache" };
    response.headers_mut().entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static(caching));
    response
}

/// How stale "last seen" may be: a page need not write.
const SEEN_EVERY: TimeDelta = TimeDelta::minutes(5);

async fn find_actor(app: &App, token: &str) -> Result<SignedIn> {
    let (hash, now) = (digest(token), app.clock.now());
    let mut db = app.db.acquire().await?;
    let Some((actor, last_seen_at)) = store::find_actor(&mut db, &hash, now).await? else {
        return Ok(SignedIn::default());
    };
    if now - last_seen_at > SEEN_EVERY && store::touch_session(&mut db, actor.session, now).await.is_err() {
        // A page that can be read must not fail for it, as it would while the database takes no writes.
        tracing::warn!("when a session was last used could not be written");
    }
    Ok(SignedIn(Some(Arc::new(actor))))
}
