//! Reading about people across the register, projects, memberships and consents. Nothing is written here.

mod choices;
mod list;
mod record;

pub(crate) use choices::{Offered, list_offered};
pub(crate) use list::{PAGE, Row, count, list, list_found, list_matching};
pub(crate) use record::{
    Facts, Happening, InvitedTo, KeptApart, MembershipRow, SensitiveProject, facts, list_invitations, list_kept_apart,
    list_memberships, list_sensitive_projects, list_waiting, timeline,
};
