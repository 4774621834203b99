//! Themes and projects: what the network is about.
//!
//! A project has a public page for people who have never heard of the study, a theme, dates, and a stage:
//! planned, running, ended. Its address stays the same for life, since it stands in letters and on paper.
//! Who takes part in it, and what happens to them when it ends, is the matter of `memberships`.

mod forms;
mod model;
mod pages;
mod paths;
mod store;

use crate::access::Access::{Anyone, Team};
use crate::web::Routes;

pub(crate) use forms::typed;
pub(crate) use model::{Ending, Isrctn, Project, ProjectStage, Theme};
pub(crate) use pages::{Tab, tabs};
pub(crate) use store::{
    ProjectOfMany, SetValues, ThemeOfMany, delete_unchanged_projects, delete_unchanged_themes, end, find, find_by_slug,
    find_for_update, hold_all, insert_projects, insert_themes, list_open, list_themes, set_project_values,
    set_theme_values,
};

pub(crate) fn routes() -> Routes {
    Routes::default()
        .get(Anyone, pages::index::get)
        .get(Team, pages::export::csv)
        .get(Team, pages::export::xlsx)
        .get(Team, pages::new::get)
        .post(Team, pages::new::post)
        .get(Team, pages::edit::get)
        .post(Team, pages::edit::post)
        .get(Team, pages::start::get)
        .post(Team, pages::start::post)
        .get(Team, pages::history::get)
        .get(Team, pages::themes::index)
        .get(Team, pages::themes_export::csv)
        .get(Team, pages::themes_export::xlsx)
        .get(Team, pages::themes::new)
        .post(Team, pages::themes::create)
        .get(Team, pages::themes::edit)
        .post(Team, pages::themes::update)
}
