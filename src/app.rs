//! What every request and every job needs.

use std::sync::Arc;

use axum::extract::{FromRequestParts, State};
use sqlx::PgPool;

use crate::config::Config;
use crate::email::Mailer;
use crate::kernel::Clock;
use crate::serve::Draining;
use crate::spreadsheets::Turns;

/// The application: made once at start, cheap to clone, itself an extractor.
#[derive(Clone, FromRequestParts)]
#[from_request(via(State))]
pub struct App {
    /// Connections to the database.
    pub db: PgPool,
    /// How this Copse is set up.
    pub config: Arc<Config>,
    /// The way out for mail.
    pub mailer: Mailer,
    /// What time it is.
    pub clock: Clock,
    /// Whether it is about to stop.
    pub draining: Draining,
    /// For whom a file is being made.
    pub(crate) turns: Turns,
}

impl App {
    /// The application around a database.
    ///
    /// # Errors
    /// The configuration of mail is not one.
    pub fn new(db: PgPool, config: Config, clock: Clock) -> anyhow::Result<Self> {
        let mailer = Mailer::from_config(&config)?;
        Ok(Self { db, config: Arc::new(config), mailer, clock, draining: Draining::default(), turns: Turns::default() })
    }
}
