//! Adding an organisation.

use axum::response::{IntoResponse, Response};

use super::{FormPage, refusal};
use crate::app::App;
use crate::audit::{self, Entry, Subject};
use crate::error::{Result, Violates};
use crate::kernel::OrganisationId;
use crate::organisations::forms::OrganisationForm;
use crate::organisations::{paths, store};
use crate::web::{Form, FormErrors, Layout, Page};

pub(crate) async fn get(_: paths::New, layout: Layout) -> Page<FormPage> {
    let form = OrganisationForm { id: OrganisationId::new().to_string(), ..OrganisationForm::default() };
    Page::ok(FormPage { layout, organisation: None, form, errors: FormErrors::default() })
}

pub(crate) async fn post(
    _: paths::Index,
    app: App,
    layout: Layout,
    Form(form): Form<OrganisationForm>,
) -> Result<Response> {
    let description = match form.parse() {
        Ok(description) => description,
        Err(errors) => return Ok(again(layout, form, errors)),
    };
    let (id, by) = (form.id.parse().unwrap_or_else(|_| OrganisationId::new()), layout.by());

    let mut tx = app.db.begin().await?;
    match store::insert(&mut tx, id, &description, by.at).await {
        // The same form sent twice: the first time did it.
        Err(error) if error.violates("organisations_pkey") => {
            return Ok(layout.redirect(paths::Show { organisation: id }, "Organisation added"));
        }
        Err(error) => match refusal(&error) {
            Some(errors) => return Ok(again(layout, form, errors)),
            None => return Err(error.into()),
        },
        Ok(()) => {}
    }
    audit::record(&mut tx, &by, Entry::new("Added an organisation", Subject::Organisation(id)).made(&description))
        .await?;
    tx.commit().await?;

    Ok(layout.redirect(paths::Show { organisation: id }, "Organisation added"))
}

fn again(layout: Layout, form: OrganisationForm, errors: FormErrors) -> Response {
    Page::unprocessable(FormPage { layout, organisation: None, form, errors }).into_response()
}
