//! Excel workbooks: typed cells, a heading that stays in sight, a filter, and a sheet that says what the file is.
//! Rows go to a file without a name as they come, which then is sent.

use std::fs::File;
use std::io::{Read as _, Seek as _, SeekFrom};

use anyhow::{Context as _, bail};
use rust_xlsxwriter::{Format as Look, FormatAlign, Workbook, Worksheet};
use tokio::sync::mpsc;

use super::body::Sender;
use super::source::Batch;
use super::{About, Heading, Turn, Value, moment_in_words};

/// As many as a sheet has, one being the heading.
const MOST_ROWS: u32 = 1_048_575;
/// As many as a cell has.
const MOST_CHARACTERS: usize = 32_767;

/// Writes rows as they come, then sends the file.
pub(super) fn write(columns: &[Heading], about: &About, rows: mpsc::Receiver<Batch>, send: &Sender, turn: Turn) {
    match file(columns, about, rows).and_then(|file| pass_on(file, send)) {
        Ok(()) => {}
        Err(cause) => {
            tracing::error!(cause = format!("{cause:#}"), "a workbook could not be written to its end");
            send.blocking_break_off();
        }
    }
    drop(turn);
}

/// The whole workbook, in a file that vanishes with its handle.
fn file(columns: &[Heading], about: &About, mut rows: mpsc::Receiver<Batch>) -> anyhow::Result<File> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet_with_constant_memory()?;
    sheet.set_name("List")?;
    let looks = Looks::new();
    for (at, (heading, width)) in (0_u16..).zip(columns) {
        sheet.set_column_width(at, *width)?;
        sheet.write_string_with_format(0, at, heading.as_ref(), &looks.heading)?;
    }
    sheet.set_freeze_panes(1, 0)?;
    let mut written = 0;
    while let Some(batch) = rows.blocking_recv() {
        // Said in the log where it happened.
        let Some(batch) = batch else { bail!("the rows ended before their end") };
        for line in batch {
            written += 1;
            if written > MOST_ROWS {
                bail!("more rows than a sheet has");
            }
            for (at, value) in (0_u16..).zip(&line) {
                cell(sheet, written, at, value, &looks)?;
            }
        }
    }
    if let Some(last) = u16::try_from(columns.len()).ok().and_then(|columns| columns.checked_sub(1)) {
        sheet.autofilter(0, 0, written, last)?;
    }
    tell_about(workbook.add_worksheet_with_constant_memory()?, about, written, &looks)?;
    let mut file = tempfile::tempfile().context("a file for a workbook")?;
    workbook.save_to_writer(&mut file)?;
    file.seek(SeekFrom::Start(0))?;
    Ok(file)
}

struct Looks {
    heading: Look,
    date: Look,
    money: Look,
    text: Look,
}

impl Looks {
    fn new() -> Self {
        Self {
            heading: Look::new().set_bold(),
            date: Look::new().set_num_format("dd/mm/yyyy").set_align(FormatAlign::Left),
            money: Look::new().set_num_format("#,##0.00"),
            text: Look::new().set_text_wrap().set_align(FormatAlign::Top),
        }
    }
}

fn cell(sheet: &mut Worksheet, row: u32, column: u16, value: &Value, looks: &Looks) -> anyhow::Result<()> {
    match value {
        Value::Nothing => {}
        Value::Text(text) => {
            // Text is never a formula here, so nothing needs a guard.
            let end = text.char_indices().nth(MOST_CHARACTERS).map_or(text.len(), |(at, _)| at);
            sheet.write_string(row, column, &text[..end])?;
        }
        Value::Number(number) => {
            sheet.write_number(row, column, *number)?;
        }
        Value::Money(pence) => {
            sheet.write_number_with_format(row, column, f64::from(*pence) / 100.0, &looks.money)?;
        }
        Value::Date(date) => {
            sheet.write_datetime_with_format(row, column, date, &looks.date)?;
        }
    }
    Ok(())
}

fn tell_about(sheet: &mut Worksheet, about: &About, rows: u32, looks: &Looks) -> anyhow::Result<()> {
    sheet.set_name("About this file")?;
    sheet.set_column_width(0, 14)?;
    sheet.set_column_width(1, 80)?;
    let rows = rows.to_string();
    let at = moment_in_words(about.at);
    let mut lines = vec![("What", about.title.as_str()), ("Narrowed to", &about.filter)];
    lines.extend(about.more.iter().map(|(what, words)| (*what, words.as_str())));
    lines.extend([
        ("Rows", rows.as_str()),
        ("Taken by", &about.by),
        ("When", &at),
        ("From", &about.from),
        ("Please", "Keep this file where only those who need it can open it, and delete it when it has done its work."),
    ]);
    for (row, (what, words)) in (0..).zip(lines) {
        sheet.write_string_with_format(row, 0, what, &looks.heading)?;
        sheet.write_string_with_format(row, 1, words, &looks.text)?;
    }
    Ok(())
}

/// Sends a file in parts, as fast as it is read.
pub(crate) fn pass_on(mut file: File, send: &Sender) -> anyhow::Result<()> {
    loop {
        let mut part = vec![0; 64 * 1024];
        let length = file.read(&mut part)?;
        part.truncate(length);
        if length == 0 || !send.blocking_send(part) {
            return Ok(());
        }
    }
}
