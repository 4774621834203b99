//! The list of events as a spreadsheet: as it is filtered, and as its reader may see it. It names no people.

use axum::response::Response;

use super::index::{Choices, first_line, may_plan};
use crate::access::events_visible_to;
use crate::app::App;
use crate::error::Result;
use crate::events::paths;
use crate::events::store::{self, Row};
use crate::kernel::{Choice, display_date, display_time, london_date, london_time};
use crate::web::{Csv, Layout, Query};

/// What everyone reads of an event.
const HEADINGS: [&str; 7] = ["Event", "Sort of event", "Date", "From", "Until", "Where", "Online"];
/// What the team reads besides: how many come is nobody else's to know.
const FOR_THE_TEAM: [&str; 5] = ["State", "For", "Places", "Places taken", "Waiting"];

pub(crate) async fn get(_: paths::Csv, app: App, layout: Layout, Query(choices): Query<Choices>) -> Result<Response> {
    let (scope, is_planner) = (events_visible_to(layout.actor()), may_plan(&layout));
    let mut db = app.db.acquire().await?;
    let rows = store::list_export(&mut db, &scope, &choices.filter(), layout.now()).await?;
    drop(db);
    let more: &[&str] = if is_planner { &FOR_THE_TEAM } else { &[] };
    let mut table = Csv::new(&[&HEADINGS[..], more].concat())?;
    for row in &rows {
        let mut cells = cells(row).to_vec();
        if is_planner {
            cells.extend(for_the_team(row));
        }
        table.row(cells)?;
    }
    table.answer(&format!("events {}", layout.today()))
}

fn cells(row: &Row) -> [String; 7] {
    let (first, last) = (london_date(row.starts_at), london_date(row.ends_at));
    let until = display_time(london_time(row.ends_at));
    [
        row.title.clone(),
        row.kind.label().to_owned(),
        display_date(first),
        display_time(london_time(row.starts_at)),
        if first == last { until } else { format!("{}, {until}", display_date(last)) },
        row.place.as_deref().map(first_line).unwrap_or_default().to_owned(),
        if row.is_online { "yes" } else { "no" }.to_owned(),
    ]
}

fn for_the_team(row: &Row) -> [String; 5] {
    [
        row.state.label().to_owned(),
        row.visibility.label().to_owned(),
        row.places.map(|places| places.to_string()).unwrap_or_default(),
        row.taken.to_string(),
        row.waiting.to_string(),
    ]
}
