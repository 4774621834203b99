//! Events: development opportunities, from the first idea to the day.
//!
//! The team plans an event as a draft, opens it for registration, closes it, and says at the end that all of it is
//! recorded. Each says how it divides up among the four characteristic activities of a community of practice. Who
//! comes is the matter of `sign_ups`, how many may come that of `places`.

mod calendar;
mod forms;
mod letters;
mod mix;
mod model;
mod pages;
mod paths;
mod store;

use crate::access::Access::{Anyone, Team};
use crate::web::Routes;

pub(crate) use calendar::{Method, invitation};
pub(crate) use forms::number;
pub(crate) use letters::whereabouts;
pub(crate) use mix::{Activity, ActivityMix, activity_balance};
pub(crate) use model::{Event, EventKind, EventState, EventVisibility, Question, came, when};
pub(crate) use pages::feeds::answer as answer_with_feed;
pub(crate) use pages::{EventTab, event_tabs};
pub(crate) use store::{find, find_for_share, find_for_update, list_questions, list_with_place, set_state};

pub(crate) fn routes() -> Routes {
    Routes::default()
        .get(Anyone, pages::index::get)
        .get(Anyone, pages::export::csv)
        .get(Anyone, pages::export::xlsx)
        .get(Anyone, pages::feeds::network)
        .get(Anyone, pages::feeds::project)
        .get(Team, pages::new::get)
        .post(Team, pages::new::post)
        .get(Team, pages::edit::get)
        .post(Team, pages::edit::post)
        .post(Team, pages::state::post)
        .get(Team, pages::cancellation::get)
        .post(Team, pages::cancellation::post)
        .get(Team, pages::deletion::get)
        .post(Team, pages::deletion::post)
        .get(Team, pages::history::get)
}
