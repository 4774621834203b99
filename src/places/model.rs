//! How many may come, and how someone stands to an event.

use crate::kernel::{Choice, StakeholderGroup, choices};

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

    /// The same to the person themselves.
    pub(crate) fn to_you(self) -> &'static str {
        match self {
            Self::Registered => "You have a place",
            Self::Waiting => "You are on the waiting list",
            Self::Offered => "A place is held for you",
            Self::Declined => "You are not coming",
            Self::Cancelled => "You have cancelled",
            Self::Lapsed => "The place was passed on",
        }
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

choices! {
    /// How someone who was invited stands to the event.
    pub(crate) enum InvitationState as "invitation_state" {
        Invited = "invited", "Has not opened it";
        Opened = "opened", "Opened the page";
        Coming = "coming", "Coming";
        Waiting = "waiting", "On the waiting list";
        NotComing = "not_coming", "Not coming";
    }
}

impl InvitationState {
    /// The colour that repeats the words.
    pub(crate) fn colour(self) -> &'static str {
        match self {
            Self::Invited | Self::NotComing => "grey",
            Self::Opened => "teal",
            Self::Coming => "green",
            Self::Waiting => "yellow",
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

impl Kept {
    /// "8 places are kept for service users and third sector until 7 days before the event."
    pub(crate) fn in_words(&self) -> String {
        let groups: Vec<String> = self.groups.iter().map(|group| group.label().to_lowercase()).collect();
        let groups = match groups.split_last() {
            Some((last, [])) => format!("group {last}"),
            Some((last, others)) => format!("groups {} and {last}", others.join(", ")),
            None => String::new(),
        };
        let until = match self.release_days {
            0 => "until the event begins".to_owned(),
            1 => "until the day before the event".to_owned(),
            days => format!("until {days} days before the event"),
        };
        let places = if self.places == 1 { "1 place is".to_owned() } else { format!("{} places are", self.places) };
        format!("{places} kept for the {groups}, {until}.")
    }
}

#[cfg(test)]
mod tests {
    use super::Kept;
    use crate::kernel::StakeholderGroup;

    #[test]
    fn says_for_whom_places_are_kept_and_until_when() {
        let groups = vec![StakeholderGroup::ServiceUser, StakeholderGroup::ThirdSector];
        let kept = Kept { places: 8, groups, release_days: 7 };
        assert_eq!(
            kept.in_words(),
            "8 places are kept for the groups service user and third sector, until 7 days before the event."
        );
    }
}
