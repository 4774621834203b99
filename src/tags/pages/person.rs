//! Putting a tag on one person, and taking it away.

use axum::response::Response;
use serde_json::json;

use super::NameForm;
use crate::access::Editing;
use crate::app::App;
use crate::associates::Associate;
use crate::audit::{self, Entry, Subject};
use crate::error::Result;
use crate::kernel::AssociateId;
use crate::tags::model::parse_name;
use crate::tags::paths;
use crate::tags::store::{self, Tag};
use crate::web::{Form, Layout};

fn record(associate: AssociateId) -> String {
    format!("/associates/{associate}#tags")
}

pub(crate) async fn add(
    _: paths::OfPerson,
    app: App,
    layout: Layout,
    associate: Editing<Associate>,
    Form(form): Form<NameForm>,
) -> Result<Response> {
    let name = match parse_name(&form.name) {
        Ok(name) => name,
        Err(invalid) => return Ok(layout.unchanged(record(associate.id), invalid.message())),
    };
    let by = layout.by();
    let mut tx = app.db.begin().await?;
    let tag = store::find_or_insert(&mut tx, &name, by.at).await?;
    if store::add_to_all(&mut tx, tag.id, &[associate.id], &by).await?.is_empty() {
        return Ok(layout.unchanged(record(associate.id), format!("{} has this tag already", associate.name())));
    }
    let entry = Entry::new("Added a tag", Subject::Associate(associate.id)).made(&json!({ "tag": tag.name }));
    audit::record(&mut tx, &by, entry).await?;
    tx.commit().await?;
    Ok(layout.redirect(record(associate.id), format!("Tag “{}” added", tag.name)))
}

pub(crate) async fn remove(
    _: paths::Removal,
    app: App,
    layout: Layout,
    associate: Editing<Associate>,
    tag: Editing<Tag>,
) -> Result<Response> {
    let mut tx = app.db.begin().await?;
    if store::remove_from_all(&mut tx, tag.id, &[associate.id]).await?.is_empty() {
        return Ok(layout.unchanged(record(associate.id), "The tag was taken away already. Nothing was changed"));
    }
    let (before, after) = (json!({ "tag": tag.name }), json!({ "tag": null }));
    let entry = Entry::new("Took a tag away", Subject::Associate(associate.id)).changed(&before, &after);
    audit::record(&mut tx, &layout.by(), entry).await?;
    tx.commit().await?;
    Ok(layout.redirect(record(associate.id), format!("Tag “{}” taken away", tag.name)))
}
