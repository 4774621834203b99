//! Taking an item off the programme.

use askama::Template;
use axum::response::Response;

use super::{find_item, hold, parents};
use crate::access::Editing;
use crate::app::App;
use crate::audit::{self, Entry, Subject};
use crate::error::{OrNotFound, Result};
use crate::events::Event;
use crate::programme::model::Item;
use crate::programme::{paths, store};
use crate::web::{Layout, Page};

#[derive(Template)]
#[template(path = "programme/deletion.html")]
pub(crate) struct DeletionPage {
    layout: Layout,
    event: Event,
    item: Item,
}

impl DeletionPage {
    fn parents(&self) -> [(String, String); 3] {
        parents(&self.event)
    }
}

pub(crate) async fn get(
    path: paths::Deletion,
    app: App,
    layout: Layout,
    event: Editing<Event>,
) -> Result<Page<DeletionPage>> {
    let item = find_item(&mut *app.db.acquire().await?, event.id, path.item).await?;
    Ok(Page::ok(DeletionPage { layout, event: event.clone(), item }))
}

pub(crate) async fn post(path: paths::Deletion, app: App, layout: Layout, event: Editing<Event>) -> Result<Response> {
    let by = layout.by();
    let mut tx = app.db.begin().await?;
    let item = hold(&mut tx, event.id).await?.item(path.item).cloned().or_404()?;
    let off: Vec<_> = item.contributors.iter().filter_map(|one| one.associate_id).collect();
    store::delete_item(&mut tx, item.id).await?;
    store::note_change(&mut tx, event.id, &off, by.at).await?;
    let was = serde_json::json!({ "title": item.title, "minutes": item.minutes, "what": item.what });
    let entry = Entry::new("Took an item off the programme", Subject::Event(event.id));
    audit::record(&mut tx, &by, entry.changed(&was, &serde_json::json!({}))).await?;
    tx.commit().await?;

    Ok(layout.redirect(paths::Show { event: event.id }, format!("“{}” is off the programme", item.title)))
}
