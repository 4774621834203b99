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
use crate::web::{Form, FormErrors, Layout, Page};

#[derive(Template)]
#[template(path = "dashboards/settings.html")]
pub(crate) struct SettingsPage {
    layout: Layout,
    form: TargetsForm,
    errors: FormErrors,
    /// The targets the form is about to replace.
    now: Vec<Target>,
    /// Someone else changed them meanwhile: what stands now is shown beside what was typed.
    is_stale: bool,
}

impl SettingsPage {
    fn seen(&self) -> String {
        TargetsForm::seen(&self.now)
    }

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
    Ok(Page::ok(SettingsPage { layout, form, errors: FormErrors::default(), now, is_stale: false }))
}

pub(crate) async fn post(
    _: paths::Settings,
    app: App,
    layout: Layout,
    Form(form): Form<TargetsForm>,
) -> Result<Response> {
    let targets = match form.parse() {
        Ok(targets) => targets,
        Err(errors) => {
            let now = store::list_targets(&mut *app.db.acquire().await?).await?;
            let page = SettingsPage { layout, form, errors, now, is_stale: false };
            return Ok(Page::unprocessable(page).into_response());
        }
    };

    let mut tx = app.db.begin().await?;
    let before = store::list_targets_for_update(&mut tx).await?;
    if !form.has_seen(&before) {
        drop(tx);
        let page = SettingsPage { layout, form, errors: FormErrors::default(), now: before, is_stale: true };
        return Ok(Page::conflict(page).into_response());
    }
    if before != targets {
        store::replace_targets(&mut tx, &targets).await?;
        let entry = Entry::new("Changed the coverage targets", Subject::Settings);
        audit::record(&mut tx, &layout.by(), entry.changed(&by_group(&before), &by_group(&targets))).await?;
    }
    tx.commit().await?;

    Ok(layout.redirect(paths::Settings, "Coverage targets saved"))
}

/// As the trail keeps them: a number for each group.
fn by_group(targets: &[Target]) -> std::collections::BTreeMap<&'static str, i32> {
    targets.iter().map(|target| (target.stakeholder_group.code(), target.target)).collect()
}
