//! Pauses end by themselves.

use chrono::{DateTime, Utc};
use sqlx::{Connection, PgConnection};

use super::store;
use crate::associates::{self, Standing, StandingChange};
use crate::audit::{self, By, Entry, Subject};
use crate::kernel::london_date;

/// Brings those back whose pause ends today or has ended. Returns how many there were.
///
/// # Errors
/// The database's.
pub(crate) async fn end_due_pauses(db: &mut PgConnection, now: DateTime<Utc>) -> sqlx::Result<u64> {
    let mut tx = db.begin().await?;
    let people = store::list_due_pauses_for_update(&mut tx, london_date(now)).await?;
    let by = By::system(now);
    for &person in &people {
        let change = StandingChange { to: Standing::Active, paused_until: None, reason: None };
        associates::change_standing(&mut tx, person, &change, &by).await?;
        audit::record(&mut tx, &by, Entry::new("The pause ended", Subject::Associate(person))).await?;
    }
    tx.commit().await?;
    Ok(people.len().try_into().unwrap_or_default())
}
