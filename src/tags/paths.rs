//! The addresses of this part.

use axum_extra::routing::TypedPath;
use serde::Deserialize;

use crate::error::Error;
use crate::kernel::{AssociateId, TagId};

#[derive(TypedPath, Deserialize)]
#[typed_path("/associates/tags")]
pub(crate) struct Index;

#[derive(TypedPath, Deserialize)]
#[typed_path("/associates/tags.csv")]
pub(crate) struct Csv;

#[derive(TypedPath, Deserialize)]
#[typed_path("/associates/tags.xlsx")]
pub(crate) struct Xlsx;

macro_rules! of_a_tag {
    ($($name:ident $path:literal;)+) => {$(
        #[derive(TypedPath, Deserialize)]
        #[typed_path($path, rejection(Error))]
        pub(crate) struct $name {
            pub(crate) tag: TagId,
        }
    )+};
}

of_a_tag! {
    Show "/associates/tags/{tag}";
    Edit "/associates/tags/{tag}/edit";
    Merging "/associates/tags/{tag}/merging";
    Deletion "/associates/tags/{tag}/deletion";
}

/// The tags of one person.
#[derive(TypedPath, Deserialize)]
#[typed_path("/associates/{associate}/tags", rejection(Error))]
pub(crate) struct OfPerson {
    pub(crate) associate: AssociateId,
}

#[derive(TypedPath, Deserialize)]
#[typed_path("/associates/{associate}/tags/{tag}/removal", rejection(Error))]
pub(crate) struct Removal {
    pub(crate) associate: AssociateId,
    pub(crate) tag: TagId,
}
