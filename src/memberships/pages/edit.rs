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
use crate::memberships::model::{DaysAWeek, Fellowship, MembershipRole, MembershipState, Part, Terms};
use crate::memberships::paths;
use crate::memberships::store::{self, Membership, NewLink};
use crate::organisations;
use crate::projects::{self, Project};
use crate::web::{Form, FormErrors, Layout, Opt, Page};

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
    /// Someone else changed it meanwhile: what stands now.
    theirs: Option<Membership>,
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

    /// What stands now, in words, after someone else was faster.
    fn in_words(&self, membership: &Membership) -> String {
        let host = self.hosts.iter().find(|host| Some(host.id) == membership.host_organisation_id);
        let host = host.map(|host| format!(", hosted by {}", host.name)).unwrap_or_default();
        let days = membership.days_a_week.map(|days| format!(", {} days a week", days.normalize())).unwrap_or_default();
        format!("{}{host}{days}; {}", membership.role, membership.involvement)
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
    let parsed = match form.parse(membership.starts_on, layout.today()) {
        Ok(parsed) => parsed,
        Err(errors) => return again(&app, layout, &membership, form, errors).await,
    };

    let mut tx = app.db.begin().await?;
    let version = form.version.parse().unwrap_or_default();
    match change(&mut tx, &layout, &membership, parsed, version).await {
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

/// Decides between a change in place and a new period, and writes it with its entry; false when somebody
/// was faster or the project has ended.
async fn change(
    db: &mut PgConnection,
    layout: &Layout,
    membership: &Editing<Membership>,
    (terms, from, reason): (Terms, NaiveDate, Option<Text<500>>),
    version: i32,
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
        store::begin_anew(db, membership, &new, version, &by).await?
    } else {
        store::update_terms(db, membership, &terms, version).await?
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
    Ok(EditPage { layout, membership: membership.clone(), associate, project, hosts, form, errors, theirs: None })
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
/// faster. Then shows what stands now beside what was typed, and saves when sent again.
async fn stale(app: &App, layout: Layout, membership: &Membership, form: EditForm) -> Result<Response> {
    let now = store::find(&mut *app.db.acquire().await?, membership.id).await?.or_404()?;
    if now.state != MembershipState::Active {
        return Ok(not_active(&layout, &now));
    }
    if form.version == now.version.to_string() {
        let errors = FormErrors::one("from", "The project has ended or the person has left, so no new part can begin");
        return again(app, layout, membership, form, errors).await;
    }
    let form = EditForm { version: now.version.to_string(), ..form };
    let page = page(app, layout, &now, form, FormErrors::default()).await?;
    Ok(Page::conflict(EditPage { theirs: Some(now), ..page }).into_response())
}
