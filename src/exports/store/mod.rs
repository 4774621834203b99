//! What leaves, read from the tables of all slices; nothing is written.

mod archive;
mod parts;
mod people;

pub(super) use archive::{ArchiveRow, Column, begin_archive, fetch_rows, list_columns, open_table};
pub(super) use parts::{Part, list_parts};
pub(super) use people::{Person, list_people, list_with_needs};
