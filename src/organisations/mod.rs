//! Organisations: the bodies people belong to, with the other names people know them by, and which followed which.
//!
//! One that ends keeps its name and its people of that time; those that follow it are organisations of their own. That
//! holds for a new name too, so that a report about a year calls everything as it was called then. Recording that one
//! ended, and finding its people a new place, is in `succession`.

mod forms;
mod model;
mod pages;
mod paths;
mod store;

use crate::access::Access::Team;
use crate::web::Routes;

pub(crate) use model::{OdsCode, Organisation, OrganisationKind, parse_aliases};
pub(crate) use store::{
    Ended, NONE_OF_THESE, Named, NewOrganisation, Related, SetOrganisation, add_aliases, delete, delete_unchanged, end,
    find, find_ended, find_name, hold, hold_all, hold_details, insert_again, insert_many, insert_successor,
    list_likely_successors, list_named, list_standing_on, list_successors, match_name, match_name_on, name_keys,
    refused_host, remove_aliases, reopen, set_details, set_values,
};

pub(crate) fn routes() -> Routes {
    Routes::default()
        .get(Team, pages::index::get)
        .get(Team, pages::export::csv)
        .get(Team, pages::export::xlsx)
        .get(Team, pages::new::get)
        .post(Team, pages::new::post)
        .get(Team, pages::show::get)
        .get(Team, pages::edit::get)
        .post(Team, pages::edit::post)
        .get(Team, pages::history::get)
}
