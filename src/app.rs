//! What every request and every job needs.

use std::sync::Arc;

use axum::extract::{FromRequestParts, State};

use crate::config::Config;
use crate::kernel::Clock;

/// The application: made once at start, cheap to clone, itself an extractor.
#[derive(Clone, FromRequestParts)]
#[from_request(via(State))]
pub struct App {
    /// Connections to the database.
    pub db: sqlx::PgPool,
    /// How this Copse is set up.
    pub config: Arc<Config>,
    /// What time it is.
    pub clock: Clock,
}
