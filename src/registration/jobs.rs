//! Registrations that nobody confirmed vanish.

use chrono::{DateTime, Utc};
use sqlx::{Connection, PgConnection};

use super::store;
use crate::audit::{self, By, Entry, Subject};
use crate::kernel::AssociateId;
use crate::{associates, email, privacy};

/// Deletes what people typed seven days ago and never confirmed: the record, its consents, the letters
/// sent about it. Returns how many there were.
///
/// # Errors
/// The database's.
pub(crate) async fn delete_unconfirmed(db: &mut PgConnection, now: DateTime<Utc>) -> sqlx::Result<u64> {
    let mut tx = db.begin().await?;
    let people = store::list_unconfirmed_for_update(&mut tx, now).await?;
    delete(&mut tx, &people, &By::system(now)).await?;
    tx.commit().await?;
    Ok(people.len().try_into().unwrap_or_default())
}

/// Deletes these registrations whole. The trail keeps that it happened, and no detail of it.
pub(super) async fn delete(db: &mut PgConnection, people: &[AssociateId], by: &By) -> sqlx::Result<()> {
    privacy::delete_consents_of_pending(db, people).await?;
    for &person in people {
        email::forget(db, person).await?;
        audit::record(db, by, Entry::new("Deleted a registration nobody confirmed", Subject::Associate(person)))
            .await?;
    }
    associates::delete_pending(db, people).await
}
