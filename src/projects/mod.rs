//! Themes and projects: what the network is about.

mod model;
mod store;

pub(crate) use model::{Project, ProjectStage, Theme};
pub(crate) use store::{find, find_by_slug, list_open, list_themes};
