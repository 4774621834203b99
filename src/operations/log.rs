//! One line a request, with the route's pattern in place of the address, which may hold a token or an id.

use axum::extract::{MatchedPath, Request};
use axum::http::HeaderMap;
use axum::middleware::Next;
use axum::response::Response;
use tokio::time::Instant;
use tracing::Instrument;

use super::metrics;

/// Logs and counts a request. Everything logged while it is handled carries its id.
pub(crate) async fn log_request(request: Request, next: Next) -> Response {
    let begun = Instant::now();
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().map_or("(none)".to_owned(), |path| path.as_str().to_owned());
    let span = tracing::info_span!("request", id = request_id(request.headers()));
    let response = next.run(request).instrument(span.clone()).await;
    let elapsed = begun.elapsed();
    let status = response.status().as_u16();
    span.in_scope(|| tracing::info!(%method, route, status, ms = elapsed.as_millis(), "answered"));
    metrics::count_request(&method, &route, status, elapsed);
    response
}

/// Takes away an id that a proxy of ours cannot have made: what a client puts there stands in the log, in the
/// audit trail and on the error page, and must not be anything they like.
pub(crate) async fn drop_strange_request_id(mut request: Request, next: Next) -> Response {
    let id = request_id(request.headers());
    let is_id = (1..=64).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    if !is_id {
        request.headers_mut().remove(REQUEST_ID);
    }
    next.run(request).await
}

const REQUEST_ID: &str = "x-request-id";

fn request_id(headers: &HeaderMap) -> &str {
    headers.get(REQUEST_ID).and_then(|id| id.to_str().ok()).unwrap_or_default()
}
