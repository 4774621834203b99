//! Lists of something else than people: organisations, themes, projects, and who takes part in them.
//!
//! Organisations, themes and projects are planned in one way: a kind only says how a row is read (`organisations`,
//! `themes`, `projects`) into what it is called and what it says of each column of its table. Whatever a form refuses is
//! refused here by the same types. Memberships make nobody and are planned as people are (`memberships`).

pub(in crate::imports) mod memberships;
mod organisations;
mod planning;
mod projects;
mod themes;
pub(in crate::imports) mod thing;
mod undoing;
mod writing;

pub(in crate::imports) use planning::ThingPlanning;
pub(in crate::imports) use undoing::undo_things;
pub(in crate::imports) use writing::write_things;
