//! Taking one away for good.

use askama::Template;
use axum::response::Response;

use super::theirs;
use crate::access::Ending;
use crate::app::App;
use crate::audit::{self, By, Entry, Subject};
use crate::error::Result;
use crate::intentions::model::Intention;
use crate::intentions::{paths, store};
use crate::web::{Layout, Page};

/// True as long as neither the letter that asks how it went nor the trail has the words.
const REMOVED: &str = "Removed. Copse keeps no copy of it";

#[derive(Template)]
#[template(path = "intentions/deletion.html")]
pub(crate) struct DeletionPage {
    layout: Layout,
    intention: Intention,
    here: String,
    back: String,
}

pub(crate) async fn get(
    path: paths::Deletion,
    layout: Layout,
    intention: Ending<Intention>,
) -> Result<Page<DeletionPage>> {
    let back = paths::Own { intention: path.intention }.to_string();
    Ok(Page::ok(DeletionPage { layout, intention: intention.clone(), here: path.to_string(), back }))
}

pub(crate) async fn post(
    _: paths::Deletion,
    app: App,
    layout: Layout,
    intention: Ending<Intention>,
) -> Result<Response> {
    remove(&app, &intention, &layout.by()).await?;
    Ok(layout.redirect("/me#intentions", REMOVED))
}

pub(crate) async fn get_by_link(path: paths::DeletionByLink, app: App, layout: Layout) -> Result<Page<DeletionPage>> {
    let (intention, _) = theirs(&app, &layout, &path.token, path.intention).await?;
    let here = path.to_string();
    let back = paths::OwnByLink { token: path.token, intention: path.intention }.to_string();
    Ok(Page::ok(DeletionPage { layout, intention, here, back }).at_secret_address())
}

pub(crate) async fn post_by_link(path: paths::DeletionByLink, app: App, layout: Layout) -> Result<Response> {
    let (intention, by) = theirs(&app, &layout, &path.token, path.intention).await?;
    remove(&app, &intention, &by).await?;
    Ok(layout.redirect(paths::SayByLink { token: path.token }, REMOVED))
}

async fn remove(app: &App, intention: &Intention, by: &By) -> Result<()> {
    let mut tx = app.db.begin().await?;
    if store::delete(&mut tx, intention.id).await? {
        let entry = Entry::new("Took back what they would do differently", Subject::Event(intention.event_id));
        audit::record(&mut tx, by, entry.concerning(intention.associate_id)).await?;
    }
    tx.commit().await?;
    Ok(())
}
