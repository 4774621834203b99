//! Figures for a monitoring system, in Prometheus's format. They name routes, never people.

use std::sync::LazyLock;
use std::time::Duration;

use axum::http::{HeaderMap, Method, header};
use axum_extra::routing::TypedPath;
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use sha2::{Digest, Sha256};
use sqlx::PgConnection;
use tokio::time::timeout;

use super::store;
use crate::app::App;
use crate::error::{Error, Result};
use crate::web::ClientAddress;

/// Seconds; the finest are where our pages should be.
const BUCKETS: [f64; 10] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1.0, 5.0];

/// One recorder for the process, however many applications a test makes.
static RECORDER: LazyLock<Option<PrometheusHandle>> = LazyLock::new(|| {
    let name = Matcher::Full("copse_request_seconds".to_owned());
    let builder = PrometheusBuilder::new().set_buckets_for_metric(name, &BUCKETS).ok()?;
    builder.install_recorder().ok()
});

/// Begins to record.
pub(crate) fn start() {
    LazyLock::force(&RECORDER);
}

pub(super) fn count_request(method: &Method, route: &str, status: u16, elapsed: Duration) {
    let labels = [("method", label(method).to_owned()), ("route", route.to_owned()), ("status", status.to_string())];
    metrics::histogram!("copse_request_seconds", &labels).record(elapsed.as_secs_f64());
}

/// Anybody can send a method that nobody has heard of, and each label is kept for ever.
fn label(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        _ => "other",
    }
}

#[derive(TypedPath, serde::Deserialize)]
#[typed_path("/metrics")]
pub(crate) struct Metrics;

/// The figures, for who has the token; where none is set, for this machine.
pub(crate) async fn get(
    _: Metrics,
    app: App,
    ClientAddress(from): ClientAddress,
    headers: HeaderMap,
) -> Result<String> {
    let given = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let permitted = match &app.config.metrics_token {
        // Digests, so that the time it takes tells nothing of the token.
        Some(token) => given.is_some_and(|given| Sha256::digest(given) == Sha256::digest(format!("Bearer {token}"))),
        None => from.is_some_and(|address| address.is_loopback()) && !headers.contains_key("x-forwarded-for"),
    };
    if !permitted {
        return Err(Error::NotFound);
    }
    observe(&app).await;
    Ok(RECORDER.as_ref().map(PrometheusHandle::render).unwrap_or_default())
}

/// Figures that are looked up when asked for. A database that does not answer is one of them, and no reason to
/// hold back the others.
#[expect(clippy::cast_precision_loss, reason = "counts far below 2^52")]
async fn observe(app: &App) {
    let schema = within_patience(app, async |db| store::newest_applied_migration(db).await).await;
    metrics::gauge!("copse_database_up").set(if schema.is_some() { 1.0 } else { 0.0 });
    if let Some(version) = schema.flatten() {
        metrics::gauge!("copse_database_schema").set(version as f64);
    }
    let queue = within_patience(app, async |db| store::mail_queue(db, app.clock.now()).await).await;
    if let Some(queue) = queue {
        metrics::gauge!("copse_mails_waiting").set(queue.waiting as f64);
        metrics::gauge!("copse_mails_dead").set(queue.dead as f64);
        metrics::gauge!("copse_mails_oldest_seconds").set(queue.oldest_seconds);
    }
    metrics::gauge!("copse_database_connections").set(f64::from(app.db.size()));
    metrics::gauge!("copse_database_connections_idle").set(app.db.num_idle() as f64);
}

/// What the database answers, unless it lets a monitoring system wait.
async fn within_patience<T>(app: &App, ask: impl AsyncFnOnce(&mut PgConnection) -> sqlx::Result<T>) -> Option<T> {
    let answer = timeout(Duration::from_secs(2), async { ask(&mut *app.db.acquire().await?).await });
    answer.await.ok().and_then(Result::ok)
}
