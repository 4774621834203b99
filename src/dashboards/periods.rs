//! The stretches of time that movement is counted in.

use chrono::{Datelike, Months, NaiveDate};

use super::suppression::Reader;
use crate::kernel::display_date;
use crate::web::Days;

/// A stretch of whole months, its first and last day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Period {
    pub(super) first: NaiveDate,
    pub(super) last: NaiveDate,
    months: u32,
}

impl Period {
    fn starting(first: NaiveDate, months: u32) -> Self {
        let last = (first + Months::new(months)).pred_opt().unwrap_or(first);
        Self { first, last, months }
    }

    /// These together, one after the other.
    pub(super) fn all_of(periods: &[Self]) -> Option<Self> {
        let (first, last) = (periods.first()?, periods.last()?);
        Some(Self { first: first.first, last: last.last, months: periods.iter().map(|period| period.months).sum() })
    }

    /// "Apr to Jun 2026": what has room over a column.
    pub(super) fn short(&self) -> String {
        format!("{} to {}", self.first.format("%b"), self.last.format("%b %Y"))
    }

    pub(super) fn days(&self) -> Days {
        Days { first: self.first, last: self.last }
    }

    pub(super) fn contains(&self, day: NaiveDate) -> bool {
        self.first <= day && day <= self.last
    }

    /// "June 2026" or "April to June 2026".
    pub(super) fn label(&self) -> String {
        match self.months {
            1 => self.first.format("%B %Y").to_string(),
            _ => format!("{} to {}", self.first.format("%B"), self.last.format("%B %Y")),
        }
    }
}

/// The periods a reader sees movement in, oldest first; the last one is still going on.
///
/// Both see about a year: the team twelve months, others four calendar quarters. Counts of a month are
/// nearly all below five, so months would read "fewer than 5" throughout. The quarters are those of the
/// calendar and do not move along with the date, because pictures of overlapping stretches, taken a month
/// apart and subtracted, would give single months away. For the same reason nobody outside the team is
/// shown how many members there were at the end of each period: neighbouring totals differ by exactly
/// what the small counts hide.
///
/// Movement goes on during the quarter, unlike the breakdowns ([`super::as_of`]): a lead accepts people
/// by name, so that one came is no news to them; whom one counts as must not follow from it.
pub(super) fn periods(reader: Reader, today: NaiveDate) -> Vec<Period> {
    let (months, earlier) = match reader {
        Reader::Team => (1, 11),
        Reader::Outside => (3, 3),
    };
    let current = first_of_period(today, months);
    (0..=earlier).rev().map(|back| Period::starting(current - Months::new(back * months), months)).collect()
}

/// The calendar quarters of the past two years, oldest first; the last one is still going on.
pub(super) fn two_years(today: NaiveDate) -> Vec<Period> {
    let current = first_of_quarter(today);
    (0..8).rev().map(|back| Period::starting(current - Months::new(back * 3), 3)).collect()
}

/// The periods, and at the end all of them as one: who comes twice in a year is in two months, but one person.
pub(super) fn with_their_sum(periods: &[Period]) -> Vec<Period> {
    periods.iter().copied().chain(Period::all_of(periods)).collect()
}

/// The day a calendar quarter began.
pub(super) fn first_of_quarter(date: NaiveDate) -> NaiveDate {
    first_of_period(date, 3)
}

fn first_of_period(date: NaiveDate, months: u32) -> NaiveDate {
    let month = date.month0() / months * months + 1;
    NaiveDate::from_ymd_opt(date.year(), month, 1).unwrap_or(date)
}

/// "1 December 2025 to 23 November 2026": the dates a page says its movement is about.
pub(super) fn span(periods: &[Period], today: NaiveDate) -> String {
    let from = periods.first().map_or(today, |period| period.first);
    format!("{} to {}", display_date(from), display_date(today))
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::{Reader, periods, span, two_years};

    fn date(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    #[test]
    fn the_team_sees_twelve_months_with_the_current_one() {
        let today = date("2024-03-31");
        let months = periods(Reader::Team, today);
        assert_eq!((months.len(), months[0].first, months[11].last), (12, date("2023-04-01"), date("2024-03-31")));
        assert_eq!(months[10].last, date("2024-02-29"), "a leap day");
        assert_eq!(months[10].label(), "February 2024");
        assert_eq!(span(&months, today), "1 April 2023 to 31 March 2024");
    }

    #[test]
    fn others_see_quarters_of_the_calendar_that_do_not_move_with_the_date() {
        for today in ["2026-10-01", "2026-11-23", "2026-12-31"] {
            let quarters = periods(Reader::Outside, date(today));
            let starts: Vec<String> = quarters.iter().map(|quarter| quarter.first.to_string()).collect();
            assert_eq!(starts, ["2026-01-01", "2026-04-01", "2026-07-01", "2026-10-01"]);
            assert_eq!(quarters[0].label(), "January to March 2026");
        }
    }

    #[test]
    fn two_years_are_eight_quarters_with_the_current_one() {
        let quarters = two_years(date("2026-11-26"));
        assert_eq!((quarters.len(), quarters[0].first, quarters[7].last), (8, date("2025-01-01"), date("2026-12-31")));
        assert_eq!((quarters[7].short().as_str(), quarters[7].contains(date("2026-10-01"))), ("Oct to Dec 2026", true));
        assert!(!quarters[6].contains(date("2026-10-01")));
    }

    #[test]
    fn periods_follow_each_other_without_gap_or_overlap() {
        for reader in [Reader::Team, Reader::Outside] {
            for pair in periods(reader, date("2026-01-15")).windows(2) {
                assert_eq!(pair[0].last.succ_opt(), Some(pair[1].first));
            }
        }
    }
}
