//! The addresses of this part.

use axum_extra::routing::TypedPath;
use serde::Deserialize;

use crate::error::Error;
use crate::kernel::{ContributorId, EventId, ProgrammeItemId};

#[derive(TypedPath, Deserialize)]
#[typed_path("/events/{event}/programme", rejection(Error))]
pub(crate) struct Show {
    pub(crate) event: EventId,
}

/// The programme of another event, to begin with.
#[derive(TypedPath, Deserialize)]
#[typed_path("/events/{event}/programme/model", rejection(Error))]
pub(crate) struct Model {
    pub(crate) event: EventId,
}

macro_rules! of_an_item {
    ($($name:ident $path:literal;)+) => {$(
        #[derive(TypedPath, Deserialize)]
        #[typed_path($path, rejection(Error))]
        pub(crate) struct $name {
            pub(crate) event: EventId,
            pub(crate) item: ProgrammeItemId,
        }
    )+};
}

of_an_item! {
    Item "/events/{event}/programme/{item}";
    Position "/events/{event}/programme/{item}/position";
    Deletion "/events/{event}/programme/{item}/deletion";
    Add "/events/{event}/programme/{item}/contributors";
}

macro_rules! of_a_contributor {
    ($($name:ident $path:literal;)+) => {$(
        #[derive(TypedPath, Deserialize)]
        #[typed_path($path, rejection(Error))]
        pub(crate) struct $name {
            pub(crate) event: EventId,
            pub(crate) item: ProgrammeItemId,
            pub(crate) contributor: ContributorId,
        }
    )+};
}

of_a_contributor! {
    Contributor "/events/{event}/programme/{item}/contributors/{contributor}";
    Removal "/events/{event}/programme/{item}/contributors/{contributor}/removal";
}
