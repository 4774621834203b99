//! The register of people: Associates, their details, affiliations and standing.

mod forms;
mod model;
mod store;

pub(crate) use forms::ProfileForm;
pub(crate) use model::{ActKind, Associate, Belonging, NewAffiliation, Profile, Standing, StandingChange};
pub(crate) use store::{
    Affiliation, change_standing, find, find_by_email, insert, insert_affiliation, list_affiliations, list_themes,
    record_act, set_email, update_profile,
};
