//! What every request and every job needs.

use std::sync::Arc;

use axum::extract::{FromRequestParts, State};

use crate::config::Config;
use crate::email::Mailer;
use crate::kernel::Clock;

/// The application: made once at start, cheap to clone, itself an extractor.
#[derive(Clone, FromRequestParts)]
#[from_request(via(State))]
pub struct App {
    /// Connections to the database.
    pub db: sqlx::PgPool,
    /// How this Copse is set up.
    pub config: Arc<Config>,
    /// The way out for mail.
    pub mailer: Mailer,
    /// What time it is.
    pub clock: Clock,
}
