//! The month view of events.

use askama::Template;
use chrono::{Datelike, Days, Months, NaiveDate, NaiveTime, Weekday};
use sqlx::PgConnection;

use super::index::{Choices, may_plan, views};
use crate::access::events_visible_to;
use crate::error::Result;
use crate::events::model::EventState;
use crate::events::store::{self, Coming};
use crate::kernel::{display_time, london_date, london_moment, london_time};
use crate::web::{Layout, not_understood};

/// A day of the month view.
struct Day {
    date: NaiveDate,
    is_in_month: bool,
    is_today: bool,
    events: Vec<Coming>,
}

impl Day {
    fn number(&self) -> u32 {
        self.date.day()
    }

    /// "Thursday 4 June".
    fn in_words(&self) -> String {
        self.date.format("%A %-d %B").to_string()
    }
}

#[derive(Template)]
#[template(path = "events/month.html")]
pub(crate) struct MonthPage {
    layout: Layout,
    /// "June 2026".
    title: String,
    previous: String,
    next: String,
    weeks: Vec<Vec<Day>>,
    /// What of the address means nothing.
    not_understood: Option<String>,
}

impl MonthPage {
    fn may_plan(&self) -> bool {
        may_plan(&self.layout)
    }

    fn views(&self) -> [(&'static str, &'static str, bool); 4] {
        views("month")
    }

    fn time(&self, event: &Coming) -> String {
        display_time(london_time(event.starts_at))
    }

    fn is_empty(&self) -> bool {
        self.weeks.iter().flatten().all(|day| day.events.is_empty())
    }
}

pub(super) async fn load(db: &mut PgConnection, layout: Layout, choices: &Choices) -> Result<MonthPage> {
    let this_month = layout.today().with_day(1).unwrap_or(layout.today());
    let asked: Option<NaiveDate> = format!("{}-01", choices.month).parse().ok();
    let asked = asked.filter(|date| (1900..=2100).contains(&date.year()));
    let not_understood = not_understood([("month", choices.month.as_str())], |_| asked.is_some());
    let first = asked.unwrap_or(this_month);
    let monday = first.week(Weekday::Mon).first_day();
    let last = (first + Months::new(1)).pred_opt().unwrap_or(first);
    let sunday = last.week(Weekday::Mon).last_day();
    // Midnight is never left out by the clocks in London.
    let at = |date: NaiveDate| london_moment(date, NaiveTime::MIN).unwrap_or_default();
    let scope = events_visible_to(layout.actor());
    let events = store::list_month(db, &scope, at(monday), at(sunday + Days::new(1))).await?;
    let days: Vec<Day> = monday
        .iter_days()
        .take_while(|date| *date <= sunday)
        .map(|date| Day {
            date,
            is_in_month: date.month() == first.month(),
            is_today: date == layout.today(),
            events: events.iter().filter(|event| london_date(event.starts_at) == date).cloned().collect(),
        })
        .collect();
    let mut weeks: Vec<Vec<Day>> = Vec::new();
    for day in days {
        match weeks.last_mut() {
            Some(week) if week.len() < 7 => week.push(day),
            _ => weeks.push(vec![day]),
        }
    }
    let to = |date: NaiveDate| format!("/events?view=month&month={}", date.format("%Y-%m"));
    Ok(MonthPage {
        title: first.format("%B %Y").to_string(),
        previous: to(first - Months::new(1)),
        next: to(first + Months::new(1)),
        weeks,
        not_understood,
        layout,
    })
}
