//! Everything there is, in one file, for an administrator who says why.

use std::fs::File;
use std::io::{Seek as _, SeekFrom, Write as _};

use anyhow::{Context as _, bail};
use askama::Template;
use axum::response::{IntoResponse, Response};
use sqlx::PgPool;
use tokio::sync::mpsc;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::ReasonForm;
use crate::app::App;
use crate::audit::{self, Entry, Subject};
use crate::error::{Result, loggable};
use crate::exports::archive::{LEFT_OUT, TABLES, is_secret, readme};
use crate::exports::paths;
use crate::exports::store::{self, ArchiveRow, Column};
use crate::kernel::display_date_time;
use crate::spreadsheets::{Sender, Turn, attachment, chunks, guarded, pass_on};
use crate::web::{Form, FormErrors, Layout, Page};

#[derive(Template)]
#[template(path = "exports/archive.html")]
pub(crate) struct ArchivePage {
    layout: Layout,
    form: ReasonForm,
    errors: FormErrors,
}

impl ArchivePage {
    fn tables(&self) -> usize {
        TABLES.len()
    }

    fn left_out(&self) -> &'static [(&'static str, &'static str)] {
        LEFT_OUT
    }
}

pub(crate) async fn get(_: paths::Archive, layout: Layout) -> Page<ArchivePage> {
    Page::ok(ArchivePage { layout, form: ReasonForm::default(), errors: FormErrors::default() })
}

pub(crate) async fn post(
    _: paths::Archive,
    app: App,
    layout: Layout,
    Form(form): Form<ReasonForm>,
) -> Result<Response> {
    let reason = match form.parse() {
        Ok(reason) => reason,
        Err(invalid) => {
            let errors = FormErrors::one("reason", invalid.message());
            return Ok(Page::unprocessable(ArchivePage { layout, form, errors }).into_response());
        }
    };
    let Some(turn) = Turn::take(&app, &layout) else { return Ok(layout.unchanged(paths::Archive, Turn::TAKEN)) };

    let mut tx = app.db.begin().await?;
    let taken = serde_json::json!({ "tables": TABLES.len(), "reason": reason });
    audit::record(&mut tx, &layout.by(), Entry::new("Took everything away", Subject::Settings).made(&taken)).await?;
    tx.commit().await?;

    let (parts_in, parts_out) = mpsc::channel(4);
    let (send, body) = chunks();
    let about = About { by: layout.by().name, at: display_date_time(layout.now()), from: app.config.base_url() };
    tokio::spawn(read(app.db.clone(), about, parts_in));
    tokio::task::spawn_blocking(move || write(parts_out, &send, turn));
    let name = format!("copse-{}.zip", layout.today().format("%Y-%m-%d"));
    Ok(attachment("application/zip", &name, body))
}

struct About {
    by: String,
    at: String,
    from: String,
}

/// What goes into the archive, in its order.
enum Part {
    Readme(String),
    /// A table begins, with these columns.
    Table(&'static str, Vec<String>),
    Rows(Vec<ArchiveRow>),
    /// Only an archive that is whole has this.
    End,
}

/// Reads all tables as they were at one moment. The connection is held until the file is written, not until it is
/// read by whoever takes it.
async fn read(db: PgPool, about: About, parts: mpsc::Sender<Part>) {
    if let Err(error) = read_all(&db, about, &parts).await {
        let cause = loggable(error);
        tracing::error!(cause = format!("{cause:#}"), "an archive could not be read to its end");
    }
}

async fn read_all(db: &PgPool, about: About, parts: &mpsc::Sender<Part>) -> anyhow::Result<()> {
    let mut tx = db.begin().await?;
    store::begin_archive(&mut tx).await?;
    let columns = store::list_columns(&mut tx).await?;
    parts.send(Part::Readme(readme(&columns, &about.by, &about.at, &about.from))).await.context("nobody writes")?;
    for (table, _) in TABLES {
        let of_table: Vec<&Column> = columns.iter().filter(|column| column.table == *table).collect();
        let open = of_table.iter().filter(|column| !is_secret(table, &column.name));
        let headings = open.map(|column| column.name.clone()).collect();
        parts.send(Part::Table(table, headings)).await.context("nobody writes")?;
        store::open_table(&mut tx, &of_table).await?;
        loop {
            let rows = store::fetch_rows(&mut tx).await?;
            if rows.is_empty() {
                break;
            }
            parts.send(Part::Rows(rows)).await.context("nobody writes")?;
        }
    }
    parts.send(Part::End).await.context("nobody writes")?;
    tx.rollback().await?;
    Ok(())
}

/// Writes the archive into a file without a name, then sends it.
fn write(parts: mpsc::Receiver<Part>, send: &Sender, turn: Turn) {
    if let Err(cause) = file(parts).and_then(|file| pass_on(file, send)) {
        tracing::error!(cause = format!("{cause:#}"), "an archive could not be written to its end");
        send.blocking_break_off();
    }
    drop(turn);
}

/// Two files a table cannot be written side by side, so the second waits in a file of its own.
fn file(mut parts: mpsc::Receiver<Part>) -> anyhow::Result<File> {
    let options = SimpleFileOptions::default();
    let mut archive = ZipWriter::new(tempfile::tempfile().context("a file for an archive")?);
    let mut waiting: Option<(&'static str, File)> = None;
    let mut is_whole = false;
    while let Some(part) = parts.blocking_recv() {
        match part {
            Part::Readme(text) => {
                archive.start_file("README.txt", options)?;
                archive.write_all(text.as_bytes())?;
            }
            Part::Table(table, headings) => {
                finish_table(&mut archive, waiting.take())?;
                archive.start_file(format!("csv/{table}.csv"), options)?;
                archive.write_all(b"\xef\xbb\xbf")?;
                archive.write_all(&comma_separated([headings])?)?;
                waiting = Some((table, tempfile::tempfile()?));
            }
            Part::Rows(rows) => {
                let cells = rows.iter().map(|row| {
                    row.cells.iter().map(|cell| guarded(cell.as_deref().unwrap_or_default())).collect::<Vec<_>>()
                });
                archive.write_all(&comma_separated(cells)?)?;
                let Some((_, lines)) = &mut waiting else { bail!("rows of no table") };
                let text: String = rows.iter().flat_map(|row| [row.line.as_str(), "\n"]).collect();
                lines.write_all(text.as_bytes())?;
            }
            Part::End => is_whole = true,
        }
    }
    if !is_whole {
        bail!("the tables ended before their end");
    }
    finish_table(&mut archive, waiting)?;
    let mut file = archive.finish()?;
    file.seek(SeekFrom::Start(0))?;
    Ok(file)
}

/// The lines of JSON of a table follow its rows.
fn finish_table(archive: &mut ZipWriter<File>, waiting: Option<(&'static str, File)>) -> anyhow::Result<()> {
    let Some((table, mut lines)) = waiting else { return Ok(()) };
    archive.start_file(format!("json/{table}.jsonl"), SimpleFileOptions::default())?;
    lines.seek(SeekFrom::Start(0))?;
    std::io::copy(&mut lines, archive)?;
    Ok(())
}

fn comma_separated(rows: impl IntoIterator<Item = Vec<String>>) -> anyhow::Result<Vec<u8>> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    for row in rows {
        writer.write_record(row)?;
    }
    writer.into_inner().map_err(|error| anyhow::anyhow!("rows in memory: {error}"))
}
