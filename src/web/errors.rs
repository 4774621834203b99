//! Error pages: whatever answers with an error and no page of its own gets one that says what to do.

use askama::Template;
use axum::extract::{Request, State};
use axum::http::{StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::kept::Unsent;
use super::{Layout, Page};
use crate::access::SignedIn;
use crate::app::App;
use crate::error::Explanation;

#[derive(Template)]
#[template(path = "layout/error.html")]
struct ErrorPage {
    layout: Layout,
    heading: &'static str,
    message: String,
    advice: Option<String>,
    request_id: Option<String>,
}

/// Gives an error without a body its page, keeping status and headers.
pub(crate) async fn error_pages(State(app): State<App>, request: Request, next: Next) -> Response {
    let (headers, uri) = (request.headers().clone(), request.uri().clone());
    let mut response = next.run(request).await;
    let status = response.status();
    let is_page =
        response.headers().get(header::CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    if is_page || !(status.is_client_error() || status.is_server_error()) {
        return response;
    }
    let mut layout = Layout::of(&headers, &uri, SignedIn::of(response.extensions()), &app);
    // The notice of the last change stays for the page they were going to.
    layout.notice = None;
    let mut page = match response.extensions_mut().remove::<Unsent>() {
        Some(unsent) => unsent.page(layout),
        None => {
            let why = response.extensions().get::<Explanation>().map(|explanation| explanation.0);
            Page::with_status(status, explain(layout, status, why)).into_response()
        }
    };
    for (name, value) in response.headers() {
        if name != header::CONTENT_TYPE && name != header::CONTENT_LENGTH {
            page.headers_mut().append(name, value.clone());
        }
    }
    page
}

fn explain(layout: Layout, status: StatusCode, why: Option<&'static str>) -> ErrorPage {
    let (heading, message, advice) = words(status);
    ErrorPage {
        request_id: if status.is_server_error() { layout.request_id() } else { None },
        layout,
        heading,
        message: why.unwrap_or(message).to_owned(),
        advice: advice.map(str::to_owned),
    }
}

fn words(status: StatusCode) -> (&'static str, &'static str, Option<&'static str>) {
    match status {
        StatusCode::NOT_FOUND => (
            "Page not found",
            "There is nothing at this address, or it is not for you to see.",
            Some("Check the address, or start again from the home page."),
        ),
        StatusCode::FORBIDDEN => (
            "You cannot do this",
            "You do not have the right to do this.",
            Some("If you think you should, ask the engagement team."),
        ),
        StatusCode::REQUEST_TIMEOUT => (
            "That took too long",
            "What you sent did not arrive in time, so nothing was saved.",
            Some("Check your connection, go back and try again."),
        ),
        StatusCode::MISDIRECTED_REQUEST => (
            "This is not our address",
            "Copse is there, but not under the address you used.",
            Some("Use the address from our letters, or ask the engagement team for it."),
        ),
        StatusCode::PAYLOAD_TOO_LARGE => (
            "That is too much at once",
            "What you sent is larger than this page can take.",
            Some("Go back, shorten it and try again."),
        ),
        StatusCode::TOO_MANY_REQUESTS => (
            "Too many attempts",
            "There were too many attempts in a short time.",
            Some("Wait a few minutes and try again."),
        ),
        StatusCode::SERVICE_UNAVAILABLE => (
            "Sorry, Copse is busy",
            "We could not answer in time. Nothing you see saved is lost.",
            Some("Wait a moment and try again."),
        ),
        status if status.is_client_error() => {
            ("We could not read that", "The request was not one this page understands.", Some("Go back and try again."))
        }
        _ => (
            "Sorry, there is a problem",
            "Something went wrong on our side. It has been recorded.",
            Some("Try again later. If it keeps happening, tell the engagement team and quote the number below."),
        ),
    }
}
