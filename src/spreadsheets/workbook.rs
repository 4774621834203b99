//! Workbooks: .xlsx and .xlsm cell by cell, .xls and .ods as the library gives them, which is a sheet at a time.

use std::io::Cursor;

use calamine::{
    Data, DataRef, Dimensions, ExcelDateTime, Ods, Range, Reader as _, SheetType, SheetVisible, Xls, XlsError, Xlsx,
    XlsxError,
};
use chrono::{NaiveDate, Timelike as _};

use super::model::{Cell, Collector, MOST_CHARACTERS, MOST_COLUMNS, Merge, Refusal, Stop, too_wide, unguarded};
use super::sniff::locked;

/// Reads a workbook of Excel since 2007. Macros are other parts of the file, and are not looked at.
pub(super) fn read_xlsx(file: Vec<u8>, collector: &mut Collector<'_>) -> Result<(), Stop> {
    let mut workbook = Xlsx::new(Cursor::new(file)).map_err(xlsx_refused)?;
    for (name, is_hidden) in sheets(workbook.sheets_metadata()) {
        let merged = match workbook.merge_cells_by_sheet_name(&name) {
            Ok(merged) => merges(&merged),
            // A sheet of charts, or one that is only listed.
            Err(XlsxError::WorksheetNotFound(_)) => continue,
            Err(error) => return Err(xlsx_refused(error).into()),
        };
        let mut cells = match workbook.worksheet_cells_reader(&name) {
            Ok(cells) => cells,
            Err(XlsxError::NotAWorksheet(_) | XlsxError::WorksheetNotFound(_)) => continue,
            Err(error) => return Err(xlsx_refused(error).into()),
        };
        collector.sheet(&name, is_hidden, merged)?;
        let mut row = Line::default();
        while let Some(found) = cells.next_cell().map_err(xlsx_refused)? {
            let (number, column) = found.get_position();
            row.put(number, column, borrowed(found.get_value()), collector)?;
        }
        row.end(collector)?;
    }
    Ok(())
}

/// Reads a workbook of Excel before 2007.
pub(super) fn read_xls(file: Vec<u8>, collector: &mut Collector<'_>) -> Result<(), Stop> {
    let mut workbook = Xls::new(Cursor::new(file)).map_err(|error| match error {
        XlsError::Password => locked(),
        _ => Refusal::damaged(),
    })?;
    for (name, is_hidden) in sheets(workbook.sheets_metadata()) {
        let merged = workbook.merge_cells_by_sheet_name(&name).map(|merged| merges(&merged)).unwrap_or_default();
        let Ok(range) = workbook.worksheet_range(&name) else { return Err(Refusal::damaged().into()) };
        collector.sheet(&name, is_hidden, merged)?;
        read_range(&range, collector)?;
    }
    Ok(())
}

/// Reads a workbook of LibreOffice. Which cells were merged is not told.
pub(super) fn read_ods(file: Vec<u8>, collector: &mut Collector<'_>) -> Result<(), Stop> {
    let mut workbook = Ods::new(Cursor::new(file)).map_err(|error| match error {
        calamine::OdsError::Password => locked(),
        _ => Refusal::damaged(),
    })?;
    for (name, is_hidden) in sheets(workbook.sheets_metadata()) {
        let Ok(range) = workbook.worksheet_range(&name) else { return Err(Refusal::damaged().into()) };
        collector.sheet(&name, is_hidden, Vec::new())?;
        read_range(&range, collector)?;
    }
    Ok(())
}

fn xlsx_refused(error: XlsxError) -> Refusal {
    match error {
        XlsxError::Password => locked(),
        _ => Refusal::damaged(),
    }
}

fn sheets(all: &[calamine::Sheet]) -> Vec<(String, bool)> {
    let all = all.iter().filter(|sheet| sheet.typ == SheetType::WorkSheet);
    all.map(|sheet| (sheet.name.clone(), sheet.visible != SheetVisible::Visible)).collect()
}

fn merges(all: &[Dimensions]) -> Vec<Merge> {
    let merge = |area: &Dimensions| Merge {
        first_row: area.start.0.saturating_add(1),
        last_row: area.end.0.saturating_add(1),
        first_column: area.start.1,
        last_column: area.end.1,
    };
    all.iter().map(merge).collect()
}

fn read_range(range: &Range<Data>, collector: &mut Collector<'_>) -> Result<(), Stop> {
    let Some((first_row, first_column)) = range.start() else { return Ok(()) };
    let mut row = Line::default();
    for (down, right, value) in range.used_cells() {
        let number = first_row.saturating_add(u32::try_from(down).unwrap_or(u32::MAX));
        let column = first_column.saturating_add(u32::try_from(right).unwrap_or(u32::MAX));
        row.put(number, column, owned(value), collector)?;
    }
    row.end(collector)
}

/// The row that is being read; rows count from 0 here.
#[derive(Default)]
struct Line {
    number: u32,
    cells: Vec<Cell>,
}

impl Line {
    fn put(&mut self, number: u32, column: u32, cell: Cell, collector: &mut Collector<'_>) -> Result<(), Stop> {
        if cell == Cell::Empty {
            return Ok(());
        }
        if number < self.number {
            // No program writes it so; whoever did wants one row twice.
            return Err(Refusal::damaged().into());
        }
        if number > self.number {
            self.end(collector)?;
            self.number = number;
        }
        let column = usize::try_from(column).unwrap_or(usize::MAX);
        if column >= MOST_COLUMNS {
            return Err(too_wide(number.saturating_add(1), column).into());
        }
        if self.cells.len() <= column {
            self.cells.resize(column + 1, Cell::Empty);
        }
        self.cells[column] = cell;
        Ok(())
    }

    fn end(&mut self, collector: &mut Collector<'_>) -> Result<(), Stop> {
        collector.row(self.number.saturating_add(1), std::mem::take(&mut self.cells))
    }
}

fn borrowed(value: &DataRef<'_>) -> Cell {
    match value {
        DataRef::Empty => Cell::Empty,
        // As a number it would lose digits, and is none that anybody counts with.
        DataRef::Int(number) => int(*number),
        DataRef::Float(number) => float(*number),
        DataRef::String(value) => text(value),
        DataRef::SharedString(value) => text(value),
        DataRef::Bool(value) => Cell::Truth(*value),
        DataRef::DateTime(value) => moment(value),
        DataRef::DateTimeIso(value) => iso(value),
        DataRef::DurationIso(value) => duration(value),
        DataRef::Error(error) => Cell::Failed(error.to_string()),
    }
}

fn owned(value: &Data) -> Cell {
    match value {
        Data::Empty => Cell::Empty,
        Data::Int(number) => int(*number),
        Data::Float(number) => float(*number),
        Data::String(value) => text(value),
        Data::Bool(value) => Cell::Truth(*value),
        Data::DateTime(value) => moment(value),
        Data::DateTimeIso(value) => iso(value),
        Data::DurationIso(value) => duration(value),
        Data::Error(error) => Cell::Failed(error.to_string()),
    }
}

fn int(number: i64) -> Cell {
    i32::try_from(number).map_or_else(|_| Cell::Text(number.to_string()), |number| Cell::Number(f64::from(number)))
}

fn float(number: f64) -> Cell {
    // What is no number cannot be said in JSON.
    if number.is_finite() { Cell::Number(number) } else { Cell::Failed("#NUM!".to_owned()) }
}

/// What formulas that went wrong show; LibreOffice writes it as text.
const FAILURES: [&str; 7] = ["#N/A", "#DIV/0!", "#REF!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!"];

fn text(value: &str) -> Cell {
    if FAILURES.contains(&value) {
        return Cell::Failed(value.to_owned());
    }
    let value = unguarded(value);
    // One more than is allowed is enough to be refused for it.
    let end = value.char_indices().nth(MOST_CHARACTERS + 1).map_or(value.len(), |(at, _)| at);
    // A database keeps every letter but this one, which no spreadsheet shows.
    let value = value[..end].replace('\0', "");
    if value.is_empty() { Cell::Empty } else { Cell::Text(value) }
}

/// A date, with its time of day left away; a time of day without a date, or a time that passed, as text.
fn moment(value: &ExcelDateTime) -> Cell {
    let number = value.as_f64();
    // Days up to the year 9999.
    if !(0.0..2_958_466.0).contains(&number) {
        return float(number);
    }
    let Some(moment) = value.as_datetime() else { return float(number) };
    if value.is_duration() || number < 1.0 {
        let minutes = (number * 1440.0).round();
        return if number < 1.0 {
            Cell::Text(format!("{:02}:{:02}", moment.hour(), moment.minute()))
        } else {
            Cell::Text(format!("{:.0}:{:02.0}", (minutes / 60.0).floor(), minutes % 60.0))
        };
    }
    Cell::Date(moment.date())
}

/// "2013-04-01", or with a time after it.
fn iso(value: &str) -> Cell {
    let date = value.get(..10).and_then(|date| NaiveDate::parse_from_str(date, "%Y-%m-%d").ok());
    date.map_or_else(|| text(value), Cell::Date)
}

/// "PT09H05M00S", a time of day or a time that passed, as "09:05".
fn duration(value: &str) -> Cell {
    let parts = value.strip_prefix("PT").and_then(|rest| rest.split_once('H'));
    match parts.and_then(|(hours, rest)| Some((hours, rest.split_once('M')?.0))) {
        Some((hours, minutes)) => text(&format!("{hours}:{minutes}")),
        None => text(value),
    }
}
