//! The forms of intentions.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::model::{Change, Intention, IntentionState, NewIntention};
use crate::kernel::{Choice, Invalid, Text, parse_date};
use crate::projects::typed;
use crate::web::{FormErrors, opened};

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct IntentionForm {
    pub(crate) words: String,
    pub(crate) by_when: String,
    pub(crate) reminder: String,
    pub(crate) state: String,
    pub(crate) what_came: String,
    /// The identity a new one gets: sending the form twice makes one.
    #[serde(skip_serializing)]
    pub(crate) id: String,
    /// What it held when it was opened.
    #[serde(skip_serializing)]
    pub(crate) opened: String,
}

impl IntentionForm {
    pub(super) fn of(intention: &Intention) -> Self {
        let form = Self {
            words: intention.words.clone(),
            by_when: intention.by_when.map(typed).unwrap_or_default(),
            reminder: if intention.wants_reminder { "yes".to_owned() } else { String::new() },
            state: intention.state.code().to_owned(),
            what_came: intention.what_came.clone().unwrap_or_default(),
            ..Self::default()
        };
        Self { opened: opened(&form), ..form }
    }

    /// A new one.
    pub(super) fn parse_new(&self, today: NaiveDate) -> Result<NewIntention, FormErrors> {
        let mut errors = FormErrors::default();
        let intention = self.read(Some(today), &mut errors);
        intention.filter(|_| errors.is_empty()).ok_or(errors)
    }

    /// What is said of one that is there. Its day may be over by now.
    pub(super) fn parse(&self) -> Result<Change, FormErrors> {
        let mut errors = FormErrors::default();
        let intention = self.read(None, &mut errors);
        let state = IntentionState::from_code(&self.state).ok_or_else(|| Invalid::new("Choose how it stands"));
        let state = errors.keep("state", state);
        let what_came = errors.optional("what_came", &self.what_came, |raw| Text::parse("what came of it", raw));
        match (intention, state, what_came) {
            (Some(intention), Some(state), Some(what_came)) if errors.is_empty() => {
                Ok(Change { intention, state, what_came })
            }
            _ => Err(errors),
        }
    }

    fn read(&self, not_before: Option<NaiveDate>, errors: &mut FormErrors) -> Option<NewIntention> {
        let words = errors.keep("words", Text::parse("what you will do differently", &self.words));
        let by_when = errors.optional("by_when", &self.by_when, |raw| day(raw, not_before));
        Some(NewIntention { words: words?, by_when: by_when?, wants_reminder: self.reminder == "yes" })
    }
}

fn day(raw: &str, not_before: Option<NaiveDate>) -> Result<NaiveDate, Invalid> {
    let day = parse_date("the day", raw)?;
    match not_before {
        Some(today) if day < today => Err(Invalid::new("Enter today or a day to come")),
        _ => Ok(day),
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::IntentionForm;

    fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 6, 4).expect("a date")
    }

    #[test]
    fn a_day_is_to_come_when_it_is_said_and_may_be_over_later() {
        let form = IntentionForm {
            words: "Ask first".to_owned(),
            by_when: "3/6/2026".to_owned(),
            state: "done".to_owned(),
            ..IntentionForm::default()
        };
        assert!(form.parse_new(today()).expect_err("a mistake").get("by_when").is_some());
        assert!(form.parse().expect("a change").intention.by_when.is_some());
        let form = IntentionForm { by_when: "4/6/2026".to_owned(), ..form };
        assert_eq!(form.parse_new(today()).expect("an intention").by_when, Some(today()));
    }

    #[test]
    fn says_all_that_is_wrong() {
        let errors = IntentionForm { by_when: "soon".to_owned(), ..IntentionForm::default() }.parse().expect_err("no");
        assert_eq!(errors.iter().map(|(field, _)| field).collect::<Vec<_>>(), ["words", "by_when", "state"]);
    }
}
