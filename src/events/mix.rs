//! The four characteristic activities of a community of practice (Li et al. 2009, Implementation Science 4:11).

use crate::kernel::choices;

choices! {
    /// A characteristic activity.
    pub(crate) enum Activity as "activity" {
        SocialInteraction = "social_interaction", "Social interaction";
        KnowledgeSharing = "knowledge_sharing", "Knowledge sharing";
        KnowledgeCreation = "knowledge_creation", "Knowledge creation";
        IdentityBuilding = "identity_building", "Identity building";
    }
}

impl Activity {
    /// What counts as it, in plain words.
    pub(crate) fn meaning(self) -> &'static str {
        match self {
            Self::SocialInteraction => "people meet and talk",
            Self::KnowledgeSharing => "people tell what they know",
            Self::KnowledgeCreation => "people work out something new together",
            Self::IdentityBuilding => "people come to see themselves as part of it",
        }
    }
}

/// How an event divides up among the four activities, in per cent; the sum is 100.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub(crate) struct ActivityMix {
    pub(crate) social_interaction: u8,
    pub(crate) knowledge_sharing: u8,
    pub(crate) knowledge_creation: u8,
    pub(crate) identity_building: u8,
}

impl ActivityMix {
    /// The share of each activity, in the order of [`Activity`].
    pub(crate) fn shares(self) -> [(Activity, u8); 4] {
        [
            (Activity::SocialInteraction, self.social_interaction),
            (Activity::KnowledgeSharing, self.knowledge_sharing),
            (Activity::KnowledgeCreation, self.knowledge_creation),
            (Activity::IdentityBuilding, self.identity_building),
        ]
    }

    pub(super) fn sum(self) -> u32 {
        self.shares().iter().map(|(_, share)| u32::from(*share)).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::ActivityMix;
    use crate::events::model::EventKind;
    use crate::kernel::Choice;

    #[test]
    fn every_kind_of_event_has_a_whole_mix() {
        assert!(EventKind::ALL.iter().all(|kind| kind.usual_mix().sum() == 100));
    }

    #[test]
    fn adds_up() {
        let mix = ActivityMix {
            social_interaction: 60,
            knowledge_sharing: 60,
            knowledge_creation: 60,
            identity_building: 60,
        };
        assert_eq!(mix.sum(), 240);
    }
}
