//! What we write to people about their place at an event. Each letter brings a link of its own with which its
//! reader changes or cancels without signing in.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::store::SignedUp;
use crate::config::Config;
use crate::email::{self, Letter};
use crate::error::Result;
use crate::events::{Event, Method, invitation, whereabouts};
use crate::kernel::{display_date_time, london_date};
use crate::places::{self, RegistrationState};

/// What a letter tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum News {
    /// They have a place.
    Placed,
    /// They are on the waiting list.
    Waiting,
    /// A place is held for them.
    Offered,
    /// The offer has run out.
    Lapsed,
    /// They have cancelled, or said no.
    Cancelled,
}

/// Writes the letter, if the person has an address.
///
/// # Errors
/// The database's, or no random numbers.
pub(super) async fn tell(
    db: &mut PgConnection,
    config: &Config,
    event: &Event,
    person: &SignedUp,
    news: News,
    now: DateTime<Utc>,
) -> Result<()> {
    let Some(to) = person.email.clone() else { return Ok(()) };
    let token = places::issue_link(db, person.id, now).await?;
    let mine = format!("{}/my-place/{token}", config.base_url());
    let (kind, subject) = heading(news);
    let letter = Letter {
        kind,
        key: format!("{kind}:{}:{}:{}", person.id, person.version, now.timestamp_micros()),
        to: to.clone(),
        whose: Some(person.associate_id),
        subject: subject.to_owned(),
        greeting: Some(person.given_name.clone()),
        paragraphs: paragraphs(event, person, news),
        action: Some(action(news, config, event, mine)),
        secret_until: Some(event.ends_at.max(now + chrono::TimeDelta::days(1))),
    };
    let calendar = match news {
        News::Placed => Some(invitation(config, event, &to, Method::Request, now)),
        News::Cancelled => Some(invitation(config, event, &to, Method::Cancel, now)),
        News::Waiting | News::Offered | News::Lapsed => None,
    };
    email::enqueue_with_calendar(db, &letter, calendar.as_deref(), now).await?;
    Ok(())
}

fn heading(news: News) -> (&'static str, &'static str) {
    match news {
        News::Placed => ("place confirmed", "You have a place"),
        News::Waiting => ("on the waiting list", "You are on the waiting list"),
        News::Offered => ("place offered", "A place is free for you: please answer"),
        News::Lapsed => ("offer run out", "The place was passed on"),
        News::Cancelled => ("registration cancelled", "You have cancelled"),
    }
}

fn action(news: News, config: &Config, event: &Event, mine: String) -> (String, String) {
    match news {
        News::Offered => ("Say yes or no".to_owned(), mine),
        News::Placed | News::Waiting => ("Change or cancel".to_owned(), mine),
        News::Lapsed | News::Cancelled => {
            ("See the event".to_owned(), format!("{}{}", config.base_url(), event.href()))
        }
    }
}

fn paragraphs(event: &Event, person: &SignedUp, news: News) -> Vec<String> {
    let title = &event.title;
    let place = whereabouts(event, person.state);
    match news {
        News::Placed => {
            let mut paragraphs = vec![format!("You have a place at “{title}”."), event.when(), place];
            paragraphs.extend(event.access_notes.iter().flat_map(|notes| notes.split("\n\n")).map(str::to_owned));
            if let Some(supporter) = &person.supporter {
                paragraphs.push(format!("{supporter} comes with you and needs no place."));
            }
            paragraphs.push(
                "If you cannot come, please cancel with the link below, so that someone else can have your place."
                    .to_owned(),
            );
            paragraphs.retain(|paragraph| !paragraph.is_empty());
            paragraphs
        }
        News::Waiting => vec![
            format!("All places at “{title}” on {} are taken, and you are on the waiting list.", day(event)),
            "When a place becomes free it is offered to the next in line. We write to you when it is your turn; please \
             answer within the time the letter says."
                .to_owned(),
        ],
        News::Offered => vec![
            format!("A place at “{title}” has become free, and it is yours if you want it."),
            event.when(),
            match person.offer_expires_at {
                Some(until) => {
                    format!(
                        "We hold it for you until {}. After that it goes to the next in line.",
                        display_date_time(until)
                    )
                }
                None => String::new(),
            },
        ],
        News::Lapsed => vec![
            format!(
                "We held a place at “{title}” for you and have not heard from you in time, so it went to the next in line."
            ),
            "If you still want to come, you can register again. You would stand at the end of the line.".to_owned(),
        ],
        News::Cancelled => vec![
            format!("You are not registered for “{title}” on {} any more. Thank you for telling us.", day(event)),
            "If it was not you, please register again, or tell the engagement team.".to_owned(),
        ],
    }
}

fn day(event: &Event) -> String {
    crate::kernel::display_date(london_date(event.starts_at))
}

/// The letter that says how someone stands after they registered.
pub(super) fn news_of(state: RegistrationState) -> News {
    match state {
        RegistrationState::Registered => News::Placed,
        RegistrationState::Offered => News::Offered,
        RegistrationState::Waiting => News::Waiting,
        RegistrationState::Lapsed => News::Lapsed,
        RegistrationState::Declined | RegistrationState::Cancelled => News::Cancelled,
    }
}
