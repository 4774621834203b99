//! Home pages and dashboards.

pub(crate) mod admin;
pub(crate) mod coverage;
pub(crate) mod home;
mod links;
pub(crate) mod my_projects;
pub(crate) mod network;
pub(crate) mod project;
pub(crate) mod settings;
mod team_home;

use chrono::{DateTime, Days, NaiveDate, Utc};

use super::breakdown::people;
use super::periods::Period;
use super::store::Movement;
use super::suppression::Reader;
use crate::kernel::{display_date, london_date};
use crate::memberships::is_late;
use crate::web::chart::{MonthChart, Series, Shown};

/// The latest day on which a request was made that is late today. Nothing takes three working days longer
/// than over Christmas, so a month back is far enough.
fn late_since(today: NaiveDate) -> NaiveDate {
    let days = (0..31).filter_map(|back| today.checked_sub_days(Days::new(back)));
    days.into_iter().find(|day| is_late(*day, today)).unwrap_or(today)
}

/// How long something has waited: "since 12 November 2026 (11 days)".
fn waiting_since(moment: DateTime<Utc>, today: NaiveDate) -> String {
    let day = london_date(moment);
    let age = match (today - day).num_days() {
        ..=0 => "today".to_owned(),
        1 => "1 day".to_owned(),
        days => format!("{days} days"),
    };
    format!("since {} ({age})", display_date(day))
}

/// How many came and went in all periods together, as this reader may see it; and the picture of it, or
/// none where it would give small numbers away. Only the team is shown the running total (see [`super::periods`]).
struct Flow {
    joined: Shown,
    departed: Shown,
    chart: Option<MonthChart>,
}

impl Flow {
    fn of(title: &str, periods: &[Period], movement: &[Movement], reader: Reader) -> Self {
        let joined: Vec<u32> = movement.iter().map(|period| people(period.joined)).collect();
        let departed: Vec<u32> = movement.iter().map(|period| people(period.departed)).collect();
        let series = |label: &str, counts: &[u32]| {
            reader.breakdown(counts).map(|values| Series { label: label.to_owned(), values })
        };
        let totals = || movement.iter().map(|period| Shown::Exact(people(period.total))).collect();
        let line = (reader == Reader::Team).then(|| Series { label: "Total at the end".to_owned(), values: totals() });
        let chart = series("Joined", &joined).zip(series("Left", &departed)).map(|(up, down)| MonthChart {
            title: title.to_owned(),
            months: periods.iter().map(Period::label).collect(),
            up,
            down: Some(down),
            line,
        });
        Self { joined: reader.count(joined.iter().sum()), departed: reader.count(departed.iter().sum()), chart }
    }
}

#[cfg(test)]
mod tests {
    use super::{Flow, Movement, Reader, Shown, late_since};
    use crate::dashboards::periods::periods;

    fn movement(joined: &[i64]) -> Vec<Movement> {
        joined.iter().map(|joined| Movement { joined: *joined, departed: 0, total: 40 }).collect()
    }

    #[test]
    fn a_request_is_late_after_three_working_days() {
        let day = |text: &str| text.parse().expect("a date");
        assert_eq!(late_since(day("2026-11-27")), day("2026-11-23"));
        assert_eq!(late_since(day("2026-12-29")), day("2026-12-21"), "over Christmas");
    }

    #[test]
    fn a_lead_never_sees_running_totals() {
        let today = "2026-11-23".parse().expect("a date");
        let (quarters, counts) = (periods(Reader::Outside, today), movement(&[7, 2, 3, 9, 12]));
        let flow = Flow::of("", &quarters, &counts, Reader::Outside);
        let chart = flow.chart.expect("a picture");
        assert!(chart.line.is_none());
        assert_eq!((flow.joined, flow.departed), (Shown::Exact(33), Shown::Exact(0)));
        assert_eq!(chart.up.values[1], Shown::FewerThanFive);
        assert!(Flow::of("", &quarters, &counts, Reader::Team).chart.is_some_and(|chart| chart.line.is_some()));
    }

    #[test]
    fn a_picture_that_would_tell_is_not_drawn() {
        let today = "2026-11-23".parse().expect("a date");
        let flow = Flow::of("", &periods(Reader::Outside, today), &movement(&[0, 0, 3, 0, 0]), Reader::Outside);
        assert_eq!((flow.joined, flow.chart.is_none()), (Shown::FewerThanFive, true));
    }
}
