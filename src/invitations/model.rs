//! What an invitation is, and whom none is written to.

use chrono::TimeDelta;

use crate::events::EventKind;
use crate::kernel::{Choice, Topic, choices};
use crate::places::InvitationState;

/// The most people of one batch.
pub(super) const MOST: usize = 2_000;
/// So long after the last letter about an event somebody may be nudged.
pub(super) const NUDGED_AFTER: TimeDelta = TimeDelta::days(3);
/// How often one person is nudged about an event; the database refuses more.
pub(super) const MOST_NUDGES: i16 = 2;
/// So long a choice of people is kept that was never sent.
pub(super) const KEPT_UNSENT: TimeDelta = TimeDelta::days(30);

choices! {
    /// What a batch sends.
    pub(crate) enum BatchKind as "invitation_batch_kind" {
        Invitation = "invitation", "Invitation";
        Nudge = "nudge", "Nudge";
    }
}

choices! {
    /// Why someone who was chosen gets no letter.
    pub(crate) enum Obstacle as "invitation_obstacle" {
        Paused = "paused", "Have paused";
        Left = "left", "Have left the network";
        Registered = "registered", "Have a place already, or wait for one";
        Answered = "answered", "Have said that they are not coming";
        Invited = "invited", "Are invited already";
        AskedLately = "asked_lately", "Were written to in the last 3 days";
        NudgedEnough = "nudged_enough", "Were nudged twice already";
        MayNotSee = "may_not_see", "May not see this event: it is for members of its projects";
        NoAgreement = "no_agreement", "Do not agree to be written to about events like this";
        NoEmail = "no_email", "Have no email address";
        Bounced = "bounced", "Could not be reached at their address the last time";
    }
}

impl Obstacle {
    /// Whether they would come if they were asked another way, so that their phone number is of use.
    pub(crate) fn is_to_be_phoned(self) -> bool {
        matches!(self, Self::NoEmail | Self::Bounced)
    }
}

/// Which of the people a list of invited people shows; each number of an event leads to its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Show {
    Everyone,
    Unanswered,
    Only(InvitationState),
}

impl Show {
    pub(super) fn from_code(code: &str) -> Self {
        match code {
            "unanswered" => Self::Unanswered,
            code => InvitationState::from_code(code).map_or(Self::Everyone, Self::Only),
        }
    }

    pub(super) fn code(self) -> &'static str {
        match self {
            Self::Everyone => "",
            Self::Unanswered => "unanswered",
            Self::Only(state) => state.code(),
        }
    }

    pub(super) fn label(self) -> &'static str {
        match self {
            Self::Everyone => "Everyone",
            Self::Unanswered => "Have not answered",
            Self::Only(state) => state.label(),
        }
    }

    pub(super) fn states(self) -> Vec<InvitationState> {
        match self {
            Self::Everyone => InvitationState::ALL.to_vec(),
            Self::Unanswered => vec![InvitationState::Invited, InvitationState::Opened],
            Self::Only(state) => vec![state],
        }
    }
}

/// About which topics people must agree to be written to, one of them, to hear of an event of this kind. That they
/// agree to hear about their areas of interest is enough for an event in one of these.
pub(super) fn topics_of(kind: EventKind) -> &'static [Topic] {
    use Topic::{ConferencesAndSeminars, Networking, TrainingAndDevelopment};
    match kind {
        EventKind::Seminar | EventKind::Conference => &[ConferencesAndSeminars],
        EventKind::Workshop | EventKind::Training => &[TrainingAndDevelopment],
        EventKind::Networking | EventKind::Visit | EventKind::Meeting => &[Networking],
        EventKind::Other => &[ConferencesAndSeminars, TrainingAndDevelopment, Networking],
    }
}

/// The same in words: "People hear of a seminar from us when they agree to news about conferences and seminars, …".
pub(super) fn agreement_in_words(kind: EventKind) -> String {
    let topics: Vec<String> = topics_of(kind).iter().map(|topic| topic.label().to_lowercase()).collect();
    let kind = match kind {
        EventKind::Other => "an event like this".to_owned(),
        EventKind::Networking | EventKind::Training => format!("a {} event", kind.label().to_lowercase()),
        kind => format!("a {}", kind.label().to_lowercase()),
    };
    format!(
        "We write to people about {kind} when they agree to news about {}, or when they agree to news about their areas of \
         interest and the event is in one of these.",
        topics.join(", or about ")
    )
}

#[cfg(test)]
mod tests {
    use super::{Show, agreement_in_words, topics_of};
    use crate::events::EventKind;
    use crate::kernel::{Choice, Topic};
    use crate::places::InvitationState;

    #[test]
    fn every_kind_of_event_is_news_about_something_people_can_agree_to() {
        for kind in EventKind::ALL {
            let topics = topics_of(*kind);
            assert!(!topics.is_empty() && !topics.contains(&Topic::AreasOfInterest), "{kind}");
        }
        assert!(
            agreement_in_words(EventKind::Seminar)
                .contains("about a seminar when they agree to news about conferences and seminars,")
        );
    }

    #[test]
    fn every_number_has_its_own_list() {
        let shows =
            InvitationState::ALL.iter().map(|state| Show::Only(*state)).chain([Show::Unanswered, Show::Everyone]);
        for show in shows {
            assert_eq!(Show::from_code(show.code()), show);
        }
        assert_eq!(Show::Unanswered.states().len(), 2);
    }
}
