//! Events in the format of calendars (RFC 5545), and as invitations in letters (RFC 5546). Times are in UTC, which
//! every calendar shows in its reader's own time.

use chrono::{DateTime, Utc};
use icalendar::{Calendar, CalendarDateTime, Component, EventLike, EventStatus, Property};

use super::model::{Event, EventState};
use crate::config::Config;
use crate::kernel::EmailAddress;
use crate::web::teaser;

/// What a calendar does with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Method {
    /// Puts it in, or moves it.
    Request,
    /// Takes it out.
    Cancel,
    /// Lists it in a feed.
    Publish,
}

impl Method {
    fn name(self) -> &'static str {
        match self {
            Self::Request => "REQUEST",
            Self::Cancel => "CANCEL",
            Self::Publish => "PUBLISH",
        }
    }
}

/// An invitation to one person, for their letter. `link` is where they join from afar.
pub(crate) fn invitation(
    config: &Config,
    event: &Event,
    to: &EmailAddress,
    method: Method,
    now: DateTime<Utc>,
) -> String {
    let mut entry = entry(config, event, now);
    if let Some(organiser) = address_of(&config.mail_from) {
        entry.append_property(Property::new("ORGANIZER", format!("mailto:{organiser}")));
    }
    let mut attendee = Property::new("ATTENDEE", format!("mailto:{to}"));
    attendee
        .add_parameter("ROLE", "REQ-PARTICIPANT")
        .add_parameter("PARTSTAT", "ACCEPTED")
        .add_parameter("RSVP", "FALSE");
    entry.append_multi_property(attendee);
    if let Some(link) = event.link.as_deref().filter(|_| method == Method::Request) {
        let place = event.place.as_deref().map(one_line);
        entry.location(&place.map_or_else(|| link.to_owned(), |place| format!("{place}; online: {link}")));
    }
    if method == Method::Cancel {
        entry.status(EventStatus::Cancelled);
    }
    let mut calendar = empty_calendar(method);
    calendar.push(entry);
    calendar.to_string()
}

/// A feed of events under a name.
pub(crate) fn feed(config: &Config, name: &str, events: &[Event], now: DateTime<Utc>) -> String {
    let mut calendar = empty_calendar(Method::Publish);
    calendar.name(name);
    for event in events {
        calendar.push(entry(config, event, now));
    }
    calendar.to_string()
}

fn empty_calendar(method: Method) -> Calendar {
    let mut calendar = Calendar::empty();
    calendar.append_property(Property::new("VERSION", "2.0"));
    calendar.append_property(Property::new("PRODID", "-//Copse//Events//EN"));
    calendar.append_property(Property::new("CALSCALE", "GREGORIAN"));
    calendar.append_property(Property::new("METHOD", method.name()));
    calendar
}

/// The event without what is for the registered only.
fn entry(config: &Config, event: &Event, now: DateTime<Utc>) -> icalendar::Event {
    let host =
        address_of(&config.mail_from).and_then(|address| address.split_once('@').map(|(_, host)| host.to_owned()));
    let url = format!("{}{}", config.base_url(), event.href());
    let mut entry = icalendar::Event::new();
    entry
        .uid(&format!("{}@{}", event.id, host.unwrap_or_else(|| "copse".to_owned())))
        .sequence(u32::try_from(event.calendar_sequence).unwrap_or_default())
        .timestamp(now)
        .starts(CalendarDateTime::Utc(event.starts_at))
        .ends(CalendarDateTime::Utc(event.ends_at))
        .summary(&event.title)
        .description(&format!("{}\n\n{url}", teaser(&event.description, 500)))
        .url(&url)
        .status(if event.state == EventState::Cancelled { EventStatus::Cancelled } else { EventStatus::Confirmed });
    if let Some(place) = &event.place {
        entry.location(&one_line(place));
    } else if event.link.is_some() {
        entry.location("Online");
    }
    entry.done()
}

fn one_line(text: &str) -> String {
    let lines = text.lines().map(|line| line.trim().trim_end_matches(','));
    lines.filter(|line| !line.is_empty()).collect::<Vec<_>>().join(", ")
}

/// The address in `Name <address>`.
fn address_of(sender: &str) -> Option<String> {
    let mailbox: lettre::message::Mailbox = sender.parse().ok()?;
    Some(mailbox.email.to_string())
}
