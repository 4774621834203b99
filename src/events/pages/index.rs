//! The list of events, and the month.

use askama::Template;
use axum::response::{IntoResponse, Response};
use chrono::{Datelike, Days, Months, NaiveDate, NaiveTime, Weekday};
use serde::Deserialize;
use sqlx::PgConnection;

use crate::access::{Action, Audience, Facts, events_visible_to};
use crate::app::App;
use crate::error::Result;
use crate::events::model::{EventKind, EventState, when};
use crate::events::paths;
use crate::events::store::{self, Coming, Filter, Row, When};
use crate::kernel::{Choice, display_time, london_date, london_moment, london_time};
use crate::projects::{self, Project, Theme};
use crate::web::{Cursor, FormErrors, Layout, Opt, Page, Paging, Query, address, teaser};

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Choices {
    /// Empty: what is to come; `past`; `month`.
    view: String,
    /// The month of the month view: `2026-06`.
    month: String,
    q: String,
    kind: String,
    state: String,
    project: String,
    theme: String,
    series: String,
    after: String,
    before: String,
}

impl Choices {
    fn when(&self) -> When {
        if self.view == "past" { When::Past } else { When::Coming }
    }

    pub(super) fn filter(&self) -> Filter {
        let text = |value: &str| (!value.is_empty()).then(|| value.chars().take(100).collect::<String>());
        Filter {
            when: self.when(),
            text: text(&self.q).map(|q| q.replace(['%', '_', '\\'], " ")),
            kind: EventKind::from_code(&self.kind),
            state: EventState::from_code(&self.state),
            project: text(&self.project),
            theme: text(&self.theme),
            series: text(&self.series),
        }
    }

    fn parameters(&self) -> [(&'static str, &str); 7] {
        [
            ("view", &self.view),
            ("q", &self.q),
            ("kind", &self.kind),
            ("state", &self.state),
            ("project", &self.project),
            ("theme", &self.theme),
            ("series", &self.series),
        ]
    }

    /// The address of this list without paging, with one of its parameters another one.
    fn with(&self, name: &str, value: &str) -> String {
        let parameters = self.parameters().map(|(key, now)| if key == name { (key, value) } else { (key, now) });
        address(paths::Index, &parameters)
    }

    fn is_filtered(&self) -> bool {
        self.parameters().iter().any(|(name, value)| *name != "view" && !value.is_empty())
    }
}

#[derive(Template)]
#[template(path = "events/index.html")]
pub(crate) struct IndexPage {
    layout: Layout,
    rows: Vec<Row>,
    paging: Paging,
    choices: Choices,
    projects: Vec<Project>,
    themes: Vec<Theme>,
    errors: FormErrors,
}

pub(crate) async fn get(_: paths::Index, app: App, layout: Layout, Query(choices): Query<Choices>) -> Result<Response> {
    let mut db = app.db.acquire().await?;
    if choices.view == "month" {
        let page = month(&mut db, layout, &choices).await?;
        return Ok(Page::ok(page).into_response());
    }
    let (scope, cursor) = (events_visible_to(layout.actor()), Cursor::parse(&choices.after, &choices.before));
    let mut rows = store::list(&mut db, &scope, &choices.filter(), cursor, layout.now()).await?;
    let projects = projects::list_open(&mut db).await?;
    let themes = projects::list_themes(&mut db).await?;
    drop(db);
    let paging = Paging::cut(&mut rows, store::PAGE.into(), cursor, &choices.with("", ""), |row: &Row| row.id);
    let errors = FormErrors::default();
    Ok(Page::ok(IndexPage { layout, rows, paging, choices, projects, themes, errors }).into_response())
}

/// Whether the policy lets this person plan events.
pub(super) fn may_plan(layout: &Layout) -> bool {
    layout.may(Action::Edit, Facts::Event { audience: Audience::Team })
}

/// The ways to look at events: address, words, whether it is the present one.
fn views(view: &str) -> [(&'static str, &'static str, bool); 4] {
    [
        ("/events", "Coming", !["past", "month"].contains(&view)),
        ("/events?view=past", "Past", view == "past"),
        ("/events?view=month", "Month", view == "month"),
        ("/outputs", "What we made", false),
    ]
}

impl IndexPage {
    fn may_plan(&self) -> bool {
        may_plan(&self.layout)
    }

    fn views(&self) -> [(&'static str, &'static str, bool); 4] {
        views(&self.choices.view)
    }

    /// The same list as a spreadsheet.
    fn export(&self) -> String {
        address(paths::Csv, &self.choices.parameters())
    }

    fn is_past(&self) -> bool {
        self.choices.when() == When::Past
    }

    fn when(&self, row: &Row) -> String {
        when(row.starts_at, row.ends_at)
    }

    fn where_to(&self, row: &Row) -> String {
        match (&row.place, row.is_online) {
            (Some(place), true) => format!("{} and online", first_line(place)),
            (Some(place), false) => first_line(place).to_owned(),
            (None, true) => "Online".to_owned(),
            (None, false) => String::new(),
        }
    }

    /// "12 of 40 places taken, 3 waiting".
    fn places(&self, row: &Row) -> String {
        let waiting = if row.waiting > 0 { format!(", {} waiting", row.waiting) } else { String::new() };
        match row.places {
            Some(places) => format!("{} of {places}{waiting}", row.taken),
            None => format!("{}{waiting}", row.taken),
        }
    }

    fn state(&self, row: &Row) -> (&'static str, &'static str) {
        let is_over = row.ends_at <= self.layout.now();
        match row.state {
            EventState::Draft => ("Draft", "yellow"),
            EventState::Cancelled => ("Cancelled", "red"),
            EventState::Open | EventState::Closed if is_over => ("To close", "orange"),
            EventState::Done => ("Done", "grey"),
            EventState::Open => ("Open", "green"),
            EventState::Closed => ("Registration closed", "teal"),
        }
    }

    /// "Seminar · Thursday 4 June 2026, 2:30pm to 4:30pm · Nottingham · Full: waiting list".
    fn meta(&self, row: &Row) -> String {
        let room = match row.places {
            _ if row.state == EventState::Cancelled => "Cancelled",
            _ if row.ends_at <= self.layout.now() => "",
            _ if row.state == EventState::Closed => "Registration closed",
            Some(places) if row.taken >= places || row.waiting > 0 => "Full: waiting list",
            _ => "",
        };
        let parts = [row.kind.label().to_owned(), self.when(row), self.where_to(row), room.to_owned()];
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
    }

    fn teaser(&self, row: &Row) -> String {
        teaser(&row.description, 180)
    }

    fn kinds(&self) -> Vec<Opt> {
        Opt::choices::<EventKind>(&self.choices.kind)
    }

    fn states(&self) -> Vec<Opt> {
        Opt::choices::<EventState>(&self.choices.state)
    }

    fn project_options(&self) -> Vec<Opt> {
        Opt::list(self.projects.iter().map(|one| (one.slug.clone(), one.title.clone())), &self.choices.project)
    }

    fn theme_options(&self) -> Vec<Opt> {
        Opt::list(self.themes.iter().map(|one| (one.slug.clone(), one.name.clone())), &self.choices.theme)
    }

    /// The chosen filters in words, each with the address without it.
    fn active(&self) -> Vec<(&'static str, String, String)> {
        let choices = &self.choices;
        let project = self.projects.iter().find(|one| one.slug == choices.project).map(|one| one.title.clone());
        let theme = self.themes.iter().find(|one| one.slug == choices.theme).map(|one| one.name.clone());
        let kind = EventKind::from_code(&choices.kind).map(|kind| kind.label().to_owned());
        let state = EventState::from_code(&choices.state).map(|state| state.label().to_owned());
        let typed = |text: &String| (!text.is_empty()).then(|| text.clone());
        [
            ("Search", "q", typed(&choices.q)),
            ("Sort", "kind", kind),
            ("State", "state", state),
            ("Project", "project", project.or_else(|| typed(&choices.project))),
            ("Theme", "theme", theme.or_else(|| typed(&choices.theme))),
            ("Series", "series", typed(&choices.series)),
        ]
        .into_iter()
        .filter_map(|(what, name, words)| words.map(|words| (what, words, choices.with(name, ""))))
        .collect()
    }

    fn clear(&self) -> String {
        address(paths::Index, &[("view", &self.choices.view)])
    }
}

pub(super) fn first_line(text: &str) -> &str {
    text.lines().next().unwrap_or_default()
}

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

async fn month(db: &mut PgConnection, layout: Layout, choices: &Choices) -> Result<MonthPage> {
    let this_month = layout.today().with_day(1).unwrap_or(layout.today());
    let asked: Option<NaiveDate> = format!("{}-01", choices.month).parse().ok();
    let first = asked.filter(|date| (1900..=2100).contains(&date.year())).unwrap_or(this_month);
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
        layout,
    })
}
