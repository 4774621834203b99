//! The list of events.

use askama::Template;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use crate::access::{Action, Audience, Facts, events_visible_to};
use crate::app::App;
use crate::error::Result;
use crate::events::model::{EventKind, EventState, came, when};
use crate::events::paths;
use crate::events::store::{self, Filter, Row, When};
use crate::kernel::{Choice, EventId};
use crate::projects::{self, Project, Theme};
use crate::web::{
    Cursor, Days, FormErrors, Layout, Opt, Page, Paging, Query, address, counted, not_understood, teaser,
};

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Choices {
    /// Empty: what is to come; `past`; `month`.
    view: String,
    /// The month of the month view: `2026-06`.
    pub(super) month: String,
    q: String,
    kind: String,
    state: String,
    project: String,
    theme: String,
    series: String,
    /// Days on which events took place; those of the past only.
    held: String,
    after: String,
    before: String,
}

impl Choices {
    fn when(&self) -> When {
        if self.view == "past" || self.held().is_some() { When::Past } else { When::Coming }
    }

    fn held(&self) -> Option<Days> {
        Days::read(&self.held)
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
            held: self.held(),
        }
    }

    fn parameters(&self) -> [(&'static str, &str); 8] {
        [
            ("view", &self.view),
            ("q", &self.q),
            ("kind", &self.kind),
            ("state", &self.state),
            ("project", &self.project),
            ("theme", &self.theme),
            ("series", &self.series),
            ("held", &self.held),
        ]
    }

    /// The address of this list without paging, with one of its parameters another one.
    fn with(&self, name: &str, value: &str) -> String {
        let parameters = self.parameters().map(|(key, now)| if key == name { (key, value) } else { (key, now) });
        address(paths::Index, &parameters)
    }

    /// The filters that are on, as the address has them.
    pub(super) fn in_words(&self) -> Vec<String> {
        let filters = self.parameters().into_iter().filter(|(_, value)| !value.is_empty());
        filters.map(|(name, value)| format!("{name}: {value}")).collect()
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
    count: i64,
    paging: Paging,
    choices: Choices,
    projects: Vec<Project>,
    themes: Vec<Theme>,
    errors: FormErrors,
}

pub(crate) async fn get(_: paths::Index, app: App, layout: Layout, Query(choices): Query<Choices>) -> Result<Response> {
    let mut db = app.db.acquire().await?;
    if choices.view == "month" {
        let page = super::month::load(&mut db, layout, &choices).await?;
        return Ok(Page::ok(page).into_response());
    }
    let (scope, cursor) = (events_visible_to(layout.actor()), Cursor::parse(&choices.after, &choices.before));
    let filter = choices.filter();
    let mut rows = store::list(&mut db, &scope, &filter, cursor, layout.now()).await?;
    let count = store::count(&mut db, &scope, &filter, layout.now()).await?;
    let projects = projects::list_open(&mut db).await?;
    let themes = projects::list_themes(&mut db).await?;
    drop(db);
    let base = choices.with("", "");
    if cursor.leads_nowhere(&rows) {
        return Ok(Redirect::to(&base).into_response());
    }
    let paging = Paging::cut(&mut rows, store::PAGE.into(), cursor, &base, |row: &Row| row.id);
    let errors = FormErrors::default();
    Ok(Page::ok(IndexPage { layout, rows, count, paging, choices, projects, themes, errors }).into_response())
}

/// Whether the policy lets this person plan events.
pub(super) fn may_plan(layout: &Layout) -> bool {
    layout.may(Action::Edit, Facts::Event { id: EventId::new(), audience: Audience::Team })
}

/// The ways to look at events: address, words, whether it is the present one.
pub(super) fn views(view: &str) -> [(&'static str, &'static str, bool); 4] {
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
        views(if self.is_past() { "past" } else { "" })
    }

    /// "12 events"; nothing while there are none at all.
    fn counted(&self) -> String {
        if self.count == 0 && !self.choices.is_filtered() {
            return String::new();
        }
        counted(
            self.count,
            store::PAGE,
            if self.is_past() { ["past event", "past events"] } else { ["coming event", "coming events"] },
        )
    }

    /// The same list as a spreadsheet.
    fn export(&self) -> String {
        address(paths::Csv, &self.choices.parameters())
    }

    fn workbook(&self) -> String {
        address(paths::Xlsx, &self.choices.parameters())
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
            // Its title says so.
            _ if row.state == EventState::Cancelled => "",
            _ if row.ends_at <= self.layout.now() => "",
            _ if row.starts_at <= self.layout.now() => "Going on now",
            _ if row.state == EventState::Closed => "Registration closed",
            Some(places) if row.taken >= places || row.waiting > 0 => "Full: waiting list",
            _ => "",
        };
        let came = came(row.came).filter(|_| row.state != EventState::Cancelled).unwrap_or_default();
        let parts = [row.kind.label().to_owned(), self.when(row), self.where_to(row), room.to_owned(), came];
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
    }

    /// The title on a card, which has no tags.
    fn title(&self, row: &Row) -> String {
        match row.state {
            EventState::Cancelled => format!("Cancelled: {}", row.title),
            _ => row.title.clone(),
        }
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

    /// What each filter is called, its name in the address, and its value in words if it has one.
    fn filters_in_words(&self) -> [(&'static str, &'static str, Option<String>); 7] {
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
            ("Took place", "held", choices.held().map(Days::in_words)),
        ]
    }

    /// The chosen filters in words, each with the address without it.
    fn active(&self) -> Vec<(&'static str, String, String)> {
        self.filters_in_words()
            .into_iter()
            .filter_map(|(what, name, words)| words.map(|words| (what, words, self.choices.with(name, ""))))
            .collect()
    }

    /// What of the address means nothing.
    fn not_understood(&self) -> Option<String> {
        let filters = self.filters_in_words();
        not_understood(self.choices.parameters(), |name| match name {
            "view" => self.choices.view == "past",
            _ => filters.iter().any(|(_, known, words)| *known == name && words.is_some()),
        })
    }

    fn clear(&self) -> String {
        address(paths::Index, &[("view", &self.choices.view)])
    }
}

pub(super) fn first_line(text: &str) -> &str {
    text.lines().next().unwrap_or_default()
}
