//! Dates as this network's people write and read them.

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;

use super::{Invalid, clean};

/// The network's time zone.
pub(super) const LONDON: Tz = Tz::Europe__London;

/// The date in London at a moment.
pub(crate) fn london_date(moment: DateTime<Utc>) -> NaiveDate {
    moment.with_timezone(&LONDON).date_naive()
}

/// "4 June 2026".
pub(crate) fn display_date(date: NaiveDate) -> String {
    date.format("%-d %B %Y").to_string()
}

/// "4 June 2026, 2:30pm", in London.
pub(crate) fn display_date_time(moment: DateTime<Utc>) -> String {
    moment.with_timezone(&LONDON).format("%-d %B %Y, %-I:%M%P").to_string()
}

const WHOLE_YEAR: [&str; 6] = ["%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%d %B %Y", "%d %b %Y", "%Y-%m-%d"];
const TWO_DIGITS: [&str; 5] = ["%d/%m/%y", "%d-%m-%y", "%d.%m.%y", "%d %B %y", "%d %b %y"];

/// A date typed as 4/6/2026, 4-6-2026, 4.6.2026, 4 June 2026, 4 Jun 2026 or 2026-06-04, in the years 1900 to 2100;
/// also with a year of two digits, which means 1970 to 2069.
///
/// # Errors
/// It is none of these, or no such day exists. `what` names it: "the date they started".
pub(crate) fn parse_date(what: &str, raw: &str) -> Result<NaiveDate, Invalid> {
    let text = clean(raw);
    if text.is_empty() {
        return Err(Invalid::new(format!("Enter {what}")));
    }
    let digits_at_the_end = text.chars().rev().take_while(char::is_ascii_digit).count();
    let short = if digits_at_the_end == 2 { &TWO_DIGITS[..] } else { &[] };
    WHOLE_YEAR
        .iter()
        .chain(short)
        .filter_map(|format| NaiveDate::parse_from_str(&text, format).ok())
        .find(|date| (1900..=2100).contains(&chrono::Datelike::year(date)))
        .ok_or_else(|| Invalid::new(format!("Enter {what} as a real date, like 27/3/2026")))
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::{display_date, parse_date};

    #[test]
    fn reads_dates_in_british_order() {
        let fourth_of_june = NaiveDate::from_ymd_opt(2026, 6, 4).expect("a date");
        for text in [
            "4/6/2026",
            "04/06/2026",
            "4 June 2026",
            "4 jun 2026",
            "2026-06-04",
            " 4.6.2026 ",
            "04.06.26",
            "4/6/26",
            "4 June 26",
        ] {
            assert_eq!(parse_date("a date", text), Ok(fourth_of_june), "{text}");
        }
        let in_1970 = NaiveDate::from_ymd_opt(1970, 6, 4);
        assert_eq!(parse_date("a date", "4/6/70").ok(), in_1970);
        assert_eq!(display_date(fourth_of_june), "4 June 2026");
    }

    #[test]
    fn refuses_days_that_do_not_exist() {
        for text in ["", "31/2/2026", "6/2026", "29/2/2025", "29/2/25", "4/6/6", "4/6/026", "1/1/1066", "tomorrow"] {
            assert!(parse_date("a date", text).is_err(), "{text}");
        }
    }
}
