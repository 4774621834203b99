//! The addresses of this part.

use axum_extra::routing::TypedPath;
use serde::Deserialize;

use crate::error::Error;
use crate::kernel::{EventId, RegistrationId};

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
    Event "/events/{event}";
    Register "/events/{event}/registration";
    Registrations "/events/{event}/registrations";
    OnBehalf "/events/{event}/registrations/new";
    Needs "/events/{event}/access-needs";
    Csv "/events/{event}/registrations.csv";
    Xlsx "/events/{event}/registrations.xlsx";
    NeedsExport "/events/{event}/access-needs/export";
}

macro_rules! of_a_registration {
    ($($name:ident $path:literal;)+) => {$(
        #[derive(TypedPath, Deserialize)]
        #[typed_path($path, rejection(Error))]
        pub(crate) struct $name {
            pub(crate) registration: RegistrationId,
        }
    )+};
}

of_a_registration! {
    Own "/registrations/{registration}";
    OwnAcceptance "/registrations/{registration}/acceptance";
    OwnCancellation "/registrations/{registration}/cancellation";
}

macro_rules! by_a_link {
    ($($name:ident $path:literal;)+) => {$(
        #[derive(TypedPath, Deserialize)]
        #[typed_path($path)]
        pub(crate) struct $name {
            pub(crate) token: String,
        }
    )+};
}

by_a_link! {
    ByLink "/my-place/{token}";
    LinkAcceptance "/my-place/{token}/acceptance";
    LinkCancellation "/my-place/{token}/cancellation";
}

#[derive(TypedPath, Deserialize)]
#[typed_path("/me/events")]
pub(crate) struct MyEvents;

#[derive(TypedPath, Deserialize)]
#[typed_path("/me/calendar")]
pub(crate) struct MyCalendar;

#[derive(TypedPath, Deserialize)]
#[typed_path("/me/calendar/removal")]
pub(crate) struct CalendarRemoval;

#[derive(TypedPath, Deserialize)]
#[typed_path("/calendars/{token}")]
pub(crate) struct CalendarFeed {
    pub(crate) token: String,
}
