//! Registering a project.

use axum::response::{IntoResponse, Response};

use super::{FormPage, refusal};
use crate::app::App;
use crate::audit::{self, Entry, Subject};
use crate::error::{Result, Violates};
use crate::kernel::ProjectId;
use crate::projects::forms::{ProjectForm, typed};
use crate::projects::{paths, store};
use crate::web::{Form, FormErrors, Layout, Page};

pub(crate) async fn get(_: paths::New, app: App, layout: Layout) -> Result<Page<FormPage>> {
    let form = ProjectForm {
        id: ProjectId::new().to_string(),
        starts_on: typed(layout.today()),
        recruiting: "yes".to_owned(),
        ..ProjectForm::default()
    };
    Ok(Page::ok(page(&app, layout, form, FormErrors::default()).await?))
}

pub(crate) async fn post(_: paths::Index, app: App, layout: Layout, Form(form): Form<ProjectForm>) -> Result<Response> {
    let project = match form.parse_new() {
        Ok(project) => project,
        Err(errors) => return again(&app, layout, form, errors).await,
    };
    let (id, by) = (form.id.parse().unwrap_or_else(|_| ProjectId::new()), layout.by());
    let stage = project.description.first_stage(layout.today());
    let to = paths::Show { project: project.slug.as_str().to_owned() };

    let mut tx = app.db.begin().await?;
    match store::insert(&mut tx, id, &project, stage, by.at).await {
        // The same form sent twice: the first time did it.
        Err(error) if error.violates("projects_pkey") => return Ok(layout.redirect(to, "Project added")),
        Err(error) => {
            drop(tx);
            return match refusal(&error) {
                Some(errors) => again(&app, layout, form, errors).await,
                None => Err(error.into()),
            };
        }
        Ok(()) => {}
    }
    audit::record(&mut tx, &by, Entry::new("Registered a project", Subject::Project(id)).made(&project)).await?;
    tx.commit().await?;

    Ok(layout.redirect(to, "Project added"))
}

async fn page(app: &App, layout: Layout, form: ProjectForm, errors: FormErrors) -> Result<FormPage> {
    let themes = store::list_themes(&mut *app.db.acquire().await?).await?;
    Ok(FormPage { layout, project: None, themes, would_wait: 0, form, errors })
}

async fn again(app: &App, layout: Layout, form: ProjectForm, errors: FormErrors) -> Result<Response> {
    Ok(Page::unprocessable(page(app, layout, form, errors).await?).into_response())
}
