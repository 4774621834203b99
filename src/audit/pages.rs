//! The administrator's page of everything that happened.

use askama::Template;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::routing::TypedPath;
use sqlx::PgConnection;
use uuid::Uuid;

use super::List;
use super::store::{self, Event};
use crate::app::App;
use crate::error::Result;
use crate::kernel::display_date_time;
use crate::spreadsheets::{Column, Format, Line, Source, Value, turned};
use crate::web::{Cursor, Layout, Page, Paging, Query, filters};

#[derive(TypedPath, serde::Deserialize)]
#[typed_path("/admin/audit")]
pub(crate) struct Audit;

#[derive(TypedPath, serde::Deserialize)]
#[typed_path("/admin/audit.csv")]
pub(crate) struct Csv;

#[derive(TypedPath, serde::Deserialize)]
#[typed_path("/admin/audit.xlsx")]
pub(crate) struct Xlsx;

#[derive(Default, serde::Deserialize)]
#[serde(default)]
pub(crate) struct Position {
    after: String,
    before: String,
}

#[derive(Template)]
#[template(path = "audit/index.html")]
pub(crate) struct AuditPage {
    layout: Layout,
    events: Vec<Event>,
    paging: Paging,
}

pub(crate) async fn get(_: Audit, app: App, layout: Layout, Query(at): Query<Position>) -> Result<Response> {
    let cursor = Cursor::<Uuid>::parse(&at.after, &at.before);
    let mut events = store::recent(&mut *app.db.acquire().await?, cursor).await?;
    if cursor.leads_nowhere(&events) {
        return Ok(Redirect::to("/admin/audit").into_response());
    }
    let paging = Paging::cut(&mut events, store::PAGE.into(), cursor, "/admin/audit", |event| event.id);
    Ok(Page::ok(AuditPage { layout, events, paging }).into_response())
}

const COLUMNS: [Column; 6] =
    [("When", 24), ("Who", 24), ("What", 44), ("About", 18), ("Copse id of what it is about", 38), ("Changes", 80)];

pub(crate) async fn csv(_: Csv, app: App, layout: Layout) -> Result<Response> {
    take(&app, &layout, Format::Csv).await
}

pub(crate) async fn xlsx(_: Xlsx, app: App, layout: Layout) -> Result<Response> {
    take(&app, &layout, Format::Xlsx).await
}

async fn take(app: &App, layout: &Layout, format: Format) -> Result<Response> {
    let rows = store::count(&mut *app.db.acquire().await?).await?;
    let list = List { title: "Audit trail", filter: Vec::new(), columns: &COLUMNS, rows };
    list.take(app, layout, format, Audit, Trail(Some(Cursor::Start))).await
}

/// The trail, a page at a time: as the page has it, so that what waits for a consent is not among it.
struct Trail(Option<Cursor<Uuid>>);

impl Source for Trail {
    async fn next(&mut self, db: &mut PgConnection) -> sqlx::Result<Vec<Line>> {
        let Some(cursor) = self.0.take() else { return Ok(Vec::new()) };
        let events = store::recent(db, cursor).await?;
        let events = turned(events, store::PAGE, &mut self.0, |event| event.id);
        Ok(events.iter().map(line).collect())
    }
}

fn line(event: &Event) -> Line {
    let changes: Vec<String> = event
        .changes()
        .into_iter()
        .map(|change| match (change.before.is_empty(), change.after.is_empty()) {
            (true, _) => format!("{}: {}", change.field, change.after),
            (_, true) => format!("{}: {} removed", change.field, change.before),
            _ => format!("{}: {} → {}", change.field, change.before, change.after),
        })
        .collect();
    // Whoever has not confirmed yet is nobody to be found.
    let is_nobody = event.subject_kind == "associate" && !event.has_record;
    let id = if is_nobody { String::new() } else { event.subject_id.to_string() };
    vec![
        Value::text(display_date_time(event.at)),
        Value::text(&event.actor_name),
        Value::text(&event.act),
        Value::text(event.person().map_or(event.subject_kind.as_str(), |(_, name)| name)),
        Value::text(id),
        Value::text(changes.join("\n")),
    ]
}
