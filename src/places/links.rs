//! Links in mails with which someone changes or cancels their registration without signing in. Each letter brings a
//! link of its own, stored hashed; all of them work until the event is over, and lead to what comes after it from then on.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::store;
use crate::accounts::{digest, new_token};
use crate::kernel::RegistrationId;

/// Makes a link for a letter.
///
/// # Errors
/// The database's, or no random numbers.
pub(crate) async fn issue_link(
    db: &mut PgConnection,
    registration: RegistrationId,
    now: DateTime<Utc>,
) -> anyhow::Result<String> {
    let token = new_token()?;
    store::insert_link(db, &digest(&token), registration, now).await?;
    Ok(token)
}

/// The registration a link leads to.
pub(crate) async fn find_by_link(
    db: &mut PgConnection,
    token: &str,
    now: DateTime<Utc>,
) -> sqlx::Result<Option<RegistrationId>> {
    store::use_link(db, &digest(token), now).await
}
