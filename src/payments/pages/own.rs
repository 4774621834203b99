//! My payments: what someone was offered, and how far each has come.

use askama::Template;

use crate::access::Actor;
use crate::app::App;
use crate::error::{OrNotFound, Result};
use crate::payments::model::Payment;
use crate::payments::words::PaymentState;
use crate::payments::{notice, paths, store};
use crate::web::{Layout, Page};

#[derive(Template)]
#[template(path = "payments/own.html")]
pub(crate) struct OwnPage {
    layout: Layout,
    payments: Vec<Payment>,
}

impl OwnPage {
    /// What waits for their answer.
    fn to_answer(&self) -> Vec<&Payment> {
        self.payments.iter().filter(|payment| payment.state.is_open()).collect()
    }

    /// What the team and finance have to do.
    fn on_the_way(&self) -> Vec<&Payment> {
        let is_on_the_way =
            |payment: &&Payment| matches!(payment.state, PaymentState::Claimed | PaymentState::Approved);
        self.payments.iter().filter(is_on_the_way).collect()
    }

    fn settled(&self) -> Vec<&Payment> {
        use PaymentState::{Declined, Paid, TakenBack};
        self.payments.iter().filter(|payment| matches!(payment.state, Paid | Declined | TakenBack)).collect()
    }

    /// What is claimed, or else what was offered.
    fn amount(&self, payment: &Payment) -> String {
        payment.claimed_pence.unwrap_or(payment.fee_pence).to_string()
    }

    fn notice(&self) -> [&'static str; 4] {
        notice::PARAGRAPHS
    }

    fn notice_heading(&self) -> &'static str {
        notice::HEADING
    }
}

pub(crate) async fn get(_: paths::Own, app: App, layout: Layout, actor: Actor) -> Result<Page<OwnPage>> {
    let payments = store::list_own(&mut *app.db.acquire().await?, actor.associate.or_404()?).await?;
    Ok(Page::ok(OwnPage { layout, payments }))
}
