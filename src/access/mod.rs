//! Who may do what. One place decides: roles, records and rows. No SQL and no HTML here.

mod actor;
mod gate;
mod grant;
mod policy;

pub(crate) use actor::{AccountRole, Actor, SignedIn};
pub use gate::Access;
pub(crate) use gate::{NOTICE_PATH, Stop, gate};
pub(crate) use grant::{Deciding, Editing, Ending, Protected, SeeingPeople, Viewing};
pub(crate) use policy::{Action, Audience, EventScope, Facts, allows, events_visible_to};
