//! What the team types about someone's standing.

use chrono::NaiveDate;
use serde::Deserialize;

use crate::associates::{Standing, StandingChange};
use crate::kernel::{Text, parse_date};
use crate::web::FormErrors;

/// A pause, or its end, or coming back.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct StandingForm {
    pub(crate) paused_until: String,
    pub(crate) reason: String,
}

impl StandingForm {
    /// The change that is asked for: who is active pauses, everyone else becomes active.
    pub(crate) fn parse(&self, from: Standing, today: NaiveDate) -> Result<StandingChange, FormErrors> {
        let to = if from == Standing::Active { Standing::Paused } else { Standing::Active };
        let mut errors = FormErrors::default();
        let until = match to {
            Standing::Paused => {
                errors.keep("paused_until", parse_date("the date they come back", &self.paused_until)).map(Some)
            }
            _ => Some(None),
        };
        let reason = errors.optional("reason", &self.reason, |raw| Text::parse("the reason", raw));
        let (Some(until), Some(reason)) = (until, reason) else { return Err(errors) };
        errors.keep("paused_until", StandingChange::decide(from, to, until, reason, today)).ok_or(errors)
    }
}

/// Leaving the network.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct LeavingForm {
    pub(crate) reason: String,
}

impl LeavingForm {
    pub(crate) fn parse(&self, from: Standing, today: NaiveDate) -> Result<StandingChange, FormErrors> {
        let mut errors = FormErrors::default();
        let reason = errors.optional("reason", &self.reason, |raw| Text::parse("the reason", raw));
        let Some(reason) = reason else { return Err(errors) };
        errors.keep("", StandingChange::decide(from, Standing::Left, None, reason, today)).ok_or(errors)
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::{LeavingForm, StandingForm};
    use crate::associates::Standing;

    fn today() -> NaiveDate {
        "2026-03-01".parse().expect("a date")
    }

    #[test]
    fn who_is_active_pauses_until_a_date() {
        let form = StandingForm::default();
        assert!(form.parse(Standing::Active, today()).expect_err("a mistake").get("paused_until").is_some());
        let form = StandingForm { paused_until: "1/9/2026".to_owned(), ..form };
        assert_eq!(form.parse(Standing::Active, today()).map(|change| change.to).ok(), Some(Standing::Paused));
    }

    #[test]
    fn who_paused_or_left_comes_back_without_a_date() {
        for from in [Standing::Paused, Standing::Left] {
            let change = StandingForm::default().parse(from, today()).expect("a change");
            assert_eq!((change.to, change.paused_until), (Standing::Active, None));
        }
    }

    #[test]
    fn who_left_cannot_leave_again() {
        assert!(LeavingForm::default().parse(Standing::Left, today()).is_err());
        assert!(LeavingForm::default().parse(Standing::Paused, today()).is_ok());
    }
}
