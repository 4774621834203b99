//! Everyone of an event as a spreadsheet: who registered, who came, where they sat. With what they need only on a page
//! of its own, which asks for what it is needed. Each time it is written down how many people are in the file.

use askama::Template;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use sqlx::PgConnection;

use crate::access::Editing;
use crate::app::App;
use crate::audit::{self, By, Entry, Subject};
use crate::error::Result;
use crate::events::Event;
use crate::kernel::{Choice, Text};
use crate::sign_ups::paths;
use crate::sign_ups::store::{self, Exported};
use crate::spreadsheets::{Column, Format, Given, Line, Table, Turn, Value, headings};
use crate::web::{Form, FormErrors, Layout, Page};

const COLUMNS: [Column; 5] =
    [("Name", 26), ("Organisation", 36), ("Registration", 20), ("Table", 8), ("Attendance", 24)];

pub(crate) async fn get(_: paths::Csv, app: App, layout: Layout, event: Editing<Event>) -> Result<Response> {
    answer(&app, &layout, &event, Format::Csv, None).await
}

pub(crate) async fn xlsx(_: paths::Xlsx, app: App, layout: Layout, event: Editing<Event>) -> Result<Response> {
    answer(&app, &layout, &event, Format::Xlsx, None).await
}

async fn answer(app: &App, layout: &Layout, event: &Event, format: Format, reason: Option<&str>) -> Result<Response> {
    let back = format!("{}/registrations", event.href());
    let Some(turn) = Turn::take(app, layout) else { return Ok(layout.unchanged(back, Turn::TAKEN)) };
    let mut tx = app.db.begin().await?;
    let people = take_away(&mut tx, event, reason, &layout.by()).await?;
    tx.commit().await?;

    let with_needs = reason.is_some();
    let needs: &[Column] = if with_needs { &[("Access needs", 50)] } else { &[] };
    let what = if with_needs { "access needs" } else { "registrations" };
    let table = Table {
        title: format!("Everyone of {}", event.title),
        name: format!("{what} {}", event.title),
        filter: Vec::new(),
        more: reason.map(|reason| ("Access needs for", reason.to_owned())).into_iter().collect(),
        columns: headings(&[&COLUMNS[..], needs].concat()),
    };
    let rows = Given(people.iter().map(|person| line(person, with_needs)).collect());
    Ok(table.answer(app, layout, format, turn, rows))
}

/// The people, with their needs if there is a reason for it; and that they are taken away.
async fn take_away(db: &mut PgConnection, event: &Event, reason: Option<&str>, by: &By) -> sqlx::Result<Vec<Exported>> {
    let people = store::list_export(db, event.id, reason.is_some()).await?;
    let filter = if reason.is_some() { "everyone, with access needs" } else { "everyone" };
    let taken = serde_json::json!({ "people": people.len(), "filter": filter, "reason": reason });
    audit::record(db, by, Entry::new("Took the registrations away", Subject::Event(event.id)).made(&taken)).await?;
    let concerned = people.iter().filter(|person| person.access_needs.is_some());
    let entries = concerned
        .map(|person| Entry::new("Took access needs for an event away", Subject::Associate(person.associate_id)))
        .collect();
    audit::record_all(db, by, entries).await?;
    Ok(people)
}

fn line(person: &Exported, with_needs: bool) -> Line {
    let attendance = match person.attendance {
        Some(state) if person.walk_in => format!("{state}, without a place"),
        Some(state) => state.to_string(),
        None => String::new(),
    };
    let mut line = vec![
        Value::text(&person.name),
        Value::maybe(person.organisation.as_deref()),
        Value::maybe(person.state.map(Choice::label)),
        person.table_number.map_or(Value::Nothing, |table| Value::count(table.into())),
        Value::text(attendance),
    ];
    if with_needs {
        line.push(Value::maybe(person.access_needs.as_deref()));
    }
    line
}

/// Why the needs are taken away.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct ReasonForm {
    reason: String,
}

#[derive(Template)]
#[template(path = "sign_ups/needs_export.html")]
pub(crate) struct NeedsExportPage {
    layout: Layout,
    event: Event,
    form: ReasonForm,
    errors: FormErrors,
}

impl NeedsExportPage {
    fn parents(&self) -> [(String, String); 3] {
        [
            ("/events".to_owned(), "Events".to_owned()),
            (self.event.href(), self.event.title.clone()),
            (format!("{}/registrations", self.event.href()), "Registrations".to_owned()),
        ]
    }
}

pub(crate) async fn ask(_: paths::NeedsExport, layout: Layout, event: Editing<Event>) -> Page<NeedsExportPage> {
    let (event, form, errors) = (event.clone(), ReasonForm::default(), FormErrors::default());
    Page::ok(NeedsExportPage { layout, event, form, errors })
}

pub(crate) async fn post(
    _: paths::Csv,
    app: App,
    layout: Layout,
    event: Editing<Event>,
    Form(form): Form<ReasonForm>,
) -> Result<Response> {
    let reason = match Text::<300>::parse("what you need them for", &form.reason) {
        Ok(reason) => reason,
        Err(invalid) => {
            let errors = FormErrors::one("reason", invalid.message());
            let page = NeedsExportPage { layout, event: event.clone(), form, errors };
            return Ok(Page::unprocessable(page).into_response());
        }
    };
    answer(&app, &layout, &event, Format::Csv, Some(reason.as_str())).await
}
