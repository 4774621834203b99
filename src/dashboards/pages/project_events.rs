//! The events of a project, for its lead and the team: with how many of the project's people come and came.

use askama::Template;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use crate::access::SeeingPeople;
use crate::app::App;
use crate::dashboards::breakdown::people;
use crate::dashboards::events_of_project::Show;
use crate::dashboards::paths;
use crate::dashboards::store::{self, ProjectEvent};
use crate::dashboards::suppression::Reader;
use crate::error::{Error, Result};
use crate::events::{EventState, when};
use crate::projects::{Project, Tab, tabs};
use crate::web::{Cursor, Layout, Page, Paging, Query, address, counted, not_understood};

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Choices {
    show: String,
    after: String,
    before: String,
}

#[derive(Template)]
#[template(path = "dashboards/project_events.html")]
pub(crate) struct ProjectEventsPage {
    layout: Layout,
    project: Project,
    rows: Vec<ProjectEvent>,
    count: i64,
    show: Show,
    paging: Paging,
    not_understood: Option<String>,
}

pub(crate) async fn get(
    _: paths::ProjectEvents,
    app: App,
    layout: Layout,
    project: Result<SeeingPeople<Project>>,
    Query(choices): Query<Choices>,
) -> Result<Response> {
    let project = project.map_err(Error::hidden)?;
    let asked = Show::from_code(&choices.show);
    let not_understood = not_understood([("show", choices.show.as_str())], |_| asked.is_some());
    let (show, cursor) = (asked.unwrap_or(Show::Coming), Cursor::parse(&choices.after, &choices.before));
    let mut db = app.db.acquire().await?;
    let mut rows = store::list_events(&mut db, project.id, show, cursor, layout.now()).await?;
    let count = store::count_events(&mut db, project.id, show, layout.now()).await?;
    drop(db);
    let base = address(format!("{}/events", project.href()), &[("show", show.code())]);
    if cursor.leads_nowhere(&rows) {
        return Ok(Redirect::to(&base).into_response());
    }
    let paging = Paging::cut(&mut rows, usize::from(store::EVENTS_PAGE), cursor, &base, |row| row.id);
    let project = project.clone();
    Ok(Page::ok(ProjectEventsPage { layout, project, rows, count, show, paging, not_understood }).into_response())
}

impl ProjectEventsPage {
    fn tabs(&self) -> Vec<Tab> {
        tabs(&self.layout, &self.project, "Events")
    }

    fn views(&self) -> Vec<(String, &'static str, bool)> {
        let href = |show: Show| address(format!("{}/events", self.project.href()), &[("show", show.code())]);
        Show::ALL.into_iter().map(|show| (href(show), show.label(), show == self.show)).collect()
    }

    fn counted(&self) -> String {
        let words = match self.show {
            Show::Coming => ["coming event", "coming events"],
            Show::Past => ["past event", "past events"],
            Show::ToClose => ["event to close", "events to close"],
        };
        if self.count == 0 { String::new() } else { counted(self.count, store::EVENTS_PAGE, words) }
    }

    fn is_coming(&self) -> bool {
        self.show == Show::Coming
    }

    fn when(&self, row: &ProjectEvent) -> String {
        when(row.starts_at, row.ends_at)
    }

    fn state(&self, row: &ProjectEvent) -> (&'static str, &'static str) {
        row.state.seen(row.starts_at, row.ends_at, self.layout.now())
    }

    fn href(&self, row: &ProjectEvent) -> String {
        format!("{}/events/{}", self.project.href(), row.id)
    }

    /// Of a full event the number of places would tell a lead how many the others are, however few.
    fn tells_places(&self) -> bool {
        self.layout.is_team()
    }

    /// "40", "No limit".
    fn places(&self, row: &ProjectEvent) -> String {
        row.places.map_or_else(|| "No limit".to_owned(), |places| places.to_string())
    }

    /// People with a place who are not of the project. Those of the project are known by name, so a small number of
    /// others must not be left over.
    fn others(&self, row: &ProjectEvent) -> String {
        let reader = if self.layout.is_team() { Reader::Team } else { Reader::Outside };
        reader.count(people(row.placed - row.members_placed)).to_string()
    }

    /// Whether a nought would be taken for "nobody came" before anybody has noted it.
    fn is_not_noted(&self, row: &ProjectEvent) -> bool {
        row.state != EventState::Done && row.members_came == 0
    }

    fn is_cancelled(&self, row: &ProjectEvent) -> bool {
        row.state == EventState::Cancelled
    }
}
