//! The settings of the network: how many people of each group a project should have.

use askama::Template;
use axum::response::{IntoResponse, Response};

use crate::app::App;
use crate::audit::{self, Entry, Subject};
use crate::dashboards::coverage::Target;
use crate::dashboards::forms::TargetsForm;
use crate::dashboards::{paths, store};
use crate::error::Result;
use crate::kernel::{Choice, StakeholderGroup};
use crate::web::{Form, FormErrors, Layout, Merged, Page, Words, conflict, merge};

#[derive(Template)]
#[template(path = "dashboards/settings.html")]
pub(crate) struct SettingsPage {
    layout: Layout,
    form: TargetsForm,
    errors: FormErrors,
}

impl SettingsPage {
    /// What the field of a group says beside its name.
    fn hint(&self, group: &StakeholderGroup) -> &'static str {
        match group {
            StakeholderGroup::ServiceUser => "Carers count too, unless they have a target of their own.",
            _ => "",
        }
    }
}

pub(crate) async fn get(_: paths::Settings, app: App, layout: Layout) -> Result<Page<SettingsPage>> {
    let now = store::list_targets(&mut *app.db.acquire().await?).await?;
    let form = TargetsForm::from(now.as_slice());
    Ok(Page::ok(SettingsPage { layout, form, errors: FormErrors::default() }))
}

pub(crate) async fn post(
    _: paths::Settings,
    app: App,
    layout: Layout,
    Form(form): Form<TargetsForm>,
) -> Result<Response> {
    let mut tx = app.db.begin().await?;
    let before = store::list_targets_for_update(&mut tx).await?;
    let merged = merge(form.opened(), &TargetsForm::from(before.as_slice()), &form)?;
    if merged.clashes() {
        return Ok(clash(layout, merged));
    }
    let form = merged.form;
    let targets = match form.parse() {
        Ok(targets) => targets,
        Err(errors) => return Ok(Page::unprocessable(SettingsPage { layout, form, errors }).into_response()),
    };
    if before != targets {
        store::replace_targets(&mut tx, &targets).await?;
        let entry = Entry::new("Changed the coverage targets", Subject::Settings);
        audit::record(&mut tx, &layout.by(), entry.changed(&by_group(&before), &by_group(&targets))).await?;
    }
    tx.commit().await?;

    Ok(layout.redirect(paths::Settings, "Coverage targets saved"))
}

/// Someone else was faster, and changed the same.
fn clash(layout: Layout, merged: Merged<TargetsForm>) -> Response {
    let groups: Vec<_> = StakeholderGroup::ALL.iter().map(|group| (group.code(), group.label())).collect();
    let words = Words {
        heading: "Someone else changed the targets meanwhile",
        caption: "Coverage targets",
        fields: &groups,
        value: &|_, value| value.to_owned(),
    };
    conflict(layout, &words, (paths::Settings, paths::Settings), merged)
}

/// As the trail keeps them: a number for each group.
fn by_group(targets: &[Target]) -> std::collections::BTreeMap<&'static str, i32> {
    targets.iter().map(|target| (target.stakeholder_group.code(), target.target)).collect()
}
