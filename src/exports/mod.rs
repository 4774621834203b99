//! Taking people away: the register as a spreadsheet or as cards for an address book, as it is filtered and sorted;
//! and everything there is, for an administrator.
//!
//! Each list of something else is taken away by the slice that has it; all are written by `spreadsheets`. What leaves
//! with people in it is in the trail before its first byte: how many, the filter, and why where it was asked.

mod archive;
mod card;
mod memberships;
mod pages;
mod paths;
mod register;
mod store;

use crate::access::Access::{Administrator, Team};
use crate::web::Routes;

pub(crate) fn routes() -> Routes {
    Routes::default()
        .get(Team, pages::register::csv)
        .get(Team, pages::register::xlsx)
        .get(Team, pages::register::ask)
        .get(Team, pages::memberships::csv)
        .get(Team, pages::memberships::xlsx)
        .post(Team, pages::register::post)
        .get(Team, pages::cards::many)
        .get(Team, pages::cards::one)
        .get(Administrator, pages::archive::get)
        .post(Administrator, pages::archive::post)
}
