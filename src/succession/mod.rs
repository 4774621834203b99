//! Succession: an organisation ends on a day, others follow it or none, and each of its people is found a new place.
//!
//! Nothing of the past is rewritten: who was there until the end stays recorded there, under the name it had. Who is
//! recorded there beyond its last day is *unplaced*, which is read from the affiliations and stored nowhere, so that it
//! holds however someone was moved. What the team decides here is kept with who decided it, and can be undone for a while.

mod forms;
mod model;
mod pages;
mod paths;
mod store;

use crate::access::Access::Team;
use crate::web::Routes;

pub(crate) use model::Outcome;
pub(crate) use store::{count_unplaced, give_decisions};

pub(crate) fn routes() -> Routes {
    Routes::default()
        .get(Team, pages::overview::get)
        .get(Team, pages::overview::csv)
        .get(Team, pages::overview::xlsx)
        .get(Team, pages::ending::get)
        .post(Team, pages::ending::post)
        .get(Team, pages::reopening::get)
        .post(Team, pages::reopening::post)
        .get(Team, pages::worklist::get)
        .get(Team, pages::export::csv)
        .get(Team, pages::export::xlsx)
        .post(Team, pages::deciding::post)
        .post(Team, pages::undoing::post)
}
