//! Pages about imports.

pub(crate) mod acts;
pub(crate) mod columns;
pub(crate) mod index;
pub(crate) mod rejected;
pub(crate) mod row;
pub(crate) mod show;
pub(crate) mod undo;

use super::paths;
use super::store::Batch;

/// What stands above every page of one import.
fn parents(batch: &Batch) -> [(String, String); 3] {
    [
        ("/associates".to_owned(), "Associates".to_owned()),
        (paths::Index.to_string(), "Imports".to_owned()),
        (paths::Show { import: batch.id }.to_string(), batch.file_name.clone()),
    ]
}

/// "1 person", "12 people".
fn counted(many: i64, [one, more]: [&str; 2]) -> String {
    if many == 1 { format!("1 {one}") } else { format!("{many} {more}") }
}
