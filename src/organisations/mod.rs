//! Organisations: the bodies people belong to, with the other names people know them by.

mod forms;
mod model;
mod pages;
mod paths;
mod store;

use crate::access::Access::Team;
use crate::web::Routes;

pub(crate) use model::OrganisationKind;
pub(crate) use store::{Named, find_name, list_named, match_name};

pub(crate) fn routes() -> Routes {
    Routes::default()
        .get(Team, pages::index::get)
        .get(Team, pages::new::get)
        .post(Team, pages::new::post)
        .get(Team, pages::show::get)
        .get(Team, pages::edit::get)
        .post(Team, pages::edit::post)
        .get(Team, pages::history::get)
}
