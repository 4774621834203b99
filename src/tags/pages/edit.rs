//! Giving a tag another name.

use askama::Template;
use axum::response::{IntoResponse, Response};

use super::NameForm;
use crate::access::Editing;
use crate::app::App;
use crate::audit::{self, Entry, Subject};
use crate::error::{Result, Violates};
use crate::tags::model::parse_name;
use crate::tags::paths;
use crate::tags::store::{self, Tag};
use crate::web::{Form, FormErrors, Layout, Page};

#[derive(Template)]
#[template(path = "tags/edit.html")]
pub(crate) struct EditPage {
    layout: Layout,
    tag: Tag,
    form: NameForm,
    errors: FormErrors,
}

pub(crate) async fn get(_: paths::Edit, layout: Layout, tag: Editing<Tag>) -> Page<EditPage> {
    let form = NameForm { name: tag.name.clone() };
    Page::ok(EditPage { layout, tag: tag.clone(), form, errors: FormErrors::default() })
}

pub(crate) async fn post(
    _: paths::Show,
    app: App,
    layout: Layout,
    tag: Editing<Tag>,
    Form(form): Form<NameForm>,
) -> Result<Response> {
    let again = |layout: Layout, form: NameForm, message: &str| {
        let errors = FormErrors::one("name", message);
        Page::unprocessable(EditPage { layout, tag: tag.clone(), form, errors }).into_response()
    };
    let name = match parse_name(&form.name) {
        Ok(name) => name,
        Err(invalid) => return Ok(again(layout, form, invalid.message())),
    };
    if name.as_str() == tag.name {
        return Ok(layout.unchanged(paths::Index, "The tag is called that already. Nothing was changed"));
    }
    let mut tx = app.db.begin().await?;
    if let Err(error) = store::rename(&mut tx, tag.id, &name).await {
        if error.violates("tags_name_key") {
            return Ok(again(layout, form, "Another tag has this name. Merge the two instead, or choose another name"));
        }
        return Err(error.into());
    }
    let before = NameForm { name: tag.name.clone() };
    let entry =
        Entry::new("Renamed a tag", Subject::Tag(tag.id)).changed(&before, &NameForm { name: name.to_string() });
    audit::record(&mut tx, &layout.by(), entry).await?;
    tx.commit().await?;
    Ok(layout.redirect(paths::Index, format!("“{}” is now called “{name}”", tag.name)))
}
