//! What we write to the people who are registered for an event.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::calendar::{Method, invitation};
use super::model::Event;
use super::store::{self, Guest};
use crate::config::Config;
use crate::email::{self, Letter};
use crate::error::Result;
use crate::places::{self, RegistrationState};

/// Tells everyone who has a place, is offered one or waits for one when and where the event is now. Returns how many
/// letters were written.
///
/// # Errors
/// The database's.
pub(super) async fn tell_of_move(
    db: &mut PgConnection,
    config: &Config,
    event: &Event,
    now: DateTime<Utc>,
) -> Result<usize> {
    let mut written = 0;
    for guest in store::list_guests(db, event.id).await? {
        let Some(to) = guest.email.clone() else { continue };
        let token = places::issue_link(db, guest.registration_id, now).await?;
        let mut paragraphs = vec![
            format!("“{}” has moved. This is when and where it is now:", event.title),
            event.when(),
            whereabouts(event, guest.state),
        ];
        paragraphs
            .push("If you cannot come any more, please tell us, so that someone else can have your place.".to_owned());
        let letter = Letter {
            kind: "event moved",
            key: format!("event moved:{}:{}:{}", event.id, event.calendar_sequence, guest.registration_id),
            to: to.clone(),
            whose: Some(guest.associate_id),
            subject: "A change of time or place".to_owned(),
            greeting: Some(guest.given_name.clone()),
            paragraphs,
            action: Some(("Change or cancel".to_owned(), format!("{}/my-place/{token}", config.base_url()))),
            secret_until: Some(event.ends_at),
        };
        let calendar = has_place(&guest).then(|| invitation(config, event, &to, Method::Request, now));
        email::enqueue_with_calendar(db, &letter, calendar.as_deref(), now).await?;
        written += 1;
    }
    Ok(written)
}

/// Tells the same people that the event is cancelled, and why. Returns how many letters were written.
///
/// # Errors
/// The database's.
pub(super) async fn tell_of_cancellation(
    db: &mut PgConnection,
    config: &Config,
    event: &Event,
    now: DateTime<Utc>,
) -> Result<usize> {
    let mut written = 0;
    for guest in store::list_guests(db, event.id).await? {
        let Some(to) = guest.email.clone() else { continue };
        let mut paragraphs = vec![format!("We have to cancel “{}” on {}.", event.title, event.when())];
        paragraphs.extend(event.cancellation_reason.iter().flat_map(|reason| reason.split("\n\n")).map(str::to_owned));
        let letter = Letter {
            kind: "event cancelled",
            key: format!("event cancelled:{}:{}", event.id, guest.registration_id),
            to: to.clone(),
            whose: Some(guest.associate_id),
            subject: "An event is cancelled".to_owned(),
            greeting: Some(guest.given_name.clone()),
            paragraphs,
            action: Some(("See other events".to_owned(), format!("{}/events", config.base_url()))),
            secret_until: None,
        };
        let calendar = has_place(&guest).then(|| invitation(config, event, &to, Method::Cancel, now));
        email::enqueue_with_calendar(db, &letter, calendar.as_deref(), now).await?;
        written += 1;
    }
    Ok(written)
}

fn has_place(guest: &Guest) -> bool {
    guest.state == RegistrationState::Registered
}

/// Where it is, for someone who stands to it like this: the link is for those who have a place.
pub(crate) fn whereabouts(event: &Event, state: RegistrationState) -> String {
    let place = event.place.as_deref().map(str::to_owned);
    let link = event.link.as_deref().map(|link| match state {
        RegistrationState::Registered => format!("Join from afar: {link}"),
        _ => "You can join from afar: the link comes with your place.".to_owned(),
    });
    [place, link].into_iter().flatten().collect::<Vec<_>>().join("\n")
}
