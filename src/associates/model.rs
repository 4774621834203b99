//! What an Associate is.

use crate::kernel::choices;

choices! {
    /// How an Associate stands to the network.
    pub(crate) enum Standing as "standing" {
        Pending = "pending", "Pending";
        Active = "active", "Active";
        Paused = "paused", "Paused";
        Left = "left", "Left";
        Anonymised = "anonymised", "Anonymised";
    }
}

choices! {
    /// What a member does themselves; the only thing that moves the engagement clock (rule 6).
    pub(crate) enum ActKind as "act_kind" {
        ProfileConfirmed = "profile_confirmed", "Confirmed or changed their details";
        JoinedProject = "joined_project", "Joined a project";
    }
}
