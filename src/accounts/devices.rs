//! Devices someone has signed in from before. Guessing at an account uses up the attempts of everyone on it,
//! but not those of its owner's own devices, so nobody can be locked out by others.

use axum::http::{HeaderMap, HeaderValue};
use axum_extra::extract::cookie::{Cookie, CookieJar, SameSite};
use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::links::{digest, new_token};
use super::store;
use crate::error::Result;
use crate::kernel::{AccountId, EmailAddress};

/// A year, counted anew whenever someone signs in with their password.
const SECONDS: u32 = 365 * 24 * 60 * 60;

/// What a browser keeps. It opens nothing: it only tells whose attempts are counted apart.
pub(super) struct Device(String);

impl Device {
    /// The device of this request, if someone has signed in on it with this address.
    pub(super) async fn known(
        db: &mut PgConnection,
        headers: &HeaderMap,
        secure: bool,
        email: &EmailAddress,
    ) -> sqlx::Result<Option<Self>> {
        let Some(device) = Self::of(headers, secure) else {
            return Ok(None);
        };
        let is_known = store::find_device(db, &digest(&device.0), email).await?;
        Ok(is_known.then_some(device))
    }

    /// Keeps the device of this request in mind for the account, and returns the cookie that tells it again.
    pub(super) async fn remember(
        db: &mut PgConnection,
        headers: &HeaderMap,
        secure: bool,
        account: AccountId,
        now: DateTime<Utc>,
    ) -> Result<HeaderValue> {
        // Always a new token: one that was copied is worth nothing after the next sign-in.
        if let Some(old) = Self::of(headers, secure) {
            store::forget_device(db, &digest(&old.0), account).await?;
        }
        let token = new_token()?;
        store::remember_device(db, &digest(&token), account, now).await?;
        let cookie = Cookie::build((cookie_name(secure), token)).path("/").http_only(true).secure(secure);
        let cookie = cookie.same_site(SameSite::Lax).build();
        let header = HeaderValue::from_str(&format!("{cookie}; Max-Age={SECONDS}"));
        Ok(header.map_err(anyhow::Error::from)?)
    }

    fn of(headers: &HeaderMap, secure: bool) -> Option<Self> {
        CookieJar::from_headers(headers).get(cookie_name(secure)).map(|cookie| Self(cookie.value().to_owned()))
    }

    /// Names its attempts.
    pub(super) fn bucket(&self) -> String {
        format!("sign-in device {}", self.0)
    }
}

fn cookie_name(secure: bool) -> &'static str {
    if secure { "__Host-copse-device" } else { "copse-device" }
}
