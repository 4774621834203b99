//! Times of day as this network's people write them, and the moments they mean in London.

use chrono::{DateTime, LocalResult, NaiveDate, NaiveTime, TimeZone, Utc};

use super::dates::LONDON;
use super::{Invalid, clean};

/// The time of day in London at a moment.
pub(crate) fn london_time(moment: DateTime<Utc>) -> NaiveTime {
    moment.with_timezone(&LONDON).time()
}

/// "2:30pm".
pub(crate) fn display_time(time: NaiveTime) -> String {
    time.format("%-I:%M%P").to_string()
}

/// A time typed as 2:30pm, 2.30 pm, 2pm, 14:30 or 1430.
///
/// # Errors
/// It is none of these. `what` names it: "the time it starts".
pub(crate) fn parse_time(what: &str, raw: &str) -> Result<NaiveTime, Invalid> {
    let text: String = clean(raw).to_lowercase().chars().filter(|c| !c.is_whitespace()).collect();
    let text = text.replace('.', ":").replace("noon", "pm");
    if text.is_empty() {
        return Err(Invalid::new(format!("Enter {what}")));
    }
    read_time(&text).ok_or_else(|| Invalid::new(format!("Enter {what} as a time, like 2:30pm")))
}

fn read_time(text: &str) -> Option<NaiveTime> {
    let (digits, half) = match text.strip_suffix("pm") {
        Some(digits) => (digits, Some(12)),
        None => text.strip_suffix("am").map_or((text, None), |digits| (digits, Some(0))),
    };
    let (hour, minute) = match (digits.split_once(':'), digits.len(), half) {
        (Some((hour, minute)), ..) if minute.len() == 2 => (hour, minute),
        (None, 4, None) if digits.is_ascii() => digits.split_at(2),
        (None, 1 | 2, Some(_)) => (digits, "00"),
        _ => return None,
    };
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !is_number(hour) || !is_number(minute) {
        return None;
    }
    let (hour, minute): (u32, u32) = (hour.parse().ok()?, minute.parse().ok()?);
    let hour = match half {
        Some(half) if (1..=12).contains(&hour) => hour % 12 + half,
        Some(_) => return None,
        None => hour,
    };
    NaiveTime::from_hms_opt(hour, minute, 0)
}

/// The moment a date and a time mean in London. In the hour that comes twice when the clocks go back it is the
/// first of the two.
///
/// # Errors
/// The clocks go forward over it, so there is no such time.
pub(crate) fn london_moment(date: NaiveDate, time: NaiveTime) -> Result<DateTime<Utc>, Invalid> {
    match LONDON.from_local_datetime(&date.and_time(time)) {
        LocalResult::Single(moment) | LocalResult::Ambiguous(moment, _) => Ok(moment.with_timezone(&Utc)),
        LocalResult::None => {
            Err(Invalid::new("Enter another time: on this day the clocks go forward and there is no such time"))
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::{NaiveDate, NaiveTime};

    use super::{display_time, london_moment, parse_time};

    fn time(hour: u32, minute: u32) -> NaiveTime {
        NaiveTime::from_hms_opt(hour, minute, 0).expect("a time")
    }

    #[test]
    fn reads_times_as_people_write_them() {
        for text in ["2:30pm", "2.30 PM", "14:30", "1430", "14.30", "02:30pm"] {
            assert_eq!(parse_time("a time", text), Ok(time(14, 30)), "{text}");
        }
        for (text, expected) in
            [("9am", time(9, 0)), ("12pm", time(12, 0)), ("12am", time(0, 0)), ("12 noon", time(12, 0))]
        {
            assert_eq!(parse_time("a time", text), Ok(expected), "{text}");
        }
        assert_eq!((display_time(time(14, 30)), display_time(time(0, 5))), ("2:30pm".to_owned(), "12:05am".to_owned()));
    }

    #[test]
    fn refuses_what_is_no_time() {
        for text in ["", "25:00", "13pm", "0am", "9", "930am", "12:5", "2:60pm", "noon", "later", "é:00", "+1:30"] {
            assert!(parse_time("a time", text).is_err(), "{text}");
        }
    }

    #[test]
    fn knows_when_the_clocks_change() {
        let day = |text: &str| text.parse::<NaiveDate>().expect("a date");
        let utc = |date: &str, hour, minute| london_moment(day(date), time(hour, minute)).map(|at| at.to_rfc3339());
        assert_eq!(utc("2026-03-28", 9, 0).as_deref(), Ok("2026-03-28T09:00:00+00:00"));
        assert_eq!(utc("2026-03-29", 9, 0).as_deref(), Ok("2026-03-29T08:00:00+00:00"));
        assert!(utc("2026-03-29", 1, 30).is_err(), "the clocks go forward");
        assert_eq!(utc("2026-10-25", 1, 30).as_deref(), Ok("2026-10-25T00:30:00+00:00"), "the first of two");
        assert_eq!(utc("2026-10-25", 9, 0).as_deref(), Ok("2026-10-25T09:00:00+00:00"));
    }
}
