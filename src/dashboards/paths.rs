//! The addresses of this part, and those of the lists that its numbers lead to.

use axum_extra::routing::TypedPath;
use serde::Deserialize;

use crate::error::Error;
use crate::kernel::EventId;

#[derive(TypedPath, Deserialize)]
#[typed_path("/")]
pub(crate) struct Home;

#[derive(TypedPath, Deserialize)]
#[typed_path("/my-projects")]
pub(crate) struct MyProjects;

#[derive(TypedPath, Deserialize)]
#[typed_path("/projects/{project}/dashboard", rejection(Error))]
pub(crate) struct ProjectDashboard {
    pub(crate) project: String,
}

#[derive(TypedPath, Deserialize)]
#[typed_path("/projects/{project}/events", rejection(Error))]
pub(crate) struct ProjectEvents {
    pub(crate) project: String,
}

#[derive(TypedPath, Deserialize)]
#[typed_path("/projects/{project}/events/{event}", rejection(Error))]
pub(crate) struct ProjectEvent {
    pub(crate) project: String,
    pub(crate) event: EventId,
}

#[derive(TypedPath, Deserialize)]
#[typed_path("/projects/{project}/events/{event}/members.csv", rejection(Error))]
pub(crate) struct ProjectEventCsv {
    pub(crate) project: String,
    pub(crate) event: EventId,
}

#[derive(TypedPath, Deserialize)]
#[typed_path("/dashboard")]
pub(crate) struct Network;

#[derive(TypedPath, Deserialize)]
#[typed_path("/coverage")]
pub(crate) struct Coverage;

#[derive(TypedPath, Deserialize)]
#[typed_path("/coverage.csv")]
pub(crate) struct CoverageCsv;

#[derive(TypedPath, Deserialize)]
#[typed_path("/coverage.xlsx")]
pub(crate) struct CoverageXlsx;

#[derive(TypedPath, Deserialize)]
#[typed_path("/coverage/{project}/{group}", rejection(Error))]
pub(crate) struct CoverageCell {
    pub(crate) project: String,
    pub(crate) group: String,
}

#[derive(TypedPath, Deserialize)]
#[typed_path("/admin")]
pub(crate) struct Admin;

#[derive(TypedPath, Deserialize)]
#[typed_path("/admin/settings")]
pub(crate) struct Settings;
