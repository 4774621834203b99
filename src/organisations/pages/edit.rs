//! Changing an organisation.

use axum::response::{IntoResponse, Response};

use super::{FormPage, refusal};
use crate::access::Editing;
use crate::app::App;
use crate::audit::{self, Entry, Subject};
use crate::error::{OrNotFound, Result};
use crate::kernel::{Choice, County};
use crate::organisations::forms::OrganisationForm;
use crate::organisations::model::{Organisation, OrganisationKind};
use crate::organisations::{paths, store};
use crate::web::{Form, FormErrors, Layout, Merged, Page, Words, conflict, merge};

pub(crate) async fn get(_: paths::Edit, layout: Layout, organisation: Editing<Organisation>) -> Page<FormPage> {
    let form = OrganisationForm::from(&*organisation);
    Page::ok(FormPage { layout, organisation: Some(organisation.clone()), form, errors: FormErrors::default() })
}

pub(crate) async fn post(
    _: paths::Show,
    app: App,
    layout: Layout,
    organisation: Editing<Organisation>,
    Form(form): Form<OrganisationForm>,
) -> Result<Response> {
    let merged = merge(&form.opened, &OrganisationForm::from(&*organisation), &form)?;
    if merged.clashes() {
        return Ok(clash(layout, &organisation, merged));
    }
    let form = merged.form;
    let description = match form.parse() {
        Ok(description) => description,
        Err(errors) => return Ok(again(layout, &organisation, form, errors)),
    };
    let before = OrganisationForm::from(&*organisation).parse().ok();

    let mut tx = app.db.begin().await?;
    match store::update(&mut tx, &organisation, &description).await {
        Ok(true) => {}
        Ok(false) => {
            drop(tx);
            let now = store::find(&mut *app.db.acquire().await?, organisation.id).await?.or_404()?;
            let merged = merge(&form.opened, &OrganisationForm::from(&now), &form)?;
            return Ok(clash(layout, &now, merged));
        }
        Err(error) => match refusal(&error) {
            Some(errors) => return Ok(again(layout, &organisation, form, errors)),
            None => return Err(error.into()),
        },
    }
    let entry =
        Entry::new("Changed the organisation", Subject::Organisation(organisation.id)).changed(&before, &description);
    audit::record(&mut tx, &layout.by(), entry).await?;
    tx.commit().await?;

    Ok(layout.redirect(paths::Show { organisation: organisation.id }, "Changes saved"))
}

fn again(layout: Layout, organisation: &Organisation, form: OrganisationForm, errors: FormErrors) -> Response {
    Page::unprocessable(FormPage { layout, organisation: Some(organisation.clone()), form, errors }).into_response()
}

/// Someone else was faster, and changed the same.
fn clash(layout: Layout, now: &Organisation, merged: Merged<OrganisationForm>) -> Response {
    let value = |field: &str, value: &str| match field {
        "kind" => OrganisationKind::label_of(value),
        "county" => County::label_of(value),
        _ => value.to_owned(),
    };
    let words = Words {
        heading: "Someone else changed this organisation meanwhile",
        caption: &now.name,
        fields: &[
            ("name", "Name"),
            ("kind", "What sort of organisation is it?"),
            ("county", "County"),
            ("ods_code", "ODS code"),
            ("aliases", "Other names people use"),
        ],
        value: &value,
    };
    let show = paths::Show { organisation: now.id };
    conflict(layout, &words, (&show, &show), merged)
}
