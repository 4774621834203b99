//! Clearing away what was prepared and never done.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::store;

/// Removes choices of people that nothing was done with for thirty days.
///
/// # Errors
/// The database's.
pub(crate) async fn forget_drafts(db: &mut PgConnection, now: DateTime<Utc>) -> sqlx::Result<()> {
    store::delete_drafts(db, now).await
}
