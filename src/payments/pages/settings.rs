//! What all payments go by: when one is overdue, and where bank details go.

use askama::Template;
use axum::response::{IntoResponse, Response};

use crate::app::App;
use crate::audit::{self, Entry, Subject};
use crate::error::Result;
use crate::payments::forms::SettingsForm;
use crate::payments::{paths, store};
use crate::web::{Form, FormErrors, Layout, Page, Words, conflict, merge};

#[derive(Template)]
#[template(path = "payments/settings.html")]
pub(crate) struct SettingsPage {
    layout: Layout,
    form: SettingsForm,
    errors: FormErrors,
}

pub(crate) async fn get(_: paths::Settings, app: App, layout: Layout) -> Result<Page<SettingsPage>> {
    let form = SettingsForm::of(&store::find_settings(&mut *app.db.acquire().await?).await?);
    Ok(Page::ok(SettingsPage { layout, form, errors: FormErrors::default() }))
}

pub(crate) async fn post(
    _: paths::Settings,
    app: App,
    layout: Layout,
    Form(form): Form<SettingsForm>,
) -> Result<Response> {
    let mut tx = app.db.begin().await?;
    let before = store::find_settings_for_update(&mut tx).await?;
    let merged = merge(&form.opened, &SettingsForm::of(&before), &form)?;
    if merged.clashes() {
        let words = Words {
            heading: "Someone else changed these settings meanwhile",
            caption: "Payments",
            fields: &[("overdue_days", "Overdue after days"), ("finance_contact", "How to reach finance")],
            value: &|_, value| value.to_owned(),
        };
        return Ok(conflict(layout, &words, (paths::Settings, paths::Rates), merged));
    }
    let form = merged.form;
    let settings = match form.parse() {
        Ok(settings) => settings,
        Err(errors) => return Ok(Page::unprocessable(SettingsPage { layout, form, errors }).into_response()),
    };
    store::update_settings(&mut tx, &settings).await?;
    let entry = Entry::new("Changed what payments go by", Subject::Payments).changed(&before, &settings);
    audit::record(&mut tx, &layout.by(), entry).await?;
    tx.commit().await?;

    Ok(layout.redirect(paths::Rates, "Settings saved"))
}
