//! Memberships: who takes part in what, in which role and period; requests and their answers.

mod model;

pub(crate) use model::{MembershipRole, MembershipState, is_late};
