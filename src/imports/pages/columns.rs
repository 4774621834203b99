//! What the columns are, and what goes for all rows: guessed, and corrected by hand.

use askama::Template;
use axum::response::{IntoResponse, Redirect, Response};

use super::parents;
use crate::app::App;
use crate::error::{OrNotFound, Result};
use crate::imports::forms::{ColumnsForm, Looking};
use crate::imports::jobs;
use crate::imports::model::{ImportKind, ImportState, Reading};
use crate::imports::store::{self, Batch, Marked, Worker};
use crate::imports::table::{headings, shape, texts};
use crate::imports::{cells, choosing, paths};
use crate::kernel::{Choice, StakeholderGroup};
use crate::people::sources;
use crate::spreadsheets::Row;
use crate::web::{Form, FormErrors, Layout, Opt, Page, Query};

/// A column as the page shows it.
struct Column {
    letter: String,
    heading: String,
    samples: Vec<String>,
    options: Vec<Opt>,
}

#[derive(Template)]
#[template(path = "imports/columns.html")]
pub(crate) struct ColumnsPage {
    layout: Layout,
    batch: Batch,
    /// The first rows of the sheet.
    rows: Vec<Row>,
    workers: Vec<Worker>,
    form: ColumnsForm,
    /// Whether the columns stand as they did for the last list of this shape.
    is_remembered: bool,
    errors: FormErrors,
}

impl ColumnsPage {
    fn parents(&self) -> [(String, String); 3] {
        parents(&self.batch)
    }

    fn here(&self) -> String {
        paths::Columns { import: self.batch.id }.to_string()
    }

    fn is_people(&self) -> bool {
        self.batch.kind == ImportKind::People
    }

    /// Whether its rows have details that may differ from the register's.
    fn has_details(&self) -> bool {
        self.batch.kind != ImportKind::Memberships
    }

    fn kinds(&self) -> Vec<Opt> {
        Opt::choices::<ImportKind>(self.batch.kind.code())
    }

    fn header(&self) -> u32 {
        self.form.header.parse().unwrap_or(1)
    }

    fn sheets(&self) -> Vec<Opt> {
        let words = |sheet: &crate::imports::model::SheetInfo| {
            let name = if sheet.name.is_empty() { "The list" } else { &sheet.name };
            let hidden = if sheet.is_hidden { ", hidden" } else { "" };
            format!("{name} ({} rows{hidden})", sheet.rows)
        };
        let sheets = self.batch.sheets();
        Opt::list(sheets.iter().enumerate().map(|(at, sheet)| (at, words(sheet))), &self.form.sheet)
    }

    fn columns(&self) -> Vec<Column> {
        let header = self.header();
        let below: Vec<Vec<String>> = self.rows.iter().filter(|row| row.number > header).map(texts).collect();
        let column = |(at, heading): (usize, String)| {
            let mut samples: Vec<String> = Vec::new();
            for row in &below {
                if let Some(text) = row.get(at).filter(|text| !text.is_empty() && !samples.contains(text)) {
                    samples.push(text.clone());
                }
                if samples.len() == 3 {
                    break;
                }
            }
            let name = crate::spreadsheets::cell_name(at, 1);
            Column {
                letter: name.trim_end_matches('1').to_owned(),
                heading: cells::shortened(&heading),
                samples: samples.iter().map(|text| cells::shortened(text)).collect(),
                options: Opt::list(self.batch.kind.offered(), self.form.columns.get(at).map_or("", String::as_str)),
            }
        };
        headings(&self.rows, header).into_iter().enumerate().map(column).collect()
    }

    fn sources(&self) -> Vec<Opt> {
        sources(&self.form.source)
    }

    fn groups(&self) -> Vec<Opt> {
        Opt::choices::<StakeholderGroup>(&self.form.group)
    }

    fn owners(&self) -> Vec<Opt> {
        Opt::list(self.workers.iter().map(|one| (one.id, one.name.as_str())), &self.form.owner)
    }

    fn unknowns(&self) -> Vec<Opt> {
        let choices = [
            ("written", "Keep it with the person as it is written, to be matched later"),
            ("created", "Add it to the organisations"),
        ];
        Opt::list(choices, if self.form.unknown.is_empty() { "written" } else { &self.form.unknown })
    }
}

pub(crate) async fn get(
    path: paths::Columns,
    app: App,
    layout: Layout,
    Query(looking): Query<Looking>,
) -> Result<Response> {
    let mut db = app.db.acquire().await?;
    let mut batch = store::find(&mut db, path.import).await?.or_404()?;
    if !matches!(batch.state, ImportState::Read | ImportState::Planned) {
        return Ok(Redirect::to(&paths::Show { import: batch.id }.to_string()).into_response());
    }
    let is_looking = !(looking.sheet.is_empty() && looking.header.is_empty() && looking.kind.is_empty());
    let chosen = batch.reading().filter(|_| !is_looking);
    let sheets = batch.sheets().len();
    let wanted = looking.sheet.parse().unwrap_or_else(|_| choosing::first_sheet(&batch));
    let sheet = chosen.as_ref().map_or(wanted, |reading| reading.sheet).min(sheets.saturating_sub(1));
    let rows = store::list_sheet_start(&mut db, batch.id, sheet).await?;
    let mut errors = FormErrors::default();
    let (form, is_remembered) = match chosen {
        Some(reading) => (ColumnsForm::of(batch.kind, &reading), false),
        None => {
            let header = looking.header.trim().parse().ok().filter(|header| is_row(&rows, *header));
            if header.is_none() && !looking.header.is_empty() {
                errors.add("header", no_row(&rows));
            }
            let said = (ImportKind::from_code(&looking.kind), header);
            let guess = choosing::guess(&mut db, (&batch, sheet), &rows, said).await?;
            batch.kind = guess.kind;
            let owner = layout.actor().map(|actor| actor.account);
            let reading = Reading { sheet, header: guess.header, fields: guess.fields, owner, ..Reading::default() };
            (ColumnsForm::of(batch.kind, &reading), guess.is_remembered)
        }
    };
    let workers = store::list_workers(&mut db).await?;
    drop(db);
    let form = ColumnsForm { version: batch.version.to_string(), ..form };
    Ok(Page::ok(ColumnsPage { layout, batch, rows, workers, form, is_remembered, errors }).into_response())
}

fn is_row(rows: &[Row], number: u32) -> bool {
    rows.iter().any(|row| row.number == number)
}

/// What is said when there are no headings in the row that was named.
fn no_row(rows: &[Row]) -> String {
    let last = rows.iter().map(|row| row.number).max().unwrap_or(1);
    format!("Nothing stands in that row, or it is too far down. Enter a row with headings, from 1 to {last}")
}

/// Keeps what was chosen, and makes a dry run.
pub(crate) async fn post(
    path: paths::Columns,
    app: App,
    layout: Layout,
    Form(form): Form<ColumnsForm>,
) -> Result<Response> {
    let by = layout.by();
    let mut tx = app.db.begin().await?;
    let mut batch = store::find(&mut tx, path.import).await?.or_404()?;
    batch.kind = ImportKind::from_code(&form.kind).unwrap_or(batch.kind);
    let sheet = form.sheet.parse().unwrap_or_default();
    let rows = store::list_sheet_start(&mut tx, batch.id, sheet).await?;
    let header = form.header.parse().unwrap_or_default();
    let headings = headings(&rows, header);
    let parsed = if is_row(&rows, header) {
        form.parse(batch.kind, headings.len().max(form.columns.len()).min(200), layout.today())
    } else {
        Err(FormErrors::one("header", no_row(&rows)))
    };
    let reading = match parsed {
        Ok(reading) => reading,
        Err(errors) => {
            let workers = store::list_workers(&mut tx).await?;
            drop(tx);
            let page = ColumnsPage { layout, batch, rows, workers, form, is_remembered: false, errors };
            return Ok(Page::unprocessable(page).into_response());
        }
    };
    let name = batch.sheets().get(sheet).map(|sheet| sheet.name.clone()).unwrap_or_default();
    store::keep_shape(&mut tx, batch.kind, &shape(&name, &headings), &reading.fields, by.at).await?;
    let marked = Marked {
        from: &[ImportState::Read, ImportState::Planned],
        to: ImportState::Planning,
        version: form.version.parse().unwrap_or_default(),
        reading: Some((batch.kind, &reading)),
    };
    let show = paths::Show { import: batch.id };
    if !store::start(&mut tx, batch.id, &marked, &by).await? {
        return Ok(
            layout.unchanged(show, "Someone else has worked on this import meanwhile. This is how it stands now")
        );
    }
    tx.commit().await?;
    jobs::soon(&app).await;
    Ok(Redirect::to(&show.to_string()).into_response())
}
