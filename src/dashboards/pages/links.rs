//! The lists that numbers lead to. They are pages of other parts, named here once.

use chrono::NaiveDate;

use crate::dashboards::periods::Period;
use crate::web::{Days, address};

/// Whose coming and going is counted.
#[derive(Clone, Copy)]
pub(super) enum Whose<'a> {
    /// Of everyone in the network.
    Network,
    /// Of the members of the project with this slug.
    Project(&'a str),
}

impl Whose<'_> {
    /// Who joined in a period.
    pub(super) fn joined(self, period: &Period) -> String {
        self.moved("joined", period)
    }

    /// Who left in a period.
    pub(super) fn left(self, period: &Period) -> String {
        self.moved("left", period)
    }

    /// Of any standing: who came a year ago may have left since.
    fn moved(self, how: &str, period: &Period) -> String {
        let project = if let Self::Project(slug) = self { slug } else { "" };
        let days = period.days().code();
        associates(&[("project", project), ("status", "all"), (how, &days)])
    }
}

/// All events of a project, or of the network where there is no slug.
pub(super) fn events(slug: &str) -> String {
    if slug.is_empty() { "/events".to_owned() } else { format!("/projects/{slug}/events") }
}

/// The events among them that are over and not done.
pub(super) fn events_to_close(slug: &str) -> String {
    if slug.is_empty() { "/events/to-finish".to_owned() } else { format!("/projects/{slug}/events?show=to-close") }
}

/// The events among them that took place on these days.
pub(super) fn events_held(slug: &str, first: NaiveDate, last: NaiveDate) -> String {
    let days = Days { first, last }.code();
    address("/events", &[("view", "past"), ("project", slug), ("held", &days)])
}

/// The register, narrowed to these filters.
pub(super) fn associates(filters: &[(&str, &str)]) -> String {
    address("/associates", filters)
}

/// The members of a project, narrowed to these filters.
pub(super) fn members(slug: &str, filters: &[(&str, &str)]) -> String {
    address(format!("/projects/{slug}/members"), filters)
}

/// The requests that wait in a project.
pub(super) fn requests(slug: &str) -> String {
    format!("/projects/{slug}/members#requests")
}

/// The requests of all projects that are late.
pub(super) const LATE_REQUESTS: &str = "/requests?late=yes";
