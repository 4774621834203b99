//! Invitations in the database.

mod audience;
mod batches;
mod links;
mod people;

pub(super) use audience::{
    Addressee, Rules, count_changed, count_dropped, drop_changed, freeze, invite, list_addressees, list_silent, nudge,
};
pub(crate) use batches::forget_unsent;
pub(super) use batches::{Batch, NewBatch, delete, find_batch, hold_batches, list_batches, mark_sent, update_words};
pub(super) use links::{Opened, decline, find_by_link, find_unanswered, insert_link, note_opened, take_back};
pub(super) use people::{
    Counts, EventToFill, Group, Invited, OfBatch, Which, count_states, list_events_to_fill, list_invited,
    list_of_batch, list_reasons,
};
pub(crate) use people::{Unanswered, list_unanswered};
