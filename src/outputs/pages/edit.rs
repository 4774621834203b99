//! Changing one.

use axum::response::{IntoResponse, Response};

use super::{FormPage, Offered, refusal};
use crate::access::Editing;
use crate::app::App;
use crate::audit::{self, Entry, Subject};
use crate::error::{OrNotFound, Result};
use crate::kernel::Choice;
use crate::outputs::forms::OutputForm;
use crate::outputs::model::{Output, OutputKind};
use crate::outputs::{paths, store};
use crate::web::{Form, FormErrors, Layout, Page, Words, conflict, merge};

pub(crate) async fn get(_: paths::Edit, app: App, layout: Layout, output: Editing<Output>) -> Result<Page<FormPage>> {
    let form = OutputForm::of(&output);
    let offered = Offered::load(&mut *app.db.acquire().await?, &form, layout.now()).await?;
    let output = Some(output.clone());
    Ok(Page::ok(FormPage { layout, output, offered, form, errors: FormErrors::default() }))
}

pub(crate) async fn post(
    path: paths::Show,
    app: App,
    layout: Layout,
    output: Editing<Output>,
    Form(form): Form<OutputForm>,
) -> Result<Response> {
    let by = layout.by();
    let mut tx = app.db.begin().await?;
    let stands = store::find_for_update(&mut tx, output.id).await?.or_404()?;
    let now = OutputForm::of(&stands);
    let merged = merge(&form.opened, &now, &form)?;
    if merged.clashes() {
        let offered = Offered::load(&mut tx, &now, by.at).await?;
        let words = Words {
            heading: "Someone else changed this meanwhile",
            caption: &stands.title,
            fields: &[
                ("title", "Title"),
                ("kind", "Sort"),
                ("about", "What it is"),
                ("link", "Link"),
                ("made_on", "Ready on"),
                ("event", "One more event"),
                ("published", "Everyone sees it"),
            ],
            value: &|field, value| match field {
                "kind" => OutputKind::label_of(value),
                "event" => offered.title(value),
                "published" => if value == "yes" { "Yes" } else { "No" }.to_owned(),
                _ => value.to_owned(),
            },
        };
        return Ok(conflict(layout, &words, (&path, &path), merged));
    }
    let form = merged.form;
    let new = match form.parse(layout.today()) {
        Ok(new) => new,
        Err(errors) => return again(&app, layout, &output, form, errors).await,
    };
    if let Err(error) = store::update(&mut tx, output.id, &new).await {
        drop(tx);
        return match refusal(&error) {
            Some(errors) => again(&app, layout, &output, form, errors).await,
            None => Err(error.into()),
        };
    }
    let before = now.parse(layout.today()).ok();
    let entry = Entry::new("Changed an output", Subject::Output(output.id)).changed(&before, &Some(&new));
    audit::record(&mut tx, &by, entry).await?;
    tx.commit().await?;

    Ok(layout.redirect(path, "Changes saved"))
}

async fn again(app: &App, layout: Layout, output: &Output, form: OutputForm, errors: FormErrors) -> Result<Response> {
    let offered = Offered::load(&mut *app.db.acquire().await?, &form, layout.now()).await?;
    let output = Some(output.clone());
    Ok(Page::unprocessable(FormPage { layout, output, offered, form, errors }).into_response())
}
