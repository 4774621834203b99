//! Tables that people take away and open in a spreadsheet.

use axum::http::header;
use axum::response::{IntoResponse, Response};

use crate::error::Result;

/// Says to a spreadsheet that this is UTF-8: without it names with accents come out broken.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// A table as comma-separated values.
pub(crate) struct Csv {
    writer: csv::Writer<Vec<u8>>,
}

impl Csv {
    /// A table with these headings.
    ///
    /// # Errors
    /// As [`Csv::row`].
    pub(crate) fn new(headings: &[&str]) -> Result<Self> {
        let mut table = Self { writer: csv::Writer::from_writer(BYTE_ORDER_MARK.to_vec()) };
        table.row(headings)?;
        Ok(table)
    }

    /// One more row.
    ///
    /// # Errors
    /// A row of another length than the headings is a mistake of ours.
    pub(crate) fn row<C: AsRef<str>>(&mut self, cells: impl IntoIterator<Item = C>) -> Result<()> {
        let cells = cells.into_iter().map(|cell| guarded(cell.as_ref()));
        self.writer.write_record(cells).map_err(|error| anyhow::Error::new(error).into())
    }

    /// The file, to be saved under this name.
    ///
    /// # Errors
    /// None that happen in memory.
    pub(crate) fn answer(self, name: &str) -> Result<Response> {
        let bytes = self.writer.into_inner().map_err(|error| anyhow::anyhow!("a table in memory: {error}"))?;
        let headers = [
            (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
            (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{}.csv\"", file_name(name))),
        ];
        Ok((headers, bytes).into_response())
    }
}

/// What a spreadsheet would run as a formula is marked as text.
fn guarded(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{cell}") } else { cell.to_owned() }
}

/// Letters, digits and hyphens, whatever the thing is called.
fn file_name(name: &str) -> String {
    let words = name.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let name = words.collect::<Vec<_>>().join("-").to_lowercase();
    if name.is_empty() { "copse".to_owned() } else { name }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(table: Csv) -> String {
        String::from_utf8(table.writer.into_inner().unwrap()).unwrap()
    }

    #[test]
    fn a_table_opens_right_in_a_spreadsheet() {
        let mut table = Csv::new(&["Name", "Where"]).unwrap();
        table.row(["Zoë \"Zed\" O’Hara", "Derby, City\nHall"]).unwrap();
        assert_eq!(written(table), "\u{feff}Name,Where\n\"Zoë \"\"Zed\"\" O’Hara\",\"Derby, City\nHall\"\n");
    }

    #[test]
    fn no_cell_is_a_formula() {
        let mut table = Csv::new(&["Name"]).unwrap();
        for cell in ["=1+1", "+44 115", "-2", "@SUM(A1)", "\t=1", "plain=1"] {
            table.row([cell]).unwrap();
        }
        let text = written(table);
        let cells: Vec<&str> = text.lines().skip(1).collect();
        assert_eq!(cells, ["'=1+1", "'+44 115", "'-2", "'@SUM(A1)", "'\t=1", "plain=1"]);
    }

    #[test]
    fn a_row_of_another_length_is_refused() {
        assert!(Csv::new(&["One", "Two"]).unwrap().row(["alone"]).is_err());
    }

    #[test]
    fn a_file_has_a_plain_name() {
        assert_eq!(file_name("Tea & talk: \"Derby\"\r\n"), "tea-talk-derby");
        assert_eq!(file_name("…"), "copse");
    }
}
