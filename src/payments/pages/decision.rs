//! What the team decides: approving, noting receipts, recording that finance paid.

use std::collections::BTreeMap;

use askama::Template;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use super::{answer, hold, parents};
use crate::access::{Action, Deciding, Ending};
use crate::app::App;
use crate::audit::{self, Entry, Subject};
use crate::error::{Error, Result};
use crate::kernel::{Choice, ExpenseId};
use crate::payments::forms::PaidForm;
use crate::payments::letters::where_bank_details_go;
use crate::payments::model::{Act, Payment};
use crate::payments::store::{Said, Settings};
use crate::payments::words::ReceiptState;
use crate::payments::{acts, paths, store};
use crate::web::{Form, FormErrors, Layout, Notice, Page};

/// What a button carries: the state of the payment it was pressed on.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Seen {
    version: String,
}

pub(crate) async fn approve(
    _: paths::Approval,
    app: App,
    layout: Layout,
    payment: Deciding<Payment>,
    Form(seen): Form<Seen>,
) -> Result<Response> {
    let mut tx = app.db.begin().await?;
    let now = hold(&mut tx, payment.id).await?;
    // They may have sent it in for the person since the page was asked for.
    if !now.may(&layout, Action::Decide) {
        return Err(Error::Forbidden("Somebody else approves this claim."));
    }
    let said = Said { pence: now.claimed_pence, ..Said::default() };
    let taken = acts::take(&mut tx, &app.config, &now, (&Act::Approve, said), &seen.version, &layout.by()).await?;
    tx.commit().await?;

    if taken.is_err() {
        return Ok(answer(&layout, now.id, &taken, ""));
    }
    let notice = Notice::new(format!("{} is approved. {} hears of it by letter", now.reference(), now.name));
    Ok(layout.redirect(paths::Show { payment: now.id }, notice.with_link("/payments", "Next claims to approve")))
}

#[derive(Template)]
#[template(path = "payments/paying.html")]
pub(crate) struct PayingPage {
    layout: Layout,
    payment: Payment,
    settings: Settings,
    form: PaidForm,
    errors: FormErrors,
}

impl PayingPage {
    fn parents(&self) -> [(String, String); 2] {
        parents(&self.layout, &self.payment)
    }

    fn total(&self) -> String {
        self.payment.claimed_pence.unwrap_or_default().to_string()
    }

    fn bank_details(&self) -> String {
        where_bank_details_go(&self.settings)
    }
}

pub(crate) async fn paying(_: paths::Paying, app: App, layout: Layout, payment: Ending<Payment>) -> Result<Response> {
    let paid_on = layout.today().format("%-d/%-m/%Y").to_string();
    let act = Act::Pay { on: layout.today(), reference: String::new() };
    if let Err(why) = payment.standing().after(&act, layout.now()) {
        return Ok(layout.redirect(paths::Show { payment: payment.id }, why.message().to_owned()));
    }
    let settings = store::find_settings(&mut *app.db.acquire().await?).await?;
    let form = PaidForm { paid_on, version: payment.version.to_string(), ..PaidForm::default() };
    let (payment, errors) = (payment.clone(), FormErrors::default());
    Ok(Page::ok(PayingPage { layout, payment, settings, form, errors }).into_response())
}

pub(crate) async fn pay(
    _: paths::Paying,
    app: App,
    layout: Layout,
    payment: Ending<Payment>,
    Form(form): Form<PaidForm>,
) -> Result<Response> {
    let mut tx = app.db.begin().await?;
    let now = hold(&mut tx, payment.id).await?;
    let (on, reference) = match form.parse(&now, layout.today()) {
        Ok(paid) => paid,
        Err(errors) => {
            let settings = store::find_settings(&mut tx).await?;
            let page = PayingPage { layout, payment: now, settings, form, errors };
            return Ok(Page::unprocessable(page).into_response());
        }
    };
    let said =
        Said {
            pence: now.claimed_pence, reason: Some(format!("Finance’s reference: {reference}")), ..Said::default()
        };
    let act = Act::Pay { on, reference };
    let taken = acts::take(&mut tx, &app.config, &now, (&act, said), &form.version, &layout.by()).await?;
    tx.commit().await?;

    Ok(answer(&layout, now.id, &taken, format!("{} is paid. {} hears of it by letter", now.reference(), now.name)))
}

/// What stands beside each line, by the name of its field.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(transparent)]
pub(crate) struct ReceiptsForm {
    fields: BTreeMap<String, String>,
}

impl ReceiptsForm {
    fn lines(&self) -> impl Iterator<Item = (ExpenseId, ReceiptState)> {
        self.fields.iter().filter_map(|(field, code)| {
            let id = field.strip_prefix("receipt-")?.parse().ok()?;
            Some((id, ReceiptState::from_code(code)?))
        })
    }
}

pub(crate) async fn receipts(
    path: paths::Receipts,
    app: App,
    layout: Layout,
    payment: Ending<Payment>,
    Form(form): Form<ReceiptsForm>,
) -> Result<Response> {
    let mut tx = app.db.begin().await?;
    let now = hold(&mut tx, payment.id).await?;
    for (id, receipt) in form.lines() {
        let Some(expense) = store::find_expense(&mut tx, now.id, id).await? else { continue };
        if store::set_receipt(&mut tx, now.id, id, receipt).await? {
            let state = |receipt: ReceiptState| serde_json::json!({ "receipt": receipt });
            let entry = Entry::new("Noted a receipt", Subject::Payment(now.id)).concerning(now.associate_id);
            audit::record(&mut tx, &layout.by(), entry.changed(&state(expense.receipt), &state(receipt))).await?;
        }
    }
    tx.commit().await?;

    Ok(layout.redirect(paths::Show { payment: path.payment }, "Receipts noted"))
}
