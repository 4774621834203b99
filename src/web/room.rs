//! How many requests are worked on at a time. More than the database can serve would only wait for each other
//! until all of them are late; who comes then is told at once, and when to come back.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use tokio::sync::Semaphore;
use tokio::time::timeout;

use crate::error::Error;

/// Requests for each connection to the database: most of a request's time is spent without one.
const REQUESTS_PER_CONNECTION: usize = 8;
/// How long a request may wait for room.
const LONGEST_WAIT: Duration = Duration::from_secs(1);

/// Room for requests.
#[derive(Clone)]
pub(crate) struct Room(Arc<Semaphore>);

impl Room {
    /// As much as this number of connections to the database can serve.
    pub(crate) fn for_connections(connections: u32) -> Self {
        let connections = usize::try_from(connections).unwrap_or(1).max(1);
        Self(Arc::new(Semaphore::new(connections * REQUESTS_PER_CONNECTION)))
    }
}

/// Works on the request as soon as there is room, or says that there is none.
pub(crate) async fn wait_for_room(State(room): State<Room>, request: Request, next: Next) -> Response {
    match timeout(LONGEST_WAIT, room.0.acquire()).await {
        Ok(Ok(_place)) => next.run(request).await,
        _ => Error::Busy(5).into_response(),
    }
}

#[cfg(test)]
mod tests {
    use axum::Router;
    use axum::body::Body;
    use axum::middleware::from_fn_with_state;
    use axum::routing::get;
    use tower::ServiceExt as _;

    use super::*;

    #[tokio::test]
    async fn who_finds_no_room_is_told_when_to_come_back() {
        let gate = Arc::new(Semaphore::new(0));
        let held = gate.clone();
        let slow = async move || held.acquire().await.map(drop).map_err(|_| "closed");
        #[expect(clippy::disallowed_methods, reason = "a route for this test alone")]
        let app =
            Router::new().route("/", get(slow)).layer(from_fn_with_state(Room::for_connections(1), wait_for_room));
        let visit = || app.clone().oneshot(Request::new(Body::empty()));
        let inside: Vec<_> = (0..REQUESTS_PER_CONNECTION).map(|_| tokio::spawn(visit())).collect();
        tokio::task::yield_now().await;
        let refused = visit().await.expect("an answer");
        assert_eq!((refused.status().as_u16(), refused.headers()["retry-after"].as_bytes()), (503, &b"5"[..]));
        gate.add_permits(1);
        for answered in inside {
            assert_eq!(answered.await.expect("a task").expect("an answer").status(), 200);
        }
        assert_eq!(visit().await.expect("an answer").status(), 200);
    }
}
