//! The addresses of this part.

use axum_extra::routing::TypedPath;
use serde::Deserialize;

use crate::error::Error;
use crate::kernel::AssociateId;

#[derive(TypedPath, Deserialize)]
#[typed_path("/associates.csv")]
pub(crate) struct RegisterCsv;

#[derive(TypedPath, Deserialize)]
#[typed_path("/associates.xlsx")]
pub(crate) struct RegisterXlsx;

/// What the people of the register take part in.
#[derive(TypedPath, Deserialize)]
#[typed_path("/associates/memberships.csv")]
pub(crate) struct MembershipsCsv;

#[derive(TypedPath, Deserialize)]
#[typed_path("/associates/memberships.xlsx")]
pub(crate) struct MembershipsXlsx;

/// Where the ways to take the register away are chosen, with access needs or without.
#[derive(TypedPath, Deserialize)]
#[typed_path("/associates/export")]
pub(crate) struct Register;

#[derive(TypedPath, Deserialize)]
#[typed_path("/associates.vcf")]
pub(crate) struct Cards;

/// One person's card for an address book.
#[derive(TypedPath, Deserialize)]
#[typed_path("/associates/{associate}/card.vcf", rejection(Error))]
pub(crate) struct Card {
    pub(crate) associate: AssociateId,
}

/// Everything there is.
#[derive(TypedPath, Deserialize)]
#[typed_path("/admin/archive")]
pub(crate) struct Archive;
