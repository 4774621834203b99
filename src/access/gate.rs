//! The first question about a request: may this kind of person come to this address at all?

use axum::extract::Request;
use axum::http::Method;
use axum::http::uri::PathAndQuery;
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};

use super::SignedIn;
use crate::error::Error;

/// Who may come to an address. Every route names one; which record they then see is the policy's matter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Everyone.
    Anyone,
    /// Everyone who is signed in.
    SignedIn,
    /// The engagement team and administrators.
    Team,
    /// Administrators.
    Administrator,
}

/// Where someone answers a new privacy notice.
pub(crate) const NOTICE_PATH: &str = "/me/notice";

/// What is open to them until they did: the answer, the way out, and what is held about them, which is
/// theirs to read whatever they agree to.
const OPEN_WITHOUT_ANSWER: [&str; 5] = [NOTICE_PATH, "/sign-out", "/me/leaving", "/me/data", "/me/data.json"];

/// Lets the request through, or answers with sign-in, the privacy notice or "not yours".
pub(crate) async fn gate(access: Access, request: Request, next: Next) -> Response {
    if access == Access::Anyone {
        return next.run(request).await;
    }
    let Some(actor) = SignedIn::of(request.extensions()).0 else {
        return sign_in_then_return(&request);
    };
    let refusal = match access {
        Access::Team if !actor.is_team() => Some("This page is for the engagement team."),
        Access::Administrator if !actor.is_administrator() => Some("This page is for administrators."),
        _ => None,
    };
    if let Some(why) = refusal {
        return Error::Forbidden(why).into_response();
    }
    if actor.notice_is_due && !OPEN_WITHOUT_ANSWER.contains(&request.uri().path()) {
        return Redirect::to(NOTICE_PATH).into_response();
    }
    next.run(request).await
}

fn sign_in_then_return(request: &Request) -> Response {
    let came_for =
        if request.method() == Method::GET { request.uri().path_and_query().map(PathAndQuery::as_str) } else { None };
    let target = match came_for {
        Some(path) => {
            format!("/sign-in?{}", form_urlencoded::Serializer::new(String::new()).append_pair("next", path).finish())
        }
        None => "/sign-in".to_owned(),
    };
    Redirect::to(&target).into_response()
}
