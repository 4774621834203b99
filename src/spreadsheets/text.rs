//! CSV, in whatever encoding and with whatever delimiter a program wrote it.

use std::borrow::Cow;
use std::collections::BTreeMap;

use csv::{ReaderBuilder, StringRecord};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::model::{Cell, Collector, Refusal, Stop, unguarded};

/// In the order in which they win when a file has as much of one as of the other.
const DELIMITERS: [char; 3] = [',', ';', '\t'];
/// As much text as is looked at to find the delimiter.
const LOOKED_AT: usize = 64 * 1024;
const ROWS_LOOKED_AT: usize = 100;

/// Reads the file as one sheet without a name.
pub(super) fn read(file: &[u8], collector: &mut Collector<'_>) -> Result<(), Stop> {
    let text = decoded(file)?;
    let (delimiter, text) = delimiter(&text);
    collector.sheet("", false, Vec::new())?;
    let mut reader = reader(text, delimiter);
    let mut record = StringRecord::new();
    let (mut number, mut end): (u32, usize) = (0, 0);
    while reader.read_record(&mut record).map_err(|_| Refusal::damaged())? {
        // Blank lines are rows for a spreadsheet, and are passed over here.
        number = number.saturating_add(1).saturating_add(blank_lines(text, end));
        end = usize::try_from(reader.position().byte()).unwrap_or(text.len());
        // The line break after a row belongs to it.
        let cells = record.iter().map(cell).collect();
        collector.row(number, cells)?;
    }
    Ok(())
}

fn reader(text: &str, delimiter: char) -> csv::Reader<&[u8]> {
    let mut builder = ReaderBuilder::new();
    builder.has_headers(false).flexible(true).delimiter(u8::try_from(delimiter).unwrap_or(b','));
    builder.from_reader(text.as_bytes())
}

fn cell(text: &str) -> Cell {
    // Spaces around are kept: what they mean is for the one who reads the list.
    if text.is_empty() { Cell::Empty } else { Cell::Text(unguarded(text).to_owned()) }
}

/// The blank lines that begin at this place, which is just after a row.
fn blank_lines(text: &str, at: usize) -> u32 {
    let bytes = text.as_bytes();
    let mut rest = bytes.get(at..).unwrap_or_default();
    // A row that ends with "\r\n" is told to end after "\r".
    if at > 0 && bytes.get(at - 1) == Some(&b'\r') && rest.first() == Some(&b'\n') {
        rest = &rest[1..];
    }
    let mut lines = 0;
    loop {
        rest = match rest {
            [b'\r', b'\n', after @ ..] | [b'\r' | b'\n', after @ ..] => after,
            _ => return lines,
        };
        lines += 1;
    }
}

/// The file as text: by its byte order mark, else UTF-8 if it is, else what Windows writes in Britain.
fn decoded(file: &[u8]) -> Result<Cow<'_, str>, Refusal> {
    let encoding = match Encoding::for_bom(file) {
        Some((encoding, _)) => encoding,
        None => unmarked(file),
    };
    // Takes the mark off.
    let (text, _, _) = encoding.decode(file);
    if text.trim().is_empty() {
        return Err(Refusal::new("The file is empty."));
    }
    let strange =
        |c: char| c.is_control() && !matches!(c, '\t' | '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{1a}' | '\u{80}'..);
    if text.contains('\0') || text.chars().take(4096).filter(|c| strange(*c)).count() > 4 {
        return Err(Refusal::new(
            "This is neither a workbook nor text with commas, semicolons or tabs. Save the list as an Excel workbook (.xlsx) or \
             CSV, and upload that.",
        ));
    }
    Ok(text)
}

fn unmarked(file: &[u8]) -> &'static Encoding {
    // Text in two bytes a character has a zero in every second one.
    let beginning = &file[..file.len().min(1000)];
    let zeros = |first: usize| beginning.iter().skip(first).step_by(2).filter(|byte| **byte == 0).count();
    let many = beginning.len() / 3;
    if many > 0 && zeros(1) > many && zeros(0) == 0 {
        UTF_16LE
    } else if many > 0 && zeros(0) > many && zeros(1) == 0 {
        UTF_16BE
    } else if std::str::from_utf8(file).is_ok() {
        UTF_8
    } else {
        WINDOWS_1252
    }
}

/// The delimiter, and the text without a first line that only names it, as Excel understands it.
fn delimiter(text: &str) -> (char, &str) {
    if let Some(named) = text.strip_prefix("sep=") {
        let mut characters = named.chars();
        let named = characters.next().filter(|named| named.is_ascii() && !matches!(named, '\r' | '\n' | '"'));
        let rest = characters.as_str();
        let after = rest.strip_prefix("\r\n").or_else(|| rest.strip_prefix(['\r', '\n']));
        if let (Some(named), Some(after)) = (named, after) {
            return (named, after);
        }
    }
    let mut end = text.len().min(LOOKED_AT);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let (beginning, is_whole) = (&text[..end], end == text.len());
    let mut best = (0, DELIMITERS[0]);
    for delimiter in DELIMITERS {
        let score = evenness(beginning, is_whole, delimiter);
        if score > best.0 {
            best = (score, delimiter);
        }
    }
    (best.1, text)
}

/// How much a text looks like a table with this delimiter: rows of the same length, times how many columns more than
/// one they have. A few commas in a title or in an address weigh little.
fn evenness(text: &str, is_whole: bool, delimiter: char) -> usize {
    let mut lengths: Vec<usize> = Vec::new();
    let mut reader = reader(text, delimiter);
    let mut record = StringRecord::new();
    while lengths.len() < ROWS_LOOKED_AT && reader.read_record(&mut record).unwrap_or(false) {
        lengths.push(record.len());
    }
    if !is_whole && lengths.len() > 1 && lengths.len() < ROWS_LOOKED_AT {
        // The last row may be cut.
        lengths.pop();
    }
    let mut times: BTreeMap<usize, usize> = BTreeMap::new();
    for length in lengths.into_iter().filter(|length| *length > 1) {
        *times.entry(length).or_default() += 1;
    }
    times.into_iter().map(|(length, times)| times * times * (length - 1)).max().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::super::model::{Piece, Row};
    use super::*;

    fn rows(file: &[u8]) -> Vec<Row> {
        let mut rows = Vec::new();
        let mut hand_on = |piece| {
            if let Piece::Rows(more) = piece {
                rows.extend(more);
            }
            Ok(())
        };
        let mut collector = Collector::new(&mut hand_on);
        read(file, &mut collector).and_then(|()| collector.flush()).unwrap();
        rows
    }

    fn plain(file: &[u8]) -> Vec<(u32, Vec<String>)> {
        let plain = |cell: &Cell| if let Cell::Text(text) = cell { text.clone() } else { String::new() };
        rows(file).iter().map(|row| (row.number, row.cells.iter().map(plain).collect())).collect()
    }

    fn row(number: u32, cells: &[&str]) -> (u32, Vec<String>) {
        (number, cells.iter().map(|cell| (*cell).to_owned()).collect())
    }

    #[test]
    fn every_encoding_is_read() {
        let text = "Name;Town\r\nZoë O’Hara;Köln";
        let wanted = [row(1, &["Name", "Town"]), row(2, &["Zoë O’Hara", "Köln"])];
        let (windows, _, _) = WINDOWS_1252.encode(text);
        let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        for file in [
            text.as_bytes().to_vec(),
            [b"\xef\xbb\xbf", text.as_bytes()].concat(),
            windows.to_vec(),
            [b"\xff\xfe".to_vec(), little].concat(),
            [b"\xfe\xff".to_vec(), big].concat(),
        ] {
            assert_eq!(plain(&file), wanted, "{file:?}");
        }
        let unmarked: Vec<u8> = "Name\tTown\nAda\tDerby".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(plain(&unmarked), [row(1, &["Name", "Town"]), row(2, &["Ada", "Derby"])]);
    }

    #[test]
    fn the_delimiter_is_guessed_over_several_lines() {
        for (text, second) in [
            ("Members, friends, and others\n\nName;Note\nAda;tea, cake, jam\nBen;none", "none"),
            ("Name,Note\nAda,\"one; two; three; four\"\nBen,none", "none"),
            ("Name\tAddress\nAda\t1, High St, Derby\nBen\tnone", "none"),
            ("sep=|\nName|Note\nBen|none", "none"),
            ("Name,Note\n\"SMITH; Jane\",a;b;c\nBen,none", "none"),
        ] {
            let rows = plain(text.as_bytes());
            assert_eq!(rows.last().map(|row| row.1.clone()), Some(vec!["Ben".to_owned(), second.to_owned()]), "{text}");
        }
        assert_eq!(plain(b"Email\nada@example.org\n"), [row(1, &["Email"]), row(2, &["ada@example.org"])]);
    }

    #[test]
    fn rows_are_counted_as_a_spreadsheet_counts_them() {
        for end in ["\n", "\r\n", "\r"] {
            let text = ["", "Title", "", "", "Name,Note", "Ada,\"two", "lines\"", ",", "Ben,x", "", ""].join(end);
            let two_lines = format!("two{end}lines");
            let wanted =
                [row(2, &["Title"]), row(5, &["Name", "Note"]), row(6, &["Ada", &two_lines]), row(8, &["Ben", "x"])];
            assert_eq!(plain(text.as_bytes()), wanted, "{end:?}");
        }
    }

    #[test]
    fn what_a_guard_was_put_before_is_read_as_it_was() {
        let wanted = [row(1, &["=1+1", "+44 115", "'tis"])];
        assert_eq!(plain(b"'=1+1,'+44 115,'tis"), wanted);
    }
}
