//! Tags: free labels of the team on people, such as a panel they sit on or a list they were found through. The people
//! they are on can read them, and the pages that write them say so.

mod model;
mod pages;
mod paths;
mod store;

use crate::access::Access::Team;
use crate::web::Routes;

pub(crate) use model::parse_name;
pub(crate) use store::{
    OnPerson, Tag, Tagged, add_to_all, delete_all, find_or_insert, give_back_to_all, list_named, list_of,
    remove_from_all,
};

pub(crate) fn routes() -> Routes {
    Routes::default()
        .get(Team, pages::index::get)
        .post(Team, pages::index::post)
        .get(Team, pages::index::csv)
        .get(Team, pages::index::xlsx)
        .get(Team, pages::edit::get)
        .post(Team, pages::edit::post)
        .get(Team, pages::merging::get)
        .post(Team, pages::merging::post)
        .get(Team, pages::deletion::get)
        .post(Team, pages::deletion::post)
        .post(Team, pages::person::add)
        .post(Team, pages::person::remove)
}
