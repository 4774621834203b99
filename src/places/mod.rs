//! Places at events: how many there are, for whom they are kept, who has one, who waits for one.
//!
//! A place that was promised is there. Whoever gives a place or takes one back holds all pools of the event until
//! the transaction ends, and the database refuses a place too many. A freed place is never given away at once: the
//! line is moved by one job, so that whoever waits comes before whoever arrives.

mod hall;
mod links;
mod model;
mod store;

pub(crate) use hall::{Hall, Offer, offer_until};
pub(crate) use links::{find_by_link, issue_link};
pub(crate) use model::{InvitationState, Kept, Places, RegistrationState};
pub(crate) use store::{
    NewRegistration, Registration, Said, accept, book, end, find_for_update, find_live, list_busy_events, list_lapsed,
    lock, lock_with_line, offer, plan, plan_of, record_step, replan, save, update_said,
};
