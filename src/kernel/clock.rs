//! The only place that reads the clock; everything else is told what time it is.

use std::sync::{Arc, Mutex};

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use super::london_date;

/// Where the time comes from: the machine, or a test that holds it.
#[derive(Clone, Debug)]
pub enum Clock {
    /// The machine's own clock.
    System,
    /// A clock that stands still until it is moved.
    Held(Arc<Mutex<DateTime<Utc>>>),
}

impl Clock {
    /// A clock that stands at `now`.
    #[must_use]
    pub fn held(now: DateTime<Utc>) -> Self {
        Self::Held(Arc::new(Mutex::new(now)))
    }

    /// The time now, in whole microseconds, which is what PostgreSQL keeps.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        match self {
            #[expect(clippy::disallowed_methods, reason = "this is the one place")]
            Self::System => DateTime::from_timestamp_micros(Utc::now().timestamp_micros()).unwrap_or_default(),
            Self::Held(now) => *now.lock().unwrap_or_else(std::sync::PoisonError::into_inner),
        }
    }

    /// The date now in the network's time zone.
    #[must_use]
    pub fn today(&self) -> NaiveDate {
        london_date(self.now())
    }

    /// Moves a held clock forward; the system's cannot be moved.
    pub fn advance(&self, by: TimeDelta) {
        if let Self::Held(now) = self {
            *now.lock().unwrap_or_else(std::sync::PoisonError::into_inner) += by;
        }
    }
}
