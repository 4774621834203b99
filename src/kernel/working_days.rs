//! Working days in England: Monday to Friday without bank holidays.

use chrono::{Datelike, Days, NaiveDate, Weekday};

/// The date `days` working days after `start`; the day itself does not count.
pub(crate) fn add_working_days(start: NaiveDate, days: u32) -> NaiveDate {
    let mut date = start;
    let mut left = days;
    while left > 0 {
        date = date + Days::new(1);
        if is_working_day(date) {
            left -= 1;
        }
    }
    date
}

fn is_working_day(date: NaiveDate) -> bool {
    !matches!(date.weekday(), Weekday::Sat | Weekday::Sun) && !bank_holidays(date.year()).contains(&date)
}

/// The eight regular bank holidays of England and Wales. One-off days (a coronation) are left out:
/// they make a request late a day early, which harms no one.
fn bank_holidays(year: i32) -> [NaiveDate; 8] {
    let day = |month, day| NaiveDate::from_ymd_opt(year, month, day).unwrap_or_default();
    let easter = easter_sunday(year);
    let christmas = first_weekday_from(day(12, 25));
    [
        first_weekday_from(day(1, 1)),
        easter - Days::new(2),
        easter + Days::new(1),
        first_monday_from(day(5, 1)),
        first_monday_from(day(5, 25)),
        first_monday_from(day(8, 25)),
        christmas,
        first_weekday_from(first_weekday_after_christmas(christmas, day(12, 26))),
    ]
}

/// Boxing Day, moved on when Christmas Day's substitute has taken its place.
fn first_weekday_after_christmas(christmas: NaiveDate, boxing_day: NaiveDate) -> NaiveDate {
    boxing_day.max(christmas + Days::new(1))
}

fn first_weekday_from(date: NaiveDate) -> NaiveDate {
    match date.weekday() {
        Weekday::Sat => date + Days::new(2),
        Weekday::Sun => date + Days::new(1),
        _ => date,
    }
}

fn first_monday_from(date: NaiveDate) -> NaiveDate {
    date + Days::new(u64::from((7 - date.weekday().num_days_from_monday()) % 7))
}

/// Easter Sunday of the Gregorian calendar (Meeus, Jones and Butcher).
fn easter_sunday(year: i32) -> NaiveDate {
    let (a, b, c) = (year % 19, year / 100, year % 100);
    let (d, e) = (b / 4, b % 4);
    let g = (8 * b + 13) / 25;
    let h = (19 * a + b - d - g + 15) % 30;
    let (i, k) = (c / 4, c % 4);
    let l = (32 + 2 * e + 2 * i - h - k) % 7;
    let m = (a + 11 * h + 19 * l) / 433;
    let month = (h + l - 7 * m + 90) / 25;
    let day = (h + l - 7 * m + 33 * month + 19) % 32;
    NaiveDate::from_ymd_opt(year, month.unsigned_abs(), day.unsigned_abs()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::{add_working_days, bank_holidays, easter_sunday};

    fn date(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    #[test]
    fn knows_easter() {
        for day in ["2013-03-31", "2024-03-31", "2025-04-20", "2026-04-05", "2038-04-25"] {
            assert_eq!(easter_sunday(date(day).format("%Y").to_string().parse().expect("a year")), date(day));
        }
    }

    #[test]
    fn moves_christmas_off_the_weekend() {
        assert_eq!(bank_holidays(2021)[6..], [date("2021-12-27"), date("2021-12-28")]);
        assert_eq!(bank_holidays(2022)[6..], [date("2022-12-26"), date("2022-12-27")]);
        assert_eq!(bank_holidays(2026)[6..], [date("2026-12-25"), date("2026-12-28")]);
        assert_eq!(bank_holidays(2024)[6..], [date("2024-12-25"), date("2024-12-26")]);
    }

    #[test]
    fn skips_weekends_and_holidays() {
        assert_eq!(add_working_days(date("2026-11-23"), 3), date("2026-11-26"));
        assert_eq!(add_working_days(date("2026-11-26"), 3), date("2026-12-01"));
        assert_eq!(add_working_days(date("2026-04-02"), 3), date("2026-04-09"), "over Easter");
    }
}
