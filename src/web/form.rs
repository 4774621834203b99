//! Forms: raw text in, errors by field out.

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde::de::DeserializeOwned;

use crate::error::Error;
use crate::kernel::{Invalid, clean};

/// A submitted form. Its fields are strings (or lists of them), so it can hold whatever a browser
/// sends and can be shown again as it was typed, but for characters no one can see.
pub(crate) struct Form<T>(pub(crate) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Form<T> {
    type Rejection = Response;

    async fn from_request(request: Request, state: &S) -> Result<Self, Response> {
        let is_form = request
            .headers()
            .get(header::CONTENT_TYPE)
            .is_some_and(|kind| kind.as_bytes().starts_with(b"application/x-www-form-urlencoded"));
        if !is_form {
            return Err(Error::BadRequest("What was sent is not a form.").into_response());
        }
        let body = Bytes::from_request(request, state).await.map_err(IntoResponse::into_response)?;
        decode(&body)
            .map(Self)
            .ok_or_else(|| Error::BadRequest("The form was sent in a way we cannot read.").into_response())
    }
}

/// Decodes and cleans pairs of names and values. `None` when a single field comes twice.
pub(super) fn decode<T: DeserializeOwned>(raw: &[u8]) -> Option<T> {
    let mut cleaned = form_urlencoded::Serializer::new(String::with_capacity(raw.len()));
    for (name, value) in form_urlencoded::parse(raw) {
        cleaned.append_pair(&name, &clean(&value));
    }
    serde_html_form::from_str(&cleaned.finish()).ok()
}

/// What is wrong with a form, by field, in the order of the fields.
#[derive(Clone, Debug, Default)]
pub(crate) struct FormErrors(Vec<(&'static str, String)>);

impl FormErrors {
    /// Keeps the parsed value, or remembers why there is none.
    pub(crate) fn keep<T>(&mut self, field: &'static str, parsed: Result<T, Invalid>) -> Option<T> {
        parsed.map_err(|invalid| self.add(field, invalid.message())).ok()
    }

    /// The same for a field that may be left empty: `Some(None)` then.
    #[expect(clippy::option_option, reason = "the outer says valid, the inner says given")]
    pub(crate) fn optional<T>(
        &mut self,
        field: &'static str,
        raw: &str,
        parse: impl FnOnce(&str) -> Result<T, Invalid>,
    ) -> Option<Option<T>> {
        if raw.trim().is_empty() {
            return Some(None);
        }
        self.keep(field, parse(raw)).map(Some)
    }

    /// Adds an error that more than one field or the database found.
    pub(crate) fn add(&mut self, field: &'static str, message: impl Into<String>) {
        self.0.push((field, message.into()));
    }

    /// A single error.
    pub(crate) fn one(field: &'static str, message: impl Into<String>) -> Self {
        Self(vec![(field, message.into())])
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The first error of a field.
    pub(crate) fn get(&self, field: &str) -> Option<&str> {
        self.iter().find(|(name, _)| *name == field).map(|(_, message)| message)
    }

    /// All errors with their fields.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&'static str, &str)> {
        self.0.iter().map(|(field, message)| (*field, message.as_str()))
    }
}

#[cfg(test)]
mod tests {
    use super::decode;

    #[derive(Default, serde::Deserialize)]
    #[serde(default)]
    struct Sample {
        name: String,
        topics: Vec<String>,
    }

    #[test]
    fn cleans_what_comes_in() {
        let form: Sample = decode(b"name=%00Ann%E2%80%AE+Lee&topics=a&topics=b&unknown=x").expect("a form");
        assert_eq!(form.name, "Ann Lee");
        assert_eq!(form.topics, ["a", "b"]);
    }

    #[test]
    fn refuses_a_single_field_sent_twice() {
        assert!(decode::<Sample>(b"name=Ann&name=Bob").is_none());
    }

    #[test]
    fn survives_broken_encoding() {
        assert!(decode::<Sample>(b"name=%ff%fe&topics=%").is_some());
    }
}
