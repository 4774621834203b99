//! Pages about organisations that end.

pub(crate) mod deciding;
pub(crate) mod ending;
pub(crate) mod export;
pub(crate) mod overview;
pub(crate) mod reopening;
pub(crate) mod undoing;
pub(crate) mod worklist;

use crate::organisations::Organisation;

/// The way back: the list, and the organisation.
fn parents(organisation: &Organisation) -> [(String, String); 2] {
    [
        ("/organisations".to_owned(), "Organisations".to_owned()),
        (format!("/organisations/{}", organisation.id), organisation.name.clone()),
    ]
}

/// "1 person", "23 people".
fn people(count: usize) -> String {
    if count == 1 { "1 person".to_owned() } else { format!("{count} people") }
}
