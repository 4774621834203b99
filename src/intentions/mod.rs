//! Intentions: what someone says after an event that they will do differently, and what came of it.
//!
//! It is theirs, in their own words: they change it, say that it is done or that it is not to be done any more, and take
//! it away. The team reads it, since it tells what an event is good for; leads do not. Who wants to be asked once how it
//! went gets one letter, on the day after the one they named, or after three months.

mod forms;
mod jobs;
mod model;
mod pages;
mod paths;
mod store;

use crate::access::Access::{Anyone, SignedIn, Team};
use crate::web::Routes;

pub(crate) use jobs::ask_how_it_went;
pub(crate) use model::{Intention, IntentionState};
pub(crate) use pages::is_link_open;
pub(crate) use store::list_of;

pub(crate) fn routes() -> Routes {
    Routes::default()
        .get(SignedIn, pages::say::get)
        .post(SignedIn, pages::say::post)
        .get(Anyone, pages::say::get_by_link)
        .post(Anyone, pages::say::post_by_link)
        .get(SignedIn, pages::own::get)
        .post(SignedIn, pages::own::post)
        .get(Anyone, pages::own::get_by_link)
        .post(Anyone, pages::own::post_by_link)
        .get(SignedIn, pages::deletion::get)
        .post(SignedIn, pages::deletion::post)
        .get(Anyone, pages::deletion::get_by_link)
        .post(Anyone, pages::deletion::post_by_link)
        .get(Team, pages::index::get)
        .get(Team, pages::index::csv)
        .get(Team, pages::index::xlsx)
}
