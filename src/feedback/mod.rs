//! Feedback: how people found an event, asked when it is over, in at most six questions.
//!
//! What someone says is kept without their name, without a time, and without a thread that ties one of their answers
//! to another. That they have answered is kept apart, so that nobody answers twice. How people answered is shown when
//! five of them have, and then again with every further five, so that two looks do not tell what one person said;
//! `docs/decisions/0008-feedback.md` says what that protects from, and what from it does not.

mod forms;
mod model;
mod pages;
mod paths;
mod store;

use crate::access::Access::{Anyone, SignedIn, Team};
use crate::web::Routes;

pub(crate) use model::{Part, QuestionKind, has_taken_place, is_open, usual};
pub(crate) use pages::{Holder, holder_of};
pub(crate) use store::{Waiting, count_answers, count_intentions, find_part, list_waiting};

pub(crate) fn routes() -> Routes {
    Routes::default()
        .get(SignedIn, pages::give::get)
        .post(SignedIn, pages::give::post)
        .get(Anyone, pages::by_link::get)
        .post(Anyone, pages::by_link::post)
        .get(Team, pages::questions::get)
        .post(Team, pages::questions::post)
        .get(SignedIn, pages::results::get)
}
