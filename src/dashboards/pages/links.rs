//! The lists that numbers lead to. They are pages of other parts, named here once.

use crate::web::address;

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
