//! Lists that others keep in spreadsheets, brought into the register.
//!
//! A file is read in a process of its own (`spreadsheets`) and its rows wait in the database. Somebody says what the
//! columns are and how the people agreed; a dry run then says of every row what will become of it. Writing does exactly
//! that, or refuses because the register has changed meanwhile. For thirty days it can be taken back.
//!
//! The plan is a pure function (`plan`): the same rows, choices and register always give the same. The commit makes it
//! again within its transaction and compares.

mod action;
mod additions;
mod cells;
mod choosing;
mod command_line;
mod committing;
mod counting;
mod details;
mod fields;
mod forms;
mod headings;
mod jobs;
mod kinds;
mod known;
mod letters;
mod matching;
mod model;
mod names;
mod nicknames;
mod pages;
mod paths;
mod person;
mod plan;
mod receiving;
mod row_cells;
mod store;
mod table;
mod tagging;
mod taking_part;
mod undoing;
mod words;

use crate::access::Access::Team;
use crate::web::Routes;

pub(crate) use command_line::{Wanted, import};
pub(crate) use jobs::{forget_old, work};
pub(crate) use model::{ImportKind, ImportState, Verdict};
pub(crate) use paths::UPLOAD;

pub(crate) fn routes() -> Routes {
    Routes::default()
        .get(Team, pages::index::get)
        .post(Team, pages::index::post)
        .get(Team, pages::show::get)
        .get(Team, pages::columns::get)
        .post(Team, pages::columns::post)
        .get(Team, pages::row::get)
        .post(Team, pages::row::post)
        .post(Team, pages::acts::plan)
        .post(Team, pages::acts::commit)
        .get(Team, pages::undo::get)
        .post(Team, pages::undo::post)
        .post(Team, pages::acts::stop)
        .post(Team, pages::acts::delete)
        .get(Team, pages::rejected::get)
}
