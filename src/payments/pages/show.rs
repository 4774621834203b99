//! One payment, as its person and the team see it.

use askama::Template;

use super::is_theirs;
use crate::access::{Action, Viewing};
use crate::app::App;
use crate::attendance::AttendanceState;
use crate::error::Result;
use crate::kernel::{Choice, display_date, display_date_time, london_date};
use crate::payments::letters::{step_in_words, where_bank_details_go};
use crate::payments::model::{Expense, Payment, days_to_pay};
use crate::payments::money::Pence;
use crate::payments::store::{self, Settings, Step};
use crate::payments::words::{PaymentState, ReceiptState};
use crate::payments::{notice, paths};
use crate::web::{Layout, Opt, Page};

#[derive(Template)]
#[template(path = "payments/show.html")]
pub(crate) struct ShowPage {
    layout: Layout,
    payment: Payment,
    expenses: Vec<Expense>,
    steps: Vec<Step>,
    settings: Settings,
    attendance: Option<AttendanceState>,
}

pub(crate) async fn get(_: paths::Show, app: App, layout: Layout, payment: Viewing<Payment>) -> Result<Page<ShowPage>> {
    let mut db = app.db.acquire().await?;
    let expenses = store::list_expenses(&mut db, payment.id).await?;
    let steps = store::list_steps(&mut db, payment.id).await?;
    let settings = store::find_settings(&mut db).await?;
    let attendance = store::find_attendance(&mut db, payment.event_id, payment.associate_id).await?;
    drop(db);
    let payment = payment.clone();
    Ok(Page::ok(ShowPage { layout, payment, expenses, steps, settings, attendance }))
}

impl ShowPage {
    fn is_theirs(&self) -> bool {
        is_theirs(&self.layout, &self.payment)
    }

    fn parent(&self) -> [(&'static str, &'static str); 1] {
        if self.is_theirs() { [("/me/payments", "My payments")] } else { [("/payments", "Payments")] }
    }

    fn title(&self) -> String {
        if self.is_theirs() {
            format!("Payment for {}", self.payment.event_title)
        } else {
            format!("Payment {}", self.payment.reference())
        }
    }

    fn is(&self, state: PaymentState) -> bool {
        self.payment.state == state
    }

    fn state(&self) -> &'static str {
        if self.is_theirs() { self.payment.state.to_you() } else { self.payment.state.label() }
    }

    fn may_decide(&self) -> bool {
        self.payment.may(&self.layout, Action::Decide)
    }

    fn may_end(&self) -> bool {
        self.payment.may(&self.layout, Action::End)
    }

    fn is_open(&self) -> bool {
        self.payment.state.is_open()
    }

    fn can_be_claimed(&self) -> bool {
        self.payment.can_be_claimed(self.layout.now())
    }

    /// Why this worker does not approve the claim.
    fn why_not_theirs_to_approve(&self) -> Option<&'static str> {
        if self.may_decide() {
            return None;
        }
        Some(if self.is_theirs() {
            "This is your own claim, so somebody else approves it."
        } else {
            "You sent this claim in for them, so somebody else approves it. It takes two people."
        })
    }

    fn sum_of_expenses(&self) -> Pence {
        self.expenses.iter().map(|expense| expense.pence).sum()
    }

    /// The payment itself, as it is claimed.
    fn fee(&self) -> String {
        if self.payment.takes_fee { self.payment.fee_pence.to_string() } else { "Not wanted".to_owned() }
    }

    fn total(&self) -> Option<Pence> {
        self.payment.claimed_pence
    }

    fn receipts(&self, expense: &Expense) -> Vec<Opt> {
        Opt::choices::<ReceiptState>(expense.receipt.code())
    }

    fn receipt_field(&self, expense: &Expense) -> String {
        format!("receipt-{}", expense.id)
    }

    fn receipts_missing(&self) -> usize {
        self.expenses.iter().filter(|expense| expense.receipt == ReceiptState::NotSeen).count()
    }

    /// Whether receipts can still be noted, and by this reader.
    fn may_note_receipts(&self) -> bool {
        self.may_end() && !self.expenses.is_empty() && !matches!(self.payment.state, PaymentState::TakenBack)
    }

    /// What the latest step said, where it asks for something.
    fn reason(&self) -> Option<&str> {
        self.steps.first().and_then(|step| step.reason.as_deref())
    }

    fn attendance(&self) -> &'static str {
        self.attendance.map_or("Not noted", Choice::label)
    }

    fn claimed_on(&self) -> String {
        self.payment.claimed_at.map(|at| display_date(london_date(at))).unwrap_or_default()
    }

    fn approved_on(&self) -> String {
        self.payment.approved_at.map(|at| display_date(london_date(at))).unwrap_or_default()
    }

    fn paid_on(&self) -> String {
        self.payment.paid_on.map(display_date).unwrap_or_default()
    }

    /// "12 days after the claim".
    fn took(&self) -> Option<String> {
        let days = days_to_pay(self.payment.claimed_at?, self.payment.paid_on?);
        Some(match days {
            0 => "on the day of the claim".to_owned(),
            1 => "1 day after the claim".to_owned(),
            days => format!("{days} days after the claim"),
        })
    }

    /// How long a claim has waited, where that is too long.
    fn overdue(&self) -> Option<String> {
        let claimed = self.payment.claimed_at.filter(|_| !self.is(PaymentState::Paid))?;
        let days = (self.layout.today() - london_date(claimed)).num_days();
        (days > i64::from(self.settings.overdue_days)).then(|| format!("Waits since {days} days"))
    }

    fn bank_details(&self) -> String {
        where_bank_details_go(&self.settings)
    }

    fn notice(&self) -> [&'static str; 4] {
        notice::PARAGRAPHS
    }

    fn notice_heading(&self) -> &'static str {
        notice::HEADING
    }

    fn words(&self, step: &Step) -> Vec<String> {
        step_in_words(step)
    }

    fn at(&self, step: &Step) -> String {
        display_date_time(step.taken_at)
    }
}
