//! Changing an organisation.

use axum::response::{IntoResponse, Response};

use super::{FormPage, refusal};
use crate::access::Editing;
use crate::app::App;
use crate::audit::{self, Entry, Subject};
use crate::error::{OrNotFound, Result};
use crate::organisations::forms::OrganisationForm;
use crate::organisations::model::Organisation;
use crate::organisations::{paths, store};
use crate::web::{Form, FormErrors, Layout, Page};

pub(crate) async fn get(_: paths::Edit, layout: Layout, organisation: Editing<Organisation>) -> Page<FormPage> {
    let form = OrganisationForm::from(&*organisation);
    Page::ok(FormPage {
        layout,
        organisation: Some(organisation.clone()),
        form,
        errors: FormErrors::default(),
        theirs: None,
    })
}

pub(crate) async fn post(
    _: paths::Show,
    app: App,
    layout: Layout,
    organisation: Editing<Organisation>,
    Form(form): Form<OrganisationForm>,
) -> Result<Response> {
    let description = match form.parse() {
        Ok(description) => description,
        Err(errors) => return Ok(again(layout, &organisation, form, errors)),
    };
    let before = OrganisationForm::from(&*organisation).parse().ok();

    let mut tx = app.db.begin().await?;
    match store::update(&mut tx, &organisation, &description, form.version.parse().unwrap_or_default()).await {
        Ok(true) => {}
        Ok(false) => {
            drop(tx);
            return stale(&app, layout, &organisation, form).await;
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
    Page::unprocessable(FormPage { layout, organisation: Some(organisation.clone()), form, errors, theirs: None })
        .into_response()
}

/// Someone else was faster: shows what stands now beside what was typed, and saves when sent again.
async fn stale(app: &App, layout: Layout, organisation: &Organisation, form: OrganisationForm) -> Result<Response> {
    let now = store::find(&mut *app.db.acquire().await?, organisation.id).await?.or_404()?;
    let form = OrganisationForm { version: now.version.to_string(), ..form };
    let (organisation, theirs) = (Some(now.clone()), Some(now));
    Ok(Page::conflict(FormPage { layout, organisation, form, errors: FormErrors::default(), theirs }).into_response())
}
