//! The addresses of this part.

use axum_extra::routing::TypedPath;
use serde::Deserialize;

use crate::error::Error;
use crate::kernel::{EventId, InvitationBatchId};

/// The events that people can be invited to.
#[derive(TypedPath, Deserialize)]
#[typed_path("/invitations")]
pub(crate) struct Events;

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
    Index "/events/{event}/invitations";
    Choose "/events/{event}/invitations/new";
    Nudges "/events/{event}/nudges";
    OwnRefusal "/events/{event}/refusal";
}

macro_rules! of_a_batch {
    ($($name:ident $path:literal;)+) => {$(
        #[derive(TypedPath, Deserialize)]
        #[typed_path($path, rejection(Error))]
        pub(crate) struct $name {
            pub(crate) event: EventId,
            pub(crate) batch: InvitationBatchId,
        }
    )+};
}

of_a_batch! {
    Batch "/events/{event}/invitations/{batch}";
    BatchPeople "/events/{event}/invitations/{batch}/people";
    BatchPeopleCsv "/events/{event}/invitations/{batch}/people.csv";
    BatchPeopleXlsx "/events/{event}/invitations/{batch}/people.xlsx";
    Sending "/events/{event}/invitations/{batch}/sending";
    Deletion "/events/{event}/invitations/{batch}/deletion";
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
    ByLink "/invitations/{token}";
    LinkRefusal "/invitations/{token}/refusal";
    LinkSecondThoughts "/invitations/{token}/second-thoughts";
    LinkPlace "/invitations/{token}/place";
}
