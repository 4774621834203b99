//! The gate in front of every route, and what it says to whom it does not let through.

use axum::extract::Request;
use axum::http::Method;
use axum::http::uri::PathAndQuery;
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};

use super::kept::{Kept, Unsent};
use crate::access::{Access, NOTICE_PATH, SignedIn, Stop, gate};
use crate::error::Error;

/// Lets the request through, or answers with sign-in, the privacy notice or "not yours". A form that was sent is
/// never lost for it: whoever may send it can do so a moment later.
pub(super) async fn enter(access: Access, request: Request, next: Next) -> Response {
    let SignedIn(actor) = SignedIn::of(request.extensions());
    match gate(access, actor.as_deref(), request.uri().path()) {
        None => next.run(request).await,
        Some(Stop::Forbidden(why)) => Error::Forbidden(why).into_response(),
        Some(Stop::SignIn) if request.method() == Method::POST => {
            keep(request, Unsent::SignedOut).await.unwrap_or_else(|| Error::SignIn.into_response())
        }
        Some(Stop::Notice) if request.method() == Method::POST => {
            keep(request, Unsent::NoticeIsDue).await.unwrap_or_else(|| Redirect::to(NOTICE_PATH).into_response())
        }
        Some(Stop::SignIn) => sign_in_then_return(&request),
        Some(Stop::Notice) => Redirect::to(NOTICE_PATH).into_response(),
    }
}

async fn keep(request: Request, why: impl FnOnce(Kept) -> Unsent) -> Option<Response> {
    match Kept::of(request).await {
        Ok(kept) => kept.map(|kept| why(kept).into_response()),
        Err(refusal) => Some(refusal),
    }
}

fn sign_in_then_return(request: &Request) -> Response {
    let came_for = request.uri().path_and_query().map_or("/", PathAndQuery::as_str);
    let next = form_urlencoded::Serializer::new(String::new()).append_pair("next", came_for).finish();
    Redirect::to(&format!("/sign-in?{next}")).into_response()
}
