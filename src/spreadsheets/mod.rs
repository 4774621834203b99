//! Spreadsheets as people's programs write them: read safely, written so that they open right.
//!
//! A file from outside is never parsed in the process that serves people. A small file can ask for gigabytes, so a
//! child process of the same program reads it under limits (`child`), and tells what it found line by line
//! (`reading`). What is read is the same whatever the program that wrote it: sheets with rows of cells.

mod child;
mod filling;
mod model;
mod reading;
mod sniff;
mod text;
mod workbook;
mod writing;

pub use child::run as read_from_standard_input;
pub(crate) use model::cell_name;
pub use model::{Cell, Piece, Refusal, Row};
pub use reading::{Reader, Sheets, Unread};
pub(crate) use writing::{
    Column, Format, Given, Heading, Line, Sender, Source, Table, Turn, Turns, Value, attachment, chunks, file_name,
    guarded, headings, pass_on, turned,
};
