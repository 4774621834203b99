//! The part of an address after the question mark: filters, sorting, paging.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use serde::de::DeserializeOwned;

use super::form::decode;
use crate::error::Error;

/// Raw filters, cleaned like a form. What is missing or unknown is empty: an old or mistyped
/// address shows the list rather than an error.
pub(crate) struct Query<T>(pub(crate) T);

impl<T: DeserializeOwned + Default, S: Sync> FromRequestParts<S> for Query<T> {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Error> {
        let raw = parts.uri.query().unwrap_or_default();
        Ok(Self(decode(raw.as_bytes()).unwrap_or_default()))
    }
}
