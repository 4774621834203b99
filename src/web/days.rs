//! A stretch of days as a list's address has it.

use chrono::NaiveDate;

use crate::kernel::{display_date, parse_date};

/// From a day to a day, both taken in: `2026-01-01..2026-03-31`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Days {
    pub(crate) first: NaiveDate,
    pub(crate) last: NaiveDate,
}

impl Days {
    pub(crate) fn read(raw: &str) -> Option<Self> {
        let (first, last) = raw.split_once("..")?;
        let day = |raw: &str| parse_date("the day", raw).ok();
        Some(Self { first: day(first)?, last: day(last)? })
    }

    /// As it stands in an address.
    pub(crate) fn code(self) -> String {
        format!("{}..{}", self.first, self.last)
    }

    /// "1 January 2026 to 31 March 2026".
    pub(crate) fn in_words(self) -> String {
        format!("{} to {}", display_date(self.first), display_date(self.last))
    }
}

#[cfg(test)]
mod tests {
    use super::Days;

    #[test]
    fn reads_what_it_writes_and_nothing_else() {
        let days = Days::read("2026-01-01..2026-03-31").expect("days");
        assert_eq!(
            (days.code().as_str(), days.in_words().as_str()),
            ("2026-01-01..2026-03-31", "1 January 2026 to 31 March 2026")
        );
        assert_eq!(
            (Days::read("2026-01-01"), Days::read("2026-02-30..2026-03-01"), Days::read("")),
            (None, None, None)
        );
    }
}
