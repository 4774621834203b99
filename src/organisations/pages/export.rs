//! The list of organisations as a spreadsheet, as it is filtered.

use axum::response::Response;
use sqlx::PgConnection;

use super::index::Choices;
use crate::app::App;
use crate::audit::List;
use crate::error::Result;
use crate::kernel::{Choice, OrganisationId};
use crate::organisations::paths;
use crate::organisations::store::{self, Filter, Row};
use crate::spreadsheets::{Column, Format, Line, Source, Value, turned};
use crate::web::{Cursor, Layout, Query};

const COLUMNS: [Column; 9] = [
    ("Organisation", 44),
    ("Other names", 30),
    ("Type", 22),
    ("County", 18),
    ("ODS code", 10),
    ("First day", 12),
    ("Last day", 12),
    ("Associates", 10),
    ("Copse id", 38),
];

pub(crate) async fn csv(_: paths::Csv, app: App, layout: Layout, Query(choices): Query<Choices>) -> Result<Response> {
    take(&app, &layout, &choices, Format::Csv).await
}

pub(crate) async fn xlsx(_: paths::Xlsx, app: App, layout: Layout, Query(choices): Query<Choices>) -> Result<Response> {
    take(&app, &layout, &choices, Format::Xlsx).await
}

async fn take(app: &App, layout: &Layout, choices: &Choices, format: Format) -> Result<Response> {
    let count = store::count(&mut *app.db.acquire().await?, &choices.filter()).await?;
    let list = List { title: "Organisations", filter: choices.in_words(), columns: &COLUMNS, rows: count };
    let source = Organisations { filter: choices.filter(), today: layout.today(), next: Some(Cursor::Start) };
    list.take(app, layout, format, choices.address(), source).await
}

/// The organisations, a page of the list at a time.
struct Organisations {
    filter: Filter,
    today: chrono::NaiveDate,
    next: Option<Cursor<OrganisationId>>,
}

impl Source for Organisations {
    async fn next(&mut self, db: &mut PgConnection) -> sqlx::Result<Vec<Line>> {
        let Some(cursor) = self.next.take() else { return Ok(Vec::new()) };
        let rows = store::list(db, &self.filter, cursor, self.today).await?;
        let rows = turned(rows, store::PAGE, &mut self.next, |row| row.id);
        Ok(rows.iter().map(line).collect())
    }
}

fn line(row: &Row) -> Line {
    vec![
        Value::text(&row.name),
        Value::text(row.aliases.join("; ")),
        Value::text(row.kind.label()),
        Value::maybe(row.county.map(Choice::label)),
        Value::maybe(row.ods_code.as_deref()),
        Value::date(row.starts_on),
        Value::date(row.ends_on),
        Value::count(row.people),
        Value::text(row.id.to_string()),
    ]
}
