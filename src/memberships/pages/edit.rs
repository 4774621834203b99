//! Changing a membership. A new role, and a new host or number of days from a later day, end the present
//! period and begin another, so that a report about the past still finds what was true then (rule 3).

use askama::Template;
use axum::response::{IntoResponse, Response};
use chrono::NaiveDate;
use serde_json::{Value, json};
use sqlx::PgConnection;

use super::link::refusal;
use super::{described, hosts};
use crate::access::Editing;
use crate::app::App;
use crate::associates::{self, Associate};
use crate::audit::{self, Entry, Subject};
use crate::error::{OrNotFound, Result};
use crate::kernel::{Choice, DeclaredInvolvement, MembershipId, Text, display_date};
use crate::memberships::forms::EditForm;
use crate::memberships::model::{DaysAWeek, Fellowship, MembershipRole, MembershipState, Part, Terms, in_project};
use crate::memberships::paths;
use crate::memberships::store::{self, Membership, NewLink};
use crate::organisations;
use crate::projects::{self, Project};
use crate::web::{Form, FormErrors, Layout, Merged, Opt, Page, Words, conflict, merge};

#[derive(Template)]
#[template(path = "memberships/edit.html")]
pub(crate) struct EditPage {
    layout: Layout,
    membership: Membership,
    associate: Associate,
    project: Project,
    hosts: Vec<organisations::Named>,
    form: EditForm,
    errors: FormErrors,
}

impl EditPage {
    fn roles(&self) -> Vec<Opt> {
        Opt::choices::<MembershipRole>(&self.form.role)
    }

    fn involvements(&self) -> Vec<Opt> {
        Opt::choices_explained(&self.form.involvement, DeclaredInvolvement::meaning)
    }

    fn host_options(&self) -> Vec<Opt> {
        hosts(&self.hosts, &self.form.host)
    }

    fn began(&self) -> String {
        self.membership.starts_on.map(display_date).unwrap_or_default()
    }
}

pub(crate) async fn get(_: paths::Edit, app: App, layout: Layout, membership: Editing<Membership>) -> Result<Response> {
    if membership.state != MembershipState::Active {
        return Ok(not_active(&layout, &membership));
    }
    let form = EditForm::of(&membership, layout.today());
    Ok(Page::ok(page(&app, layout, &membership, form, FormErrors::default()).await?).into_response())
}

pub(crate) async fn post(
    _: paths::Show,
    app: App,
    layout: Layout,
    membership: Editing<Membership>,
    Form(form): Form<EditForm>,
) -> Result<Response> {
    if membership.state != MembershipState::Active {
        return Ok(not_active(&layout, &membership));
    }
    let merged = compare(&membership, form, &layout)?;
    if merged.clashes() {
        return clash(&app, layout, &membership, merged).await;
    }
    let form = merged.form;
    let parsed = match form.parse(membership.starts_on, layout.today()) {
        Ok(parsed) => parsed,
        Err(errors) => return again(&app, layout, &membership, form, errors).await,
    };

    if let Some(errors) = obstacle(&app, &layout, &membership, &parsed).await? {
        return again(&app, layout, &membership, form, errors).await;
    }

    let mut tx = app.db.begin().await?;
    match change(&mut tx, &layout, &membership, parsed).await {
        Ok(true) => {}
        Ok(false) => {
            drop(tx);
            return stale(&app, layout, &membership, form).await;
        }
        Err(error) => {
            drop(tx);
            let (field, message) = refusal(error)?;
            return again(&app, layout, &membership, form, FormErrors::one(field, message)).await;
        }
    }
    tx.commit().await?;

    Ok(layout.redirect(format!("/associates/{}", membership.associate_id), "Membership changed"))
}

fn not_active(layout: &Layout, membership: &Membership) -> Response {
    let text = "Only a membership that runs can be changed. This one does not run, so nothing was changed";
    layout.redirect(format!("/associates/{}", membership.associate_id), text)
}

/// What stands in the way: a new period that would begin before the project, or a new host that had ended by then. What
/// is corrected in place keeps its dates, whatever they are.
async fn obstacle(
    app: &App,
    layout: &Layout,
    membership: &Membership,
    (terms, from, _): &(Terms, NaiveDate, Option<Text<500>>),
) -> Result<Option<FormErrors>> {
    let (mut db, mut day) = (app.db.acquire().await?, membership.starts_on.unwrap_or(*from));
    if terms.begins_anew(&terms_of(membership), *from, membership.starts_on) {
        day = *from;
        let project = projects::find(&mut db, membership.project_id).await?.or_404()?;
        if let Err(invalid) = in_project(day, project.starts_on, layout.today()) {
            return Ok(Some(FormErrors::one("from", invalid.message())));
        }
    }
    let host = terms.part.fellowship.as_ref().map(|fellowship| fellowship.host);
    let refused = organisations::refused_host(&mut db, (host, membership.host_organisation_id), day).await?;
    Ok(refused.map(|why| FormErrors::one("host", why)))
}

/// Decides between a change in place and a new period, and writes it with its entry; false when somebody
/// was faster or the project has ended.
async fn change(
    db: &mut PgConnection,
    layout: &Layout,
    membership: &Editing<Membership>,
    (terms, from, reason): (Terms, NaiveDate, Option<Text<500>>),
) -> sqlx::Result<bool> {
    let (before, by) = (terms_of(membership), layout.by());
    let anew = terms.begins_anew(&before, from, membership.starts_on);
    let done = if anew {
        let reason = reason.clone().or_else(|| Text::parse("the reason", "Their part changed").ok());
        let Some(reason) = reason else { return Ok(false) };
        let new = NewLink {
            id: MembershipId::new(),
            associate: membership.associate_id,
            project: membership.project_id,
            part: terms.part,
            involvement: terms.involvement,
            starts_on: from,
            reason,
        };
        store::begin_anew(db, membership, &new, &by).await?
    } else {
        store::update_terms(db, membership, &terms).await?
    };
    let project = projects::find(db, membership.project_id).await?;
    let (true, Some(project)) = (done, project) else { return Ok(false) };
    let act = if anew { "Changed the part in the project" } else { "Corrected the part in the project" };
    let rest = |terms: &Terms, more: Value| {
        let mut rest = json!({ "involvement": terms.involvement.label() });
        rest["from"] = more;
        described(&project, &terms.part, &rest)
    };
    let (was, is) = (rest(&before, json!(membership.starts_on)), rest(&terms, json!(from)));
    let entry = Entry::new(act, Subject::Project(project.id)).concerning(membership.associate_id);
    audit::record(db, &by, entry.changed(&was, &is)).await?;
    Ok(true)
}

fn terms_of(membership: &Membership) -> Terms {
    let days = membership.days_a_week.and_then(|days| DaysAWeek::parse(&days.to_string()).ok());
    let fellowship = match (membership.host_organisation_id, days) {
        (Some(host), Some(days_a_week)) => Some(Fellowship { host, days_a_week }),
        _ => None,
    };
    Terms { part: Part { role: membership.role, fellowship }, involvement: membership.involvement }
}

async fn page(
    app: &App,
    layout: Layout,
    membership: &Membership,
    form: EditForm,
    errors: FormErrors,
) -> Result<EditPage> {
    let mut db = app.db.acquire().await?;
    let associate = associates::find(&mut db, membership.associate_id).await?.or_404()?;
    let project = projects::find(&mut db, membership.project_id).await?.or_404()?;
    let hosts = organisations::list_named(&mut db).await?;
    drop(db);
    Ok(EditPage { layout, membership: membership.clone(), associate, project, hosts, form, errors })
}

async fn again(
    app: &App,
    layout: Layout,
    membership: &Membership,
    form: EditForm,
    errors: FormErrors,
) -> Result<Response> {
    Ok(Page::unprocessable(page(app, layout, membership, form, errors).await?).into_response())
}

/// Why nothing was written: the project or the person takes part in nothing new any more, or someone else was
/// faster in this very moment.
async fn stale(app: &App, layout: Layout, membership: &Membership, form: EditForm) -> Result<Response> {
    let now = store::find(&mut *app.db.acquire().await?, membership.id).await?.or_404()?;
    if now.state != MembershipState::Active {
        return Ok(not_active(&layout, &now));
    }
    if now.version == membership.version {
        let errors = FormErrors::one("from", "The project has ended or the person has left, so no new part can begin");
        return again(app, layout, membership, form, errors).await;
    }
    let merged = compare(&now, form, &layout)?;
    clash(app, layout, &now, merged).await
}

/// From when it holds and why is said of this change alone: nobody else can have said it differently.
fn compare(now: &Membership, form: EditForm, layout: &Layout) -> Result<Merged<EditForm>> {
    let (from, reason) = (form.from.clone(), form.reason.clone());
    merge(&form.opened, &EditForm { from, reason, ..EditForm::of(now, layout.today()) }, &form)
}

/// Someone else was faster, and changed the same.
async fn clash(app: &App, layout: Layout, now: &Membership, merged: Merged<EditForm>) -> Result<Response> {
    let mut db = app.db.acquire().await?;
    let hosts = organisations::list_named(&mut db).await?;
    let person = associates::find(&mut db, now.associate_id).await?.or_404()?;
    drop(db);
    let host = |id: &str| hosts.iter().find(|host| host.id.to_string() == id).map(|host| host.name.clone());
    let value = |field: &str, value: &str| match field {
        "role" => MembershipRole::label_of(value),
        "involvement" => DeclaredInvolvement::label_of(value),
        "host" => host(value).unwrap_or_default(),
        _ => value.to_owned(),
    };
    let words = Words {
        heading: "Someone else changed this membership meanwhile",
        caption: &person.name(),
        fields: &[
            ("role", "Role"),
            ("host", "Host organisation"),
            ("days_a_week", "Days a week"),
            ("involvement", "How do they want to take part?"),
        ],
        value: &value,
    };
    let back = format!("/associates/{}", now.associate_id);
    Ok(conflict(layout, &words, (paths::Show { membership: now.id }, back), merged))
}
