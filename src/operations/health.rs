//! Alive and ready.

use std::time::Duration;

use axum::http::StatusCode;
use axum_extra::routing::TypedPath;
use tokio::time::timeout;

use super::store;
use crate::app::App;
use crate::database::newest_migration;

#[derive(TypedPath, serde::Deserialize)]
#[typed_path("/healthz")]
pub(crate) struct Alive;

/// The process answers; it asks nothing else, so that a database that is away does not get it restarted.
pub(crate) async fn alive(_: Alive) -> &'static str {
    "alive\n"
}

#[derive(TypedPath, serde::Deserialize)]
#[typed_path("/readyz")]
pub(crate) struct Ready;

/// Whether to send people here: not while it stops, not without its database and the schema it was built for.
pub(crate) async fn ready(_: Ready, app: App) -> (StatusCode, &'static str) {
    if app.draining.has_begun() {
        return (StatusCode::SERVICE_UNAVAILABLE, "stopping\n");
    }
    let schema = timeout(Duration::from_secs(2), async {
        let mut db = app.db.acquire().await?;
        store::newest_applied_migration(&mut db).await
    });
    match schema.await {
        Ok(Ok(Some(applied))) if applied >= newest_migration() => (StatusCode::OK, "ready\n"),
        Ok(Ok(_)) => (StatusCode::SERVICE_UNAVAILABLE, "the database has an older schema\n"),
        _ => (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer\n"),
    }
}
