//! Registration: how someone becomes an Associate by themselves.
//!
//! They say who they are, choose projects and agree to the privacy notice. A link that is mailed to them
//! proves the address; until it is used nothing about them is seen by anyone, and after seven days it
//! vanishes. The page answers the same whether or not the address is known. The team learns how many wait to be
//! confirmed, and can have a link sent again to an address they were told.

mod confirm;
mod forms;
mod jobs;
mod letters;
mod model;
mod pages;
mod paths;
mod resend;
mod store;
mod submit;

use crate::access::Access::{Anyone, Team};
use crate::web::Routes;

pub(crate) use jobs::delete_unconfirmed;

pub(crate) fn routes() -> Routes {
    Routes::default()
        .get(Anyone, pages::about::get)
        .get(Anyone, pages::register::get)
        .post(Anyone, pages::register::post)
        .get(Anyone, pages::register::sent)
        .get(Anyone, pages::confirm::get)
        .post(Anyone, pages::confirm::post)
        .post(Anyone, pages::confirm::renew)
        .get(Team, pages::waiting::get)
        .post(Team, pages::waiting::post)
}
