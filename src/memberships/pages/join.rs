//! Asking to join a project. The request itself is the person's own act and moves their clock, at the time
//! they asked; the answer is somebody else's and does not (rule 6).

use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::json;
use sqlx::PgConnection;

use super::named;
use crate::access::Viewing;
use crate::app::App;
use crate::associates::{self, ActKind, Associate};
use crate::audit::{self, Entry, Subject};
use crate::error::{Result, Violates};
use crate::kernel::{Choice, DeclaredInvolvement, MembershipId, Text};
use crate::memberships::forms::{Asked, JoinForm};
use crate::memberships::model::{MembershipRole, Obstacle};
use crate::memberships::store::{self, NewMembership};
use crate::memberships::{paths, tell_leads};
use crate::privacy::{self, Answer, Consent, PrivacyNotice};
use crate::projects::Project;
use crate::web::{Form, FormErrors, Layout, Notice, Opt, Page};

#[derive(Template)]
#[template(path = "memberships/join.html")]
pub(crate) struct JoinPage {
    layout: Layout,
    project: Project,
    /// The words to agree to, where the link reveals something about health.
    consent: Option<String>,
    form: JoinForm,
    errors: FormErrors,
}

impl JoinPage {
    fn involvements(&self) -> Vec<Opt> {
        Opt::choices_explained(&self.form.involvement, DeclaredInvolvement::meaning)
    }
}

#[derive(Template)]
#[template(path = "memberships/obstacle.html")]
pub(crate) struct ObstaclePage {
    layout: Layout,
    project: Project,
    obstacle: Obstacle,
}

impl ObstaclePage {
    fn is_full(&self) -> bool {
        matches!(self.obstacle, Obstacle::Over | Obstacle::Closed)
    }
}

/// Someone in front of a project they may ask to join.
struct Asker {
    associate: Associate,
    /// The notice in force, where their explicit consent to the link is needed first.
    consent: Option<(Consent, PrivacyNotice)>,
}

pub(crate) async fn get(_: paths::Join, app: App, layout: Layout, project: Viewing<Project>) -> Result<Response> {
    let asker = match find_asker(&mut *app.db.acquire().await?, &layout, &project).await? {
        Ok(asker) => asker,
        Err(obstacle) => return Ok(refuse(layout, &project, obstacle, StatusCode::OK)),
    };
    let form = JoinForm {
        involvement: asker.associate.involvement.code().to_owned(),
        id: MembershipId::new().to_string(),
        ..JoinForm::default()
    };
    let consent = asker.consent.map(|(consent, _)| consent.wording());
    let project = project.clone();
    Ok(Page::ok(JoinPage { layout, project, consent, form, errors: FormErrors::default() }).into_response())
}

pub(crate) async fn post(
    _: paths::Join,
    app: App,
    layout: Layout,
    project: Viewing<Project>,
    Form(form): Form<JoinForm>,
) -> Result<Response> {
    let id = form.id.parse().unwrap_or_else(|_| MembershipId::new());
    let mut tx = app.db.begin().await?;
    if was_sent_before(&mut tx, id, &layout).await? {
        return Ok(asked(&layout, &project));
    }
    let asker = match find_asker(&mut tx, &layout, &project).await? {
        Ok(asker) => asker,
        Err(obstacle) => return Ok(refuse(layout, &project, obstacle, StatusCode::CONFLICT)),
    };
    let wanted = match form.parse(asker.consent.is_some()) {
        Ok(wanted) => wanted,
        Err(errors) => {
            drop(tx);
            let consent = asker.consent.map(|(consent, _)| consent.wording());
            let page = JoinPage { layout, project: project.clone(), consent, form, errors };
            return Ok(Page::unprocessable(page).into_response());
        }
    };

    match write(&mut tx, &app, &layout, &project, (id, &asker, &wanted)).await {
        Ok(true) => {}
        Ok(false) => return Ok(refuse(layout, &project, Obstacle::Closed, StatusCode::CONFLICT)),
        // The same form sent twice in the same moment: the other one did it.
        Err(error) if error.violates("memberships_pkey") => return Ok(asked(&layout, &project)),
        Err(error) if error.violates("memberships_one_open") => {
            return Ok(refuse(layout, &project, Obstacle::HasAsked, StatusCode::CONFLICT));
        }
        Err(error) => return Err(error.into()),
    }
    tx.commit().await?;

    Ok(asked(&layout, &project))
}

fn asked(layout: &Layout, project: &Project) -> Response {
    let text = format!("You asked to join {}. We answer within three working days.", project.title);
    layout.redirect(project.href(), Notice::new(text).with_link("/me", "Go to your page"))
}

fn refuse(layout: Layout, project: &Project, obstacle: Obstacle, status: StatusCode) -> Response {
    Page::with_status(status, ObstaclePage { layout, project: project.clone(), obstacle }).into_response()
}

/// Whether this very request was made already, by the same person: the form was sent twice.
async fn was_sent_before(db: &mut PgConnection, id: MembershipId, layout: &Layout) -> Result<bool> {
    let before = store::find(db, id).await?;
    Ok(before.is_some_and(|membership| layout.by().is(membership.associate_id)))
}

async fn find_asker(db: &mut PgConnection, layout: &Layout, project: &Project) -> Result<Result<Asker, Obstacle>> {
    let associate = match layout.actor().and_then(|actor| actor.associate) {
        Some(id) => associates::find(db, id).await?,
        None => None,
    };
    let Some(associate) = associate else { return Ok(Err(Obstacle::NoRecord)) };
    let own = store::list_for_associate(db, associate.id).await?;
    let states: Vec<_> = own.iter().filter(|own| own.project_id == project.id).map(|own| own.state).collect();
    if let Some(obstacle) = Obstacle::find(Some(associate.standing), &states, project, layout.today()) {
        return Ok(Err(obstacle));
    }
    let consent = if store::awaits_consent(db, associate.id, project.id).await? {
        let notice = privacy::notice_known_to(db, associate.id).await?;
        Some((Consent::HealthLink { project: project.id, project_title: project.title.clone() }, notice))
    } else {
        None
    };
    Ok(Ok(Asker { associate, consent }))
}

/// Writes the consent, the request, the act, the letters and the entry; false when the project has just closed.
async fn write(
    db: &mut PgConnection,
    app: &App,
    layout: &Layout,
    project: &Project,
    (id, asker, wanted): (MembershipId, &Asker, &Asked),
) -> sqlx::Result<bool> {
    let (by, associate) = (layout.by(), asker.associate.id);
    let reason = wanted.reason.as_ref().map(Text::as_str);
    let (role, involvement) = (MembershipRole::Member, wanted.involvement);
    let membership = NewMembership { id, associate, project: project.id, role, involvement, reason };
    if !store::request(db, &membership, &by).await? {
        return Ok(false);
    }
    if let Some((consent, notice)) = &asker.consent {
        privacy::record_agreement(db, associate, &Answer::now(consent, true, "join form"), notice, &by).await?;
    }
    associates::record_act(db, associate, ActKind::JoinedProject, Some(project.id), by.at).await?;
    tell_leads(db, &app.config, associate, project.id, by.at).await?;
    let mut made = named(project, role);
    made["involvement"] = json!(involvement.label());
    made["reason"] = json!(reason);
    let entry = Entry::new("Asked to join the project", Subject::Project(project.id)).concerning(associate);
    audit::record(db, &by, entry.made(&made)).await?;
    Ok(true)
}
