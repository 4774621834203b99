//! Telling Associates that they are on a programme, and what has changed of it.

use chrono::{DateTime, NaiveTime, TimeDelta, Utc};
use sqlx::{Connection, PgConnection};

use super::model::{Item, Programme};
use super::store::{self, ToTell};
use crate::config::Config;
use crate::email::{self, Letter};
use crate::events::{self, Event, EventState};
use crate::kernel::{AssociateId, Choice, london_date, london_moment};

/// So long after the last change a letter is written: someone who drafts a programme changes it again and again.
const SETTLED: TimeDelta = TimeDelta::hours(1);

/// Writes to those who are on the programme of an event that people know of, once the last change has settled; to
/// each at most one letter a day and event.
///
/// # Errors
/// The database's.
pub(crate) async fn tell_contributors(
    db: &mut PgConnection,
    config: &Config,
    now: DateTime<Utc>,
) -> anyhow::Result<usize> {
    let midnight = london_moment(london_date(now), NaiveTime::MIN).unwrap_or(now);
    let mut tx = db.begin().await?;
    let due = store::list_to_tell(&mut tx, now - SETTLED, midnight, now).await?;
    for one in &due {
        let Some(event) = events::find(&mut tx, one.event_id).await? else { continue };
        let programme = store::load(&mut tx, event.id).await?;
        tell(&mut tx, config, (&event, &programme), one, now).await?;
    }
    tx.commit().await?;
    Ok(due.len())
}

async fn tell(
    db: &mut PgConnection,
    config: &Config,
    (event, programme): (&Event, &Programme),
    one: &ToTell,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    let parts = parts_of(programme, event, one.associate_id);
    if parts.is_empty() && !one.was_told {
        return store::forget_news(db, one).await;
    }
    store::mark_told(db, one, event.calendar_sequence, now).await?;
    let Some(to) = one.email.clone() else { return Ok(()) };
    let (subject, paragraphs) = words(event, &parts, one.was_told);
    let letter = Letter {
        kind: "programme",
        key: format!("programme:{}:{}:{}", event.id, one.associate_id, london_date(now)),
        to,
        whose: Some(one.associate_id),
        subject: subject.to_owned(),
        greeting: Some(one.given_name.clone()),
        paragraphs,
        action: Some(("See the event".to_owned(), format!("{}{}", config.base_url(), event.href()))),
        secret_until: None,
    };
    email::enqueue(db, &letter, now).await
}

/// What someone does when: "2:00pm to 2:20pm: Welcome (chairs)".
fn parts_of(programme: &Programme, event: &Event, associate: AssociateId) -> Vec<String> {
    let part = |times: String, item: &Item| {
        let role = item.contributors.iter().find(|one| one.associate_id == Some(associate))?.role;
        Some(format!("{times}: {} ({})", item.title, role.label().to_lowercase()))
    };
    programme.timed(event.starts_at).into_iter().filter_map(|(times, item)| part(times, item)).collect()
}

fn words(event: &Event, parts: &[String], was_told: bool) -> (&'static str, Vec<String>) {
    let title = &event.title;
    if event.state == EventState::Cancelled {
        let mut paragraphs = vec![format!("“{title}” on {} is cancelled.", event.when())];
        paragraphs.extend(event.cancellation_reason.clone());
        return ("An event you contribute to is cancelled", paragraphs);
    }
    let ask = "If something is not right, please tell the engagement team.".to_owned();
    if parts.is_empty() {
        return (
            "You are not on the programme any more",
            vec![format!("You are not on the programme of “{title}” any more."), ask],
        );
    }
    let (subject, first) = if was_told {
        ("The programme has changed", format!("The programme of “{title}” has changed. This is your part in it now:"))
    } else {
        ("You are on the programme", format!("Thank you for contributing to “{title}”. This is your part in it:"))
    };
    (subject, vec![first, event.when(), parts.join("\n"), ask])
}
