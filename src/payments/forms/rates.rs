//! Rates and settings, as an administrator types them.

use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::events::number;
use crate::kernel::{Choice, Invalid, Text, display_date, parse_date};
use crate::payments::model::{Rate, in_force};
use crate::payments::money::{MOST_RATE, Pence};
use crate::payments::store::Settings;
use crate::payments::words::RateKind;
use crate::web::{FormErrors, opened};

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct RateForm {
    pub(crate) kind: String,
    pub(crate) amount: String,
    pub(crate) valid_from: String,
    /// The identity a new rate gets: sending the form twice makes one.
    #[serde(skip_serializing)]
    pub(crate) id: String,
    #[serde(skip_serializing)]
    pub(crate) opened: String,
}

/// A rate without mistakes; the audit trail keeps it in this form.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub(crate) struct NewRate {
    pub(crate) kind: RateKind,
    pub(crate) amount: Pence,
    pub(crate) valid_from: NaiveDate,
}

impl RateForm {
    pub(in crate::payments) fn of(rate: &Rate) -> Self {
        let form = Self {
            kind: rate.kind.code().to_owned(),
            amount: rate.pence.plain(),
            valid_from: rate.valid_from.format("%-d/%-m/%Y").to_string(),
            ..Self::default()
        };
        Self { opened: opened(&form), ..form }
    }

    /// `others` are the rates that stand beside it.
    pub(in crate::payments) fn parse(&self, others: &[Rate], today: NaiveDate) -> Result<NewRate, FormErrors> {
        let mut errors = FormErrors::default();
        let kind = RateKind::from_code(&self.kind).ok_or_else(|| Invalid::new("Choose what the rate is for"));
        let kind = errors.keep("kind", kind);
        let amount = errors.keep("amount", Pence::parse("the rate", &self.amount, MOST_RATE));
        let from = parse_date("the day from which it holds", &self.valid_from);
        let from = errors.keep("valid_from", from.and_then(|from| may_begin(others, kind, from, today)));
        match (kind, amount, from) {
            (Some(kind), Some(amount), Some(valid_from)) => Ok(NewRate { kind, amount, valid_from }),
            _ => Err(errors),
        }
    }
}

/// What was in force stays: a rate begins in the future, or before the first of its kind.
fn may_begin(others: &[Rate], kind: Option<RateKind>, from: NaiveDate, today: NaiveDate) -> Result<NaiveDate, Invalid> {
    let Some(kind) = kind else { return Ok(from) };
    if others.iter().any(|rate| rate.kind == kind && rate.valid_from == from) {
        return Err(Invalid::new("A rate of this kind begins on that day already. Change it, or choose another day"));
    }
    if from <= today && in_force(others, kind, from).is_some() {
        let tomorrow = display_date(today + Days::new(1));
        return Err(Invalid::new(format!(
            "Another rate was in force on that day, and stays as it was. Enter a day from {tomorrow} on"
        )));
    }
    Ok(from)
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct SettingsForm {
    pub(crate) overdue_days: String,
    pub(crate) finance_contact: String,
    #[serde(skip_serializing)]
    pub(crate) opened: String,
}

impl SettingsForm {
    pub(in crate::payments) fn of(settings: &Settings) -> Self {
        let form = Self {
            overdue_days: settings.overdue_days.to_string(),
            finance_contact: settings.finance_contact.clone().unwrap_or_default(),
            ..Self::default()
        };
        Self { opened: opened(&form), ..form }
    }

    pub(in crate::payments) fn parse(&self) -> Result<Settings, FormErrors> {
        let mut errors = FormErrors::default();
        let days = number("the days", &self.overdue_days, 1, 365)
            .and_then(|days| i16::try_from(days).map_err(|_| Invalid::new("Enter fewer days")));
        let days = errors.keep("overdue_days", days);
        let contact = errors.optional("finance_contact", &self.finance_contact, |raw| {
            Text::<300>::parse_line("how to reach finance", raw)
        });
        match (days, contact) {
            (Some(overdue_days), Some(contact)) => {
                Ok(Settings { overdue_days, finance_contact: contact.map(Text::into_string) })
            }
            _ => Err(errors),
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::{Rate, RateForm, RateKind};
    use crate::kernel::PaymentRateId;
    use crate::payments::money::Pence;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    fn standing() -> Vec<Rate> {
        let at = "2024-01-01T12:00:00Z".parse().expect("a moment");
        ["2024-04-01", "2026-04-01"]
            .map(|from| Rate {
                id: PaymentRateId::new(),
                kind: RateKind::Hour,
                pence: Pence::from(2000),
                valid_from: day(from),
                added_at: at,
                is_used: false,
            })
            .to_vec()
    }

    fn error(kind: &str, from: &str) -> Option<String> {
        let form = RateForm {
            kind: kind.to_owned(),
            amount: "25".to_owned(),
            valid_from: from.to_owned(),
            ..RateForm::default()
        };
        let parsed = form.parse(&standing(), day("2026-06-04"));
        parsed.err().and_then(|errors| errors.get("valid_from").map(str::to_owned))
    }

    #[test]
    fn a_rate_never_changes_what_was_in_force() {
        assert_eq!(error("hour", "5/6/2026"), None, "tomorrow");
        assert_eq!(error("hour", "31/3/2024"), None, "before the first there was none");
        assert_eq!(error("day", "1/1/2020"), None, "there is none of this kind");
        for from in ["4/6/2026", "1/1/2025", "2/4/2026"] {
            assert!(error("hour", from).is_some_and(|why| why.contains("from 5 June 2026 on")), "{from}");
        }
        assert!(error("hour", "1/4/2026").is_some_and(|why| why.contains("already")));
    }
}
