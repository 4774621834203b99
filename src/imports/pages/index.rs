//! All imports, and where a new one begins.

use askama::Template;
use axum::extract::Multipart;
use axum::extract::multipart::MultipartRejection;
use axum::response::{IntoResponse, Redirect, Response};

use crate::app::App;
use crate::error::{Error, Result};
use crate::imports::paths;
use crate::imports::receiving::{Received, receive};
use crate::imports::store::{self, Batch};
use crate::kernel::{Choice, display_date_time};
use crate::web::{FormErrors, Layout, Page};

#[derive(Template)]
#[template(path = "imports/index.html")]
pub(crate) struct IndexPage {
    layout: Layout,
    batches: Vec<Batch>,
    errors: FormErrors,
}

impl IndexPage {
    fn href(&self, batch: &Batch) -> String {
        paths::Show { import: batch.id }.to_string()
    }

    fn made(&self, batch: &Batch) -> String {
        format!("{} by {}", display_date_time(batch.made_at), batch.made_by)
    }

    /// What came of it: "71 new, 29 matched".
    fn result(&self, batch: &Batch) -> String {
        let counts = [("new", "new"), ("matched", "matched"), ("to_decide", "to decide"), ("rejected", "rejected")];
        let words = counts.iter().filter(|(code, _)| batch.count(code) > 0);
        let words: Vec<String> = words.map(|(code, word)| format!("{} {word}", batch.count(code))).collect();
        if words.is_empty() { String::new() } else { format!("{}: {}", batch.kind.label(), words.join(", ")) }
    }
}

async fn page(app: &App, layout: Layout, errors: FormErrors) -> Result<IndexPage> {
    let batches = store::list(&mut *app.db.acquire().await?).await?;
    Ok(IndexPage { layout, batches, errors })
}

pub(crate) async fn get(_: paths::Index, app: App, layout: Layout) -> Result<Page<IndexPage>> {
    Ok(Page::ok(page(&app, layout, FormErrors::default()).await?))
}

/// Takes a file.
pub(crate) async fn post(
    _: paths::Index,
    app: App,
    layout: Layout,
    form: std::result::Result<Multipart, MultipartRejection>,
) -> Result<Response> {
    let form = form.map_err(|_| Error::BadRequest("What was sent is not a form with a file."))?;
    match receive(&app, form, &layout.by()).await? {
        Received::Import(import) => Ok(Redirect::to(&paths::Columns { import }.to_string()).into_response()),
        Received::Refused(why) => {
            Ok(Page::unprocessable(page(&app, layout, FormErrors::one("file", why)).await?).into_response())
        }
    }
}
