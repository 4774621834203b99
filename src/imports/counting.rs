//! What a plan comes to, in numbers.

use serde_json::{Map, Value, json};

use super::action::{Action, Additions, Place};
use super::kinds::thing::ThingAction;
use super::model::{NoteKind, Planned, Reading, Verdict};
use super::names::folded;
use crate::kernel::Choice;

/// How many rows of each verdict, and what will be made. Every number but those of letters and organisations leads to
/// rows.
pub(super) fn counts(plan: &[Planned], reading: &Reading) -> Value {
    let mut counts: Map<String, Value> = Map::new();
    for verdict in Verdict::ALL {
        let many = plan.iter().filter(|row| row.verdict == *verdict).count();
        counts.insert(verdict.code().to_owned(), json!(many));
    }
    let warned =
        |row: &&Planned| row.notes.iter().any(|note| matches!(note.kind, NoteKind::Warning | NoteKind::Differs));
    counts.insert("warned".to_owned(), json!(plan.iter().filter(warned).count()));
    let changed = plan.iter().filter(|row| row.verdict == Verdict::Matched && row.plan["action"] != "nothing").count();
    let (mut waits, mut parts, mut places, mut letters, mut unplaced) = (0, 0, 0, 0, 0);
    let mut created: Vec<String> = Vec::new();
    for row in plan {
        let action = action_of(row);
        let with = match &action {
            Action::Nothing => continue,
            Action::Add(person) => {
                letters += usize::from(reading.tells && person.email.is_some());
                unplaced += usize::from(!person.with.parts.iter().any(|part| part.until.is_none()));
                &person.with
            }
            Action::Change(change) => &change.with,
        };
        waits += usize::from(with.parts.iter().any(|part| part.waits));
        parts += with.parts.len();
        places += with.places.len();
        created.extend(new_organisations(with).map(folded));
    }
    created.sort();
    created.dedup();
    let rest = [
        ("waits", waits),
        ("parts", parts),
        ("places", places),
        ("letters", letters),
        ("unplaced", unplaced),
        ("changed", changed),
        ("organisations", created.len()),
    ];
    rest.into_iter().for_each(|(what, many)| drop(counts.insert(what.to_owned(), json!(many))));
    Value::Object(counts)
}

/// The names of organisations that these additions make.
pub(super) fn new_organisations(with: &Additions) -> impl Iterator<Item = &str> {
    with.places.iter().filter_map(|new| if let Place::Created(name) = &new.place { Some(name.as_str()) } else { None })
}

/// What a row of organisations, themes or projects does.
pub(super) fn thing_action_of(row: &Planned) -> ThingAction {
    let action = row.plan.get("action").cloned().unwrap_or_default();
    serde_json::from_value(action).unwrap_or(ThingAction::Nothing)
}

/// What a row of people or memberships does.
pub(super) fn action_of(row: &Planned) -> Action {
    let action = row.plan.get("action").cloned().unwrap_or_default();
    serde_json::from_value(action).unwrap_or(Action::Nothing)
}
