//! Pages about inviting people, and the page of an invitation itself.

pub(crate) mod batch;
pub(crate) mod by_link;
pub(crate) mod choose;
pub(crate) mod deletion;
pub(crate) mod events;
pub(crate) mod list;
pub(crate) mod nudge;
pub(crate) mod own;
pub(crate) mod people;
pub(crate) mod people_export;
pub(crate) mod sending;

use crate::events::Event;
use crate::web::Layout;

/// What stands above a page about the invitations of an event.
fn parents(event: &Event) -> [(String, String); 3] {
    let words = |words: &str| words.to_owned();
    [
        (words("/events"), words("Events")),
        (event.href(), event.title.clone()),
        (format!("{}/invitations", event.href()), words("Invitations")),
    ]
}

/// Why nobody can be invited to the event now.
fn closed(layout: &Layout, event: &Event) -> Option<&'static str> {
    (!event.takes_registrations(layout.now()))
        .then_some("Nobody can be invited now: the event takes no registrations. Open it first")
}

/// "1 person", "12 people".
fn counted(people: i64) -> String {
    if people == 1 { "1 person".to_owned() } else { format!("{people} people") }
}
