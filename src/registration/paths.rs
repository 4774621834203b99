//! The addresses of this part.

use axum_extra::routing::TypedPath;
use serde::Deserialize;

use crate::error::Error;

#[derive(TypedPath, Deserialize)]
#[typed_path("/about")]
pub(crate) struct About;

#[derive(TypedPath, Deserialize)]
#[typed_path("/register")]
pub(crate) struct Register;

#[derive(TypedPath, Deserialize)]
#[typed_path("/register/sent")]
pub(crate) struct Sent;

#[derive(TypedPath, Deserialize)]
#[typed_path("/register/confirm/{token}", rejection(Error))]
pub(crate) struct Confirm {
    pub(crate) token: String,
}

#[derive(TypedPath, Deserialize)]
#[typed_path("/register/confirm/{token}/renewal", rejection(Error))]
pub(crate) struct Renewal {
    pub(crate) token: String,
}

/// Registrations that nobody has confirmed yet, as numbers for the team.
#[derive(TypedPath, Deserialize)]
#[typed_path("/registrations")]
pub(crate) struct Waiting;

#[derive(TypedPath, Deserialize)]
#[typed_path("/registrations/links")]
pub(crate) struct Resend;
