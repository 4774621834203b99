//! The page of what was found.

use askama::Template;
use axum_extra::routing::TypedPath;
use serde::Deserialize;

use super::store::{self, EventHit, OrganisationHit, ProjectHit};
use crate::access::events_visible_to;
use crate::app::App;
use crate::associates::Standing;
use crate::error::Result;
use crate::events::{EventState, when};
use crate::kernel::Choice;
use crate::people::{self, Row};
use crate::projects::ProjectStage;
use crate::web::{Layout, Page, Query, address};

#[derive(TypedPath, Deserialize)]
#[typed_path("/search")]
pub(crate) struct Search;

#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    q: String,
}

#[derive(Template)]
#[template(path = "search/index.html")]
pub(crate) struct SearchPage {
    layout: Layout,
    text: String,
    people: Vec<Row>,
    organisations: Vec<OrganisationHit>,
    projects: Vec<ProjectHit>,
    events: Vec<EventHit>,
}

pub(crate) async fn get(
    _: Search,
    app: App,
    mut layout: Layout,
    Query(asked): Query<Asked>,
) -> Result<Page<SearchPage>> {
    layout.search_text.clone_from(&asked.q);
    let text = people::shortened(&asked.q).to_owned();
    if text.is_empty() {
        let (people, organisations, projects, events) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        return Ok(Page::ok(SearchPage { layout, text, people, organisations, projects, events }));
    }
    let mut db = app.db.acquire().await?;
    let people = people::list_found(&mut db, &text, layout.today()).await?;
    let organisations = store::find_organisations(&mut db, &text).await?;
    let projects = store::find_projects(&mut db, &text).await?;
    let events = store::find_events(&mut db, &events_visible_to(layout.actor()), &text, layout.now()).await?;
    drop(db);
    Ok(Page::ok(SearchPage { layout, text, people, organisations, projects, events }))
}

impl SearchPage {
    fn found_nothing(&self) -> bool {
        self.people.is_empty() && self.organisations.is_empty() && self.projects.is_empty() && self.events.is_empty()
    }

    /// Whether a list is cut and has more to show.
    fn is_full(&self, shown: usize) -> bool {
        i64::try_from(shown).is_ok_and(|shown| shown >= store::SHOWN)
    }

    fn all_people(&self) -> String {
        address("/associates", &[("q", &self.text), ("status", "all")])
    }

    fn all_organisations(&self) -> String {
        address("/organisations", &[("q", &self.text)])
    }

    fn all_projects(&self) -> String {
        address("/projects", &[("q", &self.text)])
    }

    fn coming_events(&self) -> String {
        address("/events", &[("q", &self.text)])
    }

    fn past_events(&self) -> String {
        address("/events", &[("view", "past"), ("q", &self.text)])
    }

    fn when(&self, event: &EventHit) -> String {
        when(event.starts_at, event.ends_at)
    }
}
