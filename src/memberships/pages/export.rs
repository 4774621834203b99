//! The requests to join that wait for an answer as a spreadsheet.

use axum::response::Response;
use sqlx::PgConnection;

use super::requests::Choices;
use crate::app::App;
use crate::audit::List;
use crate::error::Result;
use crate::kernel::{Choice, MembershipId};
use crate::memberships::paths;
use crate::memberships::store::{self, RequestRow};
use crate::spreadsheets::{Column, Format, Line, Source, Value, turned};
use crate::web::{Cursor, Layout, Query};

const COLUMNS: [Column; 10] = [
    ("Name", 26),
    ("Project", 40),
    ("Role", 18),
    ("Stakeholder group", 22),
    ("County", 18),
    ("Organisation", 36),
    ("Involvement", 18),
    ("In their words", 60),
    ("Asked on", 12),
    ("Answer by", 12),
];

pub(crate) async fn csv(
    _: paths::RequestsCsv,
    app: App,
    layout: Layout,
    Query(choices): Query<Choices>,
) -> Result<Response> {
    take(&app, &layout, &choices, Format::Csv).await
}

pub(crate) async fn xlsx(
    _: paths::RequestsXlsx,
    app: App,
    layout: Layout,
    Query(choices): Query<Choices>,
) -> Result<Response> {
    take(&app, &layout, &choices, Format::Xlsx).await
}

async fn take(app: &App, layout: &Layout, choices: &Choices, format: Format) -> Result<Response> {
    let only_late = choices.only_late();
    let filter: Vec<String> = only_late.then(|| "Late".to_owned()).into_iter().collect();
    let counts = store::count_requests(&mut *app.db.acquire().await?, layout.today()).await?;
    let rows = if only_late { counts.late } else { counts.waiting };
    let list = List { title: "Requests to join", filter, columns: &COLUMNS, rows };
    let late_on = only_late.then(|| layout.today());
    list.take(app, layout, format, paths::Requests, Requests { late_on, next: Some(Cursor::Start) }).await
}

/// The requests, a page of the list at a time.
struct Requests {
    late_on: Option<chrono::NaiveDate>,
    next: Option<Cursor<MembershipId>>,
}

impl Source for Requests {
    async fn next(&mut self, db: &mut PgConnection) -> sqlx::Result<Vec<Line>> {
        let Some(cursor) = self.next.take() else { return Ok(Vec::new()) };
        let rows = store::list_requests(db, cursor, self.late_on).await?;
        let rows = turned(rows, store::PAGE, &mut self.next, |row| row.id);
        Ok(rows.iter().map(line).collect())
    }
}

fn line(row: &RequestRow) -> Line {
    vec![
        Value::text(&row.name),
        Value::text(&row.project_title),
        Value::text(row.role.label()),
        Value::text(row.stakeholder_group.label()),
        Value::maybe(row.county.map(Choice::label)),
        Value::maybe(row.organisation.as_deref()),
        Value::text(row.involvement.label()),
        Value::maybe(row.reason.as_deref()),
        Value::Date(row.requested_on()),
        Value::Date(row.answer_by()),
    ]
}
