//! What someone spent: adding a line, changing it, taking it off. Only while the claim is being written.

use askama::Template;
use axum::response::{IntoResponse, Response};
use sqlx::PgConnection;

use super::{hold, is_theirs, parents};
use crate::access::{Action, Editing};
use crate::app::App;
use crate::audit::{self, By, Entry, Subject};
use crate::error::{OrNotFound, Result};
use crate::kernel::{Choice, ExpenseId};
use crate::payments::forms::ExpenseForm;
use crate::payments::model::{Expense, Payment};
use crate::payments::words::{ExpenseKind, ReceiptState};
use crate::payments::{paths, store};
use crate::web::{Form, FormErrors, Layout, Notice, Opt, Page, Words, conflict, merge};

/// Lines of one claim at most.
const MOST_LINES: i64 = 30;
const NOT_NOW: &str = "Nothing changed. The claim is not being written any more";

#[derive(Template)]
#[template(path = "payments/expense.html")]
pub(crate) struct ExpensePage {
    layout: Layout,
    payment: Payment,
    /// The line being changed; none for a new one.
    expense: Option<Expense>,
    form: ExpenseForm,
    errors: FormErrors,
}

impl ExpensePage {
    fn parents(&self) -> [(String, String); 2] {
        parents(&self.layout, &self.payment)
    }

    fn heading(&self) -> &'static str {
        match (&self.expense, is_theirs(&self.layout, &self.payment)) {
            (None, true) => "What did you spend?",
            (None, false) => "What did they spend?",
            (Some(_), _) => "Change an expense",
        }
    }

    fn address(&self) -> String {
        match &self.expense {
            Some(expense) => format!("{}/expenses/{}", self.payment.href(), expense.id),
            None => format!("{}/expenses", self.payment.href()),
        }
    }

    /// Miles only where a mile is paid.
    fn kinds(&self) -> Vec<Opt> {
        let mut kinds = Opt::choices::<ExpenseKind>(&self.form.kind);
        kinds.retain(|kind| self.payment.mile_pence.is_some() || kind.value != ExpenseKind::Mileage.code());
        kinds
    }

    /// What a mile is paid: "45p a mile" reads badly as "£0.45", so both.
    fn mile(&self) -> Option<String> {
        self.payment.mile_pence.map(|pence| format!("We pay {pence} for each mile."))
    }

    fn sees_receipts(&self) -> bool {
        sees_receipts(&self.layout, &self.payment)
    }

    fn receipts(&self) -> Vec<Opt> {
        Opt::choices::<ReceiptState>(&self.form.receipt)
    }
}

/// Whether they are the ones who say that a receipt was seen.
fn sees_receipts(layout: &Layout, payment: &Payment) -> bool {
    payment.may(layout, Action::End)
}

pub(crate) async fn new(_: paths::NewExpense, layout: Layout, payment: Editing<Payment>) -> Response {
    if !payment.state.is_open() {
        return layout.unchanged(paths::Show { payment: payment.id }, NOT_NOW);
    }
    let form = ExpenseForm {
        id: ExpenseId::new().to_string(),
        receipt: ReceiptState::NotSeen.code().to_owned(),
        ..ExpenseForm::default()
    };
    let (payment, errors) = (payment.clone(), FormErrors::default());
    Page::ok(ExpensePage { layout, payment, expense: None, form, errors }).into_response()
}

pub(crate) async fn add(
    path: paths::Expenses,
    app: App,
    layout: Layout,
    payment: Editing<Payment>,
    Form(form): Form<ExpenseForm>,
) -> Result<Response> {
    let to = paths::Show { payment: path.payment };
    let (id, sees) = (form.id.parse().unwrap_or_else(|_| ExpenseId::new()), sees_receipts(&layout, &payment));
    let expense = match form.parse(payment.mile_pence, (sees, None)) {
        Ok(expense) => expense,
        Err(errors) => {
            let page = ExpensePage { layout, payment: payment.clone(), expense: None, form, errors };
            return Ok(Page::unprocessable(page).into_response());
        }
    };

    let mut tx = app.db.begin().await?;
    let now = hold(&mut tx, payment.id).await?;
    if !now.state.is_open() {
        return Ok(layout.unchanged(to, NOT_NOW));
    }
    if store::count_expenses(&mut tx, now.id).await? >= MOST_LINES {
        return Ok(layout.unchanged(to, format!("Nothing changed. A claim has at most {MOST_LINES} expenses")));
    }
    if store::insert_expense(&mut tx, now.id, id, &expense).await? {
        let entry = Entry::new("Added an expense", Subject::Payment(now.id)).made(&expense);
        note(&mut tx, &now, entry, &layout.by()).await?;
    }
    tx.commit().await?;

    let notice = Notice::new(format!("Added: {} {}", expense.kind.short(), expense.amount));
    Ok(layout.redirect(to, notice.with_link(format!("{}/expenses/new", payment.href()), "Add another")))
}

/// A change of the lines is in the trail, and whoever looked at the claim before must look again.
async fn note(db: &mut PgConnection, payment: &Payment, entry: Entry, by: &By) -> sqlx::Result<()> {
    store::raise_version(db, payment.id).await?;
    audit::record(db, by, entry.concerning(payment.associate_id)).await
}

pub(crate) async fn get(path: paths::Expense, app: App, layout: Layout, payment: Editing<Payment>) -> Result<Response> {
    let expense = store::find_expense(&mut *app.db.acquire().await?, payment.id, path.expense).await?.or_404()?;
    if !payment.state.is_open() {
        return Ok(layout.unchanged(paths::Show { payment: payment.id }, NOT_NOW));
    }
    let (payment, form, errors) = (payment.clone(), ExpenseForm::of(&expense), FormErrors::default());
    Ok(Page::ok(ExpensePage { layout, payment, expense: Some(expense), form, errors }).into_response())
}

pub(crate) async fn post(
    path: paths::Expense,
    app: App,
    layout: Layout,
    payment: Editing<Payment>,
    Form(form): Form<ExpenseForm>,
) -> Result<Response> {
    let to = paths::Show { payment: path.payment };
    let mut tx = app.db.begin().await?;
    let now = hold(&mut tx, payment.id).await?;
    let expense = store::find_expense(&mut tx, now.id, path.expense).await?.or_404()?;
    if !now.state.is_open() {
        return Ok(layout.unchanged(to, NOT_NOW));
    }
    let sees = sees_receipts(&layout, &now);
    let mut stands = ExpenseForm::of(&expense);
    if !sees {
        // The person's form has no such field, and what the team says meanwhile is no clash with it.
        stands.receipt = form.receipt.clone();
    }
    let merged = merge(&form.opened, &stands, &form)?;
    if merged.clashes() {
        return Ok(clash(layout, &path, &now, merged));
    }
    let form = merged.form;
    let change = match form.parse(now.mile_pence, (sees, Some(expense.receipt))) {
        Ok(change) => change,
        Err(errors) => {
            let page = ExpensePage { layout, payment: now, expense: Some(expense), form, errors };
            return Ok(Page::unprocessable(page).into_response());
        }
    };
    store::update_expense(&mut tx, now.id, expense.id, &change).await?;
    let entry = Entry::new("Changed an expense", Subject::Payment(now.id));
    note(&mut tx, &now, entry.changed(&told(&expense), &change), &layout.by()).await?;
    tx.commit().await?;

    Ok(layout.redirect(to, "Changes saved"))
}

fn clash(
    layout: Layout,
    path: &paths::Expense,
    payment: &Payment,
    merged: crate::web::Merged<ExpenseForm>,
) -> Response {
    let words = Words {
        heading: "Someone else changed this expense meanwhile",
        caption: &payment.event_title,
        fields: &[
            ("kind", "What it was for"),
            ("what", "What was paid for"),
            ("amount", "Amount"),
            ("miles", "Miles"),
            ("receipt", "Receipt"),
        ],
        value: &|field, value| match field {
            "kind" => ExpenseKind::label_of(value),
            "receipt" => ReceiptState::label_of(value),
            _ => value.to_owned(),
        },
    };
    conflict(layout, &words, (path, payment.href()), merged)
}

pub(crate) async fn remove(
    path: paths::ExpenseRemoval,
    app: App,
    layout: Layout,
    payment: Editing<Payment>,
) -> Result<Response> {
    let to = paths::Show { payment: path.payment };
    let mut tx = app.db.begin().await?;
    let now = hold(&mut tx, payment.id).await?;
    if !now.state.is_open() {
        return Ok(layout.unchanged(to, NOT_NOW));
    }
    let Some(expense) = store::find_expense(&mut tx, now.id, path.expense).await? else {
        return Ok(layout.redirect(to, "It is off the claim already"));
    };
    store::delete_expense(&mut tx, now.id, expense.id).await?;
    let entry = Entry::new("Took an expense off a claim", Subject::Payment(now.id));
    note(&mut tx, &now, entry.changed(&told(&expense), &serde_json::json!({})), &layout.by()).await?;
    tx.commit().await?;

    Ok(layout.redirect(to, format!("Taken off: {} {}", expense.kind.short(), expense.pence)))
}

/// A line as the trail keeps it: not what it was for, which can say something about health.
fn told(expense: &Expense) -> serde_json::Value {
    serde_json::json!({
        "miles_tenths": expense.miles_tenths,
        "amount": expense.pence,
        "receipt": expense.receipt,
    })
}

#[cfg(test)]
mod tests {
    use super::{Expense, ExpenseForm, told};
    use crate::kernel::ExpenseId;
    use crate::payments::money::Pence;
    use crate::payments::words::{ExpenseKind, ReceiptState};

    #[test]
    fn a_line_that_did_not_change_is_no_change_in_the_trail() {
        let expense = Expense {
            id: ExpenseId::new(),
            kind: ExpenseKind::Mileage,
            what: "To the event".to_owned(),
            miles_tenths: Some(120),
            pence: Pence::from(540),
            receipt: ReceiptState::NotNeeded,
        };
        let same = ExpenseForm::of(&expense).parse(Some(Pence::from(45)), (true, None)).expect("a line");
        assert_eq!(serde_json::to_value(&same).expect("JSON"), told(&expense));
        assert!(["kind", "what"].iter().all(|field| told(&expense).get(field).is_none()), "what it was for");
    }
}
