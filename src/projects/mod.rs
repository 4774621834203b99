//! Themes and projects: what the network is about.

mod model;

pub(crate) use model::{Project, ProjectStage, Theme};
