//! Asking for the consent that a link waits for, whatever made it wait: it was linked by the team, its project was
//! marked as sensitive later, or the person became a carer.

use chrono::{DateTime, Utc};
use sqlx::{Connection, PgConnection};

use super::{letters, store};
use crate::config::Config;
use crate::{associates, email};

/// Writes once to everyone with an open link that waits for their consent; returns how many letters were
/// written. Instances that do it at the same time write each letter once, by its key.
///
/// # Errors
/// The database's.
pub(crate) async fn ask_for_consent(db: &mut PgConnection, config: &Config, now: DateTime<Utc>) -> sqlx::Result<usize> {
    let mut tx = db.begin().await?;
    let mut written = 0;
    for waiting in store::list_unasked(&mut tx).await? {
        let person = associates::find(&mut tx, waiting.associate_id).await?;
        let letter = person.and_then(|person| letters::please_agree(config, letters::To::from(&person), waiting.id));
        if let Some(letter) = letter {
            email::enqueue(&mut tx, &letter, now).await?;
            written += 1;
        }
    }
    tx.commit().await?;
    Ok(written)
}
