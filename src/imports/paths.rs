//! The addresses of this part.

use axum_extra::routing::TypedPath;
use serde::Deserialize;

use crate::error::Error;
use crate::kernel::ImportId;

/// Where a list is sent to, whose limit of size is another than of other forms.
pub(crate) const UPLOAD: &str = "/associates/import";

#[derive(TypedPath, Deserialize)]
#[typed_path("/associates/import")]
pub(crate) struct Index;

#[derive(TypedPath, Deserialize)]
#[typed_path("/associates/import/{import}", rejection(Error))]
pub(crate) struct Show {
    pub(crate) import: ImportId,
}

/// What the columns are.
#[derive(TypedPath, Deserialize)]
#[typed_path("/associates/import/{import}/columns", rejection(Error))]
pub(crate) struct Columns {
    pub(crate) import: ImportId,
}

/// One row, and what is decided about it.
#[derive(TypedPath, Deserialize)]
#[typed_path("/associates/import/{import}/rows/{row}", rejection(Error))]
pub(crate) struct Row {
    pub(crate) import: ImportId,
    pub(crate) row: i32,
}

/// A new dry run.
#[derive(TypedPath, Deserialize)]
#[typed_path("/associates/import/{import}/dry-run", rejection(Error))]
pub(crate) struct DryRun {
    pub(crate) import: ImportId,
}

#[derive(TypedPath, Deserialize)]
#[typed_path("/associates/import/{import}/commit", rejection(Error))]
pub(crate) struct Commit {
    pub(crate) import: ImportId,
}

#[derive(TypedPath, Deserialize)]
#[typed_path("/associates/import/{import}/undo", rejection(Error))]
pub(crate) struct Undo {
    pub(crate) import: ImportId,
}

/// Stopping the work on it.
#[derive(TypedPath, Deserialize)]
#[typed_path("/associates/import/{import}/stopping", rejection(Error))]
pub(crate) struct Stopping {
    pub(crate) import: ImportId,
}

#[derive(TypedPath, Deserialize)]
#[typed_path("/associates/import/{import}/deletion", rejection(Error))]
pub(crate) struct Deletion {
    pub(crate) import: ImportId,
}

/// The rejected rows, to be corrected and brought again.
#[derive(TypedPath, Deserialize)]
#[typed_path("/associates/import/{import}/rejected.csv", rejection(Error))]
pub(crate) struct Rejected {
    pub(crate) import: ImportId,
}
