//! Home pages and dashboards.

pub(crate) mod admin;
pub(crate) mod coverage;
mod events;
pub(crate) mod home;
mod links;
pub(crate) mod my_projects;
pub(crate) mod network;
pub(crate) mod project;
pub(crate) mod project_event;
pub(crate) mod project_events;
pub(crate) mod settings;
mod team_home;

use chrono::{DateTime, NaiveDate, Utc};

use super::breakdown::{Breakdown, Part, people};
use super::periods::Period;
use super::store::Movement;
use super::suppression::Reader;
use crate::kernel::{display_date, london_date};
use crate::web::chart::{MonthChart, Series, Shown};
use links::Whose;

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

/// How many people came and went in all periods together, as this reader may see it, and the picture of it.
struct Flow {
    joined: Told,
    departed: Told,
    picture: Picture,
}

/// A count with the list of its people, where the reader has one.
struct Told {
    people: Shown,
    href: Option<String>,
}

/// Months for the team, with the total on top. Quarters for others, in words where a number is not told: a
/// column that is left out would read as nobody (see [`super::periods`]).
enum Picture {
    Months(MonthChart),
    Quarters { joined: Breakdown, departed: Breakdown },
}

impl Flow {
    /// `movement` has a row for each period and a last one for all of them together.
    fn of(periods: &[Period], movement: &[Movement], reader: Reader, whose: Whose<'_>) -> Self {
        let (months, whole) = movement.split_at(periods.len().min(movement.len()));
        let (joined, departed) = (counts(months, |period| period.joined), counts(months, |period| period.departed));
        let picture = match reader {
            Reader::Team => Picture::Months(MonthChart {
                title: "Joined and left by month".to_owned(),
                months: periods.iter().map(Period::label).collect(),
                up: series("Joined", &joined, periods.iter().map(|period| whose.joined(period))),
                down: Some(series("Left", &departed, periods.iter().map(|period| whose.left(period)))),
                line: Some(series("Total at the end", &counts(months, |period| period.total), [])),
            }),
            Reader::Outside => Picture::Quarters {
                joined: by_quarter("Joined by quarter", periods, &joined),
                departed: by_quarter("Left by quarter", periods, &departed),
            },
        };
        let all = Period::all_of(periods);
        let told = |count: Option<i64>, href: Option<String>| Told {
            people: reader.count(count.map_or(0, people)),
            href: href.filter(|_| reader == Reader::Team),
        };
        Self {
            joined: told(whole.first().map(|all| all.joined), all.map(|all| whose.joined(&all))),
            departed: told(whole.first().map(|all| all.departed), all.map(|all| whose.left(&all))),
            picture,
        }
    }
}

fn counts(movement: &[Movement], of: impl Fn(&Movement) -> i64) -> Vec<u32> {
    movement.iter().map(|period| people(of(period))).collect()
}

fn series(label: &str, counts: &[u32], hrefs: impl IntoIterator<Item = String>) -> Series {
    Series {
        label: label.to_owned(),
        values: counts.iter().copied().map(Shown::Exact).collect(),
        hrefs: hrefs.into_iter().collect(),
    }
}

/// For readers outside the team.
fn by_quarter(title: &str, quarters: &[Period], counts: &[u32]) -> Breakdown {
    let part = |(quarter, count): (&Period, &u32)| Part { label: quarter.label(), people: *count, href: None };
    Breakdown::of(title, "Quarter", quarters.iter().zip(counts).map(part).collect(), Reader::Outside)
}

#[cfg(test)]
mod tests {
    use super::{Breakdown, Flow, Movement, Picture, Reader, Shown, Whose};
    use crate::dashboards::periods::periods;

    /// As many people joined in each period, and so many different ones in all.
    fn movement(joined: &[i64], all: i64) -> Vec<Movement> {
        let row = |joined: &i64| Movement { joined: *joined, departed: 0, total: 40 };
        joined.iter().chain([&all]).map(row).collect()
    }

    #[test]
    fn a_lead_never_sees_running_totals() {
        let today = "2026-11-23".parse().expect("a date");
        let (quarters, rows) = (periods(Reader::Outside, today), movement(&[7, 2, 3, 12], 23));
        let flow = Flow::of(&quarters, &rows, Reader::Outside, Whose::Project("stak"));
        assert_eq!((flow.joined.people, flow.departed.people), (Shown::Exact(23), Shown::Exact(0)));
        assert_eq!(flow.joined.href, None, "the register is the team's");
        let Picture::Quarters { joined: Breakdown::Told(joined), .. } = flow.picture else { panic!("quarters") };
        assert_eq!(joined.rows[1].value, Shown::FewerThanFive);
        let flow = Flow::of(&quarters, &rows, Reader::Team, Whose::Project("stak"));
        let Picture::Months(chart) = flow.picture else { panic!("months") };
        assert!(chart.line.is_some());
        let days = "2026-01-01..2026-12-31";
        assert_eq!(flow.joined.href, Some(format!("/associates?project=stak&status=all&joined={days}")));
    }

    #[test]
    fn a_picture_that_would_tell_is_not_drawn() {
        let today = "2026-11-23".parse().expect("a date");
        let rows = movement(&[0, 3, 0, 0], 3);
        let flow = Flow::of(&periods(Reader::Outside, today), &rows, Reader::Outside, Whose::Network);
        assert_eq!(flow.joined.people, Shown::FewerThanFive);
        assert!(matches!(flow.picture, Picture::Quarters { joined: Breakdown::Withheld, .. }));
    }
}
