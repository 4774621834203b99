//! The form of a reminder.

use serde::{Deserialize, Serialize};

use crate::events::number;
use crate::kernel::{Choice, Invalid, Text};
use crate::reminders::{ReminderMoment, ReminderUnit, Timing};
use crate::web::{FormErrors, opened};

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct ReminderForm {
    pub(crate) amount: String,
    pub(crate) unit: String,
    pub(crate) moment: String,
    pub(crate) words: String,
    /// The identity a new reminder gets: sending the form twice makes one.
    #[serde(skip_serializing)]
    pub(crate) id: String,
    /// What it held when it was opened.
    #[serde(skip_serializing)]
    pub(crate) opened: String,
}

/// A reminder without mistakes, as the trail keeps it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Plan {
    #[serde(skip)]
    pub(super) timing: Timing,
    pub(super) when: String,
    pub(super) words: Option<Text<1000>>,
}

impl ReminderForm {
    pub(super) fn of(timing: Timing, words: Option<&str>) -> Self {
        let form = Self {
            amount: timing.amount.to_string(),
            unit: timing.unit.code().to_owned(),
            moment: timing.moment.code().to_owned(),
            words: words.unwrap_or_default().to_owned(),
            ..Self::default()
        };
        Self { opened: opened(&form), ..form }
    }

    pub(super) fn parse(&self) -> Result<Plan, FormErrors> {
        let mut errors = FormErrors::default();
        let unit = ReminderUnit::from_code(&self.unit);
        let unit = errors.keep("unit", unit.ok_or_else(|| Invalid::new("Choose hours, days or weeks")));
        let moment = ReminderMoment::from_code(&self.moment);
        let moment = errors.keep("moment", moment.ok_or_else(|| Invalid::new("Choose before or after the event")));
        let most = unit.map_or(72, ReminderUnit::most);
        let amount = errors.keep("amount", number("how long", &self.amount, 1, most));
        let words = errors.optional("words", &self.words, |raw| Text::parse("what you add", raw));
        let (Some(unit), Some(moment), Some(amount), Some(words)) = (unit, moment, amount, words) else {
            return Err(errors);
        };
        match Timing::parse(moment, amount, unit) {
            Ok(timing) => Ok(Plan { timing, when: timing.in_words(), words }),
            Err(invalid) => Err(FormErrors::one("amount", invalid.message())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::ReminderForm;

    #[test]
    fn says_all_that_is_wrong_with_it() {
        let errors = ReminderForm { amount: "x".to_owned(), ..ReminderForm::default() }.parse().expect_err("mistakes");
        let fields: Vec<_> = errors.iter().map(|(field, _)| field).collect();
        assert_eq!(fields, ["unit", "moment", "amount"]);
        let far = ReminderForm {
            amount: "9".to_owned(),
            unit: "weeks".to_owned(),
            moment: "after_end".to_owned(),
            ..ReminderForm::default()
        };
        assert!(far.parse().expect_err("too far").get("amount").expect("an error").contains("from 1 to 8"));
        let near = ReminderForm { amount: "8".to_owned(), ..far };
        assert_eq!(near.parse().expect("a reminder").when, "8 weeks after it ends");
    }
}
