//! The addresses of this part.

use axum_extra::routing::TypedPath;
use serde::Deserialize;

use crate::error::Error;
use crate::kernel::OrganisationId;

/// All that have ended.
#[derive(TypedPath, Deserialize)]
#[typed_path("/organisations/successions")]
pub(crate) struct Overview;

#[derive(TypedPath, Deserialize)]
#[typed_path("/organisations/successions.csv")]
pub(crate) struct OverviewCsv;

#[derive(TypedPath, Deserialize)]
#[typed_path("/organisations/successions.xlsx")]
pub(crate) struct OverviewXlsx;

macro_rules! of_an_organisation {
    ($($name:ident $path:literal;)+) => {$(
        #[derive(TypedPath, Deserialize)]
        #[typed_path($path, rejection(Error))]
        pub(crate) struct $name {
            pub(crate) organisation: OrganisationId,
        }
    )+};
}

of_an_organisation! {
    Ending "/organisations/{organisation}/ending";
    Reopening "/organisations/{organisation}/reopening";
    Worklist "/organisations/{organisation}/succession";
    WorklistCsv "/organisations/{organisation}/succession.csv";
    WorklistXlsx "/organisations/{organisation}/succession.xlsx";
    Decisions "/organisations/{organisation}/succession/decisions";
    Undoing "/organisations/{organisation}/succession/undoing";
}
