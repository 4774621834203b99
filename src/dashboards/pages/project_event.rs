//! One event of a project, for the project's lead and the team: which of the project's people come or came. Of
//! everyone else it tells a number at most, and of nobody what they need, said or are paid.

use askama::Template;
use axum::response::Response;
use serde::Deserialize;
use serde_json::json;

use crate::access::{SeeingPeople, Viewing};
use crate::app::App;
use crate::audit::{self, Entry, Subject};
use crate::dashboards::events_of_project::{OthersTold, Part};
use crate::dashboards::paths;
use crate::dashboards::store::{self, MemberAtEvent};
use crate::dashboards::suppression::Reader;
use crate::error::{Error, Result};
use crate::events::{Event, EventState, EventTab, event_tabs};
use crate::kernel::london_date;
use crate::projects::Project;
use crate::spreadsheets::{Column, Format, Given, Table, Turn, Value, headings};
use crate::web::{Layout, Page, Query, not_understood};

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Choices {
    show: String,
}

#[derive(Template)]
#[template(path = "dashboards/project_event.html")]
pub(crate) struct ProjectEventPage {
    layout: Layout,
    project: Project,
    event: Event,
    members: Vec<MemberAtEvent>,
    part: Part,
    others: OthersTold,
    not_understood: Option<String>,
}

/// The event, if it is one of the project's and this person sees both.
fn of_project(
    project: Result<SeeingPeople<Project>>,
    event: Result<Viewing<Event>>,
) -> Result<(SeeingPeople<Project>, Viewing<Event>)> {
    let (project, event) = (project.map_err(Error::hidden)?, event.map_err(Error::hidden)?);
    let is_of_project = event.projects.contains(&project.id) && event.state != EventState::Draft;
    if is_of_project { Ok((project, event)) } else { Err(Error::NotFound) }
}

pub(crate) async fn get(
    _: paths::ProjectEvent,
    app: App,
    layout: Layout,
    project: Result<SeeingPeople<Project>>,
    event: Result<Viewing<Event>>,
    Query(choices): Query<Choices>,
) -> Result<Page<ProjectEventPage>> {
    let (project, event) = of_project(project, event)?;
    let asked = Part::from_code(&choices.show);
    let not_understood = not_understood([("show", choices.show.as_str())], |_| asked.is_some());
    let part = asked.unwrap_or(Part::All);
    let mut db = app.db.acquire().await?;
    let mut members = store::members_at_event(&mut db, project.id, event.id).await?;
    let others = store::count_others(&mut db, project.id, event.id).await?;
    drop(db);
    members.retain(|member| part.includes(member));
    let reader = if layout.is_team() { Reader::Team } else { Reader::Outside };
    let others = OthersTold::of(others, is_noted(&event), reader);
    let (project, event) = (project.clone(), event.clone());
    Ok(Page::ok(ProjectEventPage { layout, project, event, members, part, others, not_understood }))
}

/// Whether it is known of everyone whether they came.
fn is_noted(event: &Event) -> bool {
    event.state == EventState::Done
}

const COLUMNS: [Column; 5] =
    [("Name", 26), ("Organisation", 36), ("Event", 36), ("Date", 12), ("How they stand to it", 26)];

/// The list as a file. That it was taken away is written down.
pub(crate) async fn csv(
    _: paths::ProjectEventCsv,
    app: App,
    layout: Layout,
    project: Result<SeeingPeople<Project>>,
    event: Result<Viewing<Event>>,
) -> Result<Response> {
    let (project, event) = of_project(project, event)?;
    let is_over = event.is_over(layout.now());
    let back = format!("{}/events/{}", project.href(), event.id);
    let Some(turn) = Turn::take(&app, &layout) else { return Ok(layout.unchanged(back, Turn::TAKEN)) };
    let mut tx = app.db.begin().await?;
    let members = store::members_at_event(&mut tx, project.id, event.id).await?;
    let taken = json!({ "project": project.title, "people": members.len() });
    let entry = Entry::new("Took away the list of a project's people at an event", Subject::Event(event.id));
    audit::record(&mut tx, &layout.by(), entry.made(&taken)).await?;
    tx.commit().await?;

    let date = london_date(event.starts_at);
    let line = |member: &MemberAtEvent| {
        vec![
            Value::text(&member.name),
            Value::maybe(member.organisation.as_deref()),
            Value::text(&event.title),
            Value::Date(date),
            Value::text(member.in_words(is_over).0),
        ]
    };
    let people = Given(members.iter().map(line).collect());
    let table = Table {
        title: format!("People of {} at {}", project.title, event.title),
        name: format!("{} {}", project.slug, event.title),
        filter: Vec::new(),
        more: Vec::new(),
        columns: headings(&COLUMNS),
    };
    Ok(table.answer(&app, &layout, Format::Csv, turn, people))
}

impl ProjectEventPage {
    /// The present one is told by its address: who leads two of the event's projects has a page for each.
    fn tabs(&self) -> Vec<EventTab> {
        let (here, mut tabs) = (self.base(), event_tabs(&self.layout, &self.event, ""));
        for (href, _, is_current) in &mut tabs {
            *is_current = *href == here;
        }
        tabs
    }

    fn parents(&self) -> [(String, &str); 3] {
        [
            ("/projects".to_owned(), "Projects"),
            (self.project.href(), self.project.title.as_str()),
            (format!("{}/events", self.project.href()), "Events"),
        ]
    }

    fn base(&self) -> String {
        format!("{}/events/{}", self.project.href(), self.event.id)
    }

    fn is_over(&self) -> bool {
        self.event.is_over(self.layout.now())
    }

    fn is_noted(&self) -> bool {
        is_noted(&self.event)
    }

    /// "12 members", "9 members: came".
    fn counted(&self) -> String {
        let members = match self.members.len() {
            0 => "Nobody".to_owned(),
            1 => "1 member".to_owned(),
            many => format!("{many} members"),
        };
        match self.part {
            Part::All => members,
            Part::Placed => format!("{members} with a place"),
            Part::Came => format!("{members} who came"),
        }
    }

    fn is_all(&self) -> bool {
        self.part == Part::All
    }

    fn state(&self) -> (&'static str, &'static str) {
        let now = self.layout.now();
        (self.event.state_in_words(now), self.event.state_colour(now))
    }

    fn stands(&self, member: &MemberAtEvent) -> (&'static str, &'static str) {
        member.in_words(self.is_over())
    }

    /// Lines of the place, the name of the building first.
    fn place(&self) -> &str {
        self.event.place.as_deref().and_then(|place| place.lines().next()).unwrap_or("Online")
    }
}
