//! What an output is.

use chrono::NaiveDate;

use crate::kernel::{Choice, EventId, OutputId, ProjectId, Text, choices, display_date};

choices! {
    /// What sort of thing it is.
    pub(crate) enum OutputKind as "output_kind" {
        Paper = "paper", "Paper";
        Toolkit = "toolkit", "Toolkit";
        Pathway = "pathway", "Care pathway";
        Training = "training", "Training";
        Report = "report", "Report";
        Other = "other", "Other";
    }
}

/// Something that came of events and projects.
#[derive(Clone, Debug)]
pub(crate) struct Output {
    pub(crate) id: OutputId,
    pub(crate) title: String,
    pub(crate) kind: OutputKind,
    /// Markdown, as it was typed.
    pub(crate) about: String,
    pub(crate) link: Option<String>,
    pub(crate) made_on: NaiveDate,
    pub(crate) is_published: bool,
    pub(crate) events: Vec<EventId>,
    pub(crate) projects: Vec<ProjectId>,
}

impl Output {
    /// Its page.
    pub(crate) fn href(&self) -> String {
        format!("/outputs/{}", self.id)
    }

    /// "Toolkit · 4 June 2026".
    pub(crate) fn meta(&self) -> String {
        format!("{} · {}", self.kind.label(), display_date(self.made_on))
    }

    pub(crate) fn teaser(&self) -> String {
        crate::web::teaser(&self.about, 180)
    }
}

/// One as the team describes it; the audit trail keeps it in this form.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub(super) struct NewOutput {
    pub(super) title: Text<200>,
    pub(super) kind: OutputKind,
    pub(super) about: Text<5000>,
    pub(super) link: Option<String>,
    pub(super) made_on: NaiveDate,
    pub(super) is_published: bool,
    pub(super) events: Vec<EventId>,
    pub(super) projects: Vec<ProjectId>,
}
