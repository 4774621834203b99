//! The addresses of this part.

use axum_extra::routing::TypedPath;
use serde::Deserialize;

use crate::error::Error;
use crate::kernel::{AssociateId, EventId};

#[derive(TypedPath, Deserialize)]
#[typed_path("/events/to-finish")]
pub(crate) struct ToFinish;

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
    Roll "/events/{event}/attendance";
    Absences "/events/{event}/absences";
    NewWalkIn "/events/{event}/walk-ins/new";
    WalkIns "/events/{event}/walk-ins";
    SignInSheet "/events/{event}/sign-in-sheet";
    Badges "/events/{event}/badges";
    Tables "/events/{event}/tables";
    Code "/events/{event}/check-in-code";
    CheckIn "/events/{event}/check-in";
    Completion "/events/{event}/completion";
}

#[derive(TypedPath, Deserialize)]
#[typed_path("/events/{event}/seats/{associate}", rejection(Error))]
pub(crate) struct Seat {
    pub(crate) event: EventId,
    pub(crate) associate: AssociateId,
}
