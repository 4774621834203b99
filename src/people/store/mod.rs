//! Reading about people across the register, projects, memberships and consents. Nothing is written here.

mod choices;
mod doubles;
mod list;
mod record;

pub(crate) use choices::{Offered, list_offered, list_workers};
pub(crate) use doubles::{Alternate, Doubles, MergedWith, list_doubles};
pub(crate) use list::{PAGE, Row, count, list, list_found, list_in_order, list_matching};
pub(crate) use record::{
    Facts, Happening, InvitedTo, KeptApart, MembershipRow, SensitiveProject, facts, list_invitations, list_kept_apart,
    list_memberships, list_sensitive_projects, list_waiting, timeline,
};
