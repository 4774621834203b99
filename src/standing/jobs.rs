//! A pause ends by itself.

use chrono::{DateTime, Utc};
use sqlx::{Connection, PgConnection};

use super::store;
use crate::associates::{self, Standing, StandingChange};
use crate::audit::{self, By, Entry, Subject};
use crate::kernel::london_date;

/// Makes everyone active again whose pause has reached its date; returns how many. Instances that do it at
/// the same time share the work.
///
/// # Errors
/// The database's.
pub(crate) async fn end_pauses(db: &mut PgConnection, now: DateTime<Utc>) -> sqlx::Result<usize> {
    let by = By::system(now);
    let back = StandingChange { to: Standing::Active, paused_until: None, reason: None };
    let mut tx = db.begin().await?;
    let people = store::list_pauses_over_for_update(&mut tx, london_date(now)).await?;
    for &person in &people {
        associates::change_standing(&mut tx, person, &back, &by).await?;
        audit::record(&mut tx, &by, Entry::new("Came back from a pause", Subject::Associate(person))).await?;
    }
    tx.commit().await?;
    Ok(people.len())
}
