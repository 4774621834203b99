//! The addresses of this part.

use axum_extra::routing::TypedPath;
use serde::Deserialize;

use crate::error::Error;
use crate::kernel::EventId;

#[derive(TypedPath, Deserialize)]
#[typed_path("/events")]
pub(crate) struct Index;

#[derive(TypedPath, Deserialize)]
#[typed_path("/events/new")]
pub(crate) struct New;

#[derive(TypedPath, Deserialize)]
#[typed_path("/events.ics")]
pub(crate) struct Feed;

#[derive(TypedPath, Deserialize)]
#[typed_path("/events.csv")]
pub(crate) struct Csv;

#[derive(TypedPath, Deserialize)]
#[typed_path("/events.xlsx")]
pub(crate) struct Xlsx;

#[derive(TypedPath, Deserialize)]
#[typed_path("/projects/{project}/events.ics")]
pub(crate) struct ProjectFeed {
    pub(crate) project: String,
}

macro_rules! of_an_event {
    ($($name:ident $path:literal;)+) => {$(
        #[derive(TypedPath, Deserialize)]
        #[typed_path($path, rejection(Error))]
        pub(crate) struct $name {
            pub(crate) event: EventId,
        }
    )+};
}

of_an_event! {
    Show "/events/{event}";
    Edit "/events/{event}/edit";
    State "/events/{event}/state";
    Cancellation "/events/{event}/cancellation";
    Deletion "/events/{event}/deletion";
    History "/events/{event}/history";
}
