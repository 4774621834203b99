//! Adding one.

use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use super::{FormPage, Offered, refusal};
use crate::app::App;
use crate::audit::{self, Entry, Subject};
use crate::error::Result;
use crate::events;
use crate::kernel::{EventId, OutputId};
use crate::outputs::forms::OutputForm;
use crate::outputs::{paths, store};
use crate::projects::typed;
use crate::web::{Form, FormErrors, Layout, Notice, Page, Query};

/// What it came from.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct From {
    event: String,
    /// The number of a project.
    project: String,
}

pub(crate) async fn get(_: paths::New, app: App, layout: Layout, Query(from): Query<From>) -> Result<Page<FormPage>> {
    let mut db = app.db.acquire().await?;
    let event = match from.event.parse::<EventId>() {
        Ok(id) => events::find(&mut db, id).await?,
        Err(_) => None,
    };
    let projects = event.iter().flat_map(|event| &event.projects).map(ToString::to_string);
    let form = OutputForm {
        id: OutputId::new().to_string(),
        made_on: typed(layout.today()),
        projects: projects.chain(Some(from.project).filter(|id| !id.is_empty())).collect(),
        events: event.iter().map(|event| event.id.to_string()).collect(),
        ..OutputForm::default()
    };
    let offered = Offered::load(&mut db, &form, layout.now()).await?;
    drop(db);
    Ok(Page::ok(FormPage { layout, output: None, offered, form, errors: FormErrors::default() }))
}

pub(crate) async fn post(_: paths::Index, app: App, layout: Layout, Form(form): Form<OutputForm>) -> Result<Response> {
    let new = match form.parse(layout.today()) {
        Ok(new) => new,
        Err(errors) => return again(&app, layout, form, errors).await,
    };
    let (id, by) = (form.id.parse().unwrap_or_else(|_| OutputId::new()), layout.by());

    let mut tx = app.db.begin().await?;
    match store::insert(&mut tx, id, &new, by.at).await {
        Err(error) => {
            drop(tx);
            return match refusal(&error) {
                Some(errors) => again(&app, layout, form, errors).await,
                None => Err(error.into()),
            };
        }
        // The same form sent twice: the first time did it.
        Ok(false) => {}
        Ok(true) => audit::record(&mut tx, &by, Entry::new("Added an output", Subject::Output(id)).made(&new)).await?,
    }
    tx.commit().await?;

    let words = if new.is_published { "Added, and seen by everyone" } else { "Added. Only the team sees it for now" };
    let notice = Notice::new(words).with_link(paths::Contributors { output: id }, "Say who worked on it");
    Ok(layout.redirect(paths::Show { output: id }, notice))
}

async fn again(app: &App, layout: Layout, form: OutputForm, errors: FormErrors) -> Result<Response> {
    let offered = Offered::load(&mut *app.db.acquire().await?, &form, layout.now()).await?;
    Ok(Page::unprocessable(FormPage { layout, output: None, offered, form, errors }).into_response())
}
