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

/// How evenly four amounts are spread: `B = −Σ p ln p / ln 4`, from 0 (all in one activity) to 1 (a quarter in
/// each). The amounts are attended person-hours in each activity, in any unit; none when there are none.
/// Shannon's evenness (Pielou 1966).
pub(crate) fn activity_balance(amounts: [f64; 4]) -> Option<f64> {
    let sum: f64 = amounts.iter().sum();
    if sum <= 0.0 {
        return None;
    }
    let entropy: f64 = amounts.iter().map(|amount| amount / sum).filter(|p| *p > 0.0).map(|p| -p * p.ln()).sum();
    Some(entropy / 4_f64.ln())
}

#[cfg(test)]
mod tests {
    use super::{ActivityMix, activity_balance};
    use crate::events::model::EventKind;
    use crate::kernel::Choice;

    #[test]
    fn every_kind_of_event_has_a_whole_mix() {
        assert!(EventKind::ALL.iter().all(|kind| kind.usual_mix().sum() == 100));
    }

    #[test]
    fn balance_of_the_worked_example() {
        let balance = activity_balance([0.40, 0.40, 0.15, 0.05]).expect("a balance");
        assert!((balance - 0.842).abs() < 0.0005, "{balance}");
        assert_eq!(activity_balance([0.0; 4]), None);
        assert_eq!(activity_balance([3.0, 0.0, 0.0, 0.0]), Some(0.0));
        assert!((activity_balance([2.0; 4]).expect("a balance") - 1.0).abs() < 1e-12);
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
