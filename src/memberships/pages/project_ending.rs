//! Ending a project. It spans two slices, so it is done here: the project's row is held first, then all
//! that is open ends with it, in one transaction (rule 2).

use askama::Template;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::json;
use sqlx::PgConnection;

use super::named;
use crate::access::Editing;
use crate::app::App;
use crate::audit::{self, By, Entry, Subject};
use crate::email;
use crate::error::{OrNotFound, Result};
use crate::kernel::{Text, parse_date};
use crate::memberships::letters::{self, To};
use crate::memberships::model::PROJECT_HAS_ENDED;
use crate::memberships::paths;
use crate::memberships::store::{self, Affected, Totals};
use crate::projects::{self, Ending, Project, ProjectStage, typed};
use crate::web::{Form, FormErrors, Layout, Page};

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct EndForm {
    pub(crate) ends_on: String,
    pub(crate) reason: String,
}

impl EndForm {
    fn parse(&self, project: &Project, today: chrono::NaiveDate) -> Result<Ending, FormErrors> {
        let mut errors = FormErrors::default();
        let ends_on = errors.keep("ends_on", parse_date("the last day of the project", &self.ends_on));
        let reason = errors.keep("reason", Text::parse("why the project ends", &self.reason));
        let (Some(ends_on), Some(reason)) = (ends_on, reason) else { return Err(errors) };
        errors.keep("ends_on", Ending::decide(project, ends_on, reason, today)).ok_or(errors)
    }
}

#[derive(Template)]
#[template(path = "projects/ending.html")]
pub(crate) struct EndingPage {
    layout: Layout,
    project: Project,
    totals: Totals,
    form: EndForm,
    errors: FormErrors,
}

pub(crate) async fn get(
    _: paths::ProjectEnding,
    app: App,
    layout: Layout,
    project: Editing<Project>,
) -> Result<Response> {
    if project.stage == ProjectStage::Ended {
        return Ok(over_already(&layout, &project));
    }
    let last_day = project.ends_on.filter(|day| *day < layout.today()).unwrap_or_else(|| layout.today());
    let form = EndForm { ends_on: typed(last_day), reason: String::new() };
    Ok(Page::ok(page(&app, layout, &project, form, FormErrors::default()).await?).into_response())
}

pub(crate) async fn post(
    _: paths::ProjectEnding,
    app: App,
    layout: Layout,
    project: Editing<Project>,
    Form(form): Form<EndForm>,
) -> Result<Response> {
    if project.stage == ProjectStage::Ended {
        return Ok(over_already(&layout, &project));
    }
    let ending = match form.parse(&project, layout.today()) {
        Ok(ending) => ending,
        Err(errors) => {
            return Ok(Page::unprocessable(page(&app, layout, &project, form, errors).await?).into_response());
        }
    };

    let mut tx = app.db.begin().await?;
    let now = projects::find_for_update(&mut tx, project.id).await?.or_404()?;
    if now.stage == ProjectStage::Ended {
        return Ok(over_already(&layout, &project));
    }
    projects::end(&mut tx, &project, &ending).await?;
    let ended = end_all(&mut tx, &app, &now, &ending, &layout.by()).await?;
    tx.commit().await?;

    Ok(layout.redirect(project.href(), format!("The project has ended, and with it {ended}.")))
}

fn over_already(layout: &Layout, project: &Project) -> Response {
    layout.unchanged(project.href(), "This project had ended already. Nothing was changed")
}

/// Ends what is open, writes to everyone concerned, and keeps an entry for the project and for each
/// person. Returns how many memberships ended, in words.
async fn end_all(db: &mut PgConnection, app: &App, project: &Project, ending: &Ending, by: &By) -> Result<String> {
    let reason = format!("The project ended: {}", ending.reason);
    let reason: String = reason.chars().take(500).collect();
    let all = store::end_all_of_project(db, project.id, ending.ends_on, (PROJECT_HAS_ENDED, &reason), by).await?;
    let counts = json!({ "memberships_ended": all.memberships.len(), "requests_declined": all.requests.len(),
        "ends_on": ending.ends_on, "reason": ending.reason });
    audit::record(db, by, Entry::new("Ended the project", Subject::Project(project.id)).made(&counts)).await?;
    for request in &all.requests {
        if let Some(letter) = letters::declined(&app.config, to(request), project, PROJECT_HAS_ENDED, request.id) {
            email::enqueue(db, &letter, by.at).await?;
        }
        let entry = Entry::new("Declined a request: the project ended", Subject::Project(project.id));
        audit::record(db, by, entry.concerning(request.associate_id).made(&named(project, request.role))).await?;
    }
    for membership in &all.memberships {
        if membership.disclosable
            && let Some(letter) = letters::project_ended(&app.config, to(membership), project, ending.ends_on)
        {
            email::enqueue(db, &letter, by.at).await?;
        }
        let mut made = named(project, membership.role);
        made["until"] = json!(ending.ends_on);
        let entry = Entry::new("Ended a membership: the project ended", Subject::Project(project.id));
        audit::record(db, by, entry.concerning(membership.associate_id).made(&made)).await?;
    }
    Ok(in_words(all.memberships.len(), all.requests.len()))
}

fn to(affected: &Affected) -> To<'_> {
    To(affected.associate_id, affected.email.as_ref(), &affected.given_name)
}

fn in_words(memberships: usize, requests: usize) -> String {
    let count = |n: usize, one: &str, many: &str| if n == 1 { format!("1 {one}") } else { format!("{n} {many}") };
    let memberships = count(memberships, "membership", "memberships");
    if requests == 0 {
        return memberships;
    }
    format!("{memberships}; {} declined", count(requests, "request was", "requests were"))
}

async fn page(app: &App, layout: Layout, project: &Project, form: EndForm, errors: FormErrors) -> Result<EndingPage> {
    let totals = store::totals(&mut *app.db.acquire().await?, project.id).await?;
    Ok(EndingPage { layout, project: project.clone(), totals, form, errors })
}

#[cfg(test)]
mod tests {
    use super::in_words;

    #[test]
    fn counts_in_words() {
        assert_eq!(in_words(1, 0), "1 membership");
        assert_eq!(in_words(12, 1), "12 memberships; 1 request was declined");
    }
}
