//! The register as a spreadsheet, as it is filtered and sorted. With access needs only with a reason, which the trail
//! keeps; and each person can read that theirs were taken away.

use askama::Template;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use sqlx::PgConnection;

use crate::app::App;
use crate::audit::{self, By, Entry, Subject};
use crate::error::Result;
use crate::exports::register::{People, columns};
use crate::exports::{paths, store};
use crate::kernel::{AssociateId, Text};
use crate::people::{self, Choices, Panel};
use crate::spreadsheets::{Format, Table, Turn, headings};
use crate::web::{Form, FormErrors, Layout, Page, Query};

/// Links that wait for a consent are in no list that leaves (rule 4), nor are the people who have them.
pub(super) const WAITING: &str =
    "This list says whose links wait for a consent, so it cannot be taken away. Take another list.";

pub(crate) async fn csv(
    _: paths::RegisterCsv,
    app: App,
    layout: Layout,
    Query(choices): Query<Choices>,
) -> Result<Response> {
    take(&app, &layout, choices, Format::Csv).await
}

pub(crate) async fn xlsx(
    _: paths::RegisterXlsx,
    app: App,
    layout: Layout,
    Query(choices): Query<Choices>,
) -> Result<Response> {
    take(&app, &layout, choices, Format::Xlsx).await
}

async fn take(app: &App, layout: &Layout, choices: Choices, format: Format) -> Result<Response> {
    answer(app, layout, choices, format, None).await
}

async fn answer(
    app: &App,
    layout: &Layout,
    choices: Choices,
    format: Format,
    reason: Option<&Text<300>>,
) -> Result<Response> {
    let (back, today) = (choices.address(), layout.today());
    if choices.filter().health.is_some() {
        return Ok(layout.unchanged(back, WAITING));
    }
    let Some(turn) = Turn::take(app, layout) else { return Ok(layout.unchanged(back, Turn::TAKEN)) };
    let mut tx = app.db.begin().await?;
    let ids = people::list_in_order(&mut tx, &choices.filter(), today).await?;
    let panel = Panel::load(&mut tx, layout, choices, paths::Register).await?;
    let filter = in_words(&panel);
    let mut more = vec![("In order of", panel.choices.order_in_words())];
    more.extend(reason.map(|reason| ("Access needs for", reason.to_string())));
    let said = Taking { what: "spreadsheet", people: ids.len(), panel: &panel, reason };
    record(&mut tx, &said, &layout.by()).await?;
    if reason.is_some() {
        record_needs(&mut tx, &ids, layout).await?;
    }
    tx.commit().await?;

    let with_needs = reason.is_some();
    let name = format!("associates {today}");
    let columns = headings(&columns(with_needs));
    let table = Table { title: "Associates".to_owned(), name, filter, more, columns };
    Ok(table.answer(app, layout, format, turn, People::new(ids, with_needs, today)))
}

/// What leaves, for the trail.
pub(super) struct Taking<'a> {
    pub(super) what: &'static str,
    pub(super) people: usize,
    pub(super) panel: &'a Panel,
    pub(super) reason: Option<&'a Text<300>>,
}

/// Writes down that people are taken away, before they are.
pub(super) async fn record(db: &mut PgConnection, taking: &Taking<'_>, by: &By) -> sqlx::Result<()> {
    let filter: Vec<String> = taking
        .panel
        .active()
        .into_iter()
        // A search may be somebody's name, which would stay in the trail when they are erased.
        .map(|(what, words, _)| if what == "Search" { "a search".to_owned() } else { format!("{what}: {words}") })
        .collect();
    let taken = serde_json::json!({
        "as": taking.what,
        "people": taking.people,
        "filter": if filter.is_empty() { "everyone who takes part".to_owned() } else { filter.join(", ") },
        "with_access_needs": taking.reason.is_some(),
        "reason": taking.reason.map(Text::as_str),
    });
    audit::record(db, by, Entry::new("Took people of the register away", Subject::Register).made(&taken)).await
}

/// Who has needs can read that they left. Whoever has none is not written to for nothing.
async fn record_needs(db: &mut PgConnection, ids: &[AssociateId], layout: &Layout) -> Result<()> {
    let concerned = store::list_with_needs(db, ids).await?;
    let entries = concerned.into_iter().map(|id| Entry::new("Took access needs away", Subject::Associate(id)));
    audit::record_all(db, &layout.by(), entries.collect()).await?;
    Ok(())
}

pub(super) fn in_words(panel: &Panel) -> Vec<String> {
    panel.active().into_iter().map(|(what, words, _)| format!("{what}: {words}")).collect()
}

/// The choice of people, and what else is asked.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct TakeForm {
    #[serde(flatten)]
    choices: Choices,
    format: String,
    reason: String,
}

#[derive(Template)]
#[template(path = "exports/register.html")]
pub(crate) struct TakePage {
    layout: Layout,
    panel: Panel,
    count: i64,
    reason: String,
    errors: FormErrors,
}

impl TakePage {
    fn filters(&self) -> Vec<String> {
        in_words(&self.panel)
    }

    fn counted(&self) -> String {
        match self.count {
            0 => "Nobody".to_owned(),
            1 => "1 Associate".to_owned(),
            1001.. => "More than 1,000 Associates".to_owned(),
            many => format!("{many} Associates"),
        }
    }

    /// What these people take part in, as a file of this ending.
    fn parts(&self, ending: &str) -> String {
        self.panel.choices.address_at(&format!("/associates/memberships.{ending}"))
    }

    /// The same list as a file of this ending.
    fn file(&self, ending: &str) -> String {
        self.panel.choices.address_at(&format!("/associates.{ending}"))
    }

    fn back(&self) -> String {
        self.panel.choices.address()
    }
}

pub(crate) async fn ask(
    _: paths::Register,
    app: App,
    layout: Layout,
    Query(choices): Query<Choices>,
) -> Result<Response> {
    if choices.filter().health.is_some() {
        return Ok(layout.unchanged(choices.address(), WAITING));
    }
    Ok(Page::ok(page(&app, layout, choices, String::new(), FormErrors::default()).await?).into_response())
}

async fn page(app: &App, layout: Layout, choices: Choices, reason: String, errors: FormErrors) -> Result<TakePage> {
    let mut db = app.db.acquire().await?;
    let count = people::count(&mut db, &choices.filter(), layout.today()).await?;
    let panel = Panel::load(&mut db, &layout, choices, paths::Register).await?;
    drop(db);
    Ok(TakePage { layout, panel, count, reason, errors })
}

pub(crate) async fn post(_: paths::Register, app: App, layout: Layout, Form(form): Form<TakeForm>) -> Result<Response> {
    let reason = match Text::<300>::parse("what you need their access needs for", &form.reason) {
        Ok(reason) => reason,
        Err(invalid) => {
            let errors = FormErrors::one("reason", invalid.message());
            let page = page(&app, layout, form.choices, form.reason, errors).await?;
            return Ok(Page::unprocessable(page).into_response());
        }
    };
    let format = if form.format == "csv" { Format::Csv } else { Format::Xlsx };
    answer(&app, &layout, form.choices, format, Some(&reason)).await
}
