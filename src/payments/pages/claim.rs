//! Claiming: the payment and what it cost to take part, or only that. By the person, or by the team as they told it.

use askama::Template;
use axum::response::{IntoResponse, Response};

use super::{answer, hold, is_theirs, parents};
use crate::access::Editing;
use crate::app::App;
use crate::error::Result;
use crate::payments::forms::AnswerForm;
use crate::payments::model::{Act, Expense, Payment};
use crate::payments::money::Pence;
use crate::payments::store::{self, Said};
use crate::payments::{acts, notice, paths};
use crate::people;
use crate::web::{Form, FormErrors, Layout, Opt, Page};

#[derive(Template)]
#[template(path = "payments/claim.html")]
pub(crate) struct ClaimPage {
    layout: Layout,
    payment: Payment,
    expenses: Vec<Expense>,
    form: AnswerForm,
    errors: FormErrors,
}

impl ClaimPage {
    fn parents(&self) -> [(String, String); 2] {
        parents(&self.layout, &self.payment)
    }

    fn is_theirs(&self) -> bool {
        is_theirs(&self.layout, &self.payment)
    }

    fn sum(&self) -> Pence {
        sum(&self.expenses)
    }

    fn choices(&self) -> Vec<Opt> {
        let both = self.payment.fee_pence.plus(self.sum());
        let options = [
            ("both", format!("The payment and expenses: {both}")),
            ("expenses", format!("Only expenses: {}", self.sum())),
        ];
        Opt::list(options, &self.form.takes)
    }

    fn sources(&self) -> Vec<Opt> {
        people::sources(&self.form.source)
    }

    fn notice(&self) -> [&'static str; 4] {
        notice::PARAGRAPHS
    }

    fn notice_heading(&self) -> &'static str {
        notice::HEADING
    }
}

fn sum(expenses: &[Expense]) -> Pence {
    expenses.iter().map(|expense| expense.pence).sum()
}

/// Why it cannot be claimed now.
fn obstacle(payment: &Payment, layout: &Layout) -> Option<&'static str> {
    match payment {
        _ if payment.can_be_claimed(layout.now()) => None,
        _ if payment.state.is_open() => Some("You can claim once the event has begun"),
        _ => Some("There is nothing to claim at the moment"),
    }
}

pub(crate) async fn get(_: paths::Claim, app: App, layout: Layout, payment: Editing<Payment>) -> Result<Response> {
    if let Some(why) = obstacle(&payment, &layout) {
        return Ok(layout.redirect(paths::Show { payment: payment.id }, why));
    }
    let expenses = store::list_expenses(&mut *app.db.acquire().await?, payment.id).await?;
    let form = AnswerForm { version: payment.version.to_string(), ..AnswerForm::default() };
    let (payment, errors) = (payment.clone(), FormErrors::default());
    Ok(Page::ok(ClaimPage { layout, payment, expenses, form, errors }).into_response())
}

pub(crate) async fn post(
    _: paths::Claim,
    app: App,
    layout: Layout,
    payment: Editing<Payment>,
    Form(form): Form<AnswerForm>,
) -> Result<Response> {
    let theirs = is_theirs(&layout, &payment);
    let mut tx = app.db.begin().await?;
    let now = hold(&mut tx, payment.id).await?;
    if let Some(why) = obstacle(&now, &layout) {
        return Ok(layout.unchanged(paths::Show { payment: now.id }, format!("Nothing changed. {why}")));
    }
    let expenses = store::list_expenses(&mut tx, now.id).await?;
    let sum = sum(&expenses);
    let (takes_fee, told) = match form.parse_claim(theirs, sum) {
        Ok(claim) => claim,
        Err(errors) => {
            let page = ClaimPage { layout, payment: now, expenses, form, errors };
            return Ok(Page::unprocessable(page).into_response());
        }
    };
    let fee = if takes_fee { now.fee_pence } else { Pence::default() };
    let total = fee.plus(sum);
    let said = Said { told, notice: Some(notice::VERSION), pence: Some(total), reason: None };
    let act = Act::Claim { takes_fee, total };
    let taken = acts::take(&mut tx, &app.config, &now, (&act, said), &form.version, &layout.by()).await?;
    tx.commit().await?;

    let done = if theirs {
        format!("Thank you. You have claimed {total}. We check it and write to you")
    } else {
        format!("Claimed: {total}. Somebody else of the team approves it")
    };
    Ok(answer(&layout, now.id, &taken, done))
}
