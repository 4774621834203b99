//! The addresses of this part.

use axum_extra::routing::TypedPath;
use serde::Deserialize;

use crate::error::Error;
use crate::kernel::OutputId;

#[derive(TypedPath, Deserialize)]
#[typed_path("/outputs")]
pub(crate) struct Index;

#[derive(TypedPath, Deserialize)]
#[typed_path("/outputs/new")]
pub(crate) struct New;

macro_rules! of_an_output {
    ($($name:ident $path:literal;)+) => {$(
        #[derive(TypedPath, Deserialize)]
        #[typed_path($path, rejection(Error))]
        pub(crate) struct $name {
            pub(crate) output: OutputId,
        }
    )+};
}

of_an_output! {
    Show "/outputs/{output}";
    Edit "/outputs/{output}/edit";
    Deletion "/outputs/{output}/deletion";
    Contributors "/outputs/{output}/contributors";
    Removal "/outputs/{output}/contributors/removal";
}

#[derive(TypedPath, Deserialize)]
#[typed_path("/outputs.csv")]
pub(crate) struct Csv;

#[derive(TypedPath, Deserialize)]
#[typed_path("/outputs.xlsx")]
pub(crate) struct Xlsx;
