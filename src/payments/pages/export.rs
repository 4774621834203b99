//! The list as a spreadsheet for finance: asks for what it is needed first, and the trail keeps it.

use askama::Template;
use axum::response::{IntoResponse, Response};

use super::index::{Choices, title_of};
use crate::app::App;
use crate::audit::{self, Entry, Subject};
use crate::error::Result;
use crate::kernel::{Choice, london_date};
use crate::payments::Pence;
use crate::payments::forms::ExportReason;
use crate::payments::model::quarters_in_words;
use crate::payments::store::Row;
use crate::payments::{paths, store};
use crate::spreadsheets::{Column, Format, Given, Line, Table, Turn, Value, headings};
use crate::web::{Form, FormErrors, Layout, Page, Query};

const COLUMNS: [Column; 16] = [
    ("Reference", 12),
    ("Person", 26),
    ("Event", 36),
    ("Date of the event", 14),
    ("Kind", 12),
    ("How many", 10),
    ("Rate", 10),
    ("Payment", 10),
    ("Expenses", 10),
    ("Total claimed", 12),
    ("State", 14),
    ("Offered", 12),
    ("Claimed", 12),
    ("Approved", 12),
    ("Paid", 12),
    ("Finance reference", 18),
];

#[derive(Template)]
#[template(path = "payments/export.html")]
pub(crate) struct ExportPage {
    layout: Layout,
    count: i64,
    event_title: Option<String>,
    choices: Choices,
    errors: FormErrors,
}

impl ExportPage {
    fn filters(&self) -> Vec<String> {
        let words = self.choices.in_words(self.event_title.as_deref());
        words.into_iter().map(|(what, words, _)| format!("{what}: {words}")).collect()
    }

    fn counted(&self) -> String {
        match self.count {
            0 => "no payments".to_owned(),
            1 => "1 payment".to_owned(),
            1001.. => "more than 1,000 payments".to_owned(),
            many => format!("{many} payments"),
        }
    }
}

pub(crate) async fn get(
    _: paths::Export,
    app: App,
    layout: Layout,
    Query(choices): Query<Choices>,
) -> Result<Page<ExportPage>> {
    Ok(Page::ok(page(&app, layout, choices, FormErrors::default()).await?))
}

async fn page(app: &App, layout: Layout, choices: Choices, errors: FormErrors) -> Result<ExportPage> {
    let (filter, mut db) = (choices.filter(), app.db.acquire().await?);
    let count = store::count(&mut db, &filter, layout.today()).await?;
    let event_title = match filter.event {
        Some(id) => title_of(&mut db, id).await?,
        None => None,
    };
    drop(db);
    Ok(ExportPage { layout, count, event_title, choices, errors })
}

pub(crate) async fn post(_: paths::Csv, app: App, layout: Layout, Form(choices): Form<Choices>) -> Result<Response> {
    take(&app, layout, choices, Format::Csv).await
}

pub(crate) async fn xlsx(_: paths::Xlsx, app: App, layout: Layout, Form(choices): Form<Choices>) -> Result<Response> {
    take(&app, layout, choices, Format::Xlsx).await
}

async fn take(app: &App, layout: Layout, choices: Choices, format: Format) -> Result<Response> {
    let reason = match ExportReason::parse(&choices.reason) {
        Ok(reason) => reason,
        Err(errors) => return Ok(Page::unprocessable(page(app, layout, choices, errors).await?).into_response()),
    };

    let Some(turn) = Turn::take(app, &layout) else { return Ok(layout.unchanged(paths::Index, Turn::TAKEN)) };
    let mut tx = app.db.begin().await?;
    let filter = choices.filter();
    let rows = store::list_export(&mut tx, &filter, layout.today()).await?;
    let event_title = match filter.event {
        Some(id) => title_of(&mut tx, id).await?,
        None => None,
    };
    let filters: Vec<String> = choices
        .in_words(event_title.as_deref())
        .into_iter()
        .map(|(what, words, name)| match name {
            // It may be somebody's name, which would stay in the trail when they are erased.
            "q" => "a search".to_owned(),
            _ => format!("{what}: {words}"),
        })
        .collect();
    let taken = serde_json::json!({
        "list": choices.title(), "filter": filters.join(", "), "payments": rows.len(), "reason": reason,
    });
    audit::record(&mut tx, &layout.by(), Entry::new("Took a list of payments away", Subject::Payments).made(&taken))
        .await?;
    tx.commit().await?;

    let table = Table {
        title: choices.title().to_owned(),
        name: format!("payments {}", layout.today()),
        filter: filters,
        more: Vec::new(),
        columns: headings(&COLUMNS),
    };
    Ok(table.answer(app, &layout, format, turn, Given(rows.iter().map(line).collect())))
}

/// Neither the person's group nor what an expense was for: both can say something about health.
fn line(row: &Row) -> Line {
    let day = |moment: chrono::DateTime<chrono::Utc>| Value::Date(london_date(moment));
    vec![
        Value::text(row.reference()),
        Value::text(&row.name),
        Value::text(&row.event),
        day(row.starts_at),
        Value::text(row.kind.label()),
        Value::text(quarters_in_words(row.quarters)),
        row.rate_pence.value(),
        row.fee().value(),
        row.expenses().value(),
        row.claimed_pence.map_or(Value::Nothing, Pence::value),
        Value::text(row.state.label()),
        day(row.offered_at),
        row.claimed_at.map_or(Value::Nothing, day),
        row.approved_at.map_or(Value::Nothing, day),
        Value::date(row.paid_on),
        Value::maybe(row.finance_reference.as_deref()),
    ]
}
