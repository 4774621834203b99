//! What the team types about someone's standing.

use chrono::NaiveDate;
use serde::Deserialize;

use crate::associates::{Standing, StandingChange};
use crate::kernel::{Choice, Text, parse_date};
use crate::people::parse_source;
use crate::web::FormErrors;

/// A pause, or its end, or coming back.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct StandingForm {
    /// What the form is for: "paused" or "active". The page may be older than what somebody else did meanwhile.
    pub(crate) to: String,
    pub(crate) paused_until: String,
    pub(crate) reason: String,
    /// How someone who had left told us that they agree again.
    pub(crate) source: String,
    pub(crate) source_note: String,
}

impl StandingForm {
    /// The change that is asked for, and how someone who had left agreed to be in the register again.
    pub(crate) fn parse(
        &self,
        from: Standing,
        today: NaiveDate,
    ) -> Result<(StandingChange, Option<String>), FormErrors> {
        let mut errors = FormErrors::default();
        let to = Standing::from_code(&self.to).filter(|to| matches!(to, Standing::Paused | Standing::Active));
        let Some(to) = to.filter(|to| *to != from) else {
            return Err(FormErrors::one(
                "",
                format!("Nothing was changed: they are {} now", from.label().to_lowercase()),
            ));
        };
        let source = if from == Standing::Left {
            errors.keep("source", parse_source(&self.source, &self.source_note)).map(Some)
        } else {
            Some(None)
        };
        let until = match to {
            Standing::Paused => {
                errors.keep("paused_until", parse_date("the date they come back", &self.paused_until)).map(Some)
            }
            _ => Some(None),
        };
        let reason = errors.optional("reason", &self.reason, |raw| Text::parse("the reason", raw));
        let (Some(until), Some(reason), Some(source)) = (until, reason, source) else { return Err(errors) };
        let change = errors.keep("paused_until", StandingChange::decide(from, to, until, reason, today));
        change.map(|change| (change, source)).ok_or(errors)
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
        let form = StandingForm { to: "paused".to_owned(), ..StandingForm::default() };
        assert!(form.parse(Standing::Active, today()).expect_err("a mistake").get("paused_until").is_some());
        let form = StandingForm { paused_until: "1/9/2026".to_owned(), ..form };
        assert_eq!(form.parse(Standing::Active, today()).map(|(change, _)| change.to).ok(), Some(Standing::Paused));
        assert!(form.parse(Standing::Paused, today()).is_err(), "sent twice, it does not bring them back");
    }

    #[test]
    fn who_paused_or_left_comes_back_without_a_date() {
        let form = StandingForm { to: "active".to_owned(), ..StandingForm::default() };
        assert!(form.parse(Standing::Left, today()).expect_err("no consent").get("source").is_some());
        let form = StandingForm { source: "phone".to_owned(), ..form };
        for (from, source) in [(Standing::Paused, None), (Standing::Left, Some("told us by phone".to_owned()))] {
            let (change, told) = form.parse(from, today()).expect("a change");
            assert_eq!((change.to, change.paused_until, told), (Standing::Active, None, source));
        }
    }

    #[test]
    fn who_left_cannot_leave_again() {
        assert!(LeavingForm::default().parse(Standing::Left, today()).is_err());
        assert!(LeavingForm::default().parse(Standing::Paused, today()).is_ok());
    }
}
