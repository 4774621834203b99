//! Short answers: no payment wanted, wanted after all, the claim taken back. By the person, or as they told the team.

use askama::Template;
use axum::response::{IntoResponse, Response};

use super::{answer, hold, is_theirs, parents};
use crate::access::Editing;
use crate::app::App;
use crate::error::Result;
use crate::payments::forms::AnswerForm;
use crate::payments::model::{Act, Payment};
use crate::payments::store::Said;
use crate::payments::{acts, paths};
use crate::people;
use crate::web::{Form, FormErrors, Layout, Opt, Page};

/// Which of the answers a page is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Which {
    Refusal,
    Reopening,
    Withdrawal,
}

impl Which {
    fn act(self) -> Act {
        match self {
            Self::Refusal => Act::Decline,
            Self::Reopening => Act::Reopen,
            Self::Withdrawal => Act::Withdraw,
        }
    }

    fn address(self, payment: &Payment) -> String {
        let rest = match self {
            Self::Refusal => "refusal",
            Self::Reopening => "reopening",
            Self::Withdrawal => "withdrawal",
        };
        format!("{}/{rest}", payment.href())
    }

    fn heading(self, is_theirs: bool) -> &'static str {
        match (self, is_theirs) {
            (Self::Refusal, true) => "I do not want a payment",
            (Self::Refusal, false) => "They do not want a payment",
            (Self::Reopening, true) => "I would like a payment after all",
            (Self::Reopening, false) => "They would like a payment after all",
            (Self::Withdrawal, _) => "Withdraw the claim",
        }
    }

    fn explanation(self, is_theirs: bool) -> &'static str {
        match (self, is_theirs) {
            (Self::Refusal, true) => {
                "We remember it for this event and do not ask again. You can change your mind later. If you only want \
                 back what it cost you to come, claim your expenses instead."
            }
            (Self::Refusal, false) => {
                "It is remembered for this event, and they are not asked again. If they only want back what it cost \
                 them to come, enter their expenses instead."
            }
            (Self::Reopening, _) => "The offer stands as it was, and can be claimed.",
            (Self::Withdrawal, true) => {
                "Nothing is paid. The offer stays, and you can change your claim and send it again."
            }
            (Self::Withdrawal, false) => {
                "Nothing is paid. The offer stays, and the claim can be changed and sent again. To ask them for a \
                 change, send the claim back with a reason instead."
            }
        }
    }

    fn button(self, is_theirs: bool) -> &'static str {
        match (self, is_theirs) {
            (Self::Refusal, true) => "No payment, thank you",
            (Self::Refusal, false) => "Record that they want none",
            (Self::Reopening, true) => "Yes, I would like it",
            (Self::Reopening, false) => "Record that they want it",
            (Self::Withdrawal, _) => "Withdraw the claim",
        }
    }

    fn done(self) -> &'static str {
        match self {
            Self::Refusal => "No payment is made, and nobody is asked again for this event",
            Self::Reopening => "The offer stands again",
            Self::Withdrawal => "The claim is withdrawn",
        }
    }
}

#[derive(Template)]
#[template(path = "payments/answer.html")]
pub(crate) struct AnswerPage {
    layout: Layout,
    which: Which,
    payment: Payment,
    form: AnswerForm,
    errors: FormErrors,
}

impl AnswerPage {
    fn parents(&self) -> [(String, String); 2] {
        parents(&self.layout, &self.payment)
    }

    fn is_theirs(&self) -> bool {
        is_theirs(&self.layout, &self.payment)
    }

    fn heading(&self) -> &'static str {
        self.which.heading(self.is_theirs())
    }

    fn explanation(&self) -> &'static str {
        self.which.explanation(self.is_theirs())
    }

    fn button(&self) -> &'static str {
        self.which.button(self.is_theirs())
    }

    fn address(&self) -> String {
        self.which.address(&self.payment)
    }

    fn sources(&self) -> Vec<Opt> {
        people::sources(&self.form.source)
    }
}

fn page(layout: Layout, which: Which, payment: &Payment) -> Response {
    if let Err(why) = payment.standing().after(&which.act(), layout.now()) {
        return layout.redirect(paths::Show { payment: payment.id }, why.message().to_owned());
    }
    let form = AnswerForm { version: payment.version.to_string(), ..AnswerForm::default() };
    let (payment, errors) = (payment.clone(), FormErrors::default());
    Page::ok(AnswerPage { layout, which, payment, form, errors }).into_response()
}

async fn act(app: App, layout: Layout, which: Which, payment: &Payment, form: AnswerForm) -> Result<Response> {
    let told = match form.parse_told(is_theirs(&layout, payment)) {
        Ok(told) => told,
        Err(errors) => {
            let page = AnswerPage { layout, which, payment: payment.clone(), form, errors };
            return Ok(Page::unprocessable(page).into_response());
        }
    };
    let said = Said { told, ..Said::default() };

    let mut tx = app.db.begin().await?;
    let now = hold(&mut tx, payment.id).await?;
    let taken = acts::take(&mut tx, &app.config, &now, (&which.act(), said), &form.version, &layout.by()).await?;
    tx.commit().await?;

    Ok(answer(&layout, payment.id, &taken, which.done()))
}

macro_rules! answers {
    ($($get:ident, $post:ident, $path:ident, $which:ident;)+) => {$(
        pub(crate) async fn $get(_: paths::$path, layout: Layout, payment: Editing<Payment>) -> Response {
            page(layout, Which::$which, &payment)
        }

        pub(crate) async fn $post(
            _: paths::$path,
            app: App,
            layout: Layout,
            payment: Editing<Payment>,
            Form(form): Form<AnswerForm>,
        ) -> Result<Response> {
            act(app, layout, Which::$which, &payment, form).await
        }
    )+};
}

answers! {
    refusal, refuse, Refusal, Refusal;
    reopening, reopen, Reopening, Reopening;
    withdrawal, withdraw, Withdrawal, Withdrawal;
}
