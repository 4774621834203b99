//! One thing that someone spent.

use serde::{Deserialize, Serialize};

use super::bank::refuse_bank_details;
use crate::kernel::{Choice, Invalid, Text, clean};
use crate::payments::model::{Expense, tenths_in_words};
use crate::payments::money::{MOST_EXPENSE, Pence};
use crate::payments::words::{ExpenseKind, ReceiptState};
use crate::web::{FormErrors, opened};

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct ExpenseForm {
    pub(crate) kind: String,
    pub(crate) what: String,
    pub(crate) amount: String,
    pub(crate) miles: String,
    /// The team's form asks whether they have seen it.
    pub(crate) receipt: String,
    /// The identity a new line gets: sending the form twice makes one.
    #[serde(skip_serializing)]
    pub(crate) id: String,
    /// What it held when it was opened.
    #[serde(skip_serializing)]
    pub(crate) opened: String,
}

/// A line without mistakes. The audit trail keeps it in this form, without what it was for: "care" and "a taxi to the
/// dialysis" say something about someone's health, and the trail is never altered.
#[derive(Clone, Debug, serde::Serialize)]
pub(crate) struct NewExpense {
    #[serde(skip_serializing)]
    pub(crate) kind: ExpenseKind,
    #[serde(skip_serializing)]
    pub(crate) what: Text<200>,
    pub(crate) miles_tenths: Option<i32>,
    pub(crate) amount: Pence,
    pub(crate) receipt: ReceiptState,
}

impl ExpenseForm {
    pub(in crate::payments) fn of(expense: &Expense) -> Self {
        let is_mileage = expense.miles_tenths.is_some();
        let form = Self {
            kind: expense.kind.code().to_owned(),
            what: expense.what.clone(),
            amount: if is_mileage { String::new() } else { expense.pence.plain() },
            miles: expense.miles_tenths.map(tenths_in_words).unwrap_or_default(),
            receipt: expense.receipt.code().to_owned(),
            ..Self::default()
        };
        Self { opened: opened(&form), ..form }
    }

    /// `mile` is what a mile is paid; what was seen of a receipt is for the team to say, and stays as it `was` for
    /// everyone else.
    pub(in crate::payments) fn parse(
        &self,
        mile: Option<Pence>,
        (is_team, was): (bool, Option<ReceiptState>),
    ) -> Result<NewExpense, FormErrors> {
        let mut errors = FormErrors::default();
        let kind = ExpenseKind::from_code(&self.kind).ok_or_else(|| Invalid::new("Choose what it was for"));
        let kind = errors.keep("kind", kind);
        let what = Text::<200>::parse_line("what you paid for", &self.what);
        let what = what.and_then(|text| refuse_bank_details("what you paid for", text.as_str()).map(|()| text));
        let what = errors.keep("what", what);
        let (miles, amount) = match kind {
            Some(ExpenseKind::Mileage) => {
                let miles = errors.keep("miles", miles(&self.miles));
                let worth = miles.map(|tenths| worth(tenths, mile)).and_then(|worth| errors.keep("miles", worth));
                (miles, worth)
            }
            _ => (None, errors.keep("amount", Pence::parse("the amount", &self.amount, MOST_EXPENSE))),
        };
        let usual = if kind == Some(ExpenseKind::Mileage) { ReceiptState::NotNeeded } else { ReceiptState::NotSeen };
        let receipt = if is_team { ReceiptState::from_code(&self.receipt) } else { was }.unwrap_or(usual);
        // What was a ticket and is now a drive needs no receipt, and the other way round one.
        let receipt = match (kind, receipt) {
            (Some(ExpenseKind::Mileage), _) => ReceiptState::NotNeeded,
            (_, ReceiptState::NotNeeded) if !is_team => ReceiptState::NotSeen,
            (_, receipt) => receipt,
        };
        match (kind, what, amount) {
            (Some(kind), Some(what), Some(amount)) if errors.is_empty() => {
                Ok(NewExpense { kind, what, miles_tenths: miles, amount, receipt })
            }
            _ => Err(errors),
        }
    }
}

/// Miles in tenths: 12, 12.5.
fn miles(raw: &str) -> Result<i32, Invalid> {
    const MOST: i32 = 2000;
    let refused = || Invalid::new(format!("Enter how many miles as a number up to {MOST}, like 12 or 12.5"));
    let text = clean(raw);
    let (whole, part) = text.split_once('.').unwrap_or((&text, "0"));
    let number = |text: &str, longest: usize| {
        let is_number = !text.is_empty() && text.len() <= longest && text.bytes().all(|byte| byte.is_ascii_digit());
        is_number.then(|| text.parse::<i32>().ok()).flatten()
    };
    let tenths = number(whole, 4).zip(number(part, 1)).map(|(whole, part)| whole * 10 + part);
    tenths.filter(|tenths| (1..=MOST * 10).contains(tenths)).ok_or_else(refused)
}

fn worth(tenths: i32, mile: Option<Pence>) -> Result<Pence, Invalid> {
    let mile = mile.ok_or_else(|| Invalid::new("No rate for a mile was in force. Enter it as something else"))?;
    match mile.times(tenths, 10) {
        Some(worth) if worth <= MOST_EXPENSE && !worth.is_zero() => Ok(worth),
        Some(worth) if worth.is_zero() => Err(Invalid::new("Enter more miles: these are worth less than a penny")),
        _ => Err(Invalid::new(format!("Enter fewer miles: one expense is at most {MOST_EXPENSE}"))),
    }
}

#[cfg(test)]
mod tests {
    use super::{ExpenseForm, ExpenseKind, Pence, ReceiptState, miles};

    fn form(kind: &str, amount: &str, miles: &str) -> ExpenseForm {
        let (kind, what) = (kind.to_owned(), "To the event and back".to_owned());
        ExpenseForm { kind, what, amount: amount.to_owned(), miles: miles.to_owned(), ..ExpenseForm::default() }
    }

    #[test]
    fn miles_are_worth_what_a_mile_is_paid() {
        let line = form("mileage", "99", "12.5").parse(Some(Pence::from(45)), (false, None)).expect("a line");
        assert_eq!((line.kind, line.miles_tenths, line.amount), (ExpenseKind::Mileage, Some(125), Pence::from(563)));
        assert_eq!(line.receipt, ReceiptState::NotNeeded);
        let without_rate = form("mileage", "", "12").parse(None, (false, None)).expect_err("no rate");
        assert!(without_rate.get("miles").is_some_and(|why| why.contains("No rate")));
        for text in ["", "0", "2000.1", "12.55", "-1", "twelve", "1,000"] {
            assert!(miles(text).is_err(), "{text}");
        }
    }

    #[test]
    fn what_was_paid_for_is_no_account() {
        let line = ExpenseForm { what: "Into 12-34-56 12345678".to_owned(), ..form("travel", "4.20", "") };
        assert!(line.parse(None, (false, None)).expect_err("bank details").get("what").is_some());
    }

    #[test]
    fn all_that_is_wrong_is_said_at_once() {
        let errors = ExpenseForm::default().parse(None, (false, None)).expect_err("mistakes");
        assert!(["kind", "what", "amount"].iter().all(|field| errors.get(field).is_some()), "{errors:?}");
    }

    #[test]
    fn only_the_team_says_that_a_receipt_was_seen() {
        let seen = ExpenseForm { receipt: "seen".to_owned(), ..form("travel", "4.20", "") };
        let state = |is_team, was| seen.parse(None, (is_team, was)).expect("a line").receipt;
        assert_eq!((state(false, None), state(true, None)), (ReceiptState::NotSeen, ReceiptState::Seen));
        assert_eq!(state(false, Some(ReceiptState::Seen)), ReceiptState::Seen);
    }
}
