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
    Show "/events/{event}/thanks";
    Sending "/events/{event}/thanks/sending";
    Otherwise "/events/{event}/thanks/otherwise";
    Removal "/events/{event}/thanks/removal";
}
