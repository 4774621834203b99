//! The list of events as a spreadsheet: as it is filtered, and as its reader may see it. It names no people.

use axum::response::Response;
use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::index::{Choices, first_line, may_plan};
use crate::access::{EventScope, events_visible_to};
use crate::app::App;
use crate::error::Result;
use crate::events::paths;
use crate::events::store::{self, Filter, Row};
use crate::kernel::{Choice, EventId, display_date, display_time, london_date, london_time};
use crate::spreadsheets::{Column, Format, Line, Source, Table, Turn, Value, headings, turned};
use crate::web::{Cursor, Layout, Query};

/// What everyone reads of an event.
const COLUMNS: [Column; 8] = [
    ("Event", 40),
    ("Sort of event", 16),
    ("Date", 12),
    ("From", 10),
    ("Until", 20),
    ("Where", 36),
    ("Online", 8),
    ("State", 12),
];
/// What the team reads besides: how many come is nobody else's to know.
const FOR_THE_TEAM: [Column; 4] = [("For", 14), ("Places", 8), ("Places taken", 12), ("Waiting", 8)];

pub(crate) async fn csv(_: paths::Csv, app: App, layout: Layout, Query(choices): Query<Choices>) -> Result<Response> {
    Ok(take(&app, &layout, &choices, Format::Csv))
}

pub(crate) async fn xlsx(_: paths::Xlsx, app: App, layout: Layout, Query(choices): Query<Choices>) -> Result<Response> {
    Ok(take(&app, &layout, &choices, Format::Xlsx))
}

fn take(app: &App, layout: &Layout, choices: &Choices, format: Format) -> Response {
    let Some(turn) = Turn::take(app, layout) else { return layout.unchanged(paths::Index, Turn::TAKEN) };
    let is_planner = may_plan(layout);
    let more: &[Column] = if is_planner { &FOR_THE_TEAM } else { &[] };
    let table = Table {
        title: "Events".to_owned(),
        name: format!("events {}", layout.today()),
        filter: choices.in_words(),
        more: Vec::new(),
        columns: headings(&[&COLUMNS[..], more].concat()),
    };
    let events = Events {
        scope: events_visible_to(layout.actor()),
        filter: choices.filter(),
        now: layout.now(),
        is_planner,
        next: Some(Cursor::Start),
    };
    table.answer(app, layout, format, turn, events)
}

/// The events, a page of the list at a time.
struct Events {
    scope: EventScope,
    filter: Filter,
    now: DateTime<Utc>,
    is_planner: bool,
    next: Option<Cursor<EventId>>,
}

impl Source for Events {
    async fn next(&mut self, db: &mut PgConnection) -> sqlx::Result<Vec<Line>> {
        let Some(cursor) = self.next.take() else { return Ok(Vec::new()) };
        let rows = store::list(db, &self.scope, &self.filter, cursor, self.now).await?;
        let rows = turned(rows, store::PAGE, &mut self.next, |row| row.id);
        Ok(rows.iter().map(|row| line(row, self.is_planner)).collect())
    }
}

fn line(row: &Row, is_planner: bool) -> Line {
    let (first, last) = (london_date(row.starts_at), london_date(row.ends_at));
    let until = display_time(london_time(row.ends_at));
    let mut line = vec![
        Value::text(&row.title),
        Value::text(row.kind.label()),
        Value::Date(first),
        Value::text(display_time(london_time(row.starts_at))),
        Value::text(if first == last { until } else { format!("{}, {until}", display_date(last)) }),
        Value::maybe(row.place.as_deref().map(first_line)),
        Value::text(if row.is_online { "yes" } else { "no" }),
        Value::text(row.state.label()),
    ];
    if is_planner {
        line.extend([
            Value::text(row.visibility.label()),
            row.places.map_or(Value::Nothing, Value::count),
            Value::count(row.taken),
            Value::count(row.waiting),
        ]);
    }
    line
}
