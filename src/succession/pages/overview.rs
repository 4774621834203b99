//! All organisations that have ended, with how many of their people are still to be placed.

use askama::Template;
use axum::response::Response;

use crate::app::App;
use crate::audit::{self, List};
use crate::error::Result;
use crate::spreadsheets::{Column, Format, Given, Line, Value};
use crate::succession::paths;
use crate::succession::store::{self, OverviewRow};
use crate::web::{Layout, Page, filters};

#[derive(Template)]
#[template(path = "succession/overview.html")]
pub(crate) struct OverviewPage {
    layout: Layout,
    rows: Vec<OverviewRow>,
}

pub(crate) async fn get(_: paths::Overview, app: App, layout: Layout) -> Result<Page<OverviewPage>> {
    let rows = store::list_ended(&mut *app.db.acquire().await?).await?;
    Ok(Page::ok(OverviewPage { layout, rows }))
}

impl OverviewPage {
    fn counted(&self) -> String {
        match self.rows.iter().map(|row| row.unplaced).sum::<i64>() {
            0 => String::new(),
            1 => "1 person to place".to_owned(),
            count => format!("{count} people to place"),
        }
    }
}

const COLUMNS: [Column; 7] = [
    ("Organisation", 44),
    ("Last day", 12),
    ("Followed by", 50),
    ("To place", 10),
    ("Went on", 10),
    ("Left", 10),
    ("Copse id", 38),
];

pub(crate) async fn csv(_: paths::OverviewCsv, app: App, layout: Layout) -> Result<Response> {
    take(&app, &layout, Format::Csv).await
}

pub(crate) async fn xlsx(_: paths::OverviewXlsx, app: App, layout: Layout) -> Result<Response> {
    take(&app, &layout, Format::Xlsx).await
}

async fn take(app: &App, layout: &Layout, format: Format) -> Result<Response> {
    let ended = store::list_ended(&mut *app.db.acquire().await?).await?;
    let (columns, rows) = (&COLUMNS, audit::rows(&ended));
    let list = List { title: "Organisations that ended", filter: Vec::new(), columns, rows };
    list.take(app, layout, format, paths::Overview, Given(ended.iter().map(line).collect())).await
}

fn line(row: &OverviewRow) -> Line {
    vec![
        Value::text(&row.name),
        Value::Date(row.ends_on),
        Value::text(row.successors.join("; ")),
        Value::count(row.unplaced),
        Value::count(row.rehomed),
        Value::count(row.left),
        Value::text(row.id.to_string()),
    ]
}
