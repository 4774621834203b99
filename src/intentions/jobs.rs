//! Asking once how it went.

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::{Connection, PgConnection};

use super::model::ASKED_AFTER;
use super::store::{self, ToAsk};
use crate::config::Config;
use crate::email::{self, Letter};
use crate::kernel::{display_date, london_date};
use crate::places;

/// So long the link of the letter is worth sending.
const LINK_IS_USEFUL: TimeDelta = TimeDelta::days(30);

/// Writes to those who wanted to be asked; to each once.
///
/// # Errors
/// The database's.
pub(crate) async fn ask_how_it_went(
    db: &mut PgConnection,
    config: &Config,
    now: DateTime<Utc>,
) -> anyhow::Result<usize> {
    let mut tx = db.begin().await?;
    let due = store::list_to_ask(&mut tx, london_date(now), now, ASKED_AFTER).await?;
    for one in &due {
        ask(&mut tx, config, one, now).await?;
        store::mark_asked(&mut tx, one.id, now).await?;
    }
    tx.commit().await?;
    Ok(due.len())
}

/// After which event they said it, and for which day. Not their words: they can take those away, and no letter.
fn said(one: &ToAsk) -> String {
    let by = one.by_when.map(|day| format!(", by {}", display_date(day))).unwrap_or_default();
    format!("After “{}” you said what you would do differently{by}.", one.event_title)
}

async fn ask(db: &mut PgConnection, config: &Config, one: &ToAsk, now: DateTime<Utc>) -> anyhow::Result<()> {
    let path = match one.registration {
        Some(registration) => {
            let token = places::issue_link(db, registration, now).await?;
            format!("/my-place/{token}/intentions/{}", one.id)
        }
        None => format!("/intentions/{}", one.id),
    };
    let letter = Letter {
        kind: "how it went",
        key: format!("intention:{}", one.id),
        to: one.email.clone(),
        whose: Some(one.associate_id),
        subject: "Did you manage?".to_owned(),
        greeting: Some(one.given_name.clone()),
        paragraphs: vec![
            said(one),
            "Did you manage? A word or two is enough, and it is just as fine if it came to nothing. You asked us to \
             write to you once about it; we do not ask again."
                .to_owned(),
        ],
        action: Some(("Say how it went".to_owned(), format!("{}{path}", config.base_url()))),
        secret_until: one.registration.map(|_| now + LINK_IS_USEFUL),
    };
    email::enqueue_to_many(db, &letter, now).await?;
    Ok(())
}
