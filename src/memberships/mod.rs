//! Memberships: who takes part in what, in which role and period; requests and their answers; who takes
//! part in nothing. What happens to people when a project ends is here too, and so is a project's own
//! page, since it says how the person who reads it stands to the project.

mod leads;
mod letters;
mod model;
mod paths;
mod store;
mod suggestion;

use crate::web::Routes;

pub(crate) use leads::tell_leads;
pub(crate) use model::{MembershipRole, MembershipState, is_late};
pub(crate) use store::{
    Membership, NewMembership, OwnMembership, RequestCounts, awaits_consent, count_requests, count_unplaced, end_all,
    find, list_for_associate, request,
};

pub(crate) fn routes() -> Routes {
    Routes::default()
}
