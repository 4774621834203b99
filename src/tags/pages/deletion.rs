//! Deleting a tag, which takes it from everyone.

use askama::Template;
use axum::response::Response;
use serde_json::json;

use super::parts;
use crate::access::Editing;
use crate::app::App;
use crate::audit::{self, Entry, Subject};
use crate::error::{OrNotFound, Result};
use crate::tags::paths;
use crate::tags::store::{self, Counted, Tag};
use crate::web::{Layout, Page};

#[derive(Template)]
#[template(path = "tags/deletion.html")]
pub(crate) struct DeletionPage {
    layout: Layout,
    tag: Counted,
}

pub(crate) async fn get(_: paths::Deletion, app: App, layout: Layout, tag: Editing<Tag>) -> Result<Page<DeletionPage>> {
    let all = store::list_counted(&mut *app.db.acquire().await?).await?;
    let tag = all.into_iter().find(|one| one.id == tag.id).or_404()?;
    Ok(Page::ok(DeletionPage { layout, tag }))
}

pub(crate) async fn post(_: paths::Deletion, app: App, layout: Layout, tag: Editing<Tag>) -> Result<Response> {
    let mut tx = app.db.begin().await?;
    let people = store::delete(&mut tx, tag.id).await?;
    let before = json!({ "name": tag.name, "people": people.len() });
    let act =
        Entry::new("Deleted a tag", Subject::Tag(tag.id)).changed(&before, &json!({ "name": null, "people": null }));
    audit::record_together(&mut tx, &layout.by(), act, &parts("A tag was deleted", &people, &tag.name, None)).await?;
    tx.commit().await?;
    Ok(layout.redirect(paths::Index, format!("The tag “{}” is deleted", tag.name)))
}
