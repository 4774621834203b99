//! What My page reads beyond what other parts offer.

mod held;

pub(super) use held::{Held, Section, list_held};

use chrono::NaiveDate;
use sqlx::PgConnection;

use crate::kernel::{AccountId, AssociateId, EmailAddress};

/// The address someone signs in with.
pub(super) async fn find_sign_in_address(db: &mut PgConnection, id: AccountId) -> sqlx::Result<Option<EmailAddress>> {
    sqlx::query_scalar!("select email from accounts where id = $1", id as AccountId).fetch_optional(db).await
}

/// People whose pause is over, held until the transaction ends.
pub(super) async fn list_due_pauses_for_update(
    db: &mut PgConnection,
    today: NaiveDate,
) -> sqlx::Result<Vec<AssociateId>> {
    sqlx::query_scalar!(
        "select id from associates where standing = 'paused' and paused_until <= $1 for update skip locked",
        today
    )
    .fetch_all(db)
    .await
}
