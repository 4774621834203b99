//! Programmes: what happens at an event, one after the other, and who leads it.
//!
//! While the team drafts one, it sees how the minutes are shared between researchers and everyone else, since the
//! events of the network are reciprocal: each side tells and each side listens. Everyone who sees the event reads its
//! programme there.

mod balance;
mod forms;
mod jobs;
mod model;
mod pages;
mod paths;
mod store;

use crate::access::Access::Team;
use crate::web::Routes;

pub(crate) use balance::Shares;
pub(crate) use jobs::tell_contributors;
pub(crate) use model::{ContributorRole, Item, Programme};
pub(crate) use store::{list_shares, load};

pub(crate) fn routes() -> Routes {
    Routes::default()
        .get(Team, pages::show::get)
        .post(Team, pages::show::post)
        .get(Team, pages::model::get)
        .post(Team, pages::model::post)
        .get(Team, pages::item::get)
        .post(Team, pages::item::post)
        .post(Team, pages::item::move_it)
        .get(Team, pages::deletion::get)
        .post(Team, pages::deletion::post)
        .get(Team, pages::add::get)
        .post(Team, pages::add::post)
        .get(Team, pages::contributor::get)
        .post(Team, pages::contributor::post)
        .post(Team, pages::contributor::remove)
}
