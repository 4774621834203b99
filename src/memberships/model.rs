//! What taking part in a project is, and the states it goes through.

use chrono::NaiveDate;

use crate::kernel::{add_working_days, choices};

choices! {
    /// The part someone takes in a project.
    pub(crate) enum MembershipRole as "membership_role" {
        Member = "member", "Member";
        Lead = "lead", "Lead";
        CoApplicant = "co_applicant", "Co-applicant";
        Adviser = "adviser", "Adviser";
        DiffusionFellow = "diffusion_fellow", "Diffusion Fellow";
    }
}

choices! {
    /// Where a membership stands. History is never overwritten: an ended one stays, a new one begins.
    pub(crate) enum MembershipState as "membership_state" {
        Requested = "requested", "Requested";
        Active = "active", "Active";
        Declined = "declined", "Declined";
        Ended = "ended", "Ended";
    }
}

/// Working days within which a request is answered.
const DAYS_TO_ANSWER: u32 = 3;

/// Whether a request made on this day is late today.
pub(crate) fn is_late(requested_on: NaiveDate, today: NaiveDate) -> bool {
    today > add_working_days(requested_on, DAYS_TO_ANSWER)
}
