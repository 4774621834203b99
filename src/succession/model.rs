//! What can be decided of someone whose organisation ended, and what follows for their affiliations.

use chrono::{Days, NaiveDate, TimeDelta};

use crate::kernel::{AffiliationId, AssociateId, OrganisationId, Text, choices};

/// So long a decision can be undone.
pub(super) const UNDONE_WITHIN: TimeDelta = TimeDelta::days(30);

choices! {
    /// What was decided of someone whose organisation had ended.
    pub(crate) enum Outcome as "succession_choice" {
        Rehomed = "rehomed", "Went on to a successor";
        Left = "left", "Left, and went on to none of them";
        Later = "later", "To be decided later";
    }
}

/// Someone who is recorded at an organisation beyond its last day.
#[derive(Clone, Debug)]
pub(super) struct Unplaced {
    pub(super) affiliation_id: AffiliationId,
    pub(super) associate_id: AssociateId,
    pub(super) name: String,
    pub(super) job_title: Option<String>,
    pub(super) starts_on: NaiveDate,
    pub(super) ends_on: Option<NaiveDate>,
    /// What was noted when it was put off.
    pub(super) note: Option<String>,
    pub(super) noted_by: Option<String>,
}

/// What is to be done with some of them.
#[derive(Clone, Debug)]
pub(super) enum Step {
    Rehome { successor: OrganisationId, from: NaiveDate, job_title: Option<Text<150>> },
    Leave { last_day: NaiveDate, reason: Text<500> },
    Later { note: Text<500> },
}

impl Step {
    pub(super) fn outcome(&self) -> Outcome {
        match self {
            Self::Rehome { .. } => Outcome::Rehomed,
            Self::Leave { .. } => Outcome::Left,
            Self::Later { .. } => Outcome::Later,
        }
    }

    /// The last day at an organisation that ended on `end`: nobody is there longer than it is.
    pub(super) fn last_day(&self, end: NaiveDate) -> Option<NaiveDate> {
        match self {
            Self::Rehome { from, .. } => Some((*from - Days::new(1)).min(end)),
            Self::Leave { last_day, .. } => Some((*last_day).min(end)),
            Self::Later { .. } => None,
        }
    }

    /// Why it cannot be done with someone, if it cannot.
    pub(super) fn obstacle(&self, person: &Unplaced, end: NaiveDate) -> Option<&'static str> {
        if self.last_day(end).is_some_and(|last| last < person.starts_on) {
            return Some("is recorded there only from a later day; correct that on their record");
        }
        match self {
            Self::Rehome { from, .. } if person.ends_on.is_some_and(|last| last < *from) => {
                Some("is recorded to have left before that day")
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::{Step, Unplaced};
    use crate::kernel::{AffiliationId, AssociateId, OrganisationId, Text};

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    fn rehome(from: &str) -> Step {
        Step::Rehome { successor: OrganisationId::new(), from: day(from), job_title: None }
    }

    fn person(starts_on: &str, ends_on: Option<&str>) -> Unplaced {
        Unplaced {
            affiliation_id: AffiliationId::new(),
            associate_id: AssociateId::new(),
            name: "Ann Walker".to_owned(),
            job_title: None,
            starts_on: day(starts_on),
            ends_on: ends_on.map(day),
            note: None,
            noted_by: None,
        }
    }

    #[test]
    fn the_old_post_ends_the_day_before_and_never_after_its_organisation() {
        let end = day("2013-03-31");
        assert_eq!(rehome("2013-04-01").last_day(end), Some(end));
        assert_eq!(rehome("2013-02-01").last_day(end), Some(day("2013-01-31")));
        assert_eq!(rehome("2013-06-01").last_day(end), Some(end));
        let reason = Text::parse("a reason", "Retired").expect("a reason");
        assert_eq!(Step::Leave { last_day: day("2013-05-01"), reason: reason.clone() }.last_day(end), Some(end));
        assert_eq!(Step::Later { note: reason }.last_day(end), None);
    }

    #[test]
    fn nobody_leaves_before_they_came_or_goes_on_after_they_left() {
        let end = day("2013-03-31");
        assert!(rehome("2013-04-01").obstacle(&person("2010-01-01", None), end).is_none());
        assert!(rehome("2013-04-01").obstacle(&person("2013-04-02", None), end).is_some());
        assert!(rehome("2009-01-01").obstacle(&person("2010-01-01", None), end).is_some());
        assert!(rehome("2013-04-01").obstacle(&person("2010-01-01", Some("2014-01-01")), end).is_none());
        assert!(rehome("2014-02-01").obstacle(&person("2010-01-01", Some("2014-01-01")), end).is_some());
    }
}
