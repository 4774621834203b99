//! The addresses of this part.

use axum_extra::routing::TypedPath;
use serde::Deserialize;

use crate::error::Error;
use crate::kernel::{AssociateId, MergeId, OrganisationId};

/// The pairs that may be one person.
#[derive(TypedPath, Deserialize)]
#[typed_path("/associates/duplicates")]
pub(crate) struct Index;

#[derive(TypedPath, Deserialize)]
#[typed_path("/associates/duplicates.csv")]
pub(crate) struct PeopleCsv;

#[derive(TypedPath, Deserialize)]
#[typed_path("/associates/duplicates.xlsx")]
pub(crate) struct PeopleXlsx;

#[derive(TypedPath, Deserialize)]
#[typed_path("/organisations/duplicates.csv")]
pub(crate) struct OrganisationsCsv;

#[derive(TypedPath, Deserialize)]
#[typed_path("/organisations/duplicates.xlsx")]
pub(crate) struct OrganisationsXlsx;

/// Whoever may be the same as this person.
#[derive(TypedPath, Deserialize)]
#[typed_path("/associates/{associate}/duplicates", rejection(Error))]
pub(crate) struct OfPerson {
    pub(crate) associate: AssociateId,
}

macro_rules! of_two {
    ($($name:ident $path:literal;)+) => {$(
        #[derive(TypedPath, Deserialize)]
        #[typed_path($path, rejection(Error))]
        pub(crate) struct $name {
            pub(crate) associate: AssociateId,
            pub(crate) other: AssociateId,
        }
    )+};
}

of_two! {
    Compare "/associates/{associate}/duplicates/{other}";
    Refusal "/associates/{associate}/duplicates/{other}/refusal";
    SecondThoughts "/associates/{associate}/duplicates/{other}/second-thoughts";
    Merge "/associates/{associate}/merge/{other}";
}

#[derive(TypedPath, Deserialize)]
#[typed_path("/associates/{associate}/merges/{merge}", rejection(Error))]
pub(crate) struct Show {
    pub(crate) associate: AssociateId,
    pub(crate) merge: MergeId,
}

#[derive(TypedPath, Deserialize)]
#[typed_path("/associates/{associate}/merges/{merge}/undoing", rejection(Error))]
pub(crate) struct Undoing {
    pub(crate) associate: AssociateId,
    pub(crate) merge: MergeId,
}

/// The pairs that may be one organisation.
#[derive(TypedPath, Deserialize)]
#[typed_path("/organisations/duplicates")]
pub(crate) struct Organisations;

macro_rules! of_two_organisations {
    ($($name:ident $path:literal;)+) => {$(
        #[derive(TypedPath, Deserialize)]
        #[typed_path($path, rejection(Error))]
        pub(crate) struct $name {
            pub(crate) organisation: OrganisationId,
            pub(crate) twin: OrganisationId,
        }
    )+};
}

of_two_organisations! {
    CompareOrganisations "/organisations/{organisation}/duplicates/{twin}";
    OrganisationRefusal "/organisations/{organisation}/duplicates/{twin}/refusal";
    OrganisationSecondThoughts "/organisations/{organisation}/duplicates/{twin}/second-thoughts";
    MergeOrganisations "/organisations/{organisation}/merge/{twin}";
}

macro_rules! of_an_organisations_merge {
    ($($name:ident $path:literal;)+) => {$(
        #[derive(TypedPath, Deserialize)]
        #[typed_path($path, rejection(Error))]
        pub(crate) struct $name {
            pub(crate) organisation: OrganisationId,
            pub(crate) organisation_merge: MergeId,
        }
    )+};
}

of_an_organisations_merge! {
    ShowOrganisations "/organisations/{organisation}/merges/{organisation_merge}";
    UndoOrganisations "/organisations/{organisation}/merges/{organisation_merge}/undoing";
}
