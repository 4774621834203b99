//! Changing one item, and its place among the others.

use askama::Template;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use super::{find_item, hold, parents};
use crate::access::Editing;
use crate::app::App;
use crate::audit::{self, Entry, Subject};
use crate::error::{OrNotFound, Result};
use crate::events::Event;
use crate::programme::forms::ItemForm;
use crate::programme::model::{Item, NewItem};
use crate::programme::{paths, store};
use crate::web::{Form, FormErrors, Layout, Page, Words, conflict, merge};

#[derive(Template)]
#[template(path = "programme/item.html")]
pub(crate) struct ItemPage {
    layout: Layout,
    event: Event,
    item: Item,
    form: ItemForm,
    errors: FormErrors,
}

impl ItemPage {
    fn parents(&self) -> [(String, String); 3] {
        parents(&self.event)
    }
}

pub(crate) async fn get(path: paths::Item, app: App, layout: Layout, event: Editing<Event>) -> Result<Page<ItemPage>> {
    let item = find_item(&mut *app.db.acquire().await?, event.id, path.item).await?;
    let form = ItemForm::of(&item);
    Ok(Page::ok(ItemPage { layout, event: event.clone(), item, form, errors: FormErrors::default() }))
}

pub(crate) async fn post(
    path: paths::Item,
    app: App,
    layout: Layout,
    event: Editing<Event>,
    Form(form): Form<ItemForm>,
) -> Result<Response> {
    let by = layout.by();
    let mut tx = app.db.begin().await?;
    let item = hold(&mut tx, event.id).await?.item(path.item).cloned().or_404()?;
    let now = ItemForm::of(&item);
    let merged = merge(&form.opened, &now, &form)?;
    if merged.clashes() {
        let words = Words {
            heading: "Someone else changed this item meanwhile",
            caption: &item.title,
            fields: &[("title", "Title"), ("minutes", "Minutes"), ("what", "What happens")],
            value: &|_, value| value.to_owned(),
        };
        return Ok(conflict(layout, &words, (&path, format!("{}/programme", event.href())), merged));
    }
    let form = merged.form;
    let plan = match form.parse().and_then(|plan| fits(&item, plan)) {
        Ok(plan) => plan,
        Err(errors) => {
            let page = ItemPage { layout, event: event.clone(), item, form, errors };
            return Ok(Page::unprocessable(page).into_response());
        }
    };
    store::update_item(&mut tx, item.id, &plan).await?;
    store::note_change(&mut tx, event.id, &[], by.at).await?;
    let entry = Entry::new("Changed the programme", Subject::Event(event.id)).changed(&now.parse().ok(), &Some(&plan));
    audit::record(&mut tx, &by, entry).await?;
    tx.commit().await?;

    Ok(layout.redirect(paths::Show { event: event.id }, "Changes saved"))
}

/// The minutes that are given to people must find room in the item.
fn fits(item: &Item, plan: NewItem) -> Result<NewItem, FormErrors> {
    let given: i16 = item.contributors.iter().filter_map(|one| one.minutes).sum();
    if given > plan.minutes {
        let message = format!("The people on it lead {given} minutes together. Give them fewer first");
        return Err(FormErrors::one("minutes", message));
    }
    Ok(plan)
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Move {
    /// `up`, or anything else for down.
    to: String,
}

pub(crate) async fn move_it(
    path: paths::Position,
    app: App,
    layout: Layout,
    event: Editing<Event>,
    Form(form): Form<Move>,
) -> Result<Response> {
    let (by, up) = (layout.by(), form.to == "up");
    let mut tx = app.db.begin().await?;
    let programme = hold(&mut tx, event.id).await?;
    let item = programme.item(path.item).or_404()?;
    if let Some(other) = programme.neighbour(item.id, up) {
        store::swap(&mut tx, item, other).await?;
        store::note_change(&mut tx, event.id, &[], by.at).await?;
        let moved = serde_json::json!({ "item": item.title, "moved": if up { "up" } else { "down" } });
        audit::record(&mut tx, &by, Entry::new("Changed the programme", Subject::Event(event.id)).made(&moved)).await?;
    }
    tx.commit().await?;

    Ok(layout.redirect(paths::Show { event: event.id }, format!("“{}” moved", item.title)))
}
