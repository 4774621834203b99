//! The list as a spreadsheet for finance: asks for what it is needed first, and the trail keeps it.

use askama::Template;
use axum::response::{IntoResponse, Response};

use super::index::{Choices, title_of};
use crate::app::App;
use crate::audit::{self, Entry, Subject};
use crate::error::Result;
use crate::kernel::{Choice, display_date, london_date};
use crate::payments::forms::ExportReason;
use crate::payments::model::quarters_in_words;
use crate::payments::store::Row;
use crate::payments::{paths, store};
use crate::web::{Csv, Form, FormErrors, Layout, Page, Query};

const HEADINGS: [&str; 16] = [
    "Reference",
    "Person",
    "Event",
    "Date of the event",
    "Kind",
    "How many",
    "Rate",
    "Payment",
    "Expenses",
    "Total claimed",
    "State",
    "Offered",
    "Claimed",
    "Approved",
    "Paid",
    "Finance reference",
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
    let reason = match ExportReason::parse(&choices.reason) {
        Ok(reason) => reason,
        Err(errors) => return Ok(Page::unprocessable(page(&app, layout, choices, errors).await?).into_response()),
    };

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

    let mut table = Csv::new(&HEADINGS)?;
    for row in &rows {
        table.row(cells(row))?;
    }
    table.answer(&format!("payments {}", layout.today()))
}

/// Neither the person's group nor what an expense was for: both can say something about health.
fn cells(row: &Row) -> [String; 16] {
    let day = |moment: chrono::DateTime<chrono::Utc>| display_date(london_date(moment));
    [
        row.reference(),
        row.name.clone(),
        row.event.clone(),
        day(row.starts_at),
        row.kind.label().to_owned(),
        quarters_in_words(row.quarters),
        row.rate_pence.plain(),
        row.fee().plain(),
        row.expenses().plain(),
        row.claimed_pence.map(crate::payments::Pence::plain).unwrap_or_default(),
        row.state.label().to_owned(),
        day(row.offered_at),
        row.claimed_at.map(day).unwrap_or_default(),
        row.approved_at.map(day).unwrap_or_default(),
        row.paid_on.map(display_date).unwrap_or_default(),
        row.finance_reference.clone().unwrap_or_default(),
    ]
}
