//! Memberships: who takes part in what, in which role and period; requests and their answers.

mod model;
mod store;

pub(crate) use model::{MembershipRole, MembershipState, is_late};
pub(crate) use store::{Membership, NewMembership, OwnMembership, end_all, find, list_for_associate, request};
