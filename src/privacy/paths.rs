//! The addresses of this part.

use axum_extra::routing::TypedPath;
use serde::Deserialize;

use crate::error::Error;

#[derive(TypedPath, Deserialize)]
#[typed_path("/privacy")]
pub(crate) struct Current;

#[derive(TypedPath, Deserialize)]
#[typed_path("/privacy/{version}", rejection(Error))]
pub(crate) struct Version {
    pub(crate) version: i32,
}

#[derive(TypedPath, Deserialize)]
#[typed_path("/accessibility")]
pub(crate) struct Accessibility;

#[derive(TypedPath, Deserialize)]
#[typed_path("/admin/notices")]
pub(crate) struct Notices;

#[derive(TypedPath, Deserialize)]
#[typed_path("/admin/notices/new")]
pub(crate) struct NewNotice;
