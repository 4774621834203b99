//! Saying that two records are two people, and taking that back.

use axum::response::{IntoResponse, Response};

use super::compare::{ComparePage, gone};
use super::find_other;
use crate::access::Editing;
use crate::app::App;
use crate::associates::Associate;
use crate::audit::{self, Entry, Subject};
use crate::error::Result;
use crate::kernel::{AssociateId, Text};
use crate::merging::forms::{ChoiceForm, RefusalForm};
use crate::merging::{paths, store};
use crate::web::{Form, Layout, Notice, Page};

pub(crate) async fn post(
    path: paths::Refusal,
    app: App,
    layout: Layout,
    one: Editing<Associate>,
    Form(form): Form<RefusalForm>,
) -> Result<Response> {
    let reason = match form.parse() {
        Ok(reason) => reason,
        Err(errors) => {
            let page = ComparePage::load(&app, layout.clone(), &one, path.other, &ChoiceForm::default()).await?;
            return Ok(match page {
                Some(page) => Page::unprocessable(page.with(form, errors)).into_response(),
                None => gone(&layout, &one),
            });
        }
    };
    let mut tx = app.db.begin().await?;
    let Some(other) = find_other(&mut tx, one.id, path.other).await? else { return Ok(gone(&layout, &one)) };
    let reason = reason.as_ref().map(Text::as_str);
    if !store::refuse(&mut tx, one.id, other.id, reason, &layout.by()).await? {
        return Ok(layout.unchanged(here(one.id, other.id), "It was said already that these are two people"));
    }
    for id in [one.id, other.id] {
        let entry = Entry::new("Noted that another record is of somebody else", Subject::Associate(id));
        audit::record(&mut tx, &layout.by(), entry.made(&serde_json::json!({ "reason": reason }))).await?;
    }
    tx.commit().await?;

    let back = Notice::new(format!("{} and {} stay two people", one.name(), other.name()));
    Ok(layout.redirect(paths::Index, back.with_link(here(one.id, other.id), "Look at them again")))
}

pub(crate) async fn take_back(
    path: paths::SecondThoughts,
    app: App,
    layout: Layout,
    one: Editing<Associate>,
) -> Result<Response> {
    let mut tx = app.db.begin().await?;
    let Some(other) = find_other(&mut tx, one.id, path.other).await? else { return Ok(gone(&layout, &one)) };
    if !store::take_refusal_back(&mut tx, one.id, other.id).await? {
        return Ok(layout.unchanged(here(one.id, other.id), "Nobody has said that these are two people"));
    }
    for id in [one.id, other.id] {
        let entry = Entry::new("Took back that another record is of somebody else", Subject::Associate(id));
        audit::record(&mut tx, &layout.by(), entry).await?;
    }
    tx.commit().await?;

    Ok(layout.redirect(here(one.id, other.id), "Taken back. They may be one person"))
}

fn here(associate: AssociateId, other: AssociateId) -> paths::Compare {
    paths::Compare { associate, other }
}
