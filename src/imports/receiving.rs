//! Taking a file in: it goes on to the process that reads it as it arrives, and what that finds goes to the database piece
//! by piece. Nothing here keeps the file; the request that brought it is held
//! whole by `run_to_end`.

use std::path::Path;
use std::time::Duration;

use anyhow::Context as _;
use axum::extract::Multipart;
use axum::extract::multipart::Field as Part;
use sha2::{Digest, Sha256};
use tokio::fs::File;
use tokio::io::AsyncReadExt as _;
use tokio::time::timeout;

use super::model::{ImportKind, SheetInfo};
use super::store;
use crate::app::App;
use crate::audit::{self, By, Entry, Subject};
use crate::error::{Error, Result};
use crate::kernel::{ImportId, clean};
use crate::spreadsheets::{Piece, Reader, Sheets, Unread};

/// How long the page waits for the file to be read before it shows how far it is.
const PATIENCE: Duration = Duration::from_secs(2);

/// What became of an upload.
pub(super) enum Received {
    /// It is read, or is being read.
    Import(ImportId),
    /// It is not: a sentence for whoever sent it.
    Refused(String),
}

/// A file that arrived, not read yet.
struct Arrived {
    kind: ImportKind,
    name: String,
    hash: Vec<u8>,
    sheets: Sheets,
}

/// Takes the form with the file.
///
/// # Errors
/// What came is no such form, or it is our own failure.
pub(super) async fn receive(app: &App, form: Multipart, by: &By) -> Result<Received> {
    let arrived = match arrive(app, form).await? {
        Ok(arrived) => arrived,
        Err(why) => return Ok(Received::Refused(why)),
    };
    let id = note(app, &arrived, by).await?;
    let reading = tokio::spawn(read(app.clone(), id, arrived.sheets, arrived.hash));
    match timeout(PATIENCE, reading).await {
        // Refused at once: that is said where the file was chosen.
        Ok(Ok(Some(why))) => {
            let mut db = app.db.acquire().await?;
            store::delete(&mut db, id).await?;
            Ok(Received::Refused(why))
        }
        _ => Ok(Received::Import(id)),
    }
}

/// Takes a file of this machine.
///
/// # Errors
/// It cannot be opened, or it is our own failure.
pub(super) async fn receive_file(app: &App, file: &Path, by: &By) -> anyhow::Result<Received> {
    let name = plain_name(&file.file_name().unwrap_or_default().to_string_lossy());
    let mut input = File::open(file).await.context("the file cannot be opened")?;
    let mut reader = Reader::start(app, &name)?;
    let mut hash = Sha256::new();
    let mut chunk = vec![0; 64 * 1024];
    loop {
        let length = input.read(&mut chunk).await.context("the file cannot be read")?;
        let Some(bytes) = chunk.get(..length).filter(|bytes| !bytes.is_empty()) else { break };
        hash.update(bytes);
        match reader.write(bytes).await {
            Ok(()) => {}
            Err(Unread::Refused(refusal)) => return Ok(Received::Refused(refusal.0)),
            Err(other) => return Err(other.into()),
        }
    }
    let (sheets, hash) = (reader.finish().await?, hash.finalize().to_vec());
    let arrived = Arrived { kind: ImportKind::People, name, hash, sheets };
    let id = note(app, &arrived, by).await?;
    match read(app.clone(), id, arrived.sheets, arrived.hash).await {
        None => Ok(Received::Import(id)),
        Some(why) => {
            store::delete(&mut *app.db.acquire().await?, id).await?;
            Ok(Received::Refused(why))
        }
    }
}

/// Writes down that a list has come, which is about to be read.
async fn note(app: &App, arrived: &Arrived, by: &By) -> sqlx::Result<ImportId> {
    let id = ImportId::new();
    let mut tx = app.db.begin().await?;
    store::insert(&mut tx, id, arrived.kind, &arrived.name, by).await?;
    let made = serde_json::json!({ "file": arrived.name });
    audit::record(&mut tx, by, Entry::new("Uploaded a list", Subject::Import(id)).made(&made)).await?;
    tx.commit().await?;
    Ok(id)
}

/// A name without its folders.
fn plain_name(name: &str) -> String {
    let name: String = clean(name).chars().take(200).collect();
    name.rsplit(['/', '\\']).next().unwrap_or_default().to_owned()
}

const NOT_A_FORM: Error = Error::BadRequest("What was sent is not a form with a file.");

async fn arrive(app: &App, mut form: Multipart) -> Result<std::result::Result<Arrived, String>> {
    while let Some(part) = form.next_field().await.map_err(|_| NOT_A_FORM)? {
        if part.name() == Some("file") {
            let name = plain_name(part.file_name().unwrap_or_default());
            if name.is_empty() {
                break;
            }
            return match pass_on(app, &name, part).await {
                Ok((sheets, hash)) => Ok(Ok(Arrived { kind: ImportKind::People, name, hash, sheets })),
                Err(Unread::Refused(refusal)) => Ok(Err(refusal.0)),
                Err(Unread::Busy) => Ok(Err(BUSY.to_owned())),
                Err(Unread::Failed(cause)) => Err(cause.into()),
            };
        }
    }
    Ok(Err("Choose a file".to_owned()))
}

const BUSY: &str = "Other files are being read at the moment. Please send it again in a minute.";
const BROKEN_OFF: &str = "The file did not arrive to its end, or is larger than 20 MB. Check the connection and its size, and upload it again.";

async fn pass_on(app: &App, name: &str, mut part: Part<'_>) -> std::result::Result<(Sheets, Vec<u8>), Unread> {
    let mut reader = Reader::start(app, name)?;
    let mut hash = Sha256::new();
    loop {
        match part.chunk().await {
            Ok(Some(chunk)) => {
                hash.update(&chunk);
                reader.write(&chunk).await?;
            }
            Ok(None) => break,
            Err(_) => return Err(crate::spreadsheets::Refusal(BROKEN_OFF.to_owned()).into()),
        }
    }
    Ok((reader.finish().await?, hash.finalize().to_vec()))
}

/// Reads it into the database. Why it is refused, if it is.
async fn read(app: App, id: ImportId, sheets: Sheets, hash: Vec<u8>) -> Option<String> {
    let why = match pieces(&app, id, sheets, &hash).await {
        Ok(()) => return None,
        Err(Unread::Refused(refusal)) => refusal.0,
        Err(Unread::Busy) => BUSY.to_owned(),
        Err(Unread::Failed(cause)) => {
            tracing::error!(cause = format!("{:#}", crate::error::loggable(cause)), "a list could not be read");
            "Something went wrong on our side while the file was read. Please upload it again.".to_owned()
        }
    };
    if let Ok(mut db) = app.db.acquire().await {
        // Should that fail too, the lease runs out and the page says so.
        let _ = store::refuse(&mut db, id, &why).await;
    }
    Some(why)
}

async fn pieces(app: &App, id: ImportId, mut sheets: Sheets, hash: &[u8]) -> std::result::Result<(), Unread> {
    let ours = |error: sqlx::Error| Unread::Failed(error.into());
    let mut found: Vec<SheetInfo> = Vec::new();
    let (mut total, mut told) = (0, 0);
    while let Some(piece) = sheets.next().await? {
        match piece {
            Piece::Sheet { name, is_hidden } => found.push(SheetInfo { name, is_hidden, rows: 0 }),
            Piece::Rows(rows) => {
                total += rows.len();
                let at = found.len().saturating_sub(1);
                if let Some(sheet) = found.last_mut() {
                    sheet.rows += rows.len();
                }
                let mut db = app.db.acquire().await.map_err(ours)?;
                store::insert_rows(&mut db, id, at, &rows).await.map_err(ours)?;
                if total - told >= 5_000 {
                    told = total;
                    let step = format!("{total} rows read so far");
                    store::renew(&mut db, id, app.clock.now(), &step).await.map_err(ours)?;
                }
            }
        }
    }
    if total == 0 {
        let why = "The file holds no rows. Check that you chose the right file.";
        return Err(crate::spreadsheets::Refusal(why.to_owned()).into());
    }
    let mut db = app.db.acquire().await.map_err(ours)?;
    store::set_sheets(&mut db, id, &found, hash).await.map_err(ours)
}
