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

use chrono::{DateTime, NaiveDate, Utc};

use super::breakdown::{Breakdown, Part, people};
use super::periods::Period;
use super::store::Movement;
use super::suppression::Reader;
use crate::kernel::{display_date, london_date};
use crate::web::chart::{MonthChart, Series, Shown};

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

/// How many came and went in all periods together, as this reader may see it, and the picture of it.
struct Flow {
    joined: Shown,
    departed: Shown,
    picture: Picture,
}

/// Months for the team, with the total on top. Quarters for others, in words where a number is not told: a
/// column that is left out would read as nobody (see [`super::periods`]).
enum Picture {
    Months(MonthChart),
    Quarters { joined: Breakdown, departed: Breakdown },
}

impl Flow {
    fn of(periods: &[Period], movement: &[Movement], reader: Reader) -> Self {
        let joined: Vec<u32> = movement.iter().map(|period| people(period.joined)).collect();
        let departed: Vec<u32> = movement.iter().map(|period| people(period.departed)).collect();
        let labels = || periods.iter().map(Period::label);
        let series = |label: &str, counts: &[u32]| Series {
            label: label.to_owned(),
            values: counts.iter().copied().map(Shown::Exact).collect(),
        };
        let by_quarter = |title: &str, counts: &[u32]| {
            let part = |(label, count): (String, &u32)| Part { label, people: *count, href: None };
            Breakdown::of(title, "Quarter", labels().zip(counts).map(part).collect(), reader)
        };
        let totals: Vec<u32> = movement.iter().map(|period| people(period.total)).collect();
        let picture = match reader {
            Reader::Team => Picture::Months(MonthChart {
                title: "Joined and left by month".to_owned(),
                months: labels().collect(),
                up: series("Joined", &joined),
                down: Some(series("Left", &departed)),
                line: Some(series("Total at the end", &totals)),
            }),
            Reader::Outside => Picture::Quarters {
                joined: by_quarter("Joined by quarter", &joined),
                departed: by_quarter("Left by quarter", &departed),
            },
        };
        Self { joined: reader.count(joined.iter().sum()), departed: reader.count(departed.iter().sum()), picture }
    }
}

#[cfg(test)]
mod tests {
    use super::{Breakdown, Flow, Movement, Picture, Reader, Shown};
    use crate::dashboards::periods::periods;

    fn movement(joined: &[i64]) -> Vec<Movement> {
        joined.iter().map(|joined| Movement { joined: *joined, departed: 0, total: 40 }).collect()
    }

    #[test]
    fn a_lead_never_sees_running_totals() {
        let today = "2026-11-23".parse().expect("a date");
        let (quarters, counts) = (periods(Reader::Outside, today), movement(&[7, 2, 3, 9, 12]));
        let flow = Flow::of(&quarters, &counts, Reader::Outside);
        assert_eq!((flow.joined, flow.departed), (Shown::Exact(33), Shown::Exact(0)));
        let Picture::Quarters { joined: Breakdown::Told(joined), .. } = flow.picture else { panic!("quarters") };
        assert_eq!(joined.rows[1].value, Shown::FewerThanFive);
        let Picture::Months(chart) = Flow::of(&quarters, &counts, Reader::Team).picture else { panic!("months") };
        assert!(chart.line.is_some());
    }

    #[test]
    fn a_picture_that_would_tell_is_not_drawn() {
        let today = "2026-11-23".parse().expect("a date");
        let flow = Flow::of(&periods(Reader::Outside, today), &movement(&[0, 0, 3, 0, 0]), Reader::Outside);
        assert_eq!(flow.joined, Shown::FewerThanFive);
        assert!(matches!(flow.picture, Picture::Quarters { joined: Breakdown::Withheld, .. }));
    }
}
