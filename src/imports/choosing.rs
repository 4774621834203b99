//! What the columns of a list are before anybody has said so: as the last list of this shape was understood, or guessed.

use sqlx::PgConnection;

use super::cells::shortened;
use super::fields::Field;
use super::model::{ImportKind, ImportState};
use super::store::{self, Batch};
use super::table::{find_header, find_kind, headings, shape};
use crate::kernel::Choice;
use crate::spreadsheets::Row;

/// How a sheet is understood until somebody says otherwise.
pub(super) struct Guess {
    pub(super) kind: ImportKind,
    pub(super) header: u32,
    pub(super) fields: Vec<Option<Field>>,
    /// Whether the columns stand as they did for the last list of this shape.
    pub(super) is_remembered: bool,
}

/// Guesses what was not said: the kind, the row with the headings, the columns.
///
/// # Errors
/// The database's.
pub(super) async fn guess(
    db: &mut PgConnection,
    (batch, sheet): (&Batch, usize),
    rows: &[Row],
    (kind, header): (Option<ImportKind>, Option<u32>),
) -> sqlx::Result<Guess> {
    let (likely, likely_header) = match (kind, header) {
        (Some(kind), None) => (kind, find_header(kind, rows)),
        _ => find_kind(rows),
    };
    let header = header.unwrap_or(likely_header);
    let headings = headings(rows, header);
    let sheets = batch.sheets();
    let name = sheets.get(sheet).map_or("", |sheet| sheet.name.as_str());
    let shape = shape(name, &headings);
    let kinds = match kind {
        Some(kind) => vec![kind],
        // What was chosen once for such headings is surer than what they look like.
        None => std::iter::once(likely).chain(ImportKind::ALL.iter().copied()).collect(),
    };
    for kind in kinds {
        if let Some(fields) = store::find_shape(db, kind, &shape).await? {
            return Ok(Guess { kind, header, fields, is_remembered: true });
        }
    }
    let kind = kind.unwrap_or(likely);
    Ok(Guess { kind, header, fields: kind.guess(&headings), is_remembered: false })
}

/// The sheet that is taken before one was chosen: one that people do not see is seldom the list.
pub(super) fn first_sheet(batch: &Batch) -> usize {
    batch.sheets().iter().position(|sheet| !sheet.is_hidden && sheet.rows > 0).unwrap_or_default()
}

/// The columns of a list that is about to be imported which nothing is taken from.
///
/// # Errors
/// The database's.
pub(super) async fn left_alone(db: &mut PgConnection, batch: &Batch) -> sqlx::Result<Vec<String>> {
    let Some(reading) = batch.reading().filter(|_| batch.state == ImportState::Planned) else { return Ok(Vec::new()) };
    let start = store::list_sheet_start(db, batch.id, reading.sheet).await?;
    let is_taken = |at: usize| reading.fields.get(at).copied().flatten().is_some();
    let headings = headings(&start, reading.header).into_iter().enumerate();
    let left = headings.filter(|(at, heading)| !heading.is_empty() && !is_taken(*at));
    Ok(left.map(|(_, heading)| shortened(&heading)).collect())
}
