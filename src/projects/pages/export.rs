//! The list of projects as a spreadsheet, for the team.

use axum::response::Response;

use super::index::Choices;
use crate::app::App;
use crate::audit::{self, List};
use crate::error::Result;
use crate::kernel::Choice;
use crate::projects::model::Project;
use crate::projects::paths;
use crate::projects::store;
use crate::spreadsheets::{Column, Format, Given, Line, Value};
use crate::web::{Layout, Query};

const COLUMNS: [Column; 12] = [
    ("Project", 44),
    ("Theme", 28),
    ("Stage", 10),
    ("Starts", 12),
    ("Ends", 12),
    ("ISRCTN", 16),
    ("Takes new members", 18),
    ("Sensitive", 10),
    ("Members", 10),
    ("Leads", 30),
    ("Summary", 60),
    ("Copse id", 38),
];

pub(crate) async fn csv(_: paths::Csv, app: App, layout: Layout, Query(choices): Query<Choices>) -> Result<Response> {
    take(&app, &layout, &choices, Format::Csv).await
}

pub(crate) async fn xlsx(_: paths::Xlsx, app: App, layout: Layout, Query(choices): Query<Choices>) -> Result<Response> {
    take(&app, &layout, &choices, Format::Xlsx).await
}

async fn take(app: &App, layout: &Layout, choices: &Choices, format: Format) -> Result<Response> {
    let mut db = app.db.acquire().await?;
    let projects = store::list(&mut db, &choices.filter(true), layout.today()).await?;
    let people = store::list_lines(&mut db, &projects).await?;
    drop(db);
    let lines = projects.iter().map(|project| line(project, people.get(&project.id))).collect();
    let (filter, rows) = (choices.in_words(), audit::rows(&projects));
    let list = List { title: "Projects", filter, columns: &COLUMNS, rows };
    list.take(app, layout, format, paths::Index, Given(lines)).await
}

fn line(project: &Project, people: Option<&store::Line>) -> Line {
    vec![
        Value::text(&project.title),
        Value::text(&project.theme_name),
        Value::text(project.stage.label()),
        Value::Date(project.starts_on),
        Value::date(project.ends_on),
        Value::maybe(project.isrctn.as_deref()),
        Value::text(if project.recruiting { "yes" } else { "no" }),
        Value::text(if project.sensitive { "yes" } else { "no" }),
        Value::count(people.map_or(0, |people| people.members)),
        Value::maybe(people.and_then(|people| people.leads.as_deref())),
        Value::text(&project.summary),
        Value::text(project.id.to_string()),
    ]
}
