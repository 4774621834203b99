//! The first page: what the network is for a visitor; the way to the work for everyone else.

use askama::Template;
use axum::response::{IntoResponse, Redirect, Response};

use super::team_home::TeamHome;
use crate::access::Actor;
use crate::app::App;
use crate::dashboards::paths;
use crate::dashboards::store::{self, Shelf};
use crate::error::Result;
use crate::kernel::DeclaredInvolvement;
use crate::web::{Layout, Page};

#[derive(Template)]
#[template(path = "dashboards/visitor.html")]
pub(crate) struct VisitorPage {
    layout: Layout,
    themes: Vec<Theme>,
    ways: &'static [DeclaredInvolvement],
}

/// A theme with its projects.
struct Theme {
    name: String,
    summary: String,
    projects: Vec<Project>,
}

struct Project {
    slug: String,
    title: String,
    summary: String,
    is_open: bool,
}

/// Where someone's work is.
enum Home {
    Visitor,
    Elsewhere(String),
    Workbench,
}

impl Home {
    fn of(actor: Option<&Actor>) -> Self {
        match actor {
            None => Self::Visitor,
            // The gate leads from there to the notice that waits for their answer.
            Some(actor) if actor.notice_is_due => Self::Elsewhere("/me".to_owned()),
            Some(actor) if actor.is_team() => Self::Workbench,
            Some(actor) if !actor.leads.is_empty() => Self::Elsewhere(paths::MyProjects.to_string()),
            Some(_) => Self::Elsewhere("/me".to_owned()),
        }
    }
}

pub(crate) async fn get(_: paths::Home, app: App, layout: Layout) -> Result<Response> {
    match Home::of(layout.actor()) {
        Home::Elsewhere(address) => Ok(Redirect::to(&address).into_response()),
        Home::Workbench => Ok(Page::ok(TeamHome::load(&app, layout).await?).into_response()),
        Home::Visitor => {
            let shelves = store::shelves(&mut *app.db.acquire().await?, layout.today()).await?;
            let ways = <DeclaredInvolvement as crate::kernel::Choice>::ALL;
            Ok(Page::ok(VisitorPage { layout, themes: arrange(shelves), ways }).into_response())
        }
    }
}

/// Rows of themes and projects, as themes with their projects.
fn arrange(shelves: Vec<Shelf>) -> Vec<Theme> {
    let mut themes: Vec<Theme> = Vec::new();
    for shelf in shelves {
        if themes.last().is_none_or(|theme| theme.name != shelf.theme) {
            themes.push(Theme { name: shelf.theme, summary: shelf.theme_summary, projects: Vec::new() });
        }
        let project = shelf.slug.zip(shelf.title).zip(shelf.summary);
        if let (Some(theme), Some(((slug, title), summary))) = (themes.last_mut(), project) {
            theme.projects.push(Project { slug, title, summary: beginning(&summary), is_open: shelf.is_open });
        }
    }
    themes
}

/// The first sentence, or the first words, of a summary: enough to see whether a project is of interest.
fn beginning(summary: &str) -> String {
    const ENOUGH: usize = 160;
    let first = summary.lines().next().unwrap_or_default();
    let sentence = first.find(". ").map_or(first, |end| &first[..=end]);
    if sentence.chars().count() <= ENOUGH {
        return sentence.to_owned();
    }
    let cut: String = sentence.chars().take(ENOUGH).collect();
    format!("{}…", cut.rsplit_once(' ').map_or(cut.as_str(), |(words, _)| words))
}

#[cfg(test)]
mod tests {
    use super::beginning;

    #[test]
    fn a_summary_begins_with_its_first_sentence() {
        assert_eq!(beginning("We visit people at home. Then we ask."), "We visit people at home.");
        assert_eq!(beginning("Short"), "Short");
        let long = "word ".repeat(60);
        assert!(beginning(&long).ends_with("word…") && beginning(&long).chars().count() <= 160);
    }
}
