//! Removing one for good.

use askama::Template;
use axum::response::Response;

use crate::access::Editing;
use crate::app::App;
use crate::audit::{self, Entry, Subject};
use crate::error::Result;
use crate::outputs::forms::OutputForm;
use crate::outputs::model::Output;
use crate::outputs::{paths, store};
use crate::web::{Layout, Page};

#[derive(Template)]
#[template(path = "outputs/deletion.html")]
pub(crate) struct DeletionPage {
    layout: Layout,
    output: Output,
    contributors: usize,
}

pub(crate) async fn get(
    _: paths::Deletion,
    app: App,
    layout: Layout,
    output: Editing<Output>,
) -> Result<Page<DeletionPage>> {
    let contributors = store::list_contributors(&mut *app.db.acquire().await?, output.id).await?.len();
    Ok(Page::ok(DeletionPage { layout, output: output.clone(), contributors }))
}

pub(crate) async fn post(_: paths::Deletion, app: App, layout: Layout, output: Editing<Output>) -> Result<Response> {
    let mut tx = app.db.begin().await?;
    if store::delete(&mut tx, output.id).await? {
        let was = OutputForm::of(&output).parse(layout.today()).ok();
        let entry = Entry::new("Removed an output", Subject::Output(output.id));
        audit::record(&mut tx, &layout.by(), entry.changed(&was, &serde_json::json!({}))).await?;
    }
    tx.commit().await?;
    Ok(layout.redirect(paths::Index, format!("“{}” is removed", output.title)))
}
