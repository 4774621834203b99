//! Chance that can be repeated.

use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeDelta, Utc};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use uuid::Uuid;

/// One sequence of throws. Every use has a stream of its own under the same seed, so that a change to
/// one person's story leaves everyone else's as it was, and any person can be made without the others.
pub(super) struct Dice(ChaCha8Rng);

impl Dice {
    pub(super) fn new(seed: u64, stream: u64) -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        rng.set_stream(stream);
        Self(rng)
    }

    /// True in `percent` of a hundred throws.
    pub(super) fn chance(&mut self, percent: u32) -> bool {
        self.0.random_range(0..100) < percent
    }

    /// A number from 0 to 1, without 1.
    pub(super) fn fraction(&mut self) -> f64 {
        self.0.random_range(0.0..1.0)
    }

    /// A number from `low` to `high`, both included; `low` when the range is empty.
    pub(super) fn between(&mut self, low: i64, high: i64) -> i64 {
        if high <= low { low } else { self.0.random_range(low..=high) }
    }

    /// One of the items, which may not be empty.
    pub(super) fn pick<T: Copy>(&mut self, items: &[T]) -> T {
        items[self.0.random_range(0..items.len())]
    }

    /// One of the items, each as likely as its weight says.
    pub(super) fn weighted<T: Copy>(&mut self, items: &[(T, u32)]) -> T {
        let total: u32 = items.iter().map(|(_, weight)| weight).sum();
        let mut left = self.0.random_range(0..total);
        for (item, weight) in items {
            if left < *weight {
                return *item;
            }
            left -= weight;
        }
        items[0].0
    }

    /// A day from `from` to `to`, both included; `from` when there is none.
    pub(super) fn day(&mut self, from: NaiveDate, to: NaiveDate) -> NaiveDate {
        let days = self.between(0, (to - from).num_days());
        from + Days::new(days.unsigned_abs())
    }

    /// A moment on that day between eight and six, when offices are open, in whole seconds.
    pub(super) fn moment(&mut self, day: NaiveDate) -> DateTime<Utc> {
        let seconds = self.between(8 * 3600, 18 * 3600);
        day.and_time(NaiveTime::MIN).and_utc() + TimeDelta::seconds(seconds)
    }

    /// An identity shaped like all others (UUIDv7) for a row of that time.
    pub(super) fn id<T: From<Uuid>>(&mut self, at: DateTime<Utc>) -> T {
        let mut random = [0; 10];
        self.0.fill(&mut random);
        let millis = u64::try_from(at.timestamp_millis()).unwrap_or_default();
        T::from(uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid())
    }
}
