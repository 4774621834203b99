//! The register of people: Associates, their details, affiliations and standing.

mod forms;
mod model;
mod posts;
mod store;

pub(crate) use forms::ProfileForm;
pub(crate) use model::{
    ActKind, Associate, Belonging, Detail, NewAffiliation, Profile, Similar, Standing, StandingChange,
};
pub(crate) use posts::{Move, change_post, described, list_open_affiliations, placed, placed_move};
pub(crate) use store::{
    Affiliation, NewAssociate, NewBelonging, NewPeriod, SetDetail, StandingRow, change_standing, delete_affiliations,
    delete_pending, delete_unchanged_belongings, delete_unused, details_of, empty_stubs, find, find_for_update,
    forget_choices, give_affiliations, hold, hold_register, insert, insert_affiliation, insert_affiliations,
    insert_belongings, insert_many, list_affiliations, list_similar, list_standing_changes, list_themes, record_act,
    record_attended, set_access_needs, set_detail, set_details, set_email, set_last_days, set_owner, set_owners,
    set_topic, take_back_attended, update_affiliation, update_profile,
};
