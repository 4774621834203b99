//! The register of people: Associates, their details, affiliations and standing.

mod forms;
mod model;
mod posts;
mod store;

pub(crate) use forms::ProfileForm;
pub(crate) use model::{ActKind, Associate, Belonging, NewAffiliation, Profile, Similar, Standing, StandingChange};
pub(crate) use posts::{Move, change_post, described, list_open_affiliations, matched};
pub(crate) use store::{
    Affiliation, StandingRow, change_standing, delete_pending, find, find_for_update, forget_choices, insert,
    insert_affiliation, list_affiliations, list_similar, list_standing_changes, list_themes, record_act,
    record_attended, set_access_needs, set_email, set_owner, set_topic, take_back_attended, update_affiliation,
    update_profile,
};
