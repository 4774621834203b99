//! Files that LibreOffice and openpyxl have written.

use std::path::PathBuf;
use std::process::Command;
use std::sync::OnceLock;

use chrono::NaiveDate;
use copse::Cell;

use super::read;

/// The folder with the files; they are written once.
pub(super) fn folder() -> &'static PathBuf {
    static MADE: OnceLock<PathBuf> = OnceLock::new();
    MADE.get_or_init(|| {
        let top = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
        let status = Command::new(top.join("script/spreadsheets")).status().expect("a script");
        assert!(status.success(), "script/spreadsheets needs what script/bootstrap --tests installs");
        top.join("target/spreadsheets")
    })
}

pub(crate) fn file(name: &str) -> Vec<u8> {
    std::fs::read(folder().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn text(text: &str) -> Cell {
    Cell::Text(text.to_owned())
}

fn day(year: i32, month: u32, day: u32) -> Cell {
    Cell::Date(NaiveDate::from_ymd_opt(year, month, day).expect("a day"))
}

/// The rows of the workbook. Whoever writes no values of formulas, has none.
fn people(has_values: bool) -> Vec<(u32, Vec<Cell>)> {
    let [total, failed] =
        if has_values { [Cell::Number(2.0), Cell::Failed("#DIV/0!".to_owned())] } else { [Cell::Empty, Cell::Empty] };
    let mut rows = vec![
        (1, vec![text("Members of the network, spring 2013")]),
        (3, ["Name", "Joined", "Phone", "Note", "Agreed", "Total"].map(text).to_vec()),
        (
            4,
            vec![
                text("SMITH, Zoë"),
                day(2013, 4, 1),
                Cell::Number(7_700_900_123.0),
                text("=1+1 is not run"),
                Cell::Truth(true),
                total,
            ],
        ),
        (
            5,
            vec![
                text("O’Hara, Tom"),
                day(2009, 12, 31),
                text("0115 496 0000"),
                text("two\nlines"),
                Cell::Truth(false),
                failed,
            ],
        ),
        (6, vec![text("Derby")]),
        (7, vec![Cell::Empty, text("09:05")]),
        (8, vec![Cell::Empty, Cell::Empty, text("n/a")]),
        (1, vec![text("A note to ourselves")]),
    ];
    for (_, cells) in &mut rows {
        while cells.last() == Some(&Cell::Empty) {
            cells.pop();
        }
    }
    rows
}

#[test]
fn workbooks_of_every_program_say_the_same() {
    for (name, has_values) in [
        ("openpyxl.xlsx", false),
        ("openpyxl-1904.xlsx", false),
        ("libreoffice/openpyxl.xlsx", true),
        ("libreoffice/openpyxl.xls", true),
        ("libreoffice/openpyxl.ods", true),
    ] {
        let heard = read(&file(name), name.rsplit('.').next().unwrap_or_default());
        assert!(heard.is_done, "{name}: {heard:?}");
        assert_eq!(heard.sheets(), [("People", false), ("Not for others", true), ("Empty", false)], "{name}");
        let mut wanted = people(has_values);
        if name.ends_with("ods") {
            // The library reads what is true or not as a number there.
            (wanted[2].1[4], wanted[3].1[4]) = (Cell::Number(1.0), Cell::Number(0.0));
        } else {
            // Three cells made one stand for each of their rows; of that format the library tells none.
            (wanted[5].1[0], wanted[6].1[0]) = (text("Derby"), text("Derby"));
        }
        assert_eq!(heard.cells(), wanted, "{name}");
    }
}

#[test]
fn text_of_every_encoding_says_the_same() {
    let mut seen = Vec::new();
    for name in ["libreoffice/utf8.csv", "libreoffice/windows.csv", "libreoffice/utf16.csv"] {
        let heard = read(&file(name), "csv");
        assert!(heard.is_done, "{name}: {heard:?}");
        assert_eq!(heard.sheets(), [("", false)]);
        let rows = heard.cells();
        assert_eq!(rows.iter().map(|(number, _)| *number).collect::<Vec<_>>(), [1, 3, 4, 5, 6, 7, 8], "{name}");
        assert_eq!(rows[2].1[0], text("SMITH, Zoë"), "{name}");
        assert_eq!(rows[3].1[3], text("two\nlines"), "{name}");
        seen.push(rows);
    }
    assert!(seen.windows(2).all(|two| two[0] == two[1]), "{seen:#?}");
}
