//! Pages about events. An event's own page is in `sign_ups`, since it says how the person who reads it stands to the
//! event.

pub(crate) mod cancellation;
pub(crate) mod deletion;
pub(crate) mod edit;
pub(crate) mod export;
pub(crate) mod feeds;
pub(crate) mod history;
pub(crate) mod index;
mod month;
pub(crate) mod new;
pub(crate) mod state;

use askama::Template;
use sqlx::PgConnection;

use super::forms::EventForm;
use super::mix::Activity;
use super::model::{Event, EventKind, EventVisibility, Plan};
use super::store;
use crate::access::{Action, Facts, Protected};
use crate::error::Violates;
use crate::kernel::{OrganisationId, ProjectId, StakeholderGroup, london_date};
use crate::organisations::{self, Named};
use crate::projects::{self, Project, Theme};
use crate::web::{FormErrors, Layout, Opt};

/// A page of an event in its local navigation: address, words, whether it is the present one.
pub(crate) type EventTab = (String, String, bool);

/// The pages of an event this person may see; none when there is only the one. `current` is one of their words.
pub(crate) fn event_tabs(layout: &Layout, event: &Event, current: &str) -> Vec<EventTab> {
    if !layout.may(Action::Edit, event.facts()) {
        return tabs_of_lead(layout, event, current);
    }
    let pages = [
        ("", "About"),
        ("/programme", "Programme"),
        ("/invitations", "Invitations"),
        ("/registrations", "Registrations"),
        ("/reminders", "Reminders"),
        ("/attendance", "On the day"),
        ("/payments", "Payments"),
        ("/feedback/results", "Feedback"),
        ("/thanks", "Thanks"),
        ("/history", "History"),
    ];
    let tab = |(rest, words): (&str, &str)| (format!("{}{rest}", event.href()), words.to_owned(), words == current);
    pages.into_iter().map(tab).collect()
}

/// A lead sees which of their project's members come: a page for each of its projects that they lead. Which of those is
/// the present one, the page itself knows.
fn tabs_of_lead(layout: &Layout, event: &Event, current: &str) -> Vec<EventTab> {
    let sees_people = |id: &ProjectId| layout.may(Action::SeePeople, Facts::Project { id: *id });
    let projects = event.projects.iter().zip(event.project_slugs.iter().zip(&event.project_titles));
    let led: Vec<_> = projects.filter(|(id, _)| sees_people(id)).map(|(_, named)| named).collect();
    if led.is_empty() {
        return Vec::new();
    }
    let about = (event.href(), "About".to_owned(), current == "About");
    let of_members = |(slug, title): &(&String, &String)| {
        let words = if led.len() == 1 { "Your members".to_owned() } else { format!("Your members of {title}") };
        (format!("/projects/{slug}/events/{}", event.id), words, false)
    };
    std::iter::once(about).chain(led.iter().map(of_members)).collect()
}

/// What a form about an event offers to choose from.
pub(crate) struct Offered {
    themes: Vec<Theme>,
    projects: Vec<Project>,
    organisations: Vec<Named>,
    series: Vec<String>,
}

impl Offered {
    async fn load(db: &mut PgConnection) -> sqlx::Result<Self> {
        Ok(Self {
            themes: projects::list_themes(db).await?,
            projects: projects::list_open(db).await?,
            organisations: organisations::list_named(db).await?,
            series: store::list_series(db).await?,
        })
    }
}

impl Offered {
    /// The name of a theme, by its number.
    fn theme(&self, id: &str) -> String {
        self.themes.iter().find(|theme| theme.id.to_string() == id).map(|theme| theme.name.clone()).unwrap_or_default()
    }

    /// The name of an organisation, by its number.
    fn organisation(&self, id: &str) -> String {
        self.organisations.iter().find(|one| one.id.to_string() == id).map(|one| one.name.clone()).unwrap_or_default()
    }
}

/// The form, for a new event and for one that changes.
#[derive(Template)]
#[template(path = "events/form.html")]
pub(crate) struct FormPage {
    layout: Layout,
    /// The one being changed; none for a new one.
    event: Option<Event>,
    offered: Offered,
    form: EventForm,
    errors: FormErrors,
}

impl FormPage {
    fn kinds(&self) -> Vec<Opt> {
        Opt::choices::<EventKind>(&self.form.kind)
    }

    fn visibilities(&self) -> Vec<Opt> {
        Opt::choices_explained(&self.form.visibility, EventVisibility::meaning)
    }

    fn themes(&self) -> Vec<Opt> {
        Opt::list(self.offered.themes.iter().map(|theme| (theme.id, theme.name.clone())), &self.form.theme)
    }

    fn projects(&self) -> Vec<Opt> {
        let projects = self.offered.projects.iter().map(|project| (project.id, project.title.clone()));
        Opt::list_many(projects, &self.form.projects)
    }

    fn hosts(&self) -> Vec<Opt> {
        Opt::list(self.offered.organisations.iter().map(|one| (one.id, one.name.clone())), &self.form.host)
    }

    fn groups(&self) -> Vec<Opt> {
        Opt::choices_many::<StakeholderGroup>(&self.form.kept_for)
    }

    /// The four shares: field, activity, what was typed.
    fn shares(&self) -> [(&'static str, String, &str); 4] {
        let label = |activity: Activity| format!("{activity}: {}", activity.meaning());
        [
            ("social_interaction", label(Activity::SocialInteraction), &self.form.social_interaction),
            ("knowledge_sharing", label(Activity::KnowledgeSharing), &self.form.knowledge_sharing),
            ("knowledge_creation", label(Activity::KnowledgeCreation), &self.form.knowledge_creation),
            ("identity_building", label(Activity::IdentityBuilding), &self.form.identity_building),
        ]
    }
}

/// The database's refusal in the words of the form.
fn refusal(error: &sqlx::Error) -> Option<FormErrors> {
    let refusals = [
        ("events_theme_id_fkey", "theme", "Choose a theme from the list"),
        ("events_host_organisation_id_fkey", "host", "Choose an organisation from the list"),
        ("event_projects_project_id_fkey", "projects", "Choose projects from the list"),
    ];
    refusals.iter().find(|(key, ..)| error.violates(key)).map(|(_, field, message)| FormErrors::one(field, *message))
}

/// What to say beside a host that is newly chosen and had ended by the day of the event.
async fn refused_host(
    db: &mut PgConnection,
    plan: &Plan,
    before: Option<OrganisationId>,
) -> sqlx::Result<Option<FormErrors>> {
    let why = organisations::refused_host(db, (plan.host, before), london_date(plan.starts_at)).await?;
    Ok(why.map(|why| FormErrors::one("host", why)))
}
