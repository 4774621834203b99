//! Signing up: how people come to an event, wait for it, change and cancel, on their own page, through the link of a
//! letter without signing in, or with the team doing it for them. An event's own page is here too, since it says how
//! the person who reads it stands to the event.
//!
//! Who gets which place is decided in `places`; the job of this part moves the line and writes the letters.

mod forms;
mod jobs;
mod leaving;
mod letters;
mod model;
mod pages;
mod paths;
mod store;

use crate::access::Access::{Anyone, SignedIn, Team};
use crate::web::Routes;

pub(crate) use forms::SignUpForm;
pub(crate) use jobs::move_lines;
pub(crate) use leaving::cancel_all;
pub(crate) use model::{OwnEvent, attendance_in_words};
pub(crate) use pages::register::{Outcome, sign_up_for, sign_up_on_the_way, told};
pub(crate) use pages::{Asked, asked};
pub(crate) use store::list_own;

pub(crate) fn routes() -> Routes {
    Routes::default()
        .get(Anyone, pages::event::get)
        .get(SignedIn, pages::register::get)
        .post(SignedIn, pages::register::post)
        .get(Team, pages::list::get)
        .get(Team, pages::behalf::get)
        .post(Team, pages::behalf::post)
        .get(Team, pages::needs::get)
        .get(Team, pages::export::get)
        .get(Team, pages::export::xlsx)
        .get(Team, pages::export::ask)
        .post(Team, pages::export::post)
        .get(SignedIn, pages::own::get)
        .post(SignedIn, pages::own::post)
        .post(SignedIn, pages::own::accept)
        .get(SignedIn, pages::own::cancel_page)
        .post(SignedIn, pages::own::cancel)
        .get(Anyone, pages::by_link::get)
        .post(Anyone, pages::by_link::post)
        .post(Anyone, pages::by_link::accept)
        .get(Anyone, pages::by_link::cancel_page)
        .post(Anyone, pages::by_link::cancel)
        .get(SignedIn, pages::mine::get)
        .get(SignedIn, pages::calendar::get)
        .post(SignedIn, pages::calendar::make)
        .post(SignedIn, pages::calendar::remove)
        .get(Anyone, pages::calendar::feed)
}
