//! The addresses of this part.

use axum_extra::routing::TypedPath;
use serde::Deserialize;

use crate::error::Error;
use crate::kernel::AssociateId;

#[derive(TypedPath, Deserialize)]
#[typed_path("/associates/{associate}", rejection(Error))]
pub(crate) struct Record {
    pub(crate) associate: AssociateId,
}

#[derive(TypedPath, Deserialize)]
#[typed_path("/associates/{associate}/standing", rejection(Error))]
pub(crate) struct Standing {
    pub(crate) associate: AssociateId,
}

#[derive(TypedPath, Deserialize)]
#[typed_path("/associates/{associate}/leaving", rejection(Error))]
pub(crate) struct Leaving {
    pub(crate) associate: AssociateId,
}
