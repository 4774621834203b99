//! Pages about thanking the contributors of an event.

pub(crate) mod otherwise;
pub(crate) mod sending;
pub(crate) mod show;

use super::letters;
use super::model::{Channel, Contributor};
use crate::events::Event;

/// Whom a letter can thank now.
fn to_write_to(contributors: &[Contributor]) -> Vec<&Contributor> {
    contributors.iter().filter(|one| one.is_to_be_written_to()).collect()
}

/// The letter as the first of them would read it.
fn sample(event: &Event, contributors: &[Contributor], words: Option<&str>) -> Vec<String> {
    let first = to_write_to(contributors).into_iter().next().or(contributors.first());
    first.map(|one| letters::paragraphs(event, one, words)).unwrap_or_default()
}

/// The ways to thank someone otherwise, as a button sends and says them.
const OTHERWISE: [(Channel, &str, &str); 3] = [
    (Channel::Phone, "phone", "Thanked by phone"),
    (Channel::InPerson, "in_person", "Thanked in person"),
    (Channel::Post, "post", "Thanked by post"),
];
