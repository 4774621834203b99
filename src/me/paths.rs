//! The addresses of this part.

use axum_extra::routing::TypedPath;
use serde::Deserialize;

use crate::error::Error;

#[derive(TypedPath, Deserialize)]
#[typed_path("/me")]
pub(crate) struct Home;

#[derive(TypedPath, Deserialize)]
#[typed_path("/me/confirmation")]
pub(crate) struct Confirmation;

#[derive(TypedPath, Deserialize)]
#[typed_path("/me/details")]
pub(crate) struct Details;

#[derive(TypedPath, Deserialize)]
#[typed_path("/me/organisation")]
pub(crate) struct Organisation;

#[derive(TypedPath, Deserialize)]
#[typed_path("/me/preferences")]
pub(crate) struct Preferences;

#[derive(TypedPath, Deserialize)]
#[typed_path("/me/consents")]
pub(crate) struct Consents;

#[derive(TypedPath, Deserialize)]
#[typed_path("/me/data")]
pub(crate) struct Data;

#[derive(TypedPath, Deserialize)]
#[typed_path("/me/data.json")]
pub(crate) struct DataJson;

#[derive(TypedPath, Deserialize)]
#[typed_path("/me/pause")]
pub(crate) struct Pause;

#[derive(TypedPath, Deserialize)]
#[typed_path("/me/return")]
pub(crate) struct Return;

#[derive(TypedPath, Deserialize)]
#[typed_path("/me/leaving")]
pub(crate) struct Leaving;

#[derive(TypedPath, Deserialize)]
#[typed_path("/me/notice")]
pub(crate) struct Notice;

/// The form that asks for another address.
#[derive(TypedPath, Deserialize)]
#[typed_path("/me/email")]
pub(crate) struct Address;

/// The link in the mail to the new address.
#[derive(TypedPath, Deserialize)]
#[typed_path("/me/email/{token}", rejection(Error))]
pub(crate) struct Email {
    pub(crate) token: String,
}
