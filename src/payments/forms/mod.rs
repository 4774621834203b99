//! What people and the team type about payments.

mod bank;
mod expense;
mod rates;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

pub(super) use expense::{ExpenseForm, NewExpense};
pub(super) use rates::{NewRate, RateForm, SettingsForm};

use self::bank::refuse_bank_details;
use super::model::{Payment, Rate, in_force};
use super::money::{MOST_FEE, Pence};
use super::store::Offer;
use super::words::RateKind;
use crate::kernel::{AssociateId, Choice, Invalid, Text, london_date, parse_date};
use crate::people::parse_source;
use crate::web::FormErrors;

/// The most hours or days of one payment.
const MOST_UNITS: i16 = 40;

/// What is offered, and to whom.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct OfferForm {
    pub(crate) kind: String,
    pub(crate) number: String,
    /// Those who were chosen, by their numbers.
    pub(crate) people: Vec<String>,
    /// Why it is offered to someone who takes part in another way.
    pub(crate) reason: String,
    /// Someone else than the list has.
    pub(crate) associate: String,
}

impl OfferForm {
    /// What it comes to at the rates of the day.
    pub(super) fn parse(&self, rates: &[Rate], day: NaiveDate) -> Result<Offer, FormErrors> {
        let mut errors = FormErrors::default();
        let rate = RateKind::from_code(&self.kind)
            .filter(|kind| *kind != RateKind::Mile)
            .and_then(|kind| in_force(rates, kind, day))
            .ok_or_else(|| Invalid::new("Choose what you pay for"));
        let rate = errors.keep("kind", rate);
        let quarters = errors.keep("number", quarters("how many", &self.number));
        let (Some(rate), Some(quarters)) = (rate, quarters) else { return Err(errors) };
        let Some(fee) = rate.pence.times(i32::from(quarters), 4).filter(|fee| *fee <= MOST_FEE && !fee.is_zero())
        else {
            return Err(FormErrors::one("number", format!("One payment is at most {MOST_FEE}")));
        };
        let mile = in_force(rates, RateKind::Mile, day).map(|mile| (mile.id, mile.pence));
        Ok(Offer { kind: rate.kind, quarters, rate: (rate.id, rate.pence), mile, fee, outside_reason: None })
    }

    /// The same to someone else, with the reason for it.
    pub(super) fn parse_for_someone_else(&self, rates: &[Rate], day: NaiveDate) -> Result<Offer, FormErrors> {
        let what = "why you offer it to them";
        let reason = Text::<500>::parse(what, &self.reason).and_then(|text| without_bank_details(what, text));
        match (self.parse(rates, day), reason) {
            (Ok(offer), Ok(reason)) => Ok(Offer { outside_reason: Some(reason), ..offer }),
            (offer, reason) => {
                let mut errors = offer.err().unwrap_or_default();
                errors.keep("reason", reason);
                Err(errors)
            }
        }
    }

    pub(super) fn people(&self) -> Vec<AssociateId> {
        self.people.iter().filter_map(|id| id.parse().ok()).collect()
    }
}

/// Hours or days in quarters: 2, 2.5, 0.25.
fn quarters(what: &str, raw: &str) -> Result<i16, Invalid> {
    let refused = || Invalid::new(format!("Enter {what} as a number from 0.25 to {MOST_UNITS}, like 2 or 2.5"));
    let text = crate::kernel::clean(raw);
    let (whole, part) = text.split_once('.').unwrap_or((&text, ""));
    let part = match part {
        "" | "0" | "00" => 0,
        "25" => 1,
        "5" | "50" => 2,
        "75" => 3,
        _ => return Err(refused()),
    };
    let is_number = !whole.is_empty() && whole.len() <= 3 && whole.bytes().all(|byte| byte.is_ascii_digit());
    let whole: i16 = if is_number { whole.parse().map_err(|_| refused())? } else { return Err(refused()) };
    let quarters = whole * 4 + part;
    if (1..=MOST_UNITS * 4).contains(&quarters) { Ok(quarters) } else { Err(refused()) }
}

/// The answer to an offer, by the person or as they told the team.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct AnswerForm {
    /// `both`, or `expenses` alone.
    pub(crate) takes: String,
    /// They have read what is said about benefits, or the team has told them.
    pub(crate) notice: String,
    pub(crate) source: String,
    pub(crate) source_note: String,
    /// The state of the payment it answers.
    pub(crate) version: String,
}

impl AnswerForm {
    /// Whether they take the payment too, and how they told the team if it is not themselves.
    pub(super) fn parse_claim(&self, is_theirs: bool, expenses: Pence) -> Result<(bool, Option<String>), FormErrors> {
        let mut errors = FormErrors::default();
        let takes = match self.takes.as_str() {
            "both" => Ok(true),
            "expenses" if expenses.is_zero() => {
                Err(Invalid::new("Add what it cost to take part first, or choose the payment"))
            }
            "expenses" => Ok(false),
            _ => Err(Invalid::new("Choose what to claim")),
        };
        let takes = errors.keep("takes", takes);
        let told = self.told(is_theirs, &mut errors);
        if self.notice != "yes" {
            let words = if is_theirs {
                "Tick the box when you have read about benefits"
            } else {
                "Tell them about benefits first, then tick the box"
            };
            errors.add("notice", words);
        }
        match (takes, told) {
            (Some(takes), Some(told)) if errors.is_empty() => Ok((takes, told)),
            _ => Err(errors),
        }
    }

    /// How they told the team; nothing where it is themselves.
    pub(super) fn parse_told(&self, is_theirs: bool) -> Result<Option<String>, FormErrors> {
        let mut errors = FormErrors::default();
        self.told(is_theirs, &mut errors).ok_or(errors)
    }

    #[expect(clippy::option_option, reason = "the outer says valid, the inner says given")]
    fn told(&self, is_theirs: bool, errors: &mut FormErrors) -> Option<Option<String>> {
        if is_theirs {
            return Some(None);
        }
        let told = parse_source(&self.source, &self.source_note);
        let told = told.and_then(|told| refuse_bank_details("the note", &told).map(|()| told));
        errors.keep("source", told).map(Some)
    }
}

/// Why a step is taken; the person reads it.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct ReasonForm {
    pub(crate) reason: String,
    pub(crate) version: String,
}

impl ReasonForm {
    pub(super) fn parse(&self) -> Result<String, FormErrors> {
        let reason = Text::<1000>::parse("why", &self.reason).and_then(|text| without_bank_details("why", text));
        reason.map_err(|invalid| FormErrors::one("reason", invalid.message()))
    }
}

/// When finance paid it, and under which reference.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct PaidForm {
    pub(crate) paid_on: String,
    pub(crate) reference: String,
    pub(crate) version: String,
}

impl PaidForm {
    pub(super) fn parse(&self, payment: &Payment, today: NaiveDate) -> Result<(NaiveDate, String), FormErrors> {
        let mut errors = FormErrors::default();
        let day = parse_date("the day it was paid", &self.paid_on).and_then(|day| {
            let approved = payment.approved_at.map(london_date);
            match approved {
                _ if day > today => Err(Invalid::new("Enter the day it was paid: today or earlier")),
                Some(approved) if day < approved => Err(Invalid::new(format!(
                    "Enter a day from {} on, when it was approved",
                    crate::kernel::display_date(approved)
                ))),
                _ => Ok(day),
            }
        });
        let day = errors.keep("paid_on", day);
        let reference = errors.keep("reference", reference_of_finance(&self.reference));
        match (day, reference) {
            (Some(day), Some(reference)) => Ok((day, reference)),
            _ => Err(errors),
        }
    }
}

fn reference_of_finance(raw: &str) -> Result<String, Invalid> {
    without_bank_details("finance's reference", Text::<60>::parse_line("finance's reference", raw)?)
}

/// The text, if nobody has typed bank details into it.
fn without_bank_details<const MAX: usize>(what: &str, text: Text<MAX>) -> Result<String, Invalid> {
    refuse_bank_details(what, text.as_str())?;
    Ok(text.into_string())
}

/// Why a list is taken away.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct ExportReason {
    pub(crate) reason: String,
}

impl ExportReason {
    pub(super) fn parse(raw: &str) -> Result<Text<300>, FormErrors> {
        let what = "what you need the list for";
        let reason = Text::<300>::parse(what, raw);
        let reason = reason.and_then(|text| refuse_bank_details(what, text.as_str()).map(|()| text));
        reason.map_err(|invalid| FormErrors::one("reason", invalid.message()))
    }
}

#[cfg(test)]
mod tests {
    use super::{AnswerForm, ExportReason, Pence, ReasonForm, quarters, reference_of_finance};

    #[test]
    fn reads_quarters() {
        for (text, expected) in [("2", 8), ("2.5", 10), ("0.25", 1), ("40", 160), (" 1.75 ", 7), ("3.0", 12)] {
            assert_eq!(quarters("how many", text), Ok(expected), "{text}");
        }
        for text in ["", "0", "0.0", "40.25", "2.3", "-1", "1,5", "1e1", "999", "two", ".5"] {
            assert!(quarters("how many", text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_claim_says_what_is_taken_and_that_the_notice_was_read() {
        let form = AnswerForm { takes: "both".to_owned(), notice: "yes".to_owned(), ..AnswerForm::default() };
        let none = Pence::default();
        assert_eq!(form.parse_claim(true, none).ok(), Some((true, None)));
        let errors = form.parse_claim(false, none).expect_err("nobody told anybody");
        assert!(errors.get("source").is_some());
        let unread = AnswerForm { notice: String::new(), ..form.clone() }.parse_claim(true, none).expect_err("unread");
        assert!(unread.get("notice").is_some());
        let expenses = AnswerForm { takes: "expenses".to_owned(), ..form };
        assert!(expenses.parse_claim(true, none).expect_err("nothing spent").get("takes").is_some());
        assert_eq!(expenses.parse_claim(true, Pence::from(5)).ok(), Some((false, None)));
    }

    #[test]
    fn finance_has_a_reference_and_keeps_the_bank_details() {
        for text in ["BACS 2026-0412", "BACS 20261126", "F-000123", "Run 17, line 4"] {
            assert_eq!(reference_of_finance(text).as_deref(), Ok(text));
        }
        for text in ["12-34-56 12345678", "sort code 12 34 56", ""] {
            assert!(reference_of_finance(text).is_err(), "{text}");
        }
    }

    #[test]
    fn neither_reasons_nor_notes_keep_bank_details() {
        let reason = ReasonForm { reason: "Pay 12-34-56 12345678.".to_owned(), ..ReasonForm::default() };
        assert!(reason.parse().expect_err("bank details").get("reason").is_some());
        let note = "account 12345678".to_owned();
        let told = AnswerForm { source: "phone".to_owned(), source_note: note, ..AnswerForm::default() };
        assert!(told.parse_told(false).expect_err("bank details").get("source").is_some());
        assert!(ExportReason::parse("For 12345678").is_err());
    }
}
