//! Pairs of people and of organisations as spreadsheets.

use axum::response::Response;
use sqlx::PgConnection;

use super::list::{Choices, PAGE, address_of, in_words};
use super::listed;
use crate::app::App;
use crate::audit::{self, List};
use crate::error::Result;
use crate::kernel::{DuplicateId, london_date};
use crate::merging::paths;
use crate::merging::store::{self, OrganisationPair, Pair, View};
use crate::spreadsheets::{Column, Format, Given, Line, Source, Value, turned};
use crate::web::{Cursor, Layout, Query};

const COLUMNS: [Column; 11] = [
    ("One record", 26),
    ("The other", 26),
    ("What speaks for one person", 50),
    ("What speaks against", 50),
    ("Likely", 8),
    ("Decided on", 12),
    ("By", 24),
    ("Why", 40),
    ("Undone", 8),
    ("Copse id", 38),
    ("Copse id of the other", 38),
];

pub(crate) async fn csv(
    _: paths::PeopleCsv,
    app: App,
    layout: Layout,
    Query(choices): Query<Choices>,
) -> Result<Response> {
    take(&app, &layout, choices.view(), Format::Csv).await
}

pub(crate) async fn xlsx(
    _: paths::PeopleXlsx,
    app: App,
    layout: Layout,
    Query(choices): Query<Choices>,
) -> Result<Response> {
    take(&app, &layout, choices.view(), Format::Xlsx).await
}

async fn take(app: &App, layout: &Layout, view: View, format: Format) -> Result<Response> {
    let rows = store::count(&mut *app.db.acquire().await?, view).await?;
    let filter = vec![in_words(view).to_owned()];
    let list = List { title: "Pairs that may be one person", filter, columns: &COLUMNS, rows };
    list.take(app, layout, format, address_of(view), Pairs { view, next: Some(Cursor::Start) }).await
}

/// The pairs, a page of the list at a time.
struct Pairs {
    view: View,
    next: Option<Cursor<DuplicateId>>,
}

impl Source for Pairs {
    async fn next(&mut self, db: &mut PgConnection) -> sqlx::Result<Vec<Line>> {
        let Some(cursor) = self.next.take() else { return Ok(Vec::new()) };
        let rows = store::list(db, self.view, cursor, PAGE).await?;
        let rows = turned(rows, PAGE, &mut self.next, |row| row.id);
        Ok(rows.iter().map(|pair| line(pair, self.view)).collect())
    }
}

fn line(pair: &Pair, view: View) -> Line {
    let is_open = view == View::Open;
    vec![
        Value::text(&pair.one_name),
        Value::text(&pair.other_name),
        Value::text(listed(&pair.reasons)),
        Value::text(listed(&pair.against)),
        if is_open { Value::count(pair.score.into()) } else { Value::Nothing },
        if is_open { Value::Nothing } else { Value::Date(london_date(pair.at)) },
        Value::maybe(pair.by.as_deref()),
        Value::maybe(pair.why.as_deref()),
        Value::text(if pair.undone { "yes" } else { "" }),
        Value::text(pair.one.to_string()),
        Value::text(pair.other.to_string()),
    ]
}

const ORGANISATION_COLUMNS: [Column; 8] = [
    ("One organisation", 40),
    ("The other", 40),
    ("What speaks for one", 40),
    ("What speaks against", 40),
    ("Likely", 8),
    ("Found to be two", 14),
    ("Copse id", 38),
    ("Copse id of the other", 38),
];

pub(crate) async fn organisations_csv(_: paths::OrganisationsCsv, app: App, layout: Layout) -> Result<Response> {
    take_organisations(&app, &layout, Format::Csv).await
}

pub(crate) async fn organisations_xlsx(_: paths::OrganisationsXlsx, app: App, layout: Layout) -> Result<Response> {
    take_organisations(&app, &layout, Format::Xlsx).await
}

async fn take_organisations(app: &App, layout: &Layout, format: Format) -> Result<Response> {
    let pairs = store::list_organisation_pairs(&mut *app.db.acquire().await?).await?;
    let (columns, rows) = (&ORGANISATION_COLUMNS, audit::rows(&pairs));
    let list = List { title: "Organisations that may be one", filter: Vec::new(), columns, rows };
    let lines = pairs.iter().map(organisation_line).collect();
    list.take(app, layout, format, paths::Organisations, Given(lines)).await
}

fn organisation_line(pair: &OrganisationPair) -> Line {
    vec![
        Value::text(&pair.one_name),
        Value::text(&pair.other_name),
        Value::text(listed(&pair.reasons)),
        Value::text(listed(&pair.against)),
        if pair.refused { Value::Nothing } else { Value::count(pair.score.into()) },
        Value::text(if pair.refused { "yes" } else { "" }),
        Value::text(pair.one.to_string()),
        Value::text(pair.other.to_string()),
    ]
}
