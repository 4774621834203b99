//! The team's list of payments: what is to approve, what is to pay, all; and how many days it takes to pay.

use askama::Template;
use axum::response::{IntoResponse, Redirect, Response};
use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::error::Result;
use crate::events;
use crate::kernel::{Choice, EventId, display_date, london_date, parse_date};
use crate::payments::paths;
use crate::payments::store::{self, DaysToPay, Filter, PAGE, Row, Settings, View, Work};
use crate::payments::words::PaymentState;
use crate::web::{Cursor, FormErrors, Layout, Opt, Page, Paging, Query, address, counted};

/// The filter as the address and the form of the spreadsheet have it.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Choices {
    /// Empty: to approve; `to-pay`; `all`.
    pub(super) view: String,
    pub(super) q: String,
    pub(super) state: String,
    pub(super) event: String,
    /// `yes`: only those that have waited too long.
    pub(super) overdue: String,
    pub(super) paid_from: String,
    pub(super) paid_until: String,
    pub(super) after: String,
    pub(super) before: String,
    /// Why the list is taken away; only the spreadsheet's form has it.
    pub(super) reason: String,
}

impl Choices {
    pub(super) fn filter(&self) -> Filter {
        let text: String = self.q.trim().chars().take(100).collect();
        let digits = text.to_lowercase().replace("ip-", "");
        Filter {
            view: match self.view.as_str() {
                "to-pay" => View::ToPay,
                "all" => View::All,
                _ => View::ToApprove,
            },
            number: digits.parse().ok(),
            text: (!text.is_empty()).then_some(text),
            state: PaymentState::from_code(&self.state),
            event: self.event.parse().ok(),
            overdue: self.overdue == "yes",
            paid_from: parse_date("a date", &self.paid_from).ok(),
            paid_until: parse_date("a date", &self.paid_until).ok(),
        }
    }

    pub(super) fn parameters(&self) -> [(&'static str, &str); 7] {
        [
            ("view", &self.view),
            ("q", &self.q),
            ("state", &self.state),
            ("event", &self.event),
            ("overdue", &self.overdue),
            ("paid_from", &self.paid_from),
            ("paid_until", &self.paid_until),
        ]
    }

    fn without(&self, name: &str) -> String {
        let parameters = self.parameters().map(|(key, now)| if key == name { (key, "") } else { (key, now) });
        address(paths::Index, &parameters)
    }

    /// The filters that are on, in words: what, the words, the name of the parameter.
    pub(super) fn in_words(&self, event_title: Option<&str>) -> Vec<(&'static str, String, &'static str)> {
        let filter = self.filter();
        let state = filter.state.filter(|_| filter.view == View::All).map(|state| state.label().to_owned());
        [
            ("Search", filter.text, "q"),
            ("State", state, "state"),
            ("Event", event_title.map(str::to_owned), "event"),
            ("Waiting", filter.overdue.then(|| "too long".to_owned()), "overdue"),
            ("Paid", filter.paid_from.map(|day| format!("from {}", display_date(day))), "paid_from"),
            ("Paid", filter.paid_until.map(|day| format!("until {}", display_date(day))), "paid_until"),
        ]
        .into_iter()
        .filter_map(|(what, words, name)| words.map(|words| (what, words, name)))
        .collect()
    }

    /// What the list is called.
    pub(super) fn title(&self) -> &'static str {
        match self.filter().view {
            View::ToApprove => "Claims to approve",
            View::ToPay => "Claims to pay",
            View::All => "All payments",
        }
    }
}

#[derive(Template)]
#[template(path = "payments/index.html")]
pub(crate) struct IndexPage {
    layout: Layout,
    rows: Vec<Row>,
    count: i64,
    work: Work,
    settings: Settings,
    days: DaysToPay,
    /// The days of which `days` tells.
    period: (NaiveDate, NaiveDate),
    event_title: Option<String>,
    paging: Paging,
    choices: Choices,
    none: FormErrors,
}

pub(crate) async fn get(_: paths::Index, app: App, layout: Layout, Query(choices): Query<Choices>) -> Result<Response> {
    let (filter, today) = (choices.filter(), layout.today());
    let cursor = Cursor::parse(&choices.after, &choices.before);
    let period = (today - Days::new(365), today);
    let mut db = app.db.acquire().await?;
    let mut rows = store::list(&mut db, &filter, cursor, today).await?;
    let count = store::count(&mut db, &filter, today).await?;
    let work = store::count_work(&mut db, today).await?;
    let settings = store::find_settings(&mut db).await?;
    let days = store::days_to_pay(&mut db, period.0, period.1).await?;
    let event_title = match filter.event {
        Some(id) => title_of(&mut db, id).await?,
        None => None,
    };
    drop(db);
    if cursor.leads_nowhere(&rows) {
        return Ok(Redirect::to(&choices.without("")).into_response());
    }
    let paging = Paging::cut(&mut rows, PAGE.into(), cursor, &choices.without(""), |row| row.id);
    let none = FormErrors::default();
    let page = IndexPage { layout, rows, count, work, settings, days, period, event_title, paging, choices, none };
    Ok(Page::ok(page).into_response())
}

pub(super) async fn title_of(db: &mut sqlx::PgConnection, event: EventId) -> sqlx::Result<Option<String>> {
    Ok(events::find(db, event).await?.map(|event| event.title))
}

impl IndexPage {
    fn views(&self) -> [(&'static str, String, bool); 3] {
        let view = self.choices.filter().view;
        [
            ("/payments", format!("To approve ({})", self.work.to_approve), view == View::ToApprove),
            ("/payments?view=to-pay", format!("To pay ({})", self.work.to_pay), view == View::ToPay),
            ("/payments?view=all", "All".to_owned(), view == View::All),
        ]
    }

    fn is_all(&self) -> bool {
        self.choices.filter().view == View::All
    }

    fn title(&self) -> &'static str {
        self.choices.title()
    }

    fn counted(&self) -> String {
        if self.rows.is_empty() && self.active().is_empty() {
            return String::new();
        }
        counted(self.count, PAGE, ["payment", "payments"])
    }

    fn active(&self) -> Vec<(&'static str, String, String)> {
        let words = self.choices.in_words(self.event_title.as_deref());
        words.into_iter().map(|(what, words, name)| (what, words, self.choices.without(name))).collect()
    }

    fn clear(&self) -> String {
        address(paths::Index, &[("view", &self.choices.view)])
    }

    fn export(&self) -> String {
        address(paths::Export, &self.choices.parameters())
    }

    fn states(&self) -> Vec<Opt> {
        Opt::choices::<PaymentState>(&self.choices.state)
    }

    fn day(&self, row: &Row) -> String {
        display_date(london_date(row.starts_at))
    }

    /// What is claimed, or what was offered while nothing is.
    fn amount(&self, row: &Row) -> String {
        match (row.claimed_pence, row.state) {
            (Some(claimed), _) => claimed.to_string(),
            (None, PaymentState::Offered | PaymentState::SentBack) => format!("{} offered", row.fee_pence),
            (None, _) => String::new(),
        }
    }

    /// "Claimed 4 June 2026, 12 days ago".
    fn since(&self, row: &Row) -> String {
        if let Some(on) = row.paid_on {
            return format!("Paid {}", display_date(on));
        }
        match row.claimed_at.map(london_date) {
            Some(on) => format!("Claimed {}, {}", display_date(on), self.ago(on)),
            None => format!("Offered {}", display_date(london_date(row.offered_at))),
        }
    }

    fn ago(&self, on: NaiveDate) -> String {
        match (self.layout.today() - on).num_days() {
            ..=0 => "today".to_owned(),
            1 => "yesterday".to_owned(),
            days => format!("{days} days ago"),
        }
    }

    /// "12 days", "12.5 days".
    fn median(&self) -> Option<String> {
        self.days.median.map(days_in_words)
    }

    fn longest(&self) -> Option<(String, String)> {
        let (days, id) = (self.days.longest?, self.days.longest_id?);
        Some((days_in_words(f64::from(days)), format!("/payments/{id}")))
    }

    /// Exactly the payments that the days to pay are counted from.
    fn counted_from(&self) -> String {
        let (from, until) = (self.period.0.to_string(), self.period.1.to_string());
        let parameters =
            [("view", "all"), ("state", "paid"), ("paid_from", from.as_str()), ("paid_until", until.as_str())];
        address(paths::Index, &parameters)
    }

    fn period(&self) -> String {
        format!("{} to {}", display_date(self.period.0), display_date(self.period.1))
    }

    fn payments(&self) -> String {
        match self.days.payments {
            1 => "1 payment".to_owned(),
            many => format!("{many} payments"),
        }
    }
}

fn days_in_words(days: f64) -> String {
    let number = if days.fract() == 0.0 { format!("{days:.0}") } else { format!("{days:.1}") };
    if number == "1" { "1 day".to_owned() } else { format!("{number} days") }
}

#[cfg(test)]
mod tests {
    use super::{Choices, days_in_words};

    #[test]
    fn a_reference_is_found_by_its_number() {
        let number = |q: &str| Choices { q: q.to_owned(), ..Choices::default() }.filter().number;
        assert_eq!((number("IP-00042"), number("42"), number("ip-7")), (Some(42), Some(42), Some(7)));
        assert_eq!((number("Mary"), number("")), (None, None));
    }

    #[test]
    fn days_are_told_with_a_half_where_there_is_one() {
        assert_eq!(
            (days_in_words(1.0), days_in_words(12.5), days_in_words(0.0)),
            ("1 day".into(), "12.5 days".into(), "0 days".into())
        );
    }
}
