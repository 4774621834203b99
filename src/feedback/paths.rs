//! The addresses of this part.

use axum_extra::routing::TypedPath;
use serde::Deserialize;

use crate::error::Error;
use crate::kernel::EventId;

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
    Give "/events/{event}/feedback";
    Questions "/events/{event}/feedback/questions";
    Results "/events/{event}/feedback/results";
}

/// The same through the link of a letter about a place.
#[derive(TypedPath, Deserialize)]
#[typed_path("/my-place/{token}/feedback")]
pub(crate) struct ByLink {
    pub(crate) token: String,
}
