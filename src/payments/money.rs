//! Money: whole pence, read from what people type and written as they write it.

use crate::kernel::{Invalid, clean};
use crate::spreadsheets::Value;

/// An amount in pence.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, sqlx::Type)]
#[sqlx(transparent)]
pub(crate) struct Pence(i32);

/// So much is one thing that someone spent at most.
pub(super) const MOST_EXPENSE: Pence = Pence(200_000);
/// So much is an hour, a day or a mile at most.
pub(super) const MOST_RATE: Pence = Pence(100_000);
/// So much is one payment at most, without expenses.
pub(super) const MOST_FEE: Pence = Pence(1_000_000);

impl Pence {
    /// An amount typed as 25, 25.00, £25, 1250.50, £1,250.50 or 45p. `what` names it: "the amount".
    ///
    /// # Errors
    /// It is none of these, nothing at all, or more than `most`.
    pub(crate) fn parse(what: &str, raw: &str, most: Self) -> Result<Self, Invalid> {
        let text = clean(raw);
        if text.is_empty() {
            return Err(Invalid::new(format!("Enter {what}")));
        }
        let pence = read(&text).ok_or_else(|| {
            Invalid::new(format!("Enter {what} in pounds and pence, like 25 or 25.00, without other words"))
        })?;
        if pence == 0 {
            return Err(Invalid::new(format!("Enter {what} as more than £0.00")));
        }
        match i32::try_from(pence).map(Self) {
            Ok(amount) if amount <= most => Ok(amount),
            _ => Err(Invalid::new(format!("Enter {what} as {most} or less. If it is more, talk to finance first"))),
        }
    }

    /// So many parts of this much, of which `whole` make one: halves of a penny are rounded up.
    pub(super) fn times(self, parts: i32, whole: i32) -> Option<Self> {
        let (pence, parts, whole) = (i64::from(self.0), i64::from(parts), i64::from(whole));
        let rounded = (pence * parts * 2 + whole) / (whole * 2);
        i32::try_from(rounded).ok().map(Self)
    }

    pub(crate) fn plus(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }

    pub(crate) fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// For a spreadsheet.
    pub(crate) fn value(self) -> Value {
        Value::Money(self.0)
    }

    /// "25.00": for a field, and for a spreadsheet to add up.
    pub(crate) fn plain(self) -> String {
        format!("{}.{:02}", self.0 / 100, self.0 % 100)
    }
}

impl From<i32> for Pence {
    fn from(pence: i32) -> Self {
        Self(pence)
    }
}

impl std::iter::Sum for Pence {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        amounts.fold(Self(0), Self::plus)
    }
}

impl std::fmt::Display for Pence {
    /// "£1,250.50".
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let pounds = (self.0 / 100).to_string();
        f.write_str("£")?;
        for (at, digit) in pounds.char_indices() {
            if at > 0 && (pounds.len() - at).is_multiple_of(3) {
                f.write_str(",")?;
            }
            write!(f, "{digit}")?;
        }
        write!(f, ".{:02}", self.0 % 100)
    }
}

/// The trail reads as people do.
impl serde::Serialize for Pence {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

fn read(text: &str) -> Option<u64> {
    if let Some(pence) = text.strip_suffix(['p', 'P']) {
        return digits(pence.trim_end(), 4);
    }
    let text = text.strip_prefix('£').map_or(text, str::trim_start);
    let (pounds, pence) = match text.split_once('.') {
        Some((pounds, pence)) => (pounds, Some(pence)),
        None => (text, None),
    };
    let pence = match pence {
        None => 0,
        Some(tens) if tens.len() == 1 => digits(tens, 1)? * 10,
        Some(both) if both.len() == 2 => digits(both, 2)?,
        Some(_) => return None,
    };
    Some(whole_pounds(pounds)? * 100 + pence)
}

/// With commas after every third digit from the right, or with none.
fn whole_pounds(text: &str) -> Option<u64> {
    let mut parts = text.split(',');
    let first = parts.next()?;
    let mut all = first.to_owned();
    for part in parts {
        if part.len() != 3 || first.is_empty() || first.len() > 3 {
            return None;
        }
        all.push_str(part);
    }
    digits(&all, 12)
}

fn digits(text: &str, most: usize) -> Option<u64> {
    let is_number = !text.is_empty() && text.len() <= most && text.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{MOST_EXPENSE, Pence};

    fn parse(text: &str) -> Result<i32, String> {
        Pence::parse("the amount", text, MOST_EXPENSE)
            .map(|pence| pence.0)
            .map_err(|invalid| invalid.message().to_owned())
    }

    #[test]
    fn reads_amounts_as_people_write_them() {
        for (text, pence) in [
            ("25", 2500),
            ("25.00", 2500),
            ("£25", 2500),
            ("£ 25.5", 2550),
            (" 1250.50 ", 125_050),
            ("£1,250.50", 125_050),
            ("45p", 45),
            ("45 p", 45),
            ("0.45", 45),
            ("2,000", 200_000),
        ] {
            assert_eq!(parse(text), Ok(pence), "{text}");
        }
    }

    #[test]
    fn says_what_is_wrong_with_an_amount() {
        for text in [
            "abc",
            "25.001",
            "25.",
            ".",
            ".50",
            "-5",
            "+5",
            "1,25",
            "12,50.00",
            ",250",
            "1,2500",
            "£",
            "p",
            "2 5",
            "25 pounds",
            "٢٥",
            "1e3",
            "££5",
            "5££",
            "0x10",
        ] {
            assert!(parse(text).is_err_and(|why| why.contains("in pounds and pence")), "{text}");
        }
        assert_eq!(parse("  "), Err("Enter the amount".to_owned()));
        assert_eq!(parse("0.00"), Err("Enter the amount as more than £0.00".to_owned()));
        for text in ["2000.01", "99999999", "999999999999"] {
            assert!(parse(text).is_err_and(|why| why.starts_with("Enter the amount as £2,000.00 or less")), "{text}");
        }
    }

    #[test]
    fn parts_of_an_amount_are_rounded_to_the_penny() {
        let times = |pence, parts, whole| Pence(pence).times(parts, whole).map(|amount| amount.0);
        assert_eq!(times(2500, 10, 4), Some(6250), "two and a half hours");
        assert_eq!(times(45, 125, 10), Some(563), "12.5 miles at 45p are £5.625");
        assert_eq!(times(2499, 1, 4), Some(625), "a quarter of £24.99 is £6.2475");
        assert_eq!(times(i32::MAX, 160, 4), None);
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again(pence in 1..=200_000) {
            let amount = Pence(pence);
            for text in [amount.to_string(), amount.plain(), format!("£{}", amount.plain())] {
                prop_assert_eq!(parse(&text), Ok(pence));
            }
        }

        #[test]
        fn no_text_breaks_it_and_none_makes_less_than_a_penny_or_more_than_allowed(text in "\\PC{0,14}") {
            if let Ok(pence) = parse(&text) {
                prop_assert!((1..=200_000).contains(&pence));
                prop_assert!(text.chars().any(|c| c.is_ascii_digit()));
            }
        }

        #[test]
        fn the_sum_of_the_parts_differs_from_the_whole_by_no_more_than_the_rounding(pence in 1..=100_000, parts in 1..=160) {
            let whole = Pence(pence).times(parts, 4).expect("an amount").0;
            let exact = f64::from(pence) * f64::from(parts) / 4.0;
            prop_assert!((f64::from(whole) - exact).abs() <= 0.5);
        }
    }
}
