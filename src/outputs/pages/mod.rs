//! Pages about what came of events and projects.

pub(crate) mod contributors;
pub(crate) mod deletion;
pub(crate) mod edit;
pub(crate) mod export;
pub(crate) mod index;
pub(crate) mod new;
pub(crate) mod show;

use askama::Template;
use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::forms::OutputForm;
use super::model::{Output, OutputKind};
use super::store::{self, EventChoice, ProjectChoice};
use crate::error::Violates;
use crate::kernel::EventId;
use crate::web::{FormErrors, Layout, Opt};

/// What the form offers to choose from.
struct Offered {
    events: Vec<EventChoice>,
    projects: Vec<ProjectChoice>,
}

impl Offered {
    async fn load(db: &mut PgConnection, form: &OutputForm, now: DateTime<Utc>) -> sqlx::Result<Self> {
        let chosen: Vec<EventId> = form.events.iter().filter_map(|id| id.parse().ok()).collect();
        let events = store::list_held_events(db, &chosen, now).await?;
        Ok(Self { events, projects: store::list_projects(db).await? })
    }

    fn title(&self, id: &str) -> String {
        let events = self.events.iter().map(|one| (&one.id, &one.title));
        let mut all = events.chain(self.projects.iter().map(|one| (&one.id, &one.title)));
        all.find(|(one, _)| *one == id).map(|(_, title)| title.clone()).unwrap_or_default()
    }
}

/// The form, for a new one and for one that changes.
#[derive(Template)]
#[template(path = "outputs/form.html")]
pub(crate) struct FormPage {
    layout: Layout,
    /// The one being changed; none for a new one.
    output: Option<Output>,
    offered: Offered,
    form: OutputForm,
    errors: FormErrors,
}

impl FormPage {
    fn kinds(&self) -> Vec<Opt> {
        Opt::choices::<OutputKind>(&self.form.kind)
    }

    /// The events that are chosen.
    fn chosen(&self) -> Vec<Opt> {
        let events = self.offered.events.iter().map(|one| (one.id.clone(), one.title.clone()));
        let mut options = Opt::list_many(events, &self.form.events);
        options.retain(|option| option.selected);
        options
    }

    /// The events that can be added.
    fn others(&self) -> Vec<Opt> {
        let others = self.offered.events.iter().filter(|one| !self.form.events.contains(&one.id));
        Opt::list(others.map(|one| (one.id.clone(), one.title.clone())), &self.form.event)
    }

    fn projects(&self) -> Vec<Opt> {
        let projects = self.offered.projects.iter().map(|one| (one.id.clone(), one.title.clone()));
        Opt::list_many(projects, &self.form.projects)
    }
}

/// The database's refusal in the words of the form.
fn refusal(error: &sqlx::Error) -> Option<FormErrors> {
    let refusals = [
        ("output_events_event_id_fkey", "event", "Choose an event from the list"),
        ("output_projects_project_id_fkey", "projects", "Choose projects from the list"),
    ];
    refusals.iter().find(|(key, ..)| error.violates(key)).map(|(_, field, message)| FormErrors::one(field, *message))
}
