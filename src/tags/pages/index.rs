//! All tags, with how many people they are on.

use askama::Template;
use axum::response::{IntoResponse, Response};

use super::NameForm;
use crate::app::App;
use crate::audit::{self, Entry, List, Subject};
use crate::error::Result;
use crate::spreadsheets::{Column, Format, Given, Value};
use crate::tags::model::parse_name;
use crate::tags::paths;
use crate::tags::store::{self, Counted};
use crate::web::{Form, FormErrors, Layout, Page};

#[derive(Template)]
#[template(path = "tags/index.html")]
pub(crate) struct IndexPage {
    layout: Layout,
    tags: Vec<Counted>,
    form: NameForm,
    errors: FormErrors,
}

pub(crate) async fn get(_: paths::Index, app: App, layout: Layout) -> Result<Page<IndexPage>> {
    let tags = store::list_counted(&mut *app.db.acquire().await?).await?;
    Ok(Page::ok(IndexPage { layout, tags, form: NameForm::default(), errors: FormErrors::default() }))
}

pub(crate) async fn post(_: paths::Index, app: App, layout: Layout, Form(form): Form<NameForm>) -> Result<Response> {
    let name = match parse_name(&form.name) {
        Ok(name) => name,
        Err(invalid) => {
            let tags = store::list_counted(&mut *app.db.acquire().await?).await?;
            let errors = FormErrors::one("name", invalid.message());
            return Ok(Page::unprocessable(IndexPage { layout, tags, form, errors }).into_response());
        }
    };
    let by = layout.by();
    let mut tx = app.db.begin().await?;
    let known = store::list_named(&mut tx).await?;
    let tag = store::find_or_insert(&mut tx, &name, by.at).await?;
    if known.iter().any(|one| one.id == tag.id) {
        return Ok(layout.unchanged(paths::Index, format!("There is a tag “{}” already", tag.name)));
    }
    audit::record(&mut tx, &by, Entry::new("Made a tag", Subject::Tag(tag.id)).made(&form)).await?;
    tx.commit().await?;
    Ok(layout.redirect(
        paths::Index,
        format!("Tag “{}” made. Add it to people on their records, or to many in the register", tag.name),
    ))
}

const COLUMNS: [Column; 3] = [("Tag", 30), ("People", 10), ("Who have left", 14)];

pub(crate) async fn csv(_: paths::Csv, app: App, layout: Layout) -> Result<Response> {
    take(&app, &layout, Format::Csv).await
}

pub(crate) async fn xlsx(_: paths::Xlsx, app: App, layout: Layout) -> Result<Response> {
    take(&app, &layout, Format::Xlsx).await
}

async fn take(app: &App, layout: &Layout, format: Format) -> Result<Response> {
    let tags = store::list_counted(&mut *app.db.acquire().await?).await?;
    let line = |tag: &Counted| vec![Value::text(&tag.name), Value::count(tag.present), Value::count(tag.left)];
    let list = List { title: "Tags", filter: Vec::new(), columns: &COLUMNS, rows: audit::rows(&tags) };
    list.take(app, layout, format, paths::Index, Given(tags.iter().map(line).collect())).await
}
