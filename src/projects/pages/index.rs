//! The list of projects: cards by theme for everyone, a table for the team.

use std::collections::HashMap;

use askama::Template;
use serde::Deserialize;

use crate::access::{Action, Facts};
use crate::app::App;
use crate::error::Result;
use crate::kernel::ProjectId;
use crate::projects::model::{Project, Theme};
use crate::projects::paths;
use crate::projects::store::{self, Filter, Line};
use crate::web::{FormErrors, Layout, Opt, Page, Query, address, counted, not_understood};

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Choices {
    q: String,
    theme: String,
    open: String,
    /// `none`: only running projects that nobody leads; of use to the team alone, who are told of leads here.
    lead: String,
}

impl Choices {
    pub(super) fn filter(&self, is_team: bool) -> Filter {
        Filter {
            // More says no more, and each word of it is looked for.
            text: (!self.q.trim().is_empty()).then(|| self.q.chars().take(100).collect()),
            theme: (!self.theme.is_empty()).then(|| self.theme.clone()),
            open: self.open == "yes",
            without_lead: is_team && self.lead == "none",
        }
    }

    /// The filters that are on, in words, as the team has them.
    pub(super) fn in_words(&self) -> Vec<String> {
        let filter = self.filter(true);
        let text = filter.text.map(|text| format!("Search: {text}"));
        let theme = filter.theme.map(|slug| format!("Theme: {slug}"));
        let open = filter.open.then(|| "Open to new members".to_owned());
        let lead = filter.without_lead.then(|| "Running, and nobody leads it".to_owned());
        text.into_iter().chain(theme).chain(open).chain(lead).collect()
    }

    fn address_at(&self, base: impl std::fmt::Display) -> String {
        address(base, &[("q", &self.q), ("theme", &self.theme), ("open", &self.open), ("lead", &self.lead)])
    }

    /// The address of this list without one of its filters.
    fn without(&self, name: &str) -> String {
        let filters = [("q", self.q.as_str()), ("theme", &self.theme), ("open", &self.open), ("lead", &self.lead)];
        address(paths::Index, &filters.map(|(known, value)| (known, if known == name { "" } else { value })))
    }
}

/// The projects of a theme.
struct Group<'a> {
    theme: &'a str,
    projects: Vec<&'a Project>,
}

#[derive(Template)]
#[template(path = "projects/index.html")]
pub(crate) struct IndexPage {
    layout: Layout,
    projects: Vec<Project>,
    themes: Vec<Theme>,
    /// For the team; empty for everyone else.
    lines: HashMap<ProjectId, Line>,
    choices: Choices,
    /// The filters cannot be wrong.
    errors: FormErrors,
}

impl IndexPage {
    fn may_edit(&self) -> bool {
        self.layout.may(Action::Edit, Facts::Reference)
    }

    fn is_filtered(&self) -> bool {
        let Filter { text, theme, open, without_lead } = self.choices.filter(self.may_edit());
        text.is_some() || theme.is_some() || open || without_lead
    }

    fn groups(&self) -> Vec<Group<'_>> {
        let mut groups: Vec<Group<'_>> = Vec::new();
        for project in &self.projects {
            match groups.last_mut() {
                Some(group) if group.theme == project.theme_name => group.projects.push(project),
                _ => groups.push(Group { theme: &project.theme_name, projects: vec![project] }),
            }
        }
        groups
    }

    fn line(&self, project: &Project) -> Option<&Line> {
        self.lines.get(&project.id)
    }

    fn counted(&self) -> String {
        match i64::try_from(self.projects.len()) {
            Ok(0) if !self.is_filtered() => String::new(),
            // All on one page.
            Ok(count) => counted(count, u8::MAX, ["project", "projects"]),
            Err(_) => String::new(),
        }
    }

    /// "Open to new members · Since 4 June 2026": the state, and the dates where it does not hold them.
    fn meta(&self, project: &Project) -> String {
        let today = self.layout.today();
        if project.can_be_joined(today) && project.starts_on > today {
            return format!("{} · Open to new members", project.state(today));
        }
        project.state(today)
    }

    fn csv(&self) -> String {
        self.choices.address_at(paths::Csv)
    }

    fn xlsx(&self) -> String {
        self.choices.address_at(paths::Xlsx)
    }

    fn theme_options(&self) -> Vec<Opt> {
        Opt::list(self.themes.iter().map(|theme| (theme.slug.clone(), theme.name.clone())), &self.choices.theme)
    }

    /// What of the address means nothing. Whether a project has a lead is not theirs to ask who are not of the team.
    fn not_understood(&self) -> Option<String> {
        let (choices, may_ask) = (&self.choices, self.may_edit());
        not_understood([("open", choices.open.as_str()), ("lead", &choices.lead)], |name| match name {
            "open" => choices.open == "yes",
            _ => !may_ask || choices.lead == "none",
        })
    }

    /// The chosen filters in words, each with the address without it.
    fn active(&self) -> Vec<(&'static str, String, String)> {
        let mut active = Vec::new();
        if !self.choices.q.trim().is_empty() {
            active.push(("Search", self.choices.q.clone(), self.choices.without("q")));
        }
        if let Some(theme) = self.themes.iter().find(|theme| theme.slug == self.choices.theme) {
            active.push(("Theme", theme.name.clone(), self.choices.without("theme")));
        }
        if self.choices.open == "yes" {
            active.push(("State", "Open to new members".to_owned(), self.choices.without("open")));
        }
        if self.choices.filter(self.may_edit()).without_lead {
            active.push(("Lead", "Running, and nobody leads it".to_owned(), self.choices.without("lead")));
        }
        active
    }
}

pub(crate) async fn get(
    _: paths::Index,
    app: App,
    layout: Layout,
    Query(choices): Query<Choices>,
) -> Result<Page<IndexPage>> {
    let is_team = layout.may(Action::Edit, Facts::Reference);
    let mut db = app.db.acquire().await?;
    let projects = store::list(&mut db, &choices.filter(is_team), layout.today()).await?;
    let themes = store::list_themes(&mut db).await?;
    let lines = if is_team { store::list_lines(&mut db, &projects).await? } else { HashMap::new() };
    drop(db);
    Ok(Page::ok(IndexPage { layout, projects, themes, lines, choices, errors: FormErrors::default() }))
}
