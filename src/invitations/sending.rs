//! Freezing an audience, and writing to it.

use sqlx::PgConnection;

use super::letters::{letter, words};
use super::model::{BatchKind, NUDGED_AFTER, topics_of};
use super::store::{self, Batch, Rules};
use crate::accounts::{digest, new_token};
use crate::audit::{self, By, Entry, Subject};
use crate::config::Config;
use crate::email;
use crate::error::{OrNotFound, Result};
use crate::events::{self, Event};
use crate::kernel::{Choice, InvitationBatchId};

/// By what it is decided whether something is against a letter about an event at a moment.
pub(super) fn rules(event: &Event, by: &By) -> Rules {
    Rules { topics: topics_of(event.kind), asked_before: by.at - NUDGED_AFTER }
}

/// What became of a press on the button.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sent {
    /// To so many; so many of those who were chosen got no letter after all.
    Now { letters: usize, dropped: i64 },
    /// Somebody else was faster, or the button was pressed twice.
    Before,
    /// Nobody is left to write to; nothing is sent.
    Nobody,
    /// The event takes no registrations.
    Closed,
    /// The words have changed since the letter was looked at.
    OtherWords,
}

/// Writes to the people of a batch, and to nobody else. All of it is part of one transaction, which the caller ends;
/// who sends at the same moment waits, and then finds it sent.
///
/// # Errors
/// The database's, or no random numbers.
pub(super) async fn send(
    db: &mut PgConnection,
    config: &Config,
    (event, id): (&Event, InvitationBatchId),
    seen_words: &str,
    by: &By,
) -> Result<Sent> {
    let event = events::find_for_share(db, event.id).await?.or_404()?;
    store::hold_batches(db, event.id).await?;
    let batch = store::find_batch(db, event.id, id).await?.or_404()?;
    if batch.sent_at.is_some() {
        return Ok(Sent::Before);
    }
    if !event.takes_registrations(by.at) {
        return Ok(Sent::Closed);
    }
    if batch.words.as_deref().unwrap_or_default() != seen_words {
        return Ok(Sent::OtherWords);
    }
    let rules = rules(&event, by);
    store::drop_changed(db, &batch, &rules).await?;
    match batch.kind {
        BatchKind::Invitation => store::invite(db, &batch, by).await?,
        BatchKind::Nudge => store::nudge(db, &batch, &rules, by).await?,
    }
    let letters = write(db, config, &event, &batch, by).await?;
    if letters == 0 {
        return Ok(Sent::Nobody);
    }
    store::mark_sent(db, &batch, by).await?;
    let dropped = store::count_dropped(db, batch.id).await?;
    let made = serde_json::json!({ "letters": letters, "left_out_since": dropped });
    let act = match batch.kind {
        BatchKind::Invitation => "Sent invitations",
        BatchKind::Nudge => "Nudged people who have not answered",
    };
    audit::record(db, by, Entry::new(act, Subject::Event(event.id)).made(&made)).await?;
    Ok(Sent::Now { letters, dropped })
}

/// A letter, a link and an entry for each.
async fn write(db: &mut PgConnection, config: &Config, event: &Event, batch: &Batch, by: &By) -> Result<usize> {
    let words = words(batch.kind, event, batch.words.as_deref());
    let act = match batch.kind {
        BatchKind::Invitation => "Invited to an event",
        BatchKind::Nudge => "Nudged about an event",
    };
    let mut written = 0;
    for addressee in store::list_addressees(db, batch).await? {
        let token = new_token()?;
        let Some(letter) = letter(config, (batch.kind, event, &words), &addressee, &token) else { continue };
        store::insert_link(db, &digest(&token), addressee.invitation_id, by.at).await?;
        email::enqueue_to_many(db, &letter, by.at).await?;
        // In their own history and not in the event's, which would be nothing else.
        let entry = Entry::new(act, Subject::Associate(addressee.associate_id));
        audit::record(db, by, entry.made(&serde_json::json!({ "event": event.title }))).await?;
        written += 1;
    }
    Ok(written)
}

/// Freezes those who have not answered an invitation, with those who are not nudged and why. None when nobody could
/// be.
///
/// # Errors
/// The database's.
pub(super) async fn freeze_silent(db: &mut PgConnection, event: &Event, by: &By) -> Result<Option<InvitationBatchId>> {
    let id = InvitationBatchId::new();
    let silent = store::list_silent(db, event.id).await?;
    let new = store::NewBatch {
        id,
        event: event.id,
        kind: BatchKind::Nudge,
        chosen: "Those who have not answered",
        found_at: None,
    };
    let (_, chosen) = store::freeze(db, &new, &silent, &rules(event, by), by).await?;
    if chosen == 0 {
        return Ok(None);
    }
    let made = serde_json::json!({ "chosen": new.chosen, "people": chosen, "kind": new.kind.label() });
    audit::record(db, by, Entry::new("Chose people to nudge", Subject::Event(event.id)).made(&made)).await?;
    Ok(Some(id))
}
