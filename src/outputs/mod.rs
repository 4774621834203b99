//! Outputs: what came of events and projects that others can use: papers, toolkits, pathways, training, reports.
//!
//! The team keeps them. One that is published is seen by everyone, with those of its events that the reader may see;
//! before that it is the team's. Who worked on one is seen by the team and by themselves: nobody has agreed to be named
//! to the world.

mod forms;
mod model;
mod pages;
mod paths;
mod store;

use crate::access::Access::{Anyone, Team};
use crate::web::Routes;

pub(crate) use model::{Output, OutputKind};
pub(crate) use store::list_of_event;

pub(crate) fn routes() -> Routes {
    Routes::default()
        .get(Anyone, pages::index::get)
        .get(Team, pages::export::csv)
        .get(Team, pages::export::xlsx)
        .get(Team, pages::new::get)
        .post(Team, pages::new::post)
        .get(Anyone, pages::show::get)
        .get(Team, pages::edit::get)
        .post(Team, pages::edit::post)
        .get(Team, pages::deletion::get)
        .post(Team, pages::deletion::post)
        .get(Team, pages::contributors::get)
        .post(Team, pages::contributors::post)
        .post(Team, pages::contributors::remove)
}
