//! What a membership means to the person it belongs to, in words.

use chrono::NaiveDate;

use crate::kernel::{add_working_days, display_date, london_date};
use crate::memberships::{MembershipRole, MembershipState, OwnMembership};

/// Working days within which a request is answered.
const DAYS_TO_ANSWER: u32 = 3;

/// A membership as My page tells of it.
pub(super) struct Part {
    pub(super) membership: OwnMembership,
    /// What it is now: "You take part since 4 June 2026".
    pub(super) words: String,
}

impl Part {
    pub(super) fn of(membership: OwnMembership, today: NaiveDate) -> Self {
        let words = words(&membership, today);
        Self { membership, words }
    }

    /// The role, where it is more than taking part.
    pub(super) fn role(&self) -> Option<String> {
        let role = self.membership.role;
        (role != MembershipRole::Member).then(|| match &self.membership.host {
            Some(host) => format!("{role} at {host}"),
            None => role.to_string(),
        })
    }

    /// Where they end it or take the request back.
    pub(super) fn ending(&self) -> String {
        format!("/memberships/{}/ending", self.membership.id)
    }
}

fn words(membership: &OwnMembership, today: NaiveDate) -> String {
    let asked = london_date(membership.requested_at);
    match membership.state {
        _ if membership.awaits_consent => {
            "This waits for your agreement. Until then only you and the team can see it.".to_owned()
        }
        MembershipState::Requested => waiting(asked, today),
        MembershipState::Active => {
            membership.starts_on.map_or_else(String::new, |since| format!("Since {}.", display_date(since)))
        }
        MembershipState::Declined if membership.is_withdrawn() => {
            format!("You asked on {} and took it back.", display_date(asked))
        }
        MembershipState::Declined => match &membership.decision_reason {
            Some(reason) => format!("You asked on {}. The answer was no: {reason}", display_date(asked)),
            None => format!("You asked on {}. The answer was no.", display_date(asked)),
        },
        MembershipState::Ended => match (membership.starts_on, membership.ends_on) {
            (Some(from), Some(until)) if from < until => {
                format!("From {} to {}.", display_date(from), display_date(until))
            }
            (_, Some(on)) => format!("Ended on {}.", display_date(on)),
            _ => "Ended.".to_owned(),
        },
    }
}

fn waiting(asked: NaiveDate, today: NaiveDate) -> String {
    let by = add_working_days(asked, DAYS_TO_ANSWER);
    if today <= by {
        return format!(
            "You asked on {}. The project’s lead or the team will answer by {}.",
            display_date(asked),
            display_date(by)
        );
    }
    format!(
        "You asked on {}. You should have had an answer by {}. The team can see that it is late.",
        display_date(asked),
        display_date(by)
    )
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::waiting;

    fn date(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    #[test]
    fn says_when_an_answer_comes_and_when_it_is_late() {
        let asked = date("2026-11-20");
        assert!(waiting(asked, date("2026-11-25")).contains("will answer by 25 November 2026"));
        assert!(waiting(asked, date("2026-11-26")).contains("it is late"));
    }
}
