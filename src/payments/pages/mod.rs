//! Pages about payments: the person's, the team's and the administrator's.

pub(crate) mod answer;
pub(crate) mod claim;
pub(crate) mod decision;
pub(crate) mod event;
pub(crate) mod expense;
pub(crate) mod export;
pub(crate) mod index;
pub(crate) mod own;
pub(crate) mod rates;
pub(crate) mod reasons;
pub(crate) mod settings;
pub(crate) mod show;
pub(crate) mod someone_else;

use axum::response::Response;
use sqlx::PgConnection;

use super::model::Payment;
use super::{paths, store};
use crate::error::{OrNotFound, Result};
use crate::kernel::{Invalid, PaymentId};
use crate::web::Layout;

/// Whether whoever looks at a payment is the person it is for.
fn is_theirs(layout: &Layout, payment: &Payment) -> bool {
    layout.actor().is_some_and(|actor| actor.is(payment.associate_id))
}

/// The way back from a page about a payment: address and words, outermost first.
fn parents(layout: &Layout, payment: &Payment) -> [(String, String); 2] {
    let list = if is_theirs(layout, payment) { ("/me/payments", "My payments") } else { ("/payments", "Payments") };
    let record = if is_theirs(layout, payment) { payment.event_title.clone() } else { payment.reference() };
    [(list.0.to_owned(), list.1.to_owned()), (payment.href(), record)]
}

/// The payment, held until the transaction ends.
async fn hold(db: &mut PgConnection, id: PaymentId) -> Result<Payment> {
    store::find_for_update(db, id).await?.or_404()
}

/// Back to the payment, with what happened or why nothing did.
fn answer(
    layout: &Layout,
    payment: PaymentId,
    taken: &std::result::Result<(), Invalid>,
    done: impl Into<String>,
) -> Response {
    let to = paths::Show { payment };
    match taken {
        Ok(()) => layout.redirect(to, done.into()),
        Err(why) => layout.unchanged(to, format!("Nothing changed. {}", why.message())),
    }
}
