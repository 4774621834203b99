//! The addresses of this part.

use axum_extra::routing::TypedPath;
use serde::Deserialize;

use crate::error::Error;
use crate::kernel::BulkActId;

#[derive(TypedPath, Deserialize)]
#[typed_path("/bulk-acts")]
pub(crate) struct Index;

macro_rules! of_an_act {
    ($($name:ident $path:literal;)+) => {$(
        #[derive(TypedPath, Deserialize)]
        #[typed_path($path, rejection(Error))]
        pub(crate) struct $name {
            pub(crate) act: BulkActId,
        }
    )+};
}

of_an_act! {
    Show "/bulk-acts/{act}";
    People "/bulk-acts/{act}/people";
    PeopleCsv "/bulk-acts/{act}/people.csv";
    PeopleXlsx "/bulk-acts/{act}/people.xlsx";
    Doing "/bulk-acts/{act}/doing";
    Undoing "/bulk-acts/{act}/undoing";
}
