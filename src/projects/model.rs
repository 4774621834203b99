//! What a theme and a project are, and when a project can be joined.

use chrono::NaiveDate;

use crate::kernel::{ProjectId, ThemeId, choices};

choices! {
    /// How far a project has come.
    pub(crate) enum ProjectStage as "project_stage" {
        Planned = "planned", "Planned";
        Running = "running", "Running";
        Ended = "ended", "Ended";
    }
}

/// A research area; groups projects.
#[derive(Clone, Debug)]
pub(crate) struct Theme {
    pub(crate) id: ThemeId,
    pub(crate) slug: String,
    pub(crate) name: String,
    pub(crate) summary: String,
    pub(crate) version: i32,
}

/// An implementation research project.
#[derive(Clone, Debug)]
pub(crate) struct Project {
    pub(crate) id: ProjectId,
    pub(crate) slug: String,
    pub(crate) title: String,
    pub(crate) theme_id: ThemeId,
    pub(crate) theme_name: String,
    /// Plain language, for someone who has never heard of the study.
    pub(crate) summary: String,
    pub(crate) starts_on: NaiveDate,
    pub(crate) ends_on: Option<NaiveDate>,
    pub(crate) stage: ProjectStage,
    pub(crate) isrctn: Option<String>,
    /// A service user's or carer's link to it reveals something about their health.
    pub(crate) sensitive: bool,
    pub(crate) recruiting: bool,
    pub(crate) version: i32,
}

impl Project {
    /// Whether someone can join it on this day: it takes members and has not ended (rule 2).
    pub(crate) fn can_be_joined(&self, today: NaiveDate) -> bool {
        self.recruiting && self.stage != ProjectStage::Ended && self.ends_on.is_none_or(|last_day| today <= last_day)
    }
}
