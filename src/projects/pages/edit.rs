//! Changing a project.

use axum::response::{IntoResponse, Response};

use super::{FormPage, refusal};
use crate::access::Editing;
use crate::app::App;
use crate::audit::{self, Entry, Subject};
use crate::error::{OrNotFound, Result};
use crate::projects::forms::ProjectForm;
use crate::projects::model::{Description, Project};
use crate::projects::{paths, store};
use crate::web::{Form, FormErrors, Layout, Merged, Notice, Page, Words, conflict, merge};

pub(crate) async fn get(_: paths::Edit, app: App, layout: Layout, project: Editing<Project>) -> Result<Page<FormPage>> {
    let form = ProjectForm::from(&*project);
    Ok(Page::ok(page(&app, layout, &project, form, FormErrors::default()).await?))
}

pub(crate) async fn post(
    _: paths::Show,
    app: App,
    layout: Layout,
    project: Editing<Project>,
    Form(form): Form<ProjectForm>,
) -> Result<Response> {
    let merged = merge(&form.opened, &ProjectForm::from(&*project), &form)?;
    if merged.clashes() {
        return clash(&app, layout, &project, merged).await;
    }
    let form = merged.form;
    let description = match form.parse_for(&project) {
        Ok(description) => description,
        Err(errors) => return again(&app, layout, &project, form, errors).await,
    };
    let before = ProjectForm::from(&*project).parse().ok();

    let mut tx = app.db.begin().await?;
    match store::update(&mut tx, &project, &description).await {
        Ok(true) => {}
        Ok(false) => {
            drop(tx);
            let now = store::find(&mut *app.db.acquire().await?, project.id).await?.or_404()?;
            let merged = merge(&form.opened, &ProjectForm::from(&now), &form)?;
            return clash(&app, layout, &now, merged).await;
        }
        Err(error) => {
            drop(tx);
            return match refusal(&error) {
                Some(errors) => again(&app, layout, &project, form, errors).await,
                None => Err(error.into()),
            };
        }
    }
    let entry = Entry::new("Changed the project", Subject::Project(project.id)).changed(&before, &description);
    audit::record(&mut tx, &layout.by(), entry).await?;
    let waiting = if description.sensitive { store::count_would_wait(&mut tx, project.id).await? } else { 0 };
    tx.commit().await?;

    Ok(layout.redirect(project.href(), saved(&project, &description, waiting)))
}

/// A project that has just become sensitive: its links wait, and the notice leads to the people.
fn saved(project: &Project, now: &Description, waiting: i64) -> Notice {
    if !now.sensitive || project.sensitive || waiting == 0 {
        return Notice::new("Changes saved");
    }
    let text = match waiting {
        1 => "Changes saved. The link of 1 person now waits for their consent.".to_owned(),
        n => format!("Changes saved. The links of {n} people now wait for their consent."),
    };
    Notice::new(text).with_link(format!("/associates?health=waiting&project={}", project.slug), "See who they are")
}

async fn page(app: &App, layout: Layout, project: &Project, form: ProjectForm, errors: FormErrors) -> Result<FormPage> {
    let mut db = app.db.acquire().await?;
    let themes = store::list_themes(&mut db).await?;
    let would_wait = store::count_would_wait(&mut db, project.id).await?;
    drop(db);
    Ok(FormPage { layout, project: Some(project.clone()), themes, would_wait, form, errors })
}

async fn again(
    app: &App,
    layout: Layout,
    project: &Project,
    form: ProjectForm,
    errors: FormErrors,
) -> Result<Response> {
    Ok(Page::unprocessable(page(app, layout, project, form, errors).await?).into_response())
}

/// Someone else was faster, and changed the same.
async fn clash(app: &App, layout: Layout, now: &Project, merged: Merged<ProjectForm>) -> Result<Response> {
    let themes = store::list_themes(&mut *app.db.acquire().await?).await?;
    let theme = |id: &str| themes.iter().find(|theme| theme.id.to_string() == id).map(|theme| theme.name.clone());
    let value = |field: &str, value: &str| match field {
        "theme" => theme(value).unwrap_or_default(),
        _ => value.to_owned(),
    };
    let words = Words {
        heading: "Someone else changed this project meanwhile",
        caption: &now.title,
        fields: &[
            ("title", "Title"),
            ("theme", "Theme"),
            ("summary", "Summary"),
            ("isrctn", "ISRCTN number"),
            ("starts_on", "First day"),
            ("ends_on", "Last day, if it is known"),
            ("recruiting", "Open to new members"),
            ("sensitive", "Taking part reveals something about health"),
        ],
        value: &value,
    };
    Ok(conflict(layout, &words, (now.href(), now.href()), merged))
}
