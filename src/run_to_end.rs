//! Every request that has begun is finished, whatever its sender does.

use std::convert::Infallible;
use std::time::Duration;

use axum::body::{Body, HttpBody as _, to_bytes};
use axum::extract::Request;
use axum::http::{StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use tokio::sync::{Semaphore, mpsc};
use tokio::time::timeout;
use tracing::Instrument as _;

/// The largest body of a request: a list that is uploaded. Most routes set smaller limits.
const LARGEST_BODY: usize = 21 * 1024 * 1024;
/// From this size on a body waits until there is room for it,
const LARGE_BODY: u64 = 1024 * 1024;
/// and there is room for so many at a time, so that memory stays bounded however many are sent.
static ROOM_FOR_LARGE: Semaphore = Semaphore::const_new(3);
/// How long a visitor may take to send a request.
const LONGEST_UPLOAD: Duration = Duration::from_secs(if cfg!(test) { 1 } else { 30 });
/// How long a visitor waits for an answer.
const LONGEST_WAIT: Duration = Duration::from_secs(if cfg!(test) { 1 } else { 30 });

/// Held by everything that must end before the server does; see [`crate::serve()`].
#[derive(Clone, Debug)]
pub(crate) struct Running(#[expect(dead_code, reason = "only its being dropped matters")] mpsc::Sender<Infallible>);

impl Running {
    /// A mark to hand out, and the receiver that ends when all of its copies are dropped.
    pub(crate) fn new() -> (Self, mpsc::Receiver<Infallible>) {
        let (sender, receiver) = mpsc::channel(1);
        (Self(sender), receiver)
    }
}

/// Runs the rest of the request in a task of its own, which neither a visitor who leaves nor a visitor who
/// waits too long can cancel.
///
/// A request that is cancelled between two of its statements leaves half of its work undone, and sqlx 0.9.0 can
/// lose writes of others through it (see [`crate::pool_options`]). The body is read before, while nothing is
/// begun yet, so that a slow sender holds neither a connection to the database nor anything else of value.
/// For `axum::middleware::from_fn`, outside of everything that touches the database.
pub async fn run_to_end(request: Request, next: Next) -> Response {
    // What does not say its length may be long.
    let is_large = request.body().size_hint().upper().is_none_or(|length| length > LARGE_BODY);
    let room = if is_large { timeout(LONGEST_WAIT, ROOM_FOR_LARGE.acquire()).await.ok() } else { None };
    if is_large && room.is_none() {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    }
    let request = match with_whole_body(request).await {
        Ok(request) => request,
        Err(refusal) => return refusal.into_response(),
    };
    let running = request.extensions().get::<Running>().cloned();
    let work = async move {
        let response = next.run(request).await;
        drop((running, room));
        response
    };
    match timeout(LONGEST_WAIT, tokio::spawn(work.in_current_span())).await {
        Ok(Ok(response)) => response,
        Ok(Err(_)) => {
            // Where it happened is in the log already (see logging.rs); what it said may hold personal data.
            tracing::error!("a request ended in a panic");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
        Err(_) => {
            tracing::error!("a request takes too long; its visitor was sent away and it runs on");
            let sorry = "Sorry, the service is too busy. Look whether your change was made before you try again.";
            (StatusCode::SERVICE_UNAVAILABLE, [(header::RETRY_AFTER, "30")], sorry).into_response()
        }
    }
}

/// The request with its body in memory.
async fn with_whole_body(request: Request) -> Result<Request, (StatusCode, &'static str)> {
    let (parts, body) = request.into_parts();
    match timeout(LONGEST_UPLOAD, to_bytes(body, LARGEST_BODY)).await {
        Ok(Ok(bytes)) => Ok(Request::from_parts(parts, Body::from(bytes))),
        Ok(Err(error)) if is_too_large(&error) => {
            Err((StatusCode::PAYLOAD_TOO_LARGE, "What you sent is larger than the service accepts."))
        }
        Ok(Err(_)) => Err((StatusCode::BAD_REQUEST, "What you sent did not arrive completely.")),
        Err(_) => Err((StatusCode::REQUEST_TIMEOUT, "What you sent took too long to arrive.")),
    }
}

fn is_too_large(error: &axum::Error) -> bool {
    let mut cause: Option<&dyn std::error::Error> = Some(error);
    while let Some(error) = cause {
        // The limit's own error type is in a crate that we do not name otherwise.
        if error.to_string().contains("length limit exceeded") {
            return true;
        }
        cause = error.source();
    }
    false
}

#[cfg(test)]
mod tests {
    use std::pin::Pin;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicBool, Ordering};
    use std::task::{Context, Poll};

    use axum::Router;
    use axum::routing::{MethodRouter, post};
    use hyper::body::Frame;
    use tower::ServiceExt as _;

    use super::*;

    fn app(handler: MethodRouter) -> Router {
        #[expect(clippy::disallowed_methods, reason = "a route for this test alone")]
        Router::new().route("/", handler).layer(axum::middleware::from_fn(run_to_end))
    }

    fn request(body: Body) -> Request {
        Request::post("/").body(body).unwrap()
    }

    #[tokio::test]
    async fn work_goes_on_when_the_visitor_leaves_or_loses_patience() {
        for leaves_after in [Duration::from_millis(100), Duration::from_secs(60)] {
            let done = Arc::new(AtomicBool::new(false));
            let mark = done.clone();
            let work = async move || {
                tokio::time::sleep(LONGEST_WAIT + Duration::from_millis(500)).await;
                mark.store(true, Ordering::SeqCst);
            };
            let visit = app(post(work)).oneshot(request(Body::empty()));
            if let Ok(answer) = timeout(leaves_after, visit).await {
                assert_eq!(answer.unwrap().status(), StatusCode::SERVICE_UNAVAILABLE);
            }
            assert!(!done.load(Ordering::SeqCst));
            tokio::time::sleep(LONGEST_WAIT + Duration::from_secs(1)).await;
            assert!(done.load(Ordering::SeqCst));
        }
    }

    #[tokio::test]
    async fn a_panic_is_an_error_page_and_a_large_body_is_refused() {
        #[expect(clippy::panic, reason = "this is the case that is tested")]
        let broken = app(post(async || -> StatusCode { panic!("on purpose") }));
        assert_eq!(broken.oneshot(request(Body::empty())).await.unwrap().status(), 500);
        let large = request(Body::from(vec![0; LARGEST_BODY + 1]));
        assert_eq!(app(post(async || ())).oneshot(large).await.unwrap().status(), 413);
    }

    #[tokio::test]
    async fn a_body_that_never_ends_is_given_up() {
        let answer = app(post(async || ())).oneshot(request(Body::new(Endless))).await.unwrap();
        assert_eq!(answer.status(), 408);
    }

    /// A body of which nothing ever arrives.
    struct Endless;

    impl axum::body::HttpBody for Endless {
        type Data = axum::body::Bytes;
        type Error = Infallible;

        fn poll_frame(
            self: Pin<&mut Self>,
            _: &mut Context<'_>,
        ) -> Poll<Option<Result<Frame<Self::Data>, Infallible>>> {
            Poll::Pending
        }
    }
}
