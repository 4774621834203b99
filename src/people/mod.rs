//! The register as the team works with it: the list with its filters, the record with everything on it,
//! adding people, changing their details, recording where they went.
//!
//! `associates` holds the rules and the rows. These pages bring them together with projects, memberships
//! and consents, which is why they stand to the right of all of those.

mod filter;
mod forms;
mod pages;
mod paths;
mod store;

use crate::access::Access::Team;
use crate::web::Routes;

pub(crate) use filter::{Choices, shortened};
pub(crate) use forms::parse_source;
pub(crate) use pages::history::open_trail;
pub(crate) use pages::panel::Panel;
pub(crate) use pages::sources;
pub(crate) use store::{Row, count, list, list_found, list_in_order, list_matching, list_workers};

pub(crate) fn routes() -> Routes {
    Routes::default()
        .get(Team, pages::index::get)
        .get(Team, pages::new::get)
        .post(Team, pages::new::post)
        .get(Team, pages::show::get)
        .get(Team, pages::edit::get)
        .post(Team, pages::edit::post)
        .get(Team, pages::sensitive::get)
        .post(Team, pages::sensitive::post)
        .get(Team, pages::history::get)
        .get(Team, pages::moved::get)
        .post(Team, pages::moved::post)
        .get(Team, pages::affiliation::get)
        .post(Team, pages::affiliation::post)
        .get(Team, pages::agreement::get)
        .post(Team, pages::agreement::post)
}
