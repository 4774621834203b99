//! Invitations: whom the team asks to an event, and what they answer.
//!
//! The team chooses people by any filter of the register. Whom it chose is frozen as a *batch*, with everybody who is
//! left out and why; sending writes to those people and to nobody else, less those against whom something has come up
//! since. Nobody is invited twice to one event. Who has not answered can be nudged, twice at most.
//!
//! How someone stands to the event is never stored here: where there is a registration it says so, and the view
//! `invitation_states` reads it.

mod forms;
mod letters;
mod model;
mod pages;
mod paths;
mod sending;
mod store;

use crate::access::Access::{Anyone, SignedIn, Team};
use crate::web::Routes;

pub(crate) use model::{BatchKind, Obstacle};
pub(crate) use store::{Unanswered, forget_unsent, list_unanswered};

pub(crate) fn routes() -> Routes {
    Routes::default()
        .get(Team, pages::events::get)
        .get(Team, pages::list::get)
        .get(Team, pages::choose::get)
        .post(Team, pages::choose::post)
        .post(Team, pages::nudge::post)
        .get(Team, pages::batch::get)
        .post(Team, pages::batch::post)
        .get(Team, pages::people::get)
        .get(Team, pages::people_export::csv)
        .get(Team, pages::people_export::xlsx)
        .post(Team, pages::sending::post)
        .get(Team, pages::deletion::get)
        .post(Team, pages::deletion::post)
        .post(SignedIn, pages::own::decline)
        .get(Anyone, pages::by_link::get)
        .post(Anyone, pages::by_link::come)
        .post(Anyone, pages::by_link::decline)
        .post(Anyone, pages::by_link::take_back)
        .post(Anyone, pages::by_link::place)
}
