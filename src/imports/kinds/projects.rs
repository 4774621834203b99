//! A row of a list of projects.

use chrono::NaiveDate;
use serde_json::{Value, json};

use super::planning::begin;
use super::thing::{FileValue, Things, Values, Written};
use crate::imports::cells::{self, shortened};
use crate::imports::fields::Field;
use crate::imports::model::{Note, NoteKind};
use crate::imports::row_cells::RowCells;
use crate::imports::words;
use crate::kernel::{Slug, Text};
use crate::projects::Isrctn;

/// One row on its way.
struct Reading<'a> {
    cells: RowCells<'a>,
    row: Written,
}

impl Reading<'_> {
    fn take(&mut self, column: &'static str, label: &'static str, cell: String, value: Value) {
        self.row.values.push(FileValue { column, label, cell, value, may_replace: true });
    }

    fn reject(&mut self, cell: String, why: impl Into<String>) {
        self.row.reasons.push(Note::at(NoteKind::Reason, cell, why));
    }

    fn lacks(&mut self, field: Field, why: &str) {
        self.row.lacks.push(Note::at(NoteKind::Reason, self.cells.place(field), why));
    }
}

pub(super) fn read(cells: RowCells<'_>, things: &Things, today: NaiveDate) -> Written {
    let row = begin(cells, |raw| Text::<200>::parse_line("the title of the project", raw));
    let mut reading = Reading { cells, row };
    match Slug::parse(&Slug::suggest(&reading.row.name)) {
        Ok(slug) => drop(reading.row.besides.insert("slug".to_owned(), json!(slug))),
        Err(_) => reading.row.lacks.push(Note::at(
            NoteKind::Reason,
            reading.row.name_cell.clone(),
            "An address cannot be made of this title. Register the project by hand, with an address",
        )),
    }
    theme(&mut reading, things);
    match cells.first(Field::Summary) {
        Some((text, cell)) => match Text::<4000>::parse("a summary in plain language", &text) {
            Ok(text) => reading.take("summary", "Summary", cell, json!(text)),
            Err(error) => reading.reject(cell, error.message()),
        },
        None => reading.lacks(Field::Summary, "A new project needs a summary in plain language"),
    }
    dates(&mut reading, today);
    if let Some((text, cell)) = cells.first(Field::Isrctn) {
        match Isrctn::parse(&text) {
            Ok(number) => {
                reading.row.code = Some(number.as_str().to_owned());
                reading.take("isrctn", "ISRCTN", cell, json!(number));
            }
            Err(_) => {
                let why = format!("“{}” is no ISRCTN number of 8 digits, like ISRCTN12650001", shortened(&text));
                reading.reject(cell, why);
            }
        }
    }
    choices(&mut reading);
    reading.row
}

fn theme(reading: &mut Reading<'_>, things: &Things) {
    let Some((text, cell)) = reading.cells.first(Field::Theme) else {
        return reading.lacks(Field::Theme, "A new project needs the theme it belongs to");
    };
    match things.theme(&text) {
        Some(theme) => reading.take("theme_id", "Theme", cell, json!(theme)),
        None => {
            let why = format!("There is no theme “{}”. Add it first, or import a list of themes", shortened(&text));
            reading.reject(cell, why);
        }
    }
}

fn dates(reading: &mut Reading<'_>, today: NaiveDate) {
    let mut days = [None, None];
    let fields = [
        (Field::From, "starts_on", "First day", "the date it starts"),
        (Field::Until, "ends_on", "Last day", "the last day"),
    ];
    for (at, (field, column, label, what)) in fields.into_iter().enumerate() {
        let Some((cell, place)) = reading.cells.cell(field) else { continue };
        match cells::date(cell, what) {
            Ok(Some(day)) => {
                days[at] = Some(day);
                reading.take(column, label, place, json!(day));
            }
            Ok(None) => {}
            Err(error) => reading.reject(place, error.message()),
        }
    }
    let [start, end] = days;
    if start.is_none() {
        reading.lacks(Field::From, "A new project needs the day it starts");
    }
    if let (Some(start), Some(end)) = (start, end)
        && end < start
    {
        reading.reject(reading.cells.place(Field::Until), "The last day is before the first");
    }
    if end.is_some_and(|end| end < today) {
        let cell = reading.cells.place(Field::Until);
        let why = "Its last day has passed. End it on its page, so that what people take part in ends with it";
        reading.row.warnings.push(Note::at(NoteKind::Warning, cell, why));
    }
}

/// What is answered with yes or no. A list never changes whether a project is about a sensitive condition: who is seen
/// with it depends on that.
fn choices(reading: &mut Reading<'_>) {
    let fields = [
        (Field::Sensitive, "sensitive", "Sensitive", false),
        (Field::Recruiting, "recruiting", "Takes new members", true),
    ];
    for (field, column, label, otherwise) in fields {
        let Some((text, cell)) = reading.cells.first(field) else {
            reading.row.besides.insert(column.to_owned(), json!(otherwise));
            continue;
        };
        match words::yes_or_no(&text) {
            Some(yes) => {
                let may_replace = field == Field::Recruiting;
                reading.row.values.push(FileValue { column, label, cell, value: json!(yes), may_replace });
            }
            None => reading.reject(cell, format!("“{}” is neither yes nor no", shortened(&text))),
        }
    }
}

/// Why a project cannot say this, if it cannot.
pub(super) fn contradiction(values: &Values) -> Option<&'static str> {
    let day = |column: &str| values.get(column)?.as_str()?.parse::<NaiveDate>().ok();
    let (start, end) = (day("starts_on")?, day("ends_on")?);
    (end < start).then_some("The last day would be before the first, of which one stands in the register")
}
