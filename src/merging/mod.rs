//! Duplicates: records that may be two of one person or one organisation, putting them together, taking them apart.
//!
//! A job compares what is new or has changed and keeps the pairs; people decide. One of the two records stays and gets
//! everything that hung on the other, which is left as a stub that leads on to it; `merge_moves` holds each row that was
//! moved, or set aside because it could not stand beside another. For ninety days that is undone row by row, and what has
//! happened since stays with the record it happened to. Of two organisations the other is gone while the merge lasts.
//!
//! This is the one part that writes the tables of others: it changes whose a row is and nothing else (`tables`).

mod forms;
mod jobs;
mod letters;
mod model;
mod obstacle;
mod organisations;
mod pages;
mod paths;
mod people;
mod places;
mod store;
mod tables;

use sqlx::PgConnection;

use crate::access::Access::Team;
use crate::web::Routes;

pub(crate) use jobs::{find_duplicates, look_after_merges};

/// How many pairs of people wait for a decision.
///
/// # Errors
/// The database's.
pub(crate) async fn count_duplicates(db: &mut PgConnection) -> sqlx::Result<i64> {
    store::count_open(db).await
}

pub(crate) fn routes() -> Routes {
    Routes::default()
        .get(Team, pages::list::get)
        .get(Team, pages::export::csv)
        .get(Team, pages::export::xlsx)
        .get(Team, pages::export::organisations_csv)
        .get(Team, pages::export::organisations_xlsx)
        .get(Team, pages::of_person::get)
        .get(Team, pages::compare::get)
        .post(Team, pages::refusal::post)
        .post(Team, pages::refusal::take_back)
        .get(Team, pages::merge::get)
        .post(Team, pages::merge::post)
        .get(Team, pages::show::get)
        .post(Team, pages::show::undo)
        .get(Team, pages::organisations::list)
        .get(Team, pages::organisations::compare)
        .post(Team, pages::organisations::merge)
        .post(Team, pages::organisations::refuse)
        .post(Team, pages::organisations::take_back)
        .get(Team, pages::organisations::show)
        .post(Team, pages::organisations::undo)
}
