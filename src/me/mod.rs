//! My page: what someone takes part in, what we hold about them, and everything they can change about
//! it themselves.
//!
//! Only what the Associate does here moves their engagement clock (rule 6). Taking back an agreement is
//! one button, as giving it was one box.

mod forms;
mod letters;
mod model;
mod pages;
mod paths;
mod store;

use crate::access::Access::{Anyone, SignedIn};
use crate::web::Routes;

pub(crate) fn routes() -> Routes {
    Routes::default()
        .get(SignedIn, pages::home::get)
        .post(SignedIn, pages::home::confirm)
        .get(SignedIn, pages::details::get)
        .post(SignedIn, pages::details::post)
        .get(SignedIn, pages::address::get)
        .post(SignedIn, pages::address::post)
        .get(Anyone, pages::email::get)
        .post(Anyone, pages::email::post)
        .get(SignedIn, pages::organisation::get)
        .post(SignedIn, pages::organisation::post)
        .get(SignedIn, pages::preferences::get)
        .post(SignedIn, pages::preferences::post)
        .post(SignedIn, pages::consents::post)
        .get(SignedIn, pages::data::get)
        .get(SignedIn, pages::data::json)
        .get(SignedIn, pages::pause::get)
        .post(SignedIn, pages::pause::post)
        .post(SignedIn, pages::leaving::come_back)
        .get(SignedIn, pages::leaving::get)
        .post(SignedIn, pages::leaving::post)
        .get(SignedIn, pages::notice::get)
        .post(SignedIn, pages::notice::post)
}
