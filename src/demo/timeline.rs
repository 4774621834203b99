//! The five years of the network, which end now.

use chrono::{DateTime, Datelike, Days, NaiveDate, TimeDelta, Utc};

use crate::kernel::london_date;

use super::dice::Dice;

/// Days from the founding of the network to now.
pub(super) const LENGTH: u64 = 1826;
/// The first people, who lead the projects, register in these days; everyone else after them.
const FOUNDING_DAYS: i64 = 12;
/// Registrations that still wait for confirmation are younger than this.
const PENDING_DAYS: i64 = 6;

/// The calendar that everything in the network is dated by.
pub(super) struct Timeline {
    pub(super) now: DateTime<Utc>,
    pub(super) today: NaiveDate,
    pub(super) founded: NaiveDate,
}

impl Timeline {
    pub(super) fn ending(now: DateTime<Utc>) -> Self {
        let today = london_date(now);
        Self { now, today, founded: today - Days::new(LENGTH) }
    }

    /// The day that many days after the founding.
    pub(super) fn day(&self, number: u64) -> NaiveDate {
        self.founded + Days::new(number)
    }

    /// The day that many days before today.
    pub(super) fn ago(&self, days: u64) -> NaiveDate {
        self.today - Days::new(days)
    }

    /// When the second privacy notice replaced the first: three years in.
    pub(super) fn second_notice(&self) -> NaiveDate {
        self.day(1096)
    }

    /// The 1 April on which one kind of commissioner followed another, as in 2013: the latest that is
    /// at least five months past.
    pub(super) fn commissioning_change(&self) -> NaiveDate {
        let latest = self.ago(150);
        let april = |year| NaiveDate::from_ymd_opt(year, 4, 1).unwrap_or(latest);
        let this_year = april(latest.year());
        if this_year <= latest { this_year } else { april(latest.year() - 1) }
    }

    /// A moment on a day, but never one that has not come yet.
    pub(super) fn moment(&self, dice: &mut Dice, day: NaiveDate) -> DateTime<Utc> {
        dice.moment(day).min(self.now - TimeDelta::minutes(5))
    }

    /// When a founder registered.
    pub(super) fn founder_registers(&self, dice: &mut Dice) -> DateTime<Utc> {
        let day = dice.between(0, FOUNDING_DAYS - 1);
        dice.moment(self.day(day.unsigned_abs()))
    }

    /// When number `place` of `of` others registered: in order, more in the first years.
    pub(super) fn registers(&self, dice: &mut Dice, place: u32, of: u32) -> DateTime<Utc> {
        dice.moment(self.registration_day(place, of))
    }

    /// The day of that.
    pub(super) fn registration_day(&self, place: u32, of: u32) -> NaiveDate {
        let share = (f64::from(place) + 0.5) / f64::from(of.max(1));
        let first = FOUNDING_DAYS + 10;
        let span = (self.today - self.founded).num_days() - first - PENDING_DAYS - 3;
        let days = first + (share.powf(1.25) * span as f64) as i64;
        self.day(days.unsigned_abs())
    }

    /// When someone registered who has not confirmed it yet.
    pub(super) fn registers_lately(&self, dice: &mut Dice) -> DateTime<Utc> {
        self.now - TimeDelta::seconds(dice.between(900, PENDING_DAYS * 24 * 3600))
    }
}
