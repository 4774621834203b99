//! Pages about projects and themes.

pub(crate) mod edit;
pub(crate) mod export;
pub(crate) mod history;
pub(crate) mod index;
pub(crate) mod new;
pub(crate) mod start;
pub(crate) mod themes;
pub(crate) mod themes_export;

use askama::Template;

use super::forms::ProjectForm;
use super::model::{Project, ProjectStage, Theme};
use crate::access::{Action, Facts};
use crate::error::Violates;
use crate::web::{FormErrors, Layout, Opt};

/// A page of a project in its local navigation: address, words, whether it is the present one.
pub(crate) type Tab = (String, &'static str, bool);

/// The pages of a project this person may see; none when there is only the one. `current` is one of their words.
pub(crate) fn tabs(layout: &Layout, project: &Project, current: &str) -> Vec<Tab> {
    let facts = Facts::Project { id: project.id };
    let sees_people = layout.may(Action::SeePeople, facts.clone());
    let pages = [
        ("", "About", sees_people),
        ("/members", "Members", sees_people),
        ("/events", "Events", sees_people),
        ("/dashboard", "Dashboard", sees_people),
        ("/history", "History", layout.may(Action::Edit, facts)),
    ];
    pages
        .into_iter()
        .filter(|(.., shown)| *shown)
        .map(|(rest, words, _)| (format!("{}{rest}", project.href()), words, words == current))
        .collect()
}

/// The form, for a new project and for one that changes.
#[derive(Template)]
#[template(path = "projects/form.html")]
pub(crate) struct FormPage {
    layout: Layout,
    /// The one being changed; none for a new one.
    project: Option<Project>,
    themes: Vec<Theme>,
    /// People whose link would wait for their consent if the project were marked sensitive now.
    would_wait: i64,
    form: ProjectForm,
    errors: FormErrors,
}

impl FormPage {
    fn theme_options(&self) -> Vec<Opt> {
        Opt::list(self.themes.iter().map(|theme| (theme.id, theme.name.clone())), &self.form.theme)
    }

    fn has_ended(&self) -> bool {
        self.project.as_ref().is_some_and(|project| project.stage == ProjectStage::Ended)
    }

    fn sensitive_hint(&self) -> String {
        let what = "Tick this if taking part as a service user or carer says something about a person's health. \
                    Each of them is asked for their explicit consent first.";
        match (self.project.as_ref().is_some_and(|project| project.sensitive), self.would_wait) {
            (true, _) | (_, 0) => what.to_owned(),
            (false, 1) => format!("{what} If you tick it now, the link of 1 person will wait until they agree."),
            (false, n) => format!("{what} If you tick it now, the links of {n} people will wait until they agree."),
        }
    }
}

/// The database's refusal in the words of the form.
fn refusal(error: &sqlx::Error) -> Option<FormErrors> {
    let refusals = [
        ("projects_title_key", "title", "Another project has this title already. Enter one that tells the two apart"),
        ("projects_slug_key", "slug", "Another project has this address already. Enter a different one"),
        ("projects_isrctn_key", "isrctn", "Another project has this ISRCTN number already"),
        ("projects_theme_id_fkey", "theme", "Choose the theme it belongs to"),
    ];
    refusals.iter().find(|(key, ..)| error.violates(key)).map(|(_, field, message)| FormErrors::one(field, *message))
}
