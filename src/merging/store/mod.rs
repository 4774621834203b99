//! Pairs, merges and what they moved, in the database.

mod looks;
mod merges;
mod moving;
mod organisations;
mod pairs;
mod places;

pub(super) use looks::{find_evidence, forget, list_unseen, look_at, replace_pairs, try_to_begin};
pub(super) use merges::{
    Merge, Moved, NewMerge, begin, delete_alternates, find, finish, forget_before, has_later, insert_alternates,
    ledger, list_moved, list_of_person, list_since, list_stubs_before, mark_undone, names, owner_names,
};
pub(super) use moving::{
    Between, move_back, move_back_set_aside, move_links, move_rows, put_back, put_refusals_back, set_aside,
};
pub(super) use organisations::{
    OrganisationMerge, OrganisationPair, begin as begin_organisations, describe, find_organisation_evidence,
    find_pair as find_organisation_pair, is_in_a_succession, list_organisation_merges,
    list_pairs as list_organisation_pairs, list_unseen as list_unseen_organisations, refuse as refuse_organisations,
    replace_pairs as replace_organisation_pairs, take_refusal_back as take_organisation_refusal_back,
};
pub(super) use pairs::{
    Pair, Refusal, Side, View, count, count_open, find_refusal, list, list_of, refuse, sides, take_refusal_back,
};
pub(super) use places::{events_of, invitation_doubles, pools_of, registration_doubles, set_registration, waiting};
