//! The plan of a list of organisations, themes or projects: as pure as that of people, and by the same rules. Empty
//! columns are filled, others stay unless the file's are to be taken, names are never replaced.

use std::collections::HashMap;

use chrono::NaiveDate;
use serde_json::{Value, json};
use uuid::Uuid;

use super::thing::{ColumnChange, NewThing, Pool, Target, Thing, ThingAction, ThingChange, Things, Values, Written};
use super::{organisations, projects, themes};
use crate::imports::cells::shortened;
use crate::imports::fields::Field;
use crate::imports::model::{Decision, ImportKind, NamedThing, Note, NoteKind, Planned, Reading, Verdict, Who};
use crate::imports::names::folded;
use crate::imports::plan::nothing_to_do;
use crate::imports::row_cells::RowCells;
use crate::imports::table::rows_of_list;
use crate::kernel::{Invalid, Text};
use crate::spreadsheets::Row;

/// The most other names of one organisation.
const MOST_NAMES: usize = 20;

pub(in crate::imports) struct ThingPlanning<'a> {
    pub(in crate::imports) kind: ImportKind,
    pub(in crate::imports) reading: &'a Reading,
    pub(in crate::imports) decisions: &'a HashMap<u32, Decision>,
    pub(in crate::imports) things: &'a Things,
    pub(in crate::imports) today: NaiveDate,
}

/// What a row is about.
enum Which {
    New,
    /// The place in the pool, and by what.
    Known(usize, String),
    Unsure(Vec<usize>),
    Refused(String),
}

/// A row with its name and identity, which every kind has.
pub(super) fn begin<const MAX: usize>(
    cells: RowCells<'_>,
    read: impl Fn(&str) -> Result<Text<MAX>, Invalid>,
) -> Written {
    let mut row = Written { number: cells.row.number, ..Written::default() };
    let (text, cell) = cells.first(Field::Name).unwrap_or_else(|| (String::new(), cells.place(Field::Name)));
    row.name_cell.clone_from(&cell);
    match read(&text) {
        Ok(name) if !folded(name.as_str()).is_empty() => row.name = name.into_string(),
        Ok(_) => row.reasons.push(Note::at(NoteKind::Reason, cell, format!("“{text}” is no name"))),
        Err(error) => row.reasons.push(Note::at(NoteKind::Reason, cell, error.message())),
    }
    if let Some((text, cell)) = cells.first(Field::CopseId) {
        match text.parse::<Uuid>() {
            Ok(id) => row.id = Some(id),
            Err(_) => {
                let why = format!("“{}” is no Copse id", shortened(&text));
                row.reasons.push(Note::at(NoteKind::Reason, cell, why));
            }
        }
    }
    row
}

impl ThingPlanning<'_> {
    pub(in crate::imports) fn plan(&self, rows: &[Row]) -> Vec<Planned> {
        let mut pool = Pool::of(&self.things.things);
        rows_of_list(rows, self.reading)
            .map(|(row, is_none)| match is_none {
                Some(why) => {
                    let title = crate::imports::table::title(row);
                    let row = Written { number: row.number, name: title, ..Written::default() };
                    without(&row, Verdict::Skipped, vec![Note::new(NoteKind::Reason, why)])
                }
                None => self.plan_row(self.read(row), &mut pool),
            })
            .collect()
    }

    fn read(&self, row: &Row) -> Written {
        let cells = RowCells { row, reading: self.reading };
        match self.kind {
            ImportKind::Themes => themes::read(cells),
            ImportKind::Projects => projects::read(cells, self.things, self.today),
            _ => organisations::read(cells),
        }
    }

    fn plan_row(&self, mut row: Written, pool: &mut Pool) -> Planned {
        let decision = self.decisions.get(&row.number);
        if decision.and_then(|decision| decision.who) == Some(Who::LeaveOut) {
            return without(&row, Verdict::LeftOut, vec![Note::new(NoteKind::Reason, "You chose to leave it out")]);
        }
        if !row.reasons.is_empty() {
            let notes = row.reasons.drain(..).chain(row.warnings.drain(..)).collect();
            return without(&row, Verdict::Rejected, notes);
        }
        match self.which(&row, decision, pool) {
            Which::Refused(why) => refused(&row, why),
            Which::Unsure(places) => undecided(&row, &places, pool),
            Which::Known(at, why) => self.change(row, (at, why), decision, pool),
            Which::New => self.add(row, pool),
        }
    }

    fn which(&self, row: &Written, decision: Option<&Decision>, pool: &Pool) -> Which {
        let [word, _] = self.kind.words();
        let by_id = |id: Uuid, why: &str, otherwise: String| match pool.by_id(id) {
            Some(at) => Which::Known(at, why.to_owned()),
            None => Which::Refused(otherwise),
        };
        let by_name = pool.by_name(&row.name);
        let by_code = row.code.as_deref().and_then(|code| pool.by_code(code));
        let code = if self.kind == ImportKind::Projects { "ISRCTN" } else { "ODS code" };
        let named = |at: usize| pool.things[at].name.as_str();
        let which = match (decision.and_then(|decision| decision.who), row.id) {
            (Some(Who::Thing(id)), _) => {
                by_id(id, "your decision", format!("The {word} you chose is not there any more"))
            }
            (Some(Who::New), _) => Which::New,
            (_, Some(id)) => by_id(id, "the Copse id", format!("No {word} has this Copse id")),
            _ => match (by_name, by_code) {
                (Some(at), None) => Which::Known(at, "its name".to_owned()),
                (Some(at), Some(other)) if at == other => Which::Known(at, format!("its name and {code}")),
                (None, Some(at)) => Which::Known(at, format!("its {code}")),
                (Some(at), Some(other)) => {
                    return Which::Refused(format!(
                        "The name is that of {}, the {code} that of {}. Correct one of them",
                        named(at),
                        named(other)
                    ));
                }
                (None, None) => match pool.alike(&row.name) {
                    places if places.is_empty() => Which::New,
                    places => Which::Unsure(places),
                },
            },
        };
        let chosen = if let Which::Known(at, _) = &which { Some(*at) } else { None };
        let is_new = matches!(which, Which::New);
        match (by_name, by_code) {
            (Some(at), _) if is_new => Which::Refused(format!("{} has this name already", named(at))),
            (_, Some(at)) if (is_new || chosen.is_some()) && chosen != Some(at) => {
                Which::Refused(format!("{} has this {code} already", named(at)))
            }
            _ => which,
        }
    }

    fn add(&self, mut row: Written, pool: &mut Pool) -> Planned {
        if !row.lacks.is_empty() {
            let notes = row.lacks.drain(..).chain(row.warnings.drain(..)).collect();
            return without(&row, Verdict::Rejected, notes);
        }
        let slug = row.besides.get("slug").and_then(Value::as_str);
        if let Some(at) = slug.and_then(|slug| pool.by_name(slug)) {
            let why = format!("{} has the address already that this name would get", pool.things[at].name);
            return refused(&row, why);
        }
        if let Some(why) = row.other_names.iter().find_map(|name| taken(name, None, pool)) {
            return refused(&row, why);
        }
        let mut values: Values = row.values.iter().map(|one| (one.column.to_owned(), one.value.clone())).collect();
        values.extend(row.besides.clone());
        let column = if self.kind == ImportKind::Projects { "title" } else { "name" };
        values.insert(column.to_owned(), json!(row.name));
        let mut notes = std::mem::take(&mut row.warnings);
        for one in &row.values {
            let text = format!("{}: {}", one.label, self.things.words(one.column, &one.value));
            notes.push(Note::at(NoteKind::Does, one.cell.clone(), text));
        }
        notes.extend(row.other_names.iter().map(|name| Note::new(NoteKind::Does, format!("Another name: {name}"))));
        let action = ThingAction::Add(NewThing { values: values.clone(), other_names: row.other_names.clone() });
        let other_names = row.other_names.iter().cloned().chain(slug_of(&values)).collect();
        pool.add(Thing {
            target: Target::Row(row.number),
            name: row.name.clone(),
            other_names,
            code: row.code.clone(),
            values,
            fixed: &[],
        });
        planned(&row, Verdict::New, notes, &action)
    }

    fn change(
        &self,
        mut row: Written,
        (at, why): (usize, String),
        decision: Option<&Decision>,
        pool: &mut Pool,
    ) -> Planned {
        let known = &pool.things[at];
        let target = known.target;
        let mut notes = vec![match target {
            Target::Register(id) => Note {
                thing: Some(NamedThing { id, name: known.name.clone() }),
                ..Note::new(NoteKind::Reason, format!("Matched by {why}"))
            },
            Target::Row(number) => Note::new(NoteKind::Reason, format!("The same as in row {number}, by {why}")),
        }];
        notes.append(&mut row.warnings);
        if self.kind == ImportKind::Organisations && pool.by_name(&row.name).is_none() {
            // Whoever brings the list again has the same name in it.
            row.other_names.insert(0, row.name.clone());
        } else if folded(&row.name) != folded(&known.name) && pool.by_name(&row.name) != Some(at) {
            let text = format!("The file says {}, the register {}, which stays", row.name, known.name);
            notes.push(Note::new(NoteKind::Warning, text));
        }
        let takes_file = self.reading.takes_file || decision.is_some_and(|decision| decision.takes_file);
        let changes = self.compare(&row, known, takes_file, &mut notes);
        let mut values = known.values.clone();
        values.extend(changes.iter().map(|change| (change.column.clone(), change.after.clone())));
        if let Some(why) = projects::contradiction(&values).filter(|_| !changes.is_empty()) {
            return refused(&row, why);
        }
        let mut other_names = Vec::new();
        for name in &row.other_names {
            if let Some(why) = taken(name, Some(at), pool) {
                return refused(&row, why);
            }
            if pool.by_name(name).is_none() {
                other_names.push(name.clone());
                notes.push(Note::new(NoteKind::Does, format!("Another name: {name}")));
            }
        }
        if !other_names.is_empty() && known.other_names.len() + other_names.len() > MOST_NAMES {
            return refused(&row, format!("{} would have more than {MOST_NAMES} other names", known.name));
        }
        self.take_over(pool, at, (values, &row, &other_names));
        let action = if changes.is_empty() && other_names.is_empty() {
            notes.push(nothing_to_do(&notes));
            ThingAction::Nothing
        } else {
            ThingAction::Change(ThingChange { target, changes, other_names })
        };
        planned(&row, Verdict::Matched, notes, &action)
    }

    /// It as it stands once this was written, for the rows that follow.
    fn take_over(&self, pool: &mut Pool, at: usize, (values, row, names): (Values, &Written, &[String])) {
        for name in names {
            pool.learn(at, name);
            pool.things[at].other_names.push(name.clone());
        }
        let code = if self.kind == ImportKind::Projects { "isrctn" } else { "ods_code" };
        if row.code.is_some() && values.get(code).and_then(Value::as_str) == row.code.as_deref() {
            pool.learn_code(at, row.code.clone());
        }
        pool.things[at].values = values;
    }

    fn compare(&self, row: &Written, known: &Thing, takes_file: bool, notes: &mut Vec<Note>) -> Vec<ColumnChange> {
        let mut changes = Vec::new();
        for one in &row.values {
            let before = known.values.get(one.column).cloned().unwrap_or_default();
            if before == one.value {
                continue;
            }
            let file = self.things.words(one.column, &one.value);
            let register = self.things.words(one.column, &before);
            let label = one.label;
            let (kind, text) = if known.fixed.contains(&one.column) || !(one.may_replace || before.is_null()) {
                let text =
                    format!("{label}: the file says {file}, the register {register}. A list does not change that");
                (NoteKind::Warning, text)
            } else if before.is_null() || takes_file {
                let instead = if before.is_null() { String::new() } else { format!(" in the place of {register}") };
                changes.push(ColumnChange { column: one.column.to_owned(), before, after: one.value.clone() });
                (NoteKind::Does, format!("{label}: {file}{instead}"))
            } else {
                (NoteKind::Differs, format!("{label}: the file says {file}, the register {register}, which stays"))
            };
            notes.push(Note::at(kind, one.cell.clone(), text));
        }
        changes
    }
}

/// Why a name cannot be another name of this one.
fn taken(name: &str, of: Option<usize>, pool: &Pool) -> Option<String> {
    let at = pool.by_name(name).filter(|at| Some(*at) != of)?;
    Some(format!("“{name}” is a name of {} already", pool.things[at].name))
}

fn slug_of(values: &Values) -> Option<String> {
    values.get("slug").and_then(Value::as_str).map(str::to_owned)
}

fn refused(row: &Written, why: impl Into<String>) -> Planned {
    without(row, Verdict::Rejected, vec![Note::at(NoteKind::Reason, row.name_cell.clone(), why)])
}

fn undecided(row: &Written, places: &[usize], pool: &Pool) -> Planned {
    let mut notes = Vec::new();
    for at in places.iter().take(10) {
        let thing = &pool.things[*at];
        notes.push(match thing.target {
            Target::Register(id) => Note {
                thing: Some(NamedThing { id, name: thing.name.clone() }),
                ..Note::new(NoteKind::Candidate, "a similar name")
            },
            Target::Row(number) => Note::new(NoteKind::Reason, format!("Row {number} of this list has a similar name")),
        });
    }
    notes.extend(row.warnings.iter().cloned());
    planned(row, Verdict::ToDecide, notes, &ThingAction::Nothing)
}

fn without(row: &Written, verdict: Verdict, notes: Vec<Note>) -> Planned {
    planned(row, verdict, notes, &ThingAction::Nothing)
}

fn planned(row: &Written, verdict: Verdict, notes: Vec<Note>, action: &ThingAction) -> Planned {
    let candidates: Vec<&Note> = notes.iter().filter(|note| note.kind == NoteKind::Candidate).collect();
    let plan = json!({ "action": action, "candidates": candidates });
    let title = if row.name.is_empty() { format!("Row {}", row.number) } else { row.name.clone() };
    Planned { number: row.number, verdict, title, notes, person: None, plan }
}

#[cfg(test)]
#[path = "planning_tests.rs"]
mod tests;
