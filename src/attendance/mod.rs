//! On the day and afterwards: who came, who sits with whom, and what the numbers say.
//!
//! Attendance is noted from an hour before an event on, by the team on a phone or by people themselves with the code
//! at the door. Someone who comes without a place is a walk-in. An event is done when it is known of everyone with a
//! place whether they came.

mod check_in;
mod forms;
mod model;
mod noting;
mod pages;
mod paths;
mod seating;
mod store;

use crate::access::Access::{SignedIn, Team};
use crate::web::Routes;

pub(crate) use model::{AttendanceState, Outcome, no_show_rate};
pub(crate) use store::find_outcome;

pub(crate) fn routes() -> Routes {
    Routes::default()
        .get(Team, pages::roll::get)
        .post(Team, pages::roll::post)
        .get(Team, pages::absences::get)
        .post(Team, pages::absences::post)
        .get(Team, pages::walk_ins::get)
        .post(Team, pages::walk_ins::post)
        .get(Team, pages::paper::sign_in_sheet)
        .get(Team, pages::paper::badges)
        .get(Team, pages::seat::get)
        .post(Team, pages::seat::post)
        .get(Team, pages::tables::get)
        .post(Team, pages::tables::post)
        .get(Team, pages::code::get)
        .post(Team, pages::code::post)
        .get(SignedIn, pages::check_in::get)
        .post(SignedIn, pages::check_in::post)
        .post(Team, pages::completion::post)
        .get(Team, pages::to_finish::get)
}
