//! How many may come, and how someone stands to an event.

use crate::kernel::{StakeholderGroup, choices};

choices! {
    /// How someone stands to an event.
    pub(crate) enum RegistrationState as "registration_state" {
        /// Has a place.
        Registered = "registered", "Has a place";
        Waiting = "waiting", "On the waiting list";
        /// A place is held for them until they answer.
        Offered = "offered", "Was offered a place";
        /// Was offered a place, or invited, and said no.
        Declined = "declined", "Not coming";
        Cancelled = "cancelled", "Cancelled";
        /// Was offered a place and did not answer in time.
        Lapsed = "lapsed", "Did not answer in time";
    }
}

impl RegistrationState {
    /// Whether they have a place, are offered one or wait for one.
    pub(crate) fn is_live(self) -> bool {
        matches!(self, Self::Registered | Self::Waiting | Self::Offered)
    }

    /// The colour that repeats the words.
    pub(crate) fn colour(self) -> &'static str {
        match self {
            Self::Registered => "green",
            Self::Waiting => "yellow",
            Self::Offered => "teal",
            Self::Declined | Self::Cancelled | Self::Lapsed => "grey",
        }
    }
}

/// How many may come.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub(crate) struct Places {
    /// All places, those kept for some groups too; none: as many as come.
    pub(crate) capacity: Option<u32>,
    pub(crate) kept: Option<Kept>,
}

/// Places that are kept for some groups until they are released.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub(crate) struct Kept {
    pub(crate) places: u32,
    pub(crate) groups: Vec<StakeholderGroup>,
    /// So many days before the event what is left of them opens to everyone.
    pub(crate) release_days: u16,
}
