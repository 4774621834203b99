//! What an intention is, and when to ask how it went.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use crate::kernel::{AssociateId, EventId, IntentionId, Text, choices, display_date, london_date};

choices! {
    /// What became of it.
    pub(crate) enum IntentionState as "intention_state" {
        Open = "open", "Still to do";
        Done = "done", "Done";
        Dropped = "dropped", "Not any more";
    }
}

impl IntentionState {
    /// The colour that repeats the words.
    pub(crate) fn colour(self) -> &'static str {
        match self {
            Self::Open => "yellow",
            Self::Done => "green",
            Self::Dropped => "grey",
        }
    }
}

/// Who named no day is asked after so long.
pub(super) const ASKED_AFTER: TimeDelta = TimeDelta::days(90);

/// What someone said they would do.
#[derive(Clone, Debug)]
pub(crate) struct Intention {
    pub(crate) id: IntentionId,
    pub(crate) associate_id: AssociateId,
    /// Whose it is.
    pub(crate) name: String,
    pub(crate) event_id: EventId,
    pub(crate) event_title: String,
    pub(crate) words: String,
    pub(crate) by_when: Option<NaiveDate>,
    pub(crate) state: IntentionState,
    pub(crate) what_came: Option<String>,
    pub(crate) said_at: DateTime<Utc>,
    pub(crate) settled_at: Option<DateTime<Utc>>,
    pub(crate) wants_reminder: bool,
}

impl Intention {
    pub(crate) fn is_open(&self) -> bool {
        self.state == IntentionState::Open
    }

    /// "on 2 June 2026" when it is settled, "by 4 June 2026", or when it was said.
    pub(crate) fn when(&self) -> String {
        match (self.settled_at, self.by_when) {
            (Some(at), _) => format!("on {}", display_date(london_date(at))),
            (None, Some(day)) => format!("by {}", display_date(day)),
            (None, None) => format!("said on {}", display_date(london_date(self.said_at))),
        }
    }

    /// Whether the day they named is over.
    pub(crate) fn is_late(&self, today: NaiveDate) -> bool {
        self.is_open() && self.by_when.is_some_and(|day| day < today)
    }
}

/// One as it is said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct NewIntention {
    pub(super) words: Text<1000>,
    pub(super) by_when: Option<NaiveDate>,
    pub(super) wants_reminder: bool,
}

/// What is said of one that is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Change {
    pub(super) intention: NewIntention,
    pub(super) state: IntentionState,
    pub(super) what_came: Option<Text<2000>>,
}
