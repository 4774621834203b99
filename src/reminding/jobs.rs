//! Writing the reminders that are due.

use chrono::{DateTime, Utc};
use sqlx::{Connection, PgConnection};

use super::letters::letter;
use crate::audit::{self, By, Entry, Subject};
use crate::config::Config;
use crate::email;
use crate::events;
use crate::kernel::EventId;
use crate::places;
use crate::programme;
use crate::reminders::{self, ReminderMoment};

/// Writes what is due at every event, one transaction each; returns how many letters it wrote. An event at which it
/// fails keeps none of the others' people from being reminded.
///
/// # Errors
/// The database's, of the first event that failed.
pub(crate) async fn remind(db: &mut PgConnection, config: &Config, now: DateTime<Utc>) -> anyhow::Result<usize> {
    let (mut written, mut failure) = (0, None);
    for event in reminders::list_busy_events(db, now).await? {
        match remind_of(db, config, event, now).await {
            Ok(letters) => written += letters,
            Err(error) => drop(failure.get_or_insert(error)),
        }
    }
    failure.map_or(Ok(written), Err)
}

async fn remind_of(db: &mut PgConnection, config: &Config, id: EventId, now: DateTime<Utc>) -> anyhow::Result<usize> {
    let mut tx = db.begin().await?;
    // It stays as it is while its letters are written: whoever cancels or moves it waits.
    let Some(event) = events::find_for_share(&mut tx, id).await? else { return Ok(0) };
    let due = reminders::claim(&mut tx, id, now).await?;
    let programme = programme::load(&mut tx, id).await?;
    for one in &due {
        let token = places::issue_link(&mut tx, one.registration_id, now).await?;
        email::enqueue_to_many(&mut tx, &letter(config, (&event, &programme), one, &token, now), now).await?;
    }
    let (before, after) = (count(&due, ReminderMoment::BeforeStart), count(&due, ReminderMoment::AfterEnd));
    for (act, letters) in [("Reminded people of the event", before), ("Thanked people for coming", after)] {
        if letters > 0 {
            let entry = Entry::new(act, Subject::Event(id)).made(&serde_json::json!({ "letters": letters }));
            audit::record(&mut tx, &By::system(now), entry).await?;
        }
    }
    tx.commit().await?;
    Ok(due.len())
}

fn count(due: &[reminders::Due], moment: ReminderMoment) -> usize {
    due.iter().filter(|one| one.moment == moment).count()
}
