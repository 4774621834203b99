//! The letter that thanks someone.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::model::{Contributor, Who};
use crate::config::Config;
use crate::email::{self, Letter};
use crate::events::Event;
use crate::kernel::{EmailAddress, display_date, london_date};

/// What it says, for this person.
pub(super) fn paragraphs(event: &Event, one: &Contributor, words: Option<&str>) -> Vec<String> {
    let day = display_date(london_date(event.starts_at));
    let mut paragraphs =
        vec![format!("Thank you for contributing to “{}” on {day}. You {}.", event.title, one.parts_in_words())];
    paragraphs.extend(words.into_iter().flat_map(|words| words.split("\n\n")).map(str::to_owned));
    paragraphs.push("Without people like you these events would not be what they are.".to_owned());
    paragraphs
}

/// Puts the letter in the outbox.
pub(super) async fn write(
    db: &mut PgConnection,
    config: &Config,
    event: &Event,
    (one, to): (&Contributor, &EmailAddress),
    words: Option<&str>,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    let whose = if let Who::Associate(id) = one.who { Some(id) } else { None };
    let letter = Letter {
        kind: "thanks",
        key: format!("thanks:{}:{}", event.id, one.who.code()),
        to: to.clone(),
        whose,
        subject: format!("Thank you: {}", event.title),
        greeting: Some(one.given_name.clone()),
        paragraphs: paragraphs(event, one, words),
        action: Some(("See the event".to_owned(), format!("{}{}", config.base_url(), event.href()))),
        secret_until: None,
    };
    email::enqueue_to_many(db, &letter, now).await
}
