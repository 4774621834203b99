//! What the people of a list take part in, as a spreadsheet.

use axum::response::Response;

use super::register::{self, Taking, WAITING};
use crate::app::App;
use crate::error::Result;
use crate::exports::memberships::{COLUMNS, Parts};
use crate::exports::paths;
use crate::people::{self, Choices, Panel};
use crate::spreadsheets::{Format, Table, Turn, headings};
use crate::web::{Layout, Query};

pub(crate) async fn csv(
    _: paths::MembershipsCsv,
    app: App,
    layout: Layout,
    Query(choices): Query<Choices>,
) -> Result<Response> {
    take(&app, &layout, choices, Format::Csv).await
}

pub(crate) async fn xlsx(
    _: paths::MembershipsXlsx,
    app: App,
    layout: Layout,
    Query(choices): Query<Choices>,
) -> Result<Response> {
    take(&app, &layout, choices, Format::Xlsx).await
}

async fn take(app: &App, layout: &Layout, choices: Choices, format: Format) -> Result<Response> {
    let (back, today) = (choices.address(), layout.today());
    if choices.filter().health.is_some() {
        return Ok(layout.unchanged(back, WAITING));
    }
    let Some(turn) = Turn::take(app, layout) else { return Ok(layout.unchanged(back, Turn::TAKEN)) };
    let mut tx = app.db.begin().await?;
    let ids = people::list_in_order(&mut tx, &choices.filter(), today).await?;
    let panel = Panel::load(&mut tx, layout, choices, paths::Register).await?;
    let said = Taking { what: "memberships", people: ids.len(), panel: &panel, reason: None };
    register::record(&mut tx, &said, &layout.by()).await?;
    tx.commit().await?;
    let table = Table {
        title: "What Associates take part in".to_owned(),
        name: format!("memberships {today}"),
        filter: register::in_words(&panel),
        more: vec![("In order of", format!("their {}", panel.choices.order_in_words()))],
        columns: headings(&COLUMNS),
    };
    Ok(table.answer(app, layout, format, turn, Parts::of(ids)))
}
