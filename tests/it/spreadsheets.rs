//! Files from outside, read by the real program in a process of its own: those that people's programs write, those
//! that somebody made to do harm, and those that are broken.

mod hostile;
mod mutated;
mod passing_on;
mod real;

pub(crate) use real::file as spreadsheet;

use std::io::Write as _;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use copse::{Cell, Piece, Row};
use serde_json::Value;

/// What the program said of a file.
#[derive(Debug)]
struct Heard {
    pieces: Vec<Piece>,
    /// The sentence for the person, if the file was refused.
    refused: Option<String>,
    /// Whether it was read to its end.
    is_done: bool,
    /// Whether the file ended the process.
    was_ended: bool,
    took: Duration,
    /// The most address space the process had, in kilobytes, as far as it was seen.
    peak: u64,
}

impl Heard {
    fn rows(&self) -> Vec<&Row> {
        let rows = self.pieces.iter().filter_map(|piece| if let Piece::Rows(rows) = piece { Some(rows) } else { None });
        rows.flatten().collect()
    }

    fn sheets(&self) -> Vec<(&str, bool)> {
        let sheet = |piece| {
            if let &Piece::Sheet { ref name, is_hidden } = piece { Some((name.as_str(), is_hidden)) } else { None }
        };
        self.pieces.iter().filter_map(sheet).collect()
    }

    fn cells(&self) -> Vec<(u32, Vec<Cell>)> {
        self.rows().into_iter().map(|row| (row.number, row.cells.clone())).collect()
    }
}

fn read(file: &[u8], called: &str) -> Heard {
    let begun = Instant::now();
    let mut child = Command::new(env!("CARGO_BIN_EXE_copse"))
        .args(["read-spreadsheet", "--called", called])
        .env_clear()
        .current_dir("/")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("the program starts");
    let status = format!("/proc/{}/status", child.id());
    let watcher = std::thread::spawn(move || {
        let mut peak = 0;
        while let Ok(status) = std::fs::read_to_string(&status) {
            let line = status.lines().find_map(|line| line.strip_prefix("VmPeak:"));
            let Some(now) = line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok()) else { break };
            peak = now;
            std::thread::sleep(Duration::from_millis(5));
        }
        peak
    });
    let mut input = child.stdin.take().expect("an input");
    let file = file.to_vec();
    // It may give up before it has taken everything.
    let writer = std::thread::spawn(move || drop(input.write_all(&file)));
    let output = child.wait_with_output().expect("it ends");
    writer.join().expect("written");
    let mut heard = Heard {
        pieces: Vec::new(),
        refused: None,
        is_done: false,
        was_ended: !output.status.success(),
        took: begun.elapsed(),
        peak: watcher.join().expect("watched"),
    };
    for line in output.stdout.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
        let Ok(value) = serde_json::from_slice::<Value>(line) else { continue };
        if value == "Done" {
            heard.is_done = true;
        } else if let Some(why) = value.get("Refused").and_then(Value::as_str) {
            heard.refused = Some(why.to_owned());
        } else {
            heard.pieces.push(serde_json::from_value(value["Piece"].clone()).expect("a piece"));
        }
    }
    heard
}

/// A workbook with these parts besides the usual ones; the sheet is the XML between its `sheetData`.
pub(crate) fn workbook(sheet: &str, more: &[(&str, &str)]) -> Vec<u8> {
    const SHEET: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006/relationships";
    let parts = [
        (
            "[Content_Types].xml",
            "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>".to_owned(),
        ),
        (
            "_rels/.rels",
            format!(
                "<Relationships xmlns=\"{PACKAGE}\"><Relationship Id=\"r1\" Type=\"{OFFICE}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
            ),
        ),
        (
            "xl/workbook.xml",
            format!(
                "<workbook xmlns=\"{SHEET}\" xmlns:r=\"{OFFICE}\"><sheets><sheet name=\"One\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>"
            ),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            format!(
                "<Relationships xmlns=\"{PACKAGE}\"><Relationship Id=\"r1\" Type=\"{OFFICE}/worksheet\" Target=\"worksheets/sheet1.xml\"/><Relationship Id=\"r2\" Type=\"{OFFICE}/sharedStrings\" Target=\"sharedStrings.xml\"/></Relationships>"
            ),
        ),
        (
            "xl/worksheets/sheet1.xml",
            format!("<worksheet xmlns=\"{SHEET}\"><sheetData>{sheet}</sheetData></worksheet>"),
        ),
    ];
    let parts = parts.iter().map(|(name, text)| (*name, text.as_str())).chain(more.iter().copied());
    zipped(parts)
}

pub(crate) fn zipped<'a>(parts: impl IntoIterator<Item = (&'a str, &'a str)>) -> Vec<u8> {
    let mut file = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, text) in parts {
        file.start_file(name, zip::write::SimpleFileOptions::default()).expect("a part");
        file.write_all(text.as_bytes()).expect("its text");
    }
    file.finish().expect("a file").into_inner()
}
