//! Pages: a template and the status it is answered with.

use askama::Template;
use axum::Extension;
use axum::http::{StatusCode, header};
use axum::response::{AppendHeaders, IntoResponse, Response};

use super::security::SecretAddress;
use crate::error::Error;

/// A rendered page.
pub(crate) struct Page<T> {
    status: StatusCode,
    template: T,
    has_secret_address: bool,
    /// Seconds after which to try again.
    retry_after: Option<u64>,
}

impl<T: Template> Page<T> {
    /// The page someone asked for.
    pub(crate) fn ok(template: T) -> Self {
        Self::with_status(StatusCode::OK, template)
    }

    /// The form again, with what is wrong in it (422).
    pub(crate) fn unprocessable(template: T) -> Self {
        Self::with_status(StatusCode::UNPROCESSABLE_ENTITY, template)
    }

    /// The form again, because someone else changed the record meanwhile (409).
    pub(crate) fn conflict(template: T) -> Self {
        Self::with_status(StatusCode::CONFLICT, template)
    }

    /// A page with another status.
    pub(crate) fn with_status(status: StatusCode, template: T) -> Self {
        Self { status, template, has_secret_address: false, retry_after: None }
    }

    /// The form again, because it was sent too often; it can be sent again after so many seconds (429).
    pub(crate) fn too_many(template: T, seconds: u64) -> Self {
        Self { retry_after: Some(seconds), ..Self::with_status(StatusCode::TOO_MANY_REQUESTS, template) }
    }

    /// Its address holds a token: no cache keeps it, and no browser tells where its visitor comes from.
    pub(crate) fn at_secret_address(self) -> Self {
        Self { has_secret_address: true, ..self }
    }
}

/// The same for a page that is rendered already: the choice between two changes of one record.
pub(crate) fn at_secret_address(response: Response) -> Response {
    (Extension(SecretAddress), [(header::CACHE_CONTROL, "no-store")], response).into_response()
}

/// What to say beside a field of such a form: "You have tried this too often. Try again in 5 minutes".
pub(crate) fn too_many(what: &str, seconds: u64) -> String {
    match seconds.div_ceil(60) {
        0 | 1 => format!("{what}. Try again in a minute"),
        minutes @ 2..=90 => format!("{what}. Try again in {minutes} minutes"),
        minutes => format!("{what}. Try again in {} hours", minutes.div_ceil(60)),
    }
}

impl<T: Template> IntoResponse for Page<T> {
    fn into_response(self) -> Response {
        let html = match self.template.render() {
            Ok(html) => html,
            Err(error) => return Error::Internal(error.into()).into_response(),
        };
        let waits = self.retry_after.map(|seconds| AppendHeaders([(header::RETRY_AFTER, seconds)]));
        let page = (self.status, [(header::CONTENT_TYPE, "text/html; charset=utf-8")], waits, html);
        if self.has_secret_address {
            return at_secret_address(page.into_response());
        }
        page.into_response()
    }
}
