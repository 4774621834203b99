//! The addresses of this part.

use axum_extra::routing::TypedPath;
use serde::Deserialize;

use crate::error::Error;
use crate::kernel::{EventId, ReminderId};

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
    Index "/events/{event}/reminders";
    New "/events/{event}/reminders/new";
}

macro_rules! of_a_reminder {
    ($($name:ident $path:literal;)+) => {$(
        #[derive(TypedPath, Deserialize)]
        #[typed_path($path, rejection(Error))]
        pub(crate) struct $name {
            pub(crate) event: EventId,
            pub(crate) reminder: ReminderId,
        }
    )+};
}

of_a_reminder! {
    Show "/events/{event}/reminders/{reminder}";
    Edit "/events/{event}/reminders/{reminder}/edit";
    Removal "/events/{event}/reminders/{reminder}/removal";
}
