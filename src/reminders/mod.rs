//! Reminders of events: when each is due, counted from the start or the end, and to whom it went.
//!
//! An event has the usual ones from the day it is planned. When a reminder is due follows from the event as it stands,
//! so a date that moves takes its reminders along; whom one has been written to is never written to with it again.
//! The pages and the letters are in `reminding`.

mod model;
mod store;

pub(crate) use model::{ReminderMoment, ReminderUnit, Timing};
pub(crate) use store::{
    Due, Planned, Reader, claim, copy, delete, find_for_update, insert, list, list_busy_events, list_readers, plan,
    update,
};
