//! A row of a list of themes.

use serde_json::json;

use super::thing::{FileValue, Written};
use crate::imports::fields::Field;
use crate::imports::model::{Note, NoteKind};
use crate::imports::row_cells::RowCells;
use crate::kernel::{Slug, Text};

pub(super) fn read(cells: RowCells<'_>) -> Written {
    let mut row = super::planning::begin(cells, |raw| Text::<100>::parse_line("the name of the theme", raw));
    match Slug::parse(&Slug::suggest(&row.name)) {
        Ok(slug) => {
            row.other_names.clear();
            row.besides.insert("slug".to_owned(), json!(slug));
        }
        Err(_) => row.lacks.push(Note::at(
            NoteKind::Reason,
            row.name_cell.clone(),
            "A theme needs a name with letters from A to Z, since its address is made of it",
        )),
    }
    match cells.first(Field::Summary) {
        Some((text, cell)) => match Text::<1000>::parse("a sentence about the theme", &text) {
            Ok(text) => row.values.push(FileValue {
                column: "summary",
                label: "About it",
                cell,
                value: json!(text),
                may_replace: true,
            }),
            Err(error) => row.reasons.push(Note::at(NoteKind::Reason, cell, error.message())),
        },
        None => {
            let why = "A new theme needs a sentence about it";
            row.lacks.push(Note::at(NoteKind::Reason, cells.place(Field::Summary), why));
        }
    }
    row
}
