//! What a payment is, the steps it takes, and what it is worth.

use chrono::{DateTime, NaiveDate, Utc};

use super::money::Pence;
use super::words::{ExpenseKind, PaymentState, RateKind, ReceiptState, StepKind};
use crate::access::{Action, Facts};
use crate::events::{EventState, when};
use crate::kernel::{
    AccountId, AssociateId, EmailAddress, EventId, ExpenseId, Invalid, PaymentId, PaymentRateId, london_date,
};
use crate::web::Layout;

/// Something someone spent.
#[derive(Clone, Debug)]
pub(crate) struct Expense {
    pub(crate) id: ExpenseId,
    pub(crate) kind: ExpenseKind,
    pub(crate) what: String,
    pub(crate) miles_tenths: Option<i32>,
    pub(crate) pence: Pence,
    pub(crate) receipt: ReceiptState,
}

impl Expense {
    /// "12.5 miles".
    pub(crate) fn miles(&self) -> Option<String> {
        self.miles_tenths.map(|tenths| format!("{} miles", tenths_in_words(tenths)))
    }
}

/// "12.5", "12".
pub(super) fn tenths_in_words(tenths: i32) -> String {
    if tenths % 10 == 0 { (tenths / 10).to_string() } else { format!("{}.{}", tenths / 10, tenths % 10) }
}

/// "2", "2.5", "0.75".
pub(super) fn quarters_in_words(quarters: i16) -> String {
    let rest = ["", ".25", ".5", ".75"][usize::from(quarters.rem_euclid(4).unsigned_abs())];
    format!("{}{rest}", quarters / 4)
}

/// "2.5 hours at £25.00 an hour".
pub(super) fn worth_in_words(kind: RateKind, quarters: i16, rate: Pence) -> String {
    let article = if kind == RateKind::Hour { "an" } else { "a" };
    format!("{} {} at {rate} {article} {}", quarters_in_words(quarters), kind.unit(quarters), kind.unit(4))
}

/// One payment with the person and the event it is about.
#[derive(Clone, Debug)]
pub(crate) struct Payment {
    pub(crate) id: PaymentId,
    pub(crate) number: i32,
    pub(crate) event_id: EventId,
    pub(crate) event_title: String,
    pub(crate) event_state: EventState,
    pub(crate) starts_at: DateTime<Utc>,
    pub(crate) ends_at: DateTime<Utc>,
    pub(crate) associate_id: AssociateId,
    pub(crate) given_name: String,
    pub(crate) name: String,
    pub(crate) email: Option<EmailAddress>,
    pub(crate) kind: RateKind,
    pub(crate) quarters: i16,
    pub(crate) rate_pence: Pence,
    /// What a mile was paid on the event's day; none where no such rate was in force.
    pub(crate) mile_pence: Option<Pence>,
    pub(crate) fee_pence: Pence,
    pub(crate) outside_reason: Option<String>,
    pub(crate) state: PaymentState,
    pub(crate) takes_fee: bool,
    pub(crate) claimed_at: Option<DateTime<Utc>>,
    pub(crate) claimed_pence: Option<Pence>,
    pub(crate) approved_at: Option<DateTime<Utc>>,
    pub(crate) paid_on: Option<NaiveDate>,
    pub(crate) finance_reference: Option<String>,
    pub(crate) version: i32,
    /// The workers who sent in a claim for the person.
    pub(crate) entered_by: Vec<AccountId>,
}

/// "IP-00042": what it is called on the phone and in finance's books.
pub(crate) fn reference(number: i32) -> String {
    format!("IP-{number:05}")
}

impl Payment {
    pub(crate) fn href(&self) -> String {
        format!("/payments/{}", self.id)
    }

    pub(crate) fn event_href(&self) -> String {
        format!("/events/{}", self.event_id)
    }

    pub(crate) fn reference(&self) -> String {
        reference(self.number)
    }

    pub(crate) fn when(&self) -> String {
        when(self.starts_at, self.ends_at)
    }

    pub(crate) fn worth(&self) -> String {
        worth_in_words(self.kind, self.quarters, self.rate_pence)
    }

    pub(super) fn facts(&self) -> Facts {
        Facts::Payment { associate: self.associate_id, entered_by: self.entered_by.clone() }
    }

    pub(super) fn may(&self, layout: &Layout, action: Action) -> bool {
        layout.may(action, self.facts())
    }

    /// A claim is for what has been: from the event's beginning on, and where it was called off.
    pub(crate) fn can_be_claimed(&self, now: DateTime<Utc>) -> bool {
        self.state.is_open() && (self.starts_at <= now || self.event_state == EventState::Cancelled)
    }

    pub(super) fn standing(&self) -> Standing {
        Standing {
            state: self.state,
            takes_fee: self.takes_fee,
            claimed_at: self.claimed_at,
            claimed: self.claimed_pence,
            approved_at: self.approved_at,
            paid_on: self.paid_on,
            finance_reference: self.finance_reference.clone(),
        }
    }
}

/// What changes about a payment from step to step; the audit trail keeps it in this form.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub(super) struct Standing {
    pub(super) state: PaymentState,
    pub(super) takes_fee: bool,
    pub(super) claimed_at: Option<DateTime<Utc>>,
    pub(super) claimed: Option<Pence>,
    pub(super) approved_at: Option<DateTime<Utc>>,
    pub(super) paid_on: Option<NaiveDate>,
    pub(super) finance_reference: Option<String>,
}

/// A step that is to be taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Act {
    Decline,
    Reopen,
    /// With the payment, or only with expenses; and what all of it comes to.
    Claim {
        takes_fee: bool,
        total: Pence,
    },
    Withdraw,
    SendBack,
    Approve,
    UndoApproval,
    Pay {
        on: NaiveDate,
        reference: String,
    },
    UndoPayment,
    TakeBack,
}

impl Act {
    pub(super) fn step(&self) -> StepKind {
        match self {
            Self::Decline => StepKind::Declined,
            Self::Reopen => StepKind::Reopened,
            Self::Claim { .. } => StepKind::Claimed,
            Self::Withdraw => StepKind::Withdrawn,
            Self::SendBack => StepKind::SentBack,
            Self::Approve => StepKind::Approved,
            Self::UndoApproval => StepKind::ApprovalUndone,
            Self::Pay { .. } => StepKind::Paid,
            Self::UndoPayment => StepKind::PaymentUndone,
            Self::TakeBack => StepKind::TakenBack,
        }
    }

    /// The words of the trail.
    pub(super) fn in_the_trail(&self) -> &'static str {
        match self {
            Self::Decline => "Declined a payment",
            Self::Reopen => "Wanted a payment after all",
            Self::Claim { .. } => "Claimed a payment",
            Self::Withdraw => "Withdrew a claim",
            Self::SendBack => "Sent a claim back",
            Self::Approve => "Approved a claim",
            Self::UndoApproval => "Took an approval back",
            Self::Pay { .. } => "Recorded that a claim was paid",
            Self::UndoPayment => "Recorded that a claim was not paid after all",
            Self::TakeBack => "Took the offer of a payment back",
        }
    }
}

impl Standing {
    /// How it stands after the step.
    ///
    /// # Errors
    /// The step does not lead on from here: somebody has taken another one meanwhile.
    pub(super) fn after(&self, act: &Act, now: DateTime<Utc>) -> Result<Self, Invalid> {
        use PaymentState::{Approved, Claimed, Declined, Offered, Paid, SentBack, TakenBack};
        let unclaimed = |state| Self { state, claimed_at: None, claimed: None, ..self.clone() };
        let on = |state| Self { state, ..self.clone() };
        match (self.state, act) {
            (Offered | SentBack, Act::Decline) => Ok(on(Declined)),
            (Declined, Act::Reopen) => Ok(on(Offered)),
            (Offered | SentBack, Act::Claim { takes_fee, total }) => {
                Ok(Self { takes_fee: *takes_fee, claimed_at: Some(now), claimed: Some(*total), ..on(Claimed) })
            }
            (Claimed, Act::Withdraw) => Ok(unclaimed(Offered)),
            (Claimed, Act::SendBack) => Ok(unclaimed(SentBack)),
            (Claimed, Act::Approve) => Ok(Self { approved_at: Some(now), ..on(Approved) }),
            (Approved, Act::UndoApproval) => Ok(Self { approved_at: None, ..on(Claimed) }),
            (Approved, Act::Pay { on: day, reference }) => {
                Ok(Self { paid_on: Some(*day), finance_reference: Some(reference.clone()), ..on(Paid) })
            }
            (Paid, Act::UndoPayment) => Ok(Self { paid_on: None, finance_reference: None, ..on(Approved) }),
            (Offered | SentBack | Claimed, Act::TakeBack) => Ok(unclaimed(TakenBack)),
            _ => Err(Invalid::new(match self.state {
                Offered => "The offer stands, and nothing is claimed at the moment",
                Declined => "They have said that they do not want a payment",
                Claimed => "It is claimed, and waits to be approved",
                SentBack => "It was sent back to be changed",
                Approved => "It is approved already",
                Paid => "It is paid already",
                TakenBack => "The offer was taken back",
            })),
        }
    }
}

/// A rate from a date on.
#[derive(Clone, Debug)]
pub(crate) struct Rate {
    pub(crate) id: PaymentRateId,
    pub(crate) kind: RateKind,
    pub(crate) pence: Pence,
    pub(crate) valid_from: NaiveDate,
    pub(crate) added_at: DateTime<Utc>,
    /// Whether a payment was offered by it.
    pub(crate) is_used: bool,
}

impl Rate {
    /// Whether it can still be changed or removed: nothing was offered by it, and it does not hold yet, or was typed
    /// wrongly today.
    pub(crate) fn can_change(&self, today: NaiveDate) -> bool {
        !self.is_used && (self.valid_from > today || london_date(self.added_at) == today)
    }
}

/// Of these rates the one of a kind that is in force on a day.
pub(crate) fn in_force(rates: &[Rate], kind: RateKind, day: NaiveDate) -> Option<&Rate> {
    rates.iter().filter(|rate| rate.kind == kind && rate.valid_from <= day).max_by_key(|rate| rate.valid_from)
}

/// From the day a claim was sent in to the day it was paid.
pub(crate) fn days_to_pay(claimed_at: DateTime<Utc>, paid_on: NaiveDate) -> i64 {
    (paid_on - london_date(claimed_at)).num_days()
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, Days, NaiveDate, Utc};

    use super::{Act, PaymentState, Pence, Rate, RateKind, Standing, days_to_pay, in_force, worth_in_words};
    use crate::kernel::{Choice, PaymentRateId};

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().expect("a moment")
    }

    fn rate(kind: RateKind, pence: i32, from: &str) -> Rate {
        let (valid_from, added_at) = (day(from), at("2020-01-01T12:00:00Z"));
        Rate { id: PaymentRateId::new(), kind, pence: Pence::from(pence), valid_from, added_at, is_used: false }
    }

    fn acts() -> Vec<Act> {
        let (total, on, reference) = (Pence::from(100), day("2026-06-04"), "F1".to_owned());
        vec![
            Act::Decline,
            Act::Reopen,
            Act::Claim { takes_fee: true, total },
            Act::Withdraw,
            Act::SendBack,
            Act::Approve,
            Act::UndoApproval,
            Act::Pay { on, reference },
            Act::UndoPayment,
            Act::TakeBack,
        ]
    }

    #[test]
    fn the_rate_of_a_day_is_the_latest_that_began_by_then() {
        let rates = [
            rate(RateKind::Hour, 2000, "2024-04-01"),
            rate(RateKind::Hour, 2500, "2026-04-01"),
            rate(RateKind::Day, 15_000, "2024-04-01"),
        ];
        let pence = |kind, on| in_force(&rates, kind, day(on)).map(|rate| rate.pence);
        assert_eq!(pence(RateKind::Hour, "2026-03-31"), Some(Pence::from(2000)));
        assert_eq!(pence(RateKind::Hour, "2026-04-01"), Some(Pence::from(2500)));
        assert_eq!((pence(RateKind::Hour, "2024-03-31"), pence(RateKind::Mile, "2026-04-01")), (None, None));
    }

    #[test]
    fn a_rate_that_holds_or_was_used_stays_as_it_is() {
        let from = rate(RateKind::Hour, 2000, "2026-06-04");
        assert!(from.can_change(day("2026-06-03")) && !from.can_change(day("2026-06-04")));
        assert!(!Rate { is_used: true, ..from.clone() }.can_change(day("2026-06-03")));
        let mistyped = Rate { added_at: at("2026-06-10T12:00:00Z"), ..from };
        assert!(mistyped.can_change(day("2026-06-10")) && !mistyped.can_change(day("2026-06-11")));
    }

    #[test]
    fn a_payment_goes_its_way_and_no_other() {
        let now = at("2026-06-04T12:00:00Z");
        let offered = Standing {
            state: PaymentState::Offered,
            takes_fee: true,
            claimed_at: None,
            claimed: None,
            approved_at: None,
            paid_on: None,
            finance_reference: None,
        };
        let mut found = vec![offered];
        let mut next = 0;
        // All that can be reached, each held against the rules of the table.
        while let Some(standing) = found.get(next).cloned() {
            use PaymentState::{Approved, Claimed, Paid};
            assert_eq!(
                standing.claimed_at.is_some(),
                matches!(standing.state, Claimed | Approved | Paid),
                "{standing:?}"
            );
            assert_eq!(standing.claimed_at.is_some(), standing.claimed.is_some(), "{standing:?}");
            assert_eq!(standing.approved_at.is_some(), matches!(standing.state, Approved | Paid), "{standing:?}");
            assert_eq!(standing.paid_on.is_some(), standing.state == Paid, "{standing:?}");
            assert_eq!(standing.finance_reference.is_some(), standing.state == Paid, "{standing:?}");
            for after in acts().iter().filter_map(|act| standing.after(act, now).ok()) {
                if !found.contains(&after) {
                    found.push(after);
                }
            }
            next += 1;
        }
        let states = PaymentState::ALL.iter().filter(|state| found.iter().any(|one| one.state == **state));
        assert_eq!(states.count(), PaymentState::ALL.len());
        let paid = found.iter().find(|one| one.state == PaymentState::Paid).expect("one that is paid");
        let leads: Vec<_> = acts().into_iter().filter(|act| paid.after(act, now).is_ok()).collect();
        assert_eq!(leads, [Act::UndoPayment], "what is paid is neither paid again nor claimed again");
    }

    #[test]
    fn days_to_pay_are_counted_by_the_calendar_of_london() {
        assert_eq!(days_to_pay(at("2026-06-01T12:00:00Z"), day("2026-06-13")), 12);
        // Half past eleven in the evening, Greenwich time, is the next day in a London summer.
        assert_eq!(days_to_pay(at("2026-06-01T23:30:00Z"), day("2026-06-02")), 0);
        assert_eq!(days_to_pay(at("2026-01-01T23:30:00Z"), day("2026-01-01") + Days::new(1)), 1);
    }

    #[test]
    fn says_what_a_payment_is_worth() {
        let rate = Pence::from(2500);
        assert_eq!(worth_in_words(RateKind::Hour, 10, rate), "2.5 hours at £25.00 an hour");
        assert_eq!(worth_in_words(RateKind::HalfDay, 4, rate), "1 half day at £25.00 a half day");
        assert_eq!(worth_in_words(RateKind::Day, 1, rate), "0.25 days at £25.00 a day");
    }
}
