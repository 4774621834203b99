//! The addresses of this part. A project's own page, its members and its ending are addresses of `memberships`.

use axum_extra::routing::TypedPath;
use serde::Deserialize;

use crate::error::Error;

#[derive(TypedPath, Deserialize)]
#[typed_path("/projects")]
pub(crate) struct Index;

#[derive(TypedPath, Deserialize)]
#[typed_path("/projects/new")]
pub(crate) struct New;

#[derive(TypedPath, Deserialize)]
#[typed_path("/projects/{project}", rejection(Error))]
pub(crate) struct Show {
    pub(crate) project: String,
}

#[derive(TypedPath, Deserialize)]
#[typed_path("/projects/{project}/edit", rejection(Error))]
pub(crate) struct Edit {
    pub(crate) project: String,
}

#[derive(TypedPath, Deserialize)]
#[typed_path("/projects/{project}/start", rejection(Error))]
pub(crate) struct Start {
    pub(crate) project: String,
}

#[derive(TypedPath, Deserialize)]
#[typed_path("/projects/{project}/history", rejection(Error))]
pub(crate) struct History {
    pub(crate) project: String,
}

#[derive(TypedPath, Deserialize)]
#[typed_path("/themes")]
pub(crate) struct Themes;

#[derive(TypedPath, Deserialize)]
#[typed_path("/themes.csv")]
pub(crate) struct ThemesCsv;

#[derive(TypedPath, Deserialize)]
#[typed_path("/themes.xlsx")]
pub(crate) struct ThemesXlsx;

#[derive(TypedPath, Deserialize)]
#[typed_path("/themes/new")]
pub(crate) struct NewTheme;

#[derive(TypedPath, Deserialize)]
#[typed_path("/themes/{theme}", rejection(Error))]
pub(crate) struct ShowTheme {
    pub(crate) theme: String,
}

#[derive(TypedPath, Deserialize)]
#[typed_path("/themes/{theme}/edit", rejection(Error))]
pub(crate) struct EditTheme {
    pub(crate) theme: String,
}

#[derive(TypedPath, Deserialize)]
#[typed_path("/projects.csv")]
pub(crate) struct Csv;

#[derive(TypedPath, Deserialize)]
#[typed_path("/projects.xlsx")]
pub(crate) struct Xlsx;
