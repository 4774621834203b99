//! The register of people: Associates, their details, affiliations and standing.

mod model;

pub(crate) use model::{ActKind, Standing};
