//! Steps that need a reason, which the person reads in a letter: sending a claim back, taking an offer back, taking
//! back what was said too early.

use askama::Template;
use axum::response::{IntoResponse, Response};

use super::{answer, hold, parents};
use crate::access::{Action, Deciding, Ending};
use crate::app::App;
use crate::error::{Error, Result};
use crate::payments::forms::ReasonForm;
use crate::payments::model::{Act, Payment};
use crate::payments::store::Said;
use crate::payments::words::PaymentState;
use crate::payments::{acts, paths};
use crate::web::{Form, FormErrors, Layout, Page};

/// Which of the steps a page is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Which {
    Return,
    TakingBack,
    NotApproved,
    NotPaid,
}

impl Which {
    /// What there is to correct: the latest thing that was said.
    fn correction(state: PaymentState) -> Self {
        if state == PaymentState::Paid { Self::NotPaid } else { Self::NotApproved }
    }

    fn act(self) -> Act {
        match self {
            Self::Return => Act::SendBack,
            Self::TakingBack => Act::TakeBack,
            Self::NotApproved => Act::UndoApproval,
            Self::NotPaid => Act::UndoPayment,
        }
    }

    fn address(self, payment: &Payment) -> String {
        let rest = match self {
            Self::Return => "return",
            Self::TakingBack => "taking-back",
            Self::NotApproved | Self::NotPaid => "correction",
        };
        format!("{}/{rest}", payment.href())
    }

    fn heading(self) -> &'static str {
        match self {
            Self::Return => "Send the claim back",
            Self::TakingBack => "Take the offer back",
            Self::NotApproved => "Take the approval back",
            Self::NotPaid => "It was not paid after all",
        }
    }

    fn explanation(self) -> &'static str {
        match self {
            Self::Return => {
                "They get a letter with your reason, change the claim and send it again. The days to pay count from then."
            }
            Self::TakingBack => {
                "They get a letter with your reason. What was claimed is not paid. You can offer a payment again, at \
                 another amount if need be."
            }
            Self::NotApproved => {
                "The claim waits for approval again. They get a letter with your reason, since they were told that it is \
                 approved."
            }
            Self::NotPaid => {
                "The claim is approved and waits to be paid again. They get a letter with your reason, since they were \
                 told that it is paid."
            }
        }
    }

    fn done(self) -> &'static str {
        match self {
            Self::Return => "The claim is sent back",
            Self::TakingBack => "The offer is taken back",
            Self::NotApproved => "The approval is taken back",
            Self::NotPaid => "It waits to be paid again",
        }
    }
}

#[derive(Template)]
#[template(path = "payments/reason.html")]
pub(crate) struct ReasonPage {
    layout: Layout,
    which: Which,
    payment: Payment,
    form: ReasonForm,
    errors: FormErrors,
}

impl ReasonPage {
    fn parents(&self) -> [(String, String); 2] {
        parents(&self.layout, &self.payment)
    }

    fn heading(&self) -> &'static str {
        self.which.heading()
    }

    fn explanation(&self) -> &'static str {
        self.which.explanation()
    }

    fn address(&self) -> String {
        self.which.address(&self.payment)
    }

    fn has_no_address(&self) -> bool {
        self.payment.email.is_none()
    }
}

fn page(layout: Layout, which: Which, payment: &Payment) -> Response {
    if let Err(why) = payment.standing().after(&which.act(), layout.now()) {
        return layout.redirect(paths::Show { payment: payment.id }, why.message().to_owned());
    }
    let form = ReasonForm { version: payment.version.to_string(), ..ReasonForm::default() };
    let (payment, errors) = (payment.clone(), FormErrors::default());
    Page::ok(ReasonPage { layout, which, payment, form, errors }).into_response()
}

async fn act(
    app: App,
    layout: Layout,
    (which, needs): (Which, Action),
    payment: &Payment,
    form: ReasonForm,
) -> Result<Response> {
    let reason = match form.parse() {
        Ok(reason) => reason,
        Err(errors) => {
            let page = ReasonPage { layout, which, payment: payment.clone(), form, errors };
            return Ok(Page::unprocessable(page).into_response());
        }
    };
    let said = Said { reason: Some(reason), ..Said::default() };

    let mut tx = app.db.begin().await?;
    let now = hold(&mut tx, payment.id).await?;
    if !now.may(&layout, needs) {
        return Err(Error::Forbidden("Somebody else decides on this claim."));
    }
    let taken = acts::take(&mut tx, &app.config, &now, (&which.act(), said), &form.version, &layout.by()).await?;
    tx.commit().await?;

    Ok(answer(&layout, payment.id, &taken, which.done()))
}

pub(crate) async fn send_back_page(_: paths::Return, layout: Layout, payment: Deciding<Payment>) -> Response {
    page(layout, Which::Return, &payment)
}

pub(crate) async fn send_back(
    _: paths::Return,
    app: App,
    layout: Layout,
    payment: Deciding<Payment>,
    Form(form): Form<ReasonForm>,
) -> Result<Response> {
    act(app, layout, (Which::Return, Action::Decide), &payment, form).await
}

pub(crate) async fn take_back_page(_: paths::TakingBack, layout: Layout, payment: Ending<Payment>) -> Response {
    page(layout, Which::TakingBack, &payment)
}

pub(crate) async fn take_back(
    _: paths::TakingBack,
    app: App,
    layout: Layout,
    payment: Ending<Payment>,
    Form(form): Form<ReasonForm>,
) -> Result<Response> {
    act(app, layout, (Which::TakingBack, Action::End), &payment, form).await
}

pub(crate) async fn correct_page(_: paths::Correction, layout: Layout, payment: Ending<Payment>) -> Response {
    page(layout, Which::correction(payment.state), &payment)
}

pub(crate) async fn correct(
    _: paths::Correction,
    app: App,
    layout: Layout,
    payment: Ending<Payment>,
    Form(form): Form<ReasonForm>,
) -> Result<Response> {
    let which = Which::correction(payment.state);
    act(app, layout, (which, Action::End), &payment, form).await
}
