//! What a spreadsheet holds, and how much of it is read.

use chrono::NaiveDate;

use super::filling::Filling;

/// The largest file that is read, in bytes.
pub(crate) const MOST_BYTES: usize = 20 * 1024 * 1024;
/// The most rows with something in them, all sheets together.
pub(crate) const MOST_ROWS: usize = 100_000;
/// The most columns.
pub(crate) const MOST_COLUMNS: usize = 200;
/// The most characters in one cell; Excel allows as many.
pub(crate) const MOST_CHARACTERS: usize = 32_767;
/// The most text in one row, in bytes: all of it is shown at once.
pub(crate) const MOST_TEXT_IN_A_ROW: usize = 256 * 1024;
/// The most sheets.
pub(crate) const MOST_SHEETS: usize = 100;
/// The most text altogether, in bytes: a workbook can name one long text a million times.
pub(crate) const MOST_TEXT: usize = 100 * 1024 * 1024;
/// Rows are handed over in pieces of this many,
const ROWS_IN_A_PIECE: usize = 500;
/// or of about this much text.
const TEXT_IN_A_PIECE: usize = 1024 * 1024;

/// One cell: its value, never its formula.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub enum Cell {
    /// Nothing.
    Empty,
    /// Text, also a time of day.
    Text(String),
    /// A number that is shown as a number.
    Number(f64),
    /// A number that is shown as a date.
    Date(NaiveDate),
    /// True or false.
    Truth(bool),
    /// What a formula that went wrong shows: "#N/A" and its like.
    Failed(String),
}

/// A row with something in it.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Row {
    /// As the spreadsheet counts, from 1.
    pub number: u32,
    /// From column A on; empty cells at the end are left out.
    pub cells: Vec<Cell>,
}

/// Cells that were made one. The value stands in the first; the others are empty.
#[derive(Clone, Copy, Debug)]
pub(super) struct Merge {
    /// The first row, counted from 1.
    pub(super) first_row: u32,
    /// The last row.
    pub(super) last_row: u32,
    /// The first column, counted from 0 as in [`Row::cells`].
    pub(super) first_column: u32,
    /// The last column.
    pub(super) last_column: u32,
}

/// A part of a file, in its order.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub enum Piece {
    /// Here begins a sheet. A CSV file is one without a name.
    Sheet {
        /// What its tab says.
        name: String,
        /// Whether people do not see it.
        is_hidden: bool,
    },
    /// Some of its rows. What stands in cells that were made one is in each row of them.
    Rows(Vec<Row>),
}

/// Why a file is not read: a sentence for the person who sent it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Refusal(pub String);

impl Refusal {
    pub(crate) fn new(why: impl Into<String>) -> Self {
        Self(why.into())
    }

    /// For a file that is broken in no way that has a name.
    pub(crate) fn damaged() -> Self {
        Self::new(
            "The file is damaged or was not uploaded to its end. Open it in your spreadsheet program, save it again as \
             an Excel workbook (.xlsx) or CSV, and upload that.",
        )
    }

    /// For a file that asks for more than a list of people needs.
    pub(crate) fn too_much() -> Self {
        Self::new(
            "Reading this file would take more memory or time than a list of people needs. Copy the rows you need into \
             a new workbook, save it, and upload that.",
        )
    }

    pub(crate) fn too_large() -> Self {
        Self::new(format!(
            "The file is larger than {} MB. Split it, or delete sheets and pictures that are not needed.",
            MOST_BYTES / 1024 / 1024
        ))
    }
}

/// Why reading ends early: the file is refused, or nobody listens any more.
#[derive(Debug)]
pub(crate) enum Stop {
    Refused(Refusal),
    Unheard,
}

impl From<Refusal> for Stop {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

/// Takes cells as they are read, keeps to the limits, and hands rows on in pieces.
pub(crate) struct Collector<'a> {
    hand_on: &'a mut dyn FnMut(Piece) -> Result<(), Stop>,
    sheets: usize,
    rows: usize,
    text: usize,
    waiting: Vec<Row>,
    text_waiting: usize,
    filling: Filling,
}

impl<'a> Collector<'a> {
    pub(crate) fn new(hand_on: &'a mut dyn FnMut(Piece) -> Result<(), Stop>) -> Self {
        Self { hand_on, sheets: 0, rows: 0, text: 0, waiting: Vec::new(), text_waiting: 0, filling: Filling::default() }
    }

    pub(crate) fn sheet(&mut self, name: &str, is_hidden: bool, merged: Vec<Merge>) -> Result<(), Stop> {
        self.flush()?;
        self.sheets += 1;
        if self.sheets > MOST_SHEETS {
            return Err(Refusal::new(format!("The workbook has more than {MOST_SHEETS} sheets.")).into());
        }
        let name: String = name.chars().filter(|letter| *letter != '\0').take(255).collect();
        (self.hand_on)(Piece::Sheet { name, is_hidden })?;
        self.filling = Filling::of(merged);
        Ok(())
    }

    /// A row, of which empty cells at the end are cut; a row of empty cells is none.
    pub(crate) fn row(&mut self, number: u32, mut cells: Vec<Cell>) -> Result<(), Stop> {
        let length = cells.iter().rposition(|cell| *cell != Cell::Empty).map_or(0, |last| last + 1);
        cells.truncate(length);
        if cells.is_empty() {
            return Ok(());
        }
        self.filling.fill(number, &mut cells);
        let length = cells.len();
        if length > MOST_COLUMNS {
            return Err(too_wide(number, length - 1).into());
        }
        self.rows += 1;
        if self.rows > MOST_ROWS {
            let most =
                "The file has more than 100,000 rows. Split it into several files, and upload one after the other.";
            return Err(Refusal::new(most).into());
        }
        let mut size = 0;
        for (column, cell) in cells.iter().enumerate() {
            let (Cell::Text(text) | Cell::Failed(text)) = cell else { continue };
            size += text.len();
            if text.len() > MOST_CHARACTERS && text.chars().count() > MOST_CHARACTERS {
                return Err(too_long(number, column).into());
            }
        }
        if size > MOST_TEXT_IN_A_ROW {
            return Err(too_full(number).into());
        }
        self.text += size;
        if self.text > MOST_TEXT {
            return Err(Refusal::too_much().into());
        }
        self.waiting.push(Row { number, cells });
        self.text_waiting += size;
        if self.waiting.len() >= ROWS_IN_A_PIECE || self.text_waiting >= TEXT_IN_A_PIECE {
            self.flush()
        } else {
            Ok(())
        }
    }

    /// To be called at the end.
    pub(crate) fn flush(&mut self) -> Result<(), Stop> {
        self.text_waiting = 0;
        let rows = std::mem::take(&mut self.waiting);
        if rows.is_empty() { Ok(()) } else { (self.hand_on)(Piece::Rows(rows)) }
    }
}

/// For something to the right of the last column that is read.
pub(crate) fn too_wide(row: u32, column: usize) -> Refusal {
    Refusal::new(format!(
        "There is something in the cell {}, and no more than {MOST_COLUMNS} columns are read. Delete what stands far to the \
         right, and save the file again.",
        cell_name(column, row)
    ))
}

fn too_full(row: u32) -> Refusal {
    Refusal::new(format!(
        "The row {row} holds more than {} kB of text, which is more than a list says of anybody. Delete or shorten what is \
         too long in it, and save the file again.",
        MOST_TEXT_IN_A_ROW / 1024
    ))
}

fn too_long(row: u32, column: usize) -> Refusal {
    Refusal::new(format!(
        "The cell {} holds more than 32,767 characters, which is more than a spreadsheet can. In a CSV file this is mostly a \
         quotation mark that is opened and never closed.",
        cell_name(column, row)
    ))
}

/// The place of a cell as a spreadsheet names it: "AB12" for the column 27 and the row 12.
pub(crate) fn cell_name(column: usize, row: u32) -> String {
    let mut letters = String::new();
    let mut rest = column + 1;
    while rest > 0 {
        let digit = u8::try_from((rest - 1) % 26).unwrap_or_default();
        letters.insert(0, char::from(b'A' + digit));
        rest = (rest - 1) / 26;
    }
    format!("{letters}{row}")
}

/// Text as it was before a program put an apostrophe before what a spreadsheet would run as a formula; ours does.
pub(crate) fn unguarded(text: &str) -> &str {
    match text.strip_prefix('\'') {
        Some(rest) if rest.starts_with(['=', '+', '-', '@', '\t', '\r']) => rest,
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn collected(fill: impl FnOnce(&mut Collector<'_>) -> Result<(), Stop>) -> Result<Vec<Piece>, String> {
        let mut pieces = Vec::new();
        let mut hand_on = |piece| {
            pieces.push(piece);
            Ok(())
        };
        let mut collector = Collector::new(&mut hand_on);
        match fill(&mut collector).and_then(|()| collector.flush()) {
            Ok(()) => Ok(pieces),
            Err(Stop::Refused(refusal)) => Err(refusal.0),
            Err(Stop::Unheard) => Err("unheard".to_owned()),
        }
    }

    #[test]
    fn cells_have_the_names_people_know() {
        let names = [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA"), (16_383, "XFD")];
        for (column, name) in names {
            assert_eq!(cell_name(column, 7), format!("{name}7"));
        }
    }

    #[test]
    fn rows_come_in_pieces_without_empty_ones() {
        let text = |text: &str| Cell::Text(text.to_owned());
        let pieces = collected(|collector| {
            collector.sheet("People", false, Vec::new())?;
            collector.row(1, vec![Cell::Empty, text("a"), Cell::Empty])?;
            collector.row(2, vec![Cell::Empty, Cell::Empty])?;
            (3..=600).try_for_each(|number| collector.row(number, vec![text("b")]))
        })
        .unwrap();
        let rows: Vec<&Vec<Row>> =
            pieces.iter().filter_map(|piece| if let Piece::Rows(rows) = piece { Some(rows) } else { None }).collect();
        assert_eq!(rows.iter().map(|rows| rows.len()).collect::<Vec<_>>(), [500, 99]);
        assert_eq!(rows[0][0], Row { number: 1, cells: vec![Cell::Empty, text("a")] });
        assert_eq!(rows[0][1].number, 3);
    }

    #[test]
    fn more_than_a_list_of_people_is_refused() {
        let far = collected(|collector| collector.row(1_048_576, vec![Cell::Truth(true); 16_384])).unwrap_err();
        assert!(far.contains("XFD1048576"), "{far}");
        let long = collected(|collector| collector.row(2, vec![Cell::Text("é".repeat(32_768))])).unwrap_err();
        assert!(long.contains("A2"), "{long}");
        assert!(collected(|collector| collector.row(2, vec![Cell::Text("é".repeat(32_767))])).is_ok());
        let row = |cells: usize| vec![Cell::Text("a".repeat(32_768 - 1)); cells];
        assert!(collected(|collector| collector.row(2, row(8))).is_ok());
        let full = collected(|collector| collector.row(3, row(9))).unwrap_err();
        assert!(full.contains("The row 3 holds more than 256 kB"), "{full}");
        let many = collected(|collector| (1..=100_001).try_for_each(|n| collector.row(n, vec![Cell::Number(1.0)])));
        assert!(many.unwrap_err().contains("100,000 rows"));
    }

    #[test]
    fn the_guard_of_a_formula_is_taken_off() {
        for (written, meant) in [("'=1+1", "=1+1"), ("'+44 115", "+44 115"), ("'tis", "'tis"), ("=1", "=1"), ("'", "'")]
        {
            assert_eq!(unguarded(written), meant);
        }
    }
}
