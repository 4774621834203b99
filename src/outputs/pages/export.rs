//! What came of events and projects as a spreadsheet, for the team.

use axum::response::Response;
use sqlx::PgConnection;

use super::index::Choices;
use crate::app::App;
use crate::audit::List;
use crate::error::Result;
use crate::kernel::{Choice, OutputId};
use crate::outputs::model::Output;
use crate::outputs::paths;
use crate::outputs::store::{self, Filter};
use crate::spreadsheets::{Column, Format, Line, Source, Value, turned};
use crate::web::{Cursor, Layout, Query};

const COLUMNS: [Column; 6] = [("Title", 44), ("Sort", 14), ("Date", 12), ("Shown to", 14), ("Link", 40), ("About", 60)];

pub(crate) async fn csv(_: paths::Csv, app: App, layout: Layout, Query(choices): Query<Choices>) -> Result<Response> {
    take(&app, &layout, &choices, Format::Csv).await
}

pub(crate) async fn xlsx(_: paths::Xlsx, app: App, layout: Layout, Query(choices): Query<Choices>) -> Result<Response> {
    take(&app, &layout, &choices, Format::Xlsx).await
}

async fn take(app: &App, layout: &Layout, choices: &Choices, format: Format) -> Result<Response> {
    let filter = choices.filter(layout);
    let count = store::count(&mut *app.db.acquire().await?, &filter).await?;
    let list = List { title: "What we made", filter: choices.in_words(), columns: &COLUMNS, rows: count };
    list.take(app, layout, format, paths::Index, Outputs { filter, next: Some(Cursor::Start) }).await
}

/// The outputs, a page of the list at a time.
struct Outputs {
    filter: Filter,
    next: Option<Cursor<OutputId>>,
}

impl Source for Outputs {
    async fn next(&mut self, db: &mut PgConnection) -> sqlx::Result<Vec<Line>> {
        let Some(cursor) = self.next.take() else { return Ok(Vec::new()) };
        let rows = store::list(db, &self.filter, cursor).await?;
        let rows = turned(rows, store::PAGE, &mut self.next, |row| row.id);
        Ok(rows.iter().map(line).collect())
    }
}

fn line(row: &Output) -> Line {
    vec![
        Value::text(&row.title),
        Value::text(row.kind.label()),
        Value::Date(row.made_on),
        Value::text(if row.is_published { "everyone" } else { "the team" }),
        Value::maybe(row.link.as_deref()),
        Value::text(&row.about),
    ]
}
