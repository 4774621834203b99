//! The list within a sheet: where its headings stand, which rows are none of it, and by what its shape is known again.

use sha2::{Digest, Sha256};

use super::cells::{shortened, text_of};
use super::fields::{Field, normal};
use super::model::{ImportKind, Reading};
use crate::kernel::Choice;
use crate::spreadsheets::Row;

/// Rows among which headings are looked for.
const LOOKED_AT: usize = 25;

/// The texts of a row.
pub(super) fn texts(row: &Row) -> Vec<String> {
    row.cells.iter().map(text_of).collect()
}

/// The number of the row with the headings: the one that reads most like it, or the first with two texts in it, or the
/// first. Titles stand above it.
pub(super) fn find_header(kind: ImportKind, rows: &[Row]) -> u32 {
    let first: Vec<(u32, Vec<String>)> = rows.iter().take(LOOKED_AT).map(|row| (row.number, texts(row))).collect();
    let mut best: Option<(usize, u32)> = None;
    for (number, row) in &first {
        let score = kind.score(row);
        if score > best.map_or(0, |(score, _)| score) {
            best = Some((score, *number));
        }
    }
    let filled = |row: &[String]| row.iter().filter(|text| !text.is_empty()).count();
    let enough = best.filter(|(score, _)| *score >= 2 || first.iter().all(|(_, row)| filled(row) < 2));
    let fallback =
        || first.iter().find(|(_, row)| filled(row) >= 2).or_else(|| first.first()).map(|(number, _)| *number);
    enough.map(|(_, number)| number).or_else(fallback).unwrap_or(1)
}

/// What the rows of a sheet are, and where their headings stand: the kind that its headings fit best, people if none.
pub(super) fn find_kind(rows: &[Row]) -> (ImportKind, u32) {
    let mut best = (0, ImportKind::People, find_header(ImportKind::People, rows));
    for kind in ImportKind::ALL {
        let header = find_header(*kind, rows);
        let fits = kind.fits(&headings(rows, header));
        if fits > best.0 {
            best = (fits, *kind, header);
        }
    }
    (best.1, best.2)
}

/// The headings, as many as there are columns in any row.
pub(super) fn headings(rows: &[Row], header: u32) -> Vec<String> {
    let width = rows.iter().map(|row| row.cells.len()).max().unwrap_or_default();
    let mut headings = rows.iter().find(|row| row.number == header).map(texts).unwrap_or_default();
    headings.resize(width, String::new());
    headings
}

/// By what a list of the same shape is known again: its sheet and its headings.
pub(super) fn shape(sheet: &str, headings: &[String]) -> Vec<u8> {
    let words: Vec<String> = headings.iter().map(|heading| normal(heading)).collect();
    let last = words.iter().rposition(|word| !word.is_empty()).map_or(0, |last| last + 1);
    let whole = format!("{}\u{1F}{}", normal(sheet), words[..last].join("\u{1F}"));
    Sha256::digest(whole.as_bytes()).to_vec()
}

/// Every row under the headings, in order, with why it is no row of the list where it is none.
pub(super) fn rows_of_list<'a>(
    rows: &'a [Row],
    reading: &'a Reading,
) -> impl Iterator<Item = (&'a Row, Option<&'static str>)> {
    let headings = headings(rows, reading.header);
    let chosen: Vec<usize> =
        reading.fields.iter().enumerate().filter(|(_, field)| field.is_some()).map(|(at, _)| at).collect();
    let named = [Field::Name, Field::GivenName, Field::FamilyName];
    let names: Vec<usize> = named.into_iter().flat_map(|field| reading.columns(field)).collect();
    let below = rows.iter().filter(|row| row.number > reading.header);
    below.map(move |row| (row, is_no_row(row, &headings, &chosen, &names)))
}

/// What a row that is none of the list is called.
pub(super) fn title(row: &Row) -> String {
    shortened(&texts(row).into_iter().find(|text| !text.is_empty()).unwrap_or_default())
}

/// Why a row under the headings is no row of the list, if it is none.
fn is_no_row(row: &Row, headings: &[String], chosen: &[usize], names: &[usize]) -> Option<&'static str> {
    let texts = texts(row);
    if chosen.iter().all(|column| texts.get(*column).is_none_or(String::is_empty)) {
        return Some("Nothing stands in the columns that were chosen");
    }
    if is_total(&texts, names) {
        return Some("It is a total");
    }
    let repeats = texts.iter().zip(headings).filter(|(text, _)| !text.is_empty());
    let (mut same, mut all) = (0, 0);
    for (text, heading) in repeats {
        all += 1;
        same += usize::from(normal(text) == normal(heading));
    }
    (all > 1 && same == all).then_some("It repeats the headings")
}

/// A total has no address, and nobody's name: somebody is called Sum.
fn is_total(texts: &[String], names: &[usize]) -> bool {
    let filled: Vec<(usize, &String)> = texts.iter().enumerate().filter(|(_, text)| !text.is_empty()).collect();
    let Some((place, first)) = filled.first().map(|(place, text)| (*place, normal(text))) else { return false };
    let (word, rest) = first.split_once(' ').unwrap_or((&first, ""));
    let is_called_so = match word {
        "total" | "totals" | "subtotal" => true,
        "grand" => rest.starts_with("total"),
        "sum" | "count" => rest.starts_with("of ") || !rest.contains(char::is_alphabetic),
        _ => false,
    };
    let is_name =
        |(at, text): &(usize, &String)| *at != place && names.contains(at) && text.contains(char::is_alphabetic);
    let is_somebody = filled.iter().any(|one| is_name(one) || one.1.contains('@'));
    // A cell of CSV is text, whatever stands in it.
    let counts = texts.iter().any(|text| text.parse::<f64>().is_ok());
    is_called_so
        && !is_somebody
        && filled.len() <= 4
        && (counts || filled.len() == 1 || first.contains(char::is_numeric))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spreadsheets::Cell;

    fn row(number: u32, texts: &[&str]) -> Row {
        let cell = |text: &&str| match text.parse::<f64>() {
            Ok(number) => Cell::Number(number),
            Err(_) if text.is_empty() => Cell::Empty,
            Err(_) => Cell::Text((*text).to_owned()),
        };
        Row { number, cells: texts.iter().map(cell).collect() }
    }

    #[test]
    fn headings_are_found_below_titles() {
        let rows = [
            row(1, &["Contacts of the stroke network"]),
            row(2, &["Printed", "4/6/2012"]),
            row(4, &["Surname", "First name", "Email", "Notes"]),
            row(5, &["Smith", "Jane", "jane@example.org"]),
        ];
        assert_eq!(find_header(ImportKind::People, &rows), 4);
        assert_eq!(headings(&rows, 4), ["Surname", "First name", "Email", "Notes"]);
        assert_eq!(find_header(ImportKind::People, &[row(1, &["a", "b"])]), 1);
        assert_eq!(find_header(ImportKind::People, &[row(1, &["Name"]), row(2, &["Stroke"])]), 1);
        assert_eq!(find_header(ImportKind::People, &[]), 1);
    }

    #[test]
    fn totals_and_repeated_headings_are_no_rows() {
        let headings = ["Name".to_owned(), "Email".to_owned()];
        let none = |texts: &[&str]| is_no_row(&row(9, texts), &headings, &[0, 1], &[0]);
        assert!(none(&["Total", "112"]).is_some() && none(&["Total: 112"]).is_some());
        assert!(none(&["Name", "Email"]).is_some() && none(&["", "n/a", "x"]).is_some());
        assert!(none(&["Ann Total", "ann@example.org"]).is_none());
        assert!(none(&["Total, Ann", "ann@example.org"]).is_none());
        assert!(none(&["Grand total", "112"]).is_some() && none(&["Sum of hours", "112"]).is_some());
    }

    #[test]
    fn somebody_who_is_called_sum_is_no_total() {
        let headings = ["Surname", "First name", "Email", "Telephone"].map(str::to_owned);
        let none = |texts: &[&str]| is_no_row(&row(9, texts), &headings, &[0, 1, 2, 3], &[0, 1]);
        assert!(none(&["Sum", "Li", "li@example.org", "7700900123"]).is_none());
        assert!(none(&["Sum", "Li", "", "7700900123"]).is_none());
        assert!(none(&["Sum", "", "li@example.org", "7700900123"]).is_none());
        assert!(none(&["Sum Li", "", "", "7700900123"]).is_none());
        assert!(none(&["Sum", "", "", "112"]).is_some() && none(&["Total", "112", "", ""]).is_some());
    }

    #[test]
    fn a_list_is_known_again_by_its_headings() {
        let words =
            |headings: &[&str]| shape("Sheet1", &headings.iter().map(|one| (*one).to_owned()).collect::<Vec<_>>());
        assert_eq!(words(&["Name", "E-mail"]), words(&["name ", "e mail", ""]));
        assert_ne!(words(&["Name", "Email"]), words(&["Email", "Name"]));
    }
}
