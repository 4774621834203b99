//! A row of a list of organisations.

use serde_json::json;

use super::planning::begin;
use super::thing::{FileValue, Written};
use crate::imports::cells::{self, several, shortened};
use crate::imports::fields::Field;
use crate::imports::model::{Note, NoteKind};
use crate::imports::row_cells::RowCells;
use crate::imports::words;
use crate::kernel::Text;
use crate::organisations::{OdsCode, parse_aliases};

pub(super) fn read(cells: RowCells<'_>) -> Written {
    let mut row = begin(cells, |raw| Text::<200>::parse_line("the name of the organisation", raw));
    let value = |column, label, cell, value| FileValue { column, label, cell, value, may_replace: true };
    match cells.first(Field::Kind) {
        Some((text, cell)) => match words::organisation_kind(&text) {
            Some(kind) => row.values.push(value("kind", "What sort it is", cell, json!(kind))),
            None => {
                let why = format!("“{}” is no sort of organisation that we know", shortened(&text));
                row.reasons.push(Note::at(NoteKind::Reason, cell, why));
            }
        },
        None => {
            let why = "A new organisation needs a sort: NHS trust, council, university, and so on";
            row.lacks.push(Note::at(NoteKind::Reason, cells.place(Field::Kind), why));
        }
    }
    if let Some((text, cell)) = cells.first(Field::County) {
        match words::county(&text) {
            Some(county) => row.values.push(value("county", "County", cell, json!(county))),
            None => {
                let why = format!("“{}” is no county that we know and is left out", shortened(&text));
                row.warnings.push(Note::at(NoteKind::Warning, cell, why));
            }
        }
    }
    if let Some((text, cell)) = cells.first(Field::OdsCode) {
        match OdsCode::parse(&text) {
            Ok(code) => {
                row.code = Some(code.as_str().to_owned());
                row.values.push(value("ods_code", "ODS code", cell, json!(code)));
            }
            Err(_) => {
                let why = format!("“{}” is no ODS code of 3 to 10 letters and numbers, like RX1", shortened(&text));
                row.reasons.push(Note::at(NoteKind::Reason, cell, why));
            }
        }
    }
    days(cells, &mut row);
    other_names(cells, &mut row);
    row
}

/// That one has ended is taken of a new one only: of another its page asks what follows it, and where its people go.
fn days(cells: RowCells<'_>, row: &mut Written) {
    let mut days = [None, None];
    let fields = [
        (Field::From, "starts_on", "First day", "the first day"),
        (Field::Until, "ends_on", "Last day", "the last day"),
    ];
    for (at, (field, column, label, what)) in fields.into_iter().enumerate() {
        let Some((cell, place)) = cells.cell(field) else { continue };
        match cells::date(cell, what) {
            Ok(Some(day)) => {
                days[at] = Some(day);
                let value = json!(day);
                row.values.push(FileValue { column, label, cell: place, value, may_replace: true });
            }
            Ok(None) => {}
            Err(error) => row.reasons.push(Note::at(NoteKind::Reason, place, error.message())),
        }
    }
    if let [Some(first), Some(last)] = days
        && last < first
    {
        row.reasons.push(Note::at(NoteKind::Reason, cells.place(Field::Until), "The last day is before the first"));
    }
}

fn other_names(cells: RowCells<'_>, row: &mut Written) {
    let all = cells.all(Field::Aliases);
    let Some(cell) = all.first().map(|(_, cell)| cell.clone()) else { return };
    // A comma parts them too.
    let names = all.iter().flat_map(|(text, _)| several(text, |name| !name.contains([',', ';', '\n', '|'])));
    let names = names.filter(|name| crate::imports::names::folded(name) != crate::imports::names::folded(&row.name));
    match parse_aliases(&names.collect::<Vec<_>>().join("\n")) {
        Ok(names) => row.other_names = names.iter().map(ToString::to_string).collect(),
        Err(error) => row.reasons.push(Note::at(NoteKind::Reason, cell, error.message())),
    }
}
