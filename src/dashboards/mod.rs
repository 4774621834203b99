//! Dashboards: the home pages, what a lead and the team see of their communities, and the administrator's
//! landing. Reads every table; writes only the coverage targets.
//!
//! A dashboard reads absence, then movement, then state. What a count may say to whom is decided in one
//! place, [`suppression`]; of which day it is told, in [`as_of`]; which memberships it is taken from, in the
//! view `disclosable_memberships`.

mod activities;
mod as_of;
mod attended;
mod breakdown;
mod community;
mod coverage;
mod events_of_project;
mod forms;
mod pages;
mod paths;
mod periods;
mod store;
mod went;

use crate::web::{Routes, suppression};

pub(crate) fn routes() -> Routes {
    use crate::access::Access::{Administrator, Anyone, SignedIn, Team};
    Routes::default()
        .get(Anyone, pages::home::get)
        .get(SignedIn, pages::my_projects::get)
        .get(SignedIn, pages::project::get)
        .get(SignedIn, pages::project_events::get)
        .get(SignedIn, pages::project_event::get)
        .get(SignedIn, pages::project_event::csv)
        .get(Team, pages::network::get)
        .get(Team, pages::coverage::index)
        .get(Team, pages::coverage::csv)
        .get(Team, pages::coverage::xlsx)
        .get(Team, pages::coverage::cell)
        .get(Administrator, pages::admin::get)
        .get(Administrator, pages::settings::get)
        .post(Administrator, pages::settings::post)
}
