//! Thanks: those who led something at an event are thanked afterwards, each once.
//!
//! Who has an address gets a letter that says what they did, with the team's own words. Who has none, or takes a break,
//! is thanked by phone, in person or by post; that it was done, and by whom, is recorded, since such work is seen by
//! nobody otherwise.

mod forms;
mod letters;
mod model;
mod pages;
mod paths;
mod store;

use crate::access::Access::Team;
use crate::web::Routes;

pub(crate) use model::Channel;
pub(crate) use store::{Own, Thanked, count, list_own};

pub(crate) fn routes() -> Routes {
    Routes::default()
        .get(Team, pages::show::get)
        .post(Team, pages::show::post)
        .get(Team, pages::sending::get)
        .post(Team, pages::sending::post)
        .post(Team, pages::otherwise::post)
        .post(Team, pages::otherwise::remove)
}
