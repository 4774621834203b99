//! The addresses of this part.

use axum_extra::routing::TypedPath;
use serde::Deserialize;

use crate::error::Error;
use crate::kernel::OrganisationId;

#[derive(TypedPath, Deserialize)]
#[typed_path("/organisations")]
pub(crate) struct Index;

#[derive(TypedPath, Deserialize)]
#[typed_path("/organisations/new")]
pub(crate) struct New;

#[derive(TypedPath, Deserialize)]
#[typed_path("/organisations/{organisation}", rejection(Error))]
pub(crate) struct Show {
    pub(crate) organisation: OrganisationId,
}

#[derive(TypedPath, Deserialize)]
#[typed_path("/organisations/{organisation}/edit", rejection(Error))]
pub(crate) struct Edit {
    pub(crate) organisation: OrganisationId,
}

#[derive(TypedPath, Deserialize)]
#[typed_path("/organisations/{organisation}/history", rejection(Error))]
pub(crate) struct History {
    pub(crate) organisation: OrganisationId,
}

#[derive(TypedPath, Deserialize)]
#[typed_path("/organisations.csv")]
pub(crate) struct Csv;

#[derive(TypedPath, Deserialize)]
#[typed_path("/organisations.xlsx")]
pub(crate) struct Xlsx;
