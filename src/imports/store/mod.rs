//! Imports in the database: what they are, their rows, what they have written, and the register as a plan needs it.

mod batches;
mod effects;
mod leases;
mod register;
mod rows;
mod things;

pub(super) use batches::{
    Batch, Marked, delete, find, find_shape, forget_old, insert, keep_shape, list, progress, refuse, set_sheets, start,
};
pub(super) use effects::{
    Effect, count_made, count_told, find_named_organisations, find_named_tags, find_used, insert_effects, list_effects,
    list_present, list_signed_in,
};
pub(super) use leases::{Claimed, claim, finish, keep, release, renew, stop, take_time};
pub(super) use register::{list_candidates, load_register};
pub(super) use rows::{
    PAGE, RowFilter, RowLine, Worker, find_row, find_worker, insert_rows, list_decisions, list_digests, list_names,
    list_organisation_names, list_rejected, list_rows, list_sheet, list_sheet_start, list_workers, set_decision,
    write_made, write_plan,
};
pub(super) use things::{find_named_things, list_thing_names, load_things};
