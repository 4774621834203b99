//! Memberships: who takes part in what, in which role and period; requests and their answers.

mod model;
mod store;

pub(crate) use model::{MembershipRole, MembershipState, is_late};
pub(crate) use store::{Membership, NewMembership, end_all, find, request};
