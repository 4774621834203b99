//! The addresses of this part.

use axum_extra::routing::TypedPath;
use serde::Deserialize;

use crate::error::Error;
use crate::kernel::{AffiliationId, AssociateId};

#[derive(TypedPath, Deserialize)]
#[typed_path("/associates")]
pub(crate) struct Index;

#[derive(TypedPath, Deserialize)]
#[typed_path("/associates/new")]
pub(crate) struct New;

#[derive(TypedPath, Deserialize)]
#[typed_path("/associates/{associate}", rejection(Error))]
pub(crate) struct Show {
    pub(crate) associate: AssociateId,
}

#[derive(TypedPath, Deserialize)]
#[typed_path("/associates/{associate}/edit", rejection(Error))]
pub(crate) struct Edit {
    pub(crate) associate: AssociateId,
}

/// Access needs and links that say something about health; opening it is logged.
#[derive(TypedPath, Deserialize)]
#[typed_path("/associates/{associate}/sensitive", rejection(Error))]
pub(crate) struct Sensitive {
    pub(crate) associate: AssociateId,
}

#[derive(TypedPath, Deserialize)]
#[typed_path("/associates/{associate}/access-needs", rejection(Error))]
pub(crate) struct AccessNeeds {
    pub(crate) associate: AssociateId,
}

#[derive(TypedPath, Deserialize)]
#[typed_path("/associates/{associate}/history", rejection(Error))]
pub(crate) struct History {
    pub(crate) associate: AssociateId,
}

#[derive(TypedPath, Deserialize)]
#[typed_path("/associates/{associate}/affiliations", rejection(Error))]
pub(crate) struct Affiliations {
    pub(crate) associate: AssociateId,
}

#[derive(TypedPath, Deserialize)]
#[typed_path("/associates/{associate}/affiliations/new", rejection(Error))]
pub(crate) struct NewAffiliation {
    pub(crate) associate: AssociateId,
}

#[derive(TypedPath, Deserialize)]
#[typed_path("/associates/{associate}/affiliations/{affiliation}", rejection(Error))]
pub(crate) struct Affiliation {
    pub(crate) associate: AssociateId,
    pub(crate) affiliation: AffiliationId,
}

#[derive(TypedPath, Deserialize)]
#[typed_path("/associates/{associate}/affiliations/{affiliation}/edit", rejection(Error))]
pub(crate) struct EditAffiliation {
    pub(crate) associate: AssociateId,
    pub(crate) affiliation: AffiliationId,
}

#[derive(TypedPath, Deserialize)]
#[typed_path("/associates/{associate}/agreements", rejection(Error))]
pub(crate) struct Agreements {
    pub(crate) associate: AssociateId,
}

/// What someone told us they agree to, or no longer do.
#[derive(TypedPath, Deserialize)]
#[typed_path("/associates/{associate}/agreements/new", rejection(Error))]
pub(crate) struct NewAgreement {
    pub(crate) associate: AssociateId,
}
