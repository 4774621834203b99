//! The themes as a spreadsheet, which comes in again as it left.

use axum::response::Response;

use crate::app::App;
use crate::audit::{self, List};
use crate::error::Result;
use crate::projects::paths;
use crate::projects::store::{self, ThemeLine};
use crate::spreadsheets::{Column, Format, Given, Line, Value};
use crate::web::Layout;

const COLUMNS: [Column; 4] = [("Theme", 30), ("About it", 60), ("Projects", 10), ("Ended", 10)];

pub(crate) async fn csv(_: paths::ThemesCsv, app: App, layout: Layout) -> Result<Response> {
    take(&app, &layout, Format::Csv).await
}

pub(crate) async fn xlsx(_: paths::ThemesXlsx, app: App, layout: Layout) -> Result<Response> {
    take(&app, &layout, Format::Xlsx).await
}

async fn take(app: &App, layout: &Layout, format: Format) -> Result<Response> {
    let themes = store::list_theme_lines(&mut *app.db.acquire().await?).await?;
    let list = List { title: "Themes", filter: Vec::new(), columns: &COLUMNS, rows: audit::rows(&themes) };
    list.take(app, layout, format, paths::Themes, Given(themes.iter().map(line).collect())).await
}

fn line(theme: &ThemeLine) -> Line {
    vec![Value::text(&theme.name), Value::text(&theme.summary), Value::count(theme.open), Value::count(theme.ended)]
}
