//! Pages: a template and the status it is answered with.

use askama::Template;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::error::Error;

/// A rendered page.
pub(crate) struct Page<T> {
    status: StatusCode,
    template: T,
}

impl<T: Template> Page<T> {
    /// The page someone asked for.
    pub(crate) fn ok(template: T) -> Self {
        Self { status: StatusCode::OK, template }
    }

    /// The form again, with what is wrong in it (422).
    pub(crate) fn unprocessable(template: T) -> Self {
        Self { status: StatusCode::UNPROCESSABLE_ENTITY, template }
    }

    /// The form again, because someone else changed the record meanwhile (409).
    pub(crate) fn conflict(template: T) -> Self {
        Self { status: StatusCode::CONFLICT, template }
    }

    /// A page with another status.
    pub(crate) fn with_status(status: StatusCode, template: T) -> Self {
        Self { status, template }
    }
}

impl<T: Template> IntoResponse for Page<T> {
    fn into_response(self) -> Response {
        match self.template.render() {
            Ok(html) => (self.status, [(header::CONTENT_TYPE, "text/html; charset=utf-8")], html).into_response(),
            Err(error) => Error::Internal(error.into()).into_response(),
        }
    }
}
