//! Limits on attempts, counted in the database so that restarts and several instances share them.

use std::net::IpAddr;

use chrono::{DateTime, TimeDelta, Utc};
use sha2::{Digest, Sha256};
use sqlx::PgConnection;

use crate::error::{Error, Result};
use crate::web::network_of;

/// How often something may be tried in a window of time.
#[derive(Clone)]
pub(crate) struct Limit {
    /// What is limited and for whom; hashed before it is stored, since it may be an address.
    pub(crate) bucket: String,
    pub(crate) attempts: i32,
    pub(crate) window: TimeDelta,
}

impl Limit {
    pub(crate) fn new(bucket: impl Into<String>, attempts: i32, window: TimeDelta) -> Self {
        Self { bucket: bucket.into(), attempts, window }
    }

    /// From one machine; none when it is not known which. Comes before the others, see [`hold`].
    pub(crate) fn from_machine(what: &str, address: Option<IpAddr>, attempts: i32, window: TimeDelta) -> Option<Self> {
        address.map(|address| Self::new(format!("{what} from {}", network_of(address)), attempts, window))
    }

    fn hashed_bucket(&self) -> String {
        Sha256::digest(self.bucket.as_bytes()).iter().take(16).map(|byte| format!("{byte:02x}")).collect()
    }

    fn window_start(&self, now: DateTime<Utc>) -> DateTime<Utc> {
        let seconds = self.window.num_seconds().max(1);
        DateTime::from_timestamp(now.timestamp() - now.timestamp().rem_euclid(seconds), 0).unwrap_or(now)
    }
}

/// Counts one attempt against each limit, in this order, up to the first that is used up. The narrowest stands
/// first: otherwise one machine could use up what is everyone's.
///
/// Not in a transaction with other work: its rows are everyone's, and stay locked until the end of it.
///
/// # Errors
/// [`Error::TooMany`] when one of them is used up.
pub(crate) async fn hold(db: &mut PgConnection, limits: &[Limit], now: DateTime<Utc>) -> Result<()> {
    for limit in limits {
        let start = limit.window_start(now);
        let attempts = super::store::count_attempt(db, &limit.hashed_bucket(), start).await?;
        if attempts > limit.attempts {
            let left = (start + limit.window - now).num_seconds().max(1);
            return Err(Error::TooMany(left.unsigned_abs()));
        }
    }
    Ok(())
}

/// Takes back an attempt that [`hold`] counted at this moment: it turned out to be none that the limit is there for.
pub(crate) async fn give_back(db: &mut PgConnection, limit: &Limit, now: DateTime<Utc>) -> sqlx::Result<()> {
    super::store::uncount_attempt(db, &limit.hashed_bucket(), limit.window_start(now)).await
}
