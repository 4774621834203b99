//! Making one tag of two.

use askama::Template;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::json;

use super::parts;
use crate::access::Editing;
use crate::app::App;
use crate::audit::{self, Entry, Subject};
use crate::error::Result;
use crate::tags::paths;
use crate::tags::store::{self, Tag};
use crate::web::{Form, FormErrors, Layout, Opt, Page};

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct MergeForm {
    into: String,
}

#[derive(Template)]
#[template(path = "tags/merging.html")]
pub(crate) struct MergingPage {
    layout: Layout,
    tag: Tag,
    others: Vec<Opt>,
    errors: FormErrors,
}

async fn page(app: &App, layout: Layout, tag: &Tag, form: &MergeForm, errors: FormErrors) -> Result<MergingPage> {
    let all = store::list_named(&mut *app.db.acquire().await?).await?;
    let others = all.into_iter().filter(|one| one.id != tag.id).map(|one| (one.id, one.name));
    Ok(MergingPage { layout, tag: tag.clone(), others: Opt::list(others, &form.into), errors })
}

pub(crate) async fn get(_: paths::Merging, app: App, layout: Layout, tag: Editing<Tag>) -> Result<Page<MergingPage>> {
    Ok(Page::ok(page(&app, layout, &tag, &MergeForm::default(), FormErrors::default()).await?))
}

pub(crate) async fn post(
    _: paths::Merging,
    app: App,
    layout: Layout,
    tag: Editing<Tag>,
    Form(form): Form<MergeForm>,
) -> Result<Response> {
    let mut tx = app.db.begin().await?;
    let into = match form.into.parse() {
        Ok(id) if id != tag.id => store::find(&mut tx, id).await?,
        _ => None,
    };
    let Some(into) = into else {
        drop(tx);
        let errors = FormErrors::one("into", "Choose the tag that stays");
        return Ok(Page::unprocessable(page(&app, layout, &tag, &form, errors).await?).into_response());
    };
    let people = store::merge(&mut tx, tag.id, into.id).await?;
    let made = json!({ "merged_into": into.name, "people": people.len() });
    let act =
        Entry::new("Merged a tag into another", Subject::Tag(tag.id)).changed(&json!({ "name": tag.name }), &made);
    let parts = parts("A tag was merged into another", &people, &tag.name, Some(&into.name));
    audit::record_together(&mut tx, &layout.by(), act, &parts).await?;
    tx.commit().await?;
    Ok(layout.redirect(paths::Index, format!("“{}” is now part of “{}”", tag.name, into.name)))
}
