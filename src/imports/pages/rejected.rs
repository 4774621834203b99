//! The rejected rows as a file: corrected in it, they are brought again.

use axum::response::Response;

use crate::app::App;
use crate::audit::{self, Entry, Subject};
use crate::error::{OrNotFound, Result};
use crate::imports::model::NoteKind;
use crate::imports::paths;
use crate::imports::store::{self, RowLine};
use crate::imports::table::{headings, texts};
use crate::spreadsheets::{Format, Given, Heading, Line, Table, Turn, Value};
use crate::web::Layout;

pub(crate) async fn get(path: paths::Rejected, app: App, layout: Layout) -> Result<Response> {
    let Some(turn) = Turn::take(&app, &layout) else {
        return Ok(layout.unchanged(paths::Show { import: path.import }, Turn::TAKEN));
    };
    let mut db = app.db.acquire().await?;
    let batch = store::find(&mut db, path.import).await?.or_404()?;
    let reading = batch.reading().or_404()?;
    let rows = store::list_rejected(&mut db, batch.id).await?;
    let start = store::list_sheet_start(&mut db, batch.id, reading.sheet).await?;
    let taken = serde_json::json!({ "rows": rows.len(), "of": "rejected rows" });
    audit::record(
        &mut db,
        &layout.by(),
        Entry::new("Took rows of a list away", Subject::Import(batch.id)).made(&taken),
    )
    .await?;
    drop(db);
    let mut heads = headings(&start, reading.header);
    let width = rows.iter().map(|row| row.row().cells.len()).max().unwrap_or_default().max(heads.len());
    heads.resize(width, String::new());
    let columns = heads.into_iter().map(Into::into).chain(["Row".into(), "Why it was rejected".into()]);
    let table = Table {
        title: "Rejected rows".to_owned(),
        name: format!("rejected rows of {}", batch.file_name),
        filter: Vec::new(),
        more: Vec::new(),
        columns: columns.map(|heading| -> Heading { (heading, 24) }).collect(),
    };
    let lines = rows.iter().map(|row| line(row, width)).collect();
    Ok(table.answer(&app, &layout, Format::Csv, turn, Given(lines)))
}

/// The row as it came, its number, and why it was rejected.
fn line(row: &RowLine, width: usize) -> Line {
    let mut cells = texts(&row.row());
    cells.resize(width, String::new());
    let notes = row.notes();
    let reasons = notes.iter().filter(|note| note.kind == NoteKind::Reason);
    let why: Vec<String> = reasons
        .map(|note| note.cell.iter().map(|cell| format!("{cell}: ")).chain([note.text.clone()]).collect())
        .collect();
    cells.extend([row.number.to_string(), why.join("; ")]);
    cells.into_iter().map(Value::text).collect()
}
