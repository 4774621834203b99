//! The team links someone to a project. The person is told, and where the link would say something about
//! their health they are asked to agree first; until then nobody else sees it.

use askama::Template;
use axum::response::{IntoResponse, Response};
use serde_json::json;
use sqlx::PgConnection;

use super::{described, hosts};
use crate::access::Editing;
use crate::app::App;
use crate::associates::{Associate, Standing};
use crate::audit::{self, Entry, Subject};
use crate::email;
use crate::error::{Result, Violates};
use crate::kernel::{Choice, MembershipId};
use crate::memberships::forms::{LinkForm, Linked};
use crate::memberships::model::MembershipRole;
use crate::memberships::store::{self, Membership, NewLink, OwnMembership};
use crate::memberships::{letters, paths};
use crate::organisations;
use crate::projects::{self, Project, typed};
use crate::web::{Form, FormErrors, Layout, Notice, Opt, Page, Query};

#[derive(Template)]
#[template(path = "memberships/link.html")]
pub(crate) struct LinkPage {
    layout: Layout,
    associate: Associate,
    own: Vec<OwnMembership>,
    projects: Vec<Project>,
    hosts: Vec<organisations::Named>,
    form: LinkForm,
    errors: FormErrors,
}

impl LinkPage {
    fn project_options(&self) -> Vec<Opt> {
        let sensitive = self.associate.stakeholder_group.reveals_health();
        let label = |project: &Project| {
            let consent = if sensitive && project.sensitive { " (needs their consent)" } else { "" };
            let closed = if project.recruiting { "" } else { " (takes no requests)" };
            format!("{}: {}{closed}{consent}", project.theme_name, project.title)
        };
        Opt::list(self.projects.iter().map(|project| (project.slug.clone(), label(project))), &self.form.project)
    }

    fn roles(&self) -> Vec<Opt> {
        Opt::choices::<MembershipRole>(&self.form.role)
    }

    fn host_options(&self) -> Vec<Opt> {
        hosts(&self.hosts, &self.form.host)
    }

    fn open(&self) -> impl Iterator<Item = &OwnMembership> {
        self.own.iter().filter(|membership| membership.is_open())
    }

    /// Whether some choices of this page would wait for a consent.
    fn some_need_consent(&self) -> bool {
        self.associate.stakeholder_group.reveals_health() && self.projects.iter().any(|project| project.sensitive)
    }

    /// Only someone active takes part in something new.
    fn obstacle(&self) -> Option<&'static str> {
        match self.associate.standing {
            Standing::Active => None,
            Standing::Paused => Some("They are away for a time. Link them when they are back."),
            Standing::Left | Standing::Anonymised | Standing::Pending | Standing::Merged => {
                Some("They have left the network, so they cannot be linked.")
            }
        }
    }
}

pub(crate) async fn get(
    _: paths::New,
    app: App,
    layout: Layout,
    associate: Editing<Associate>,
    Query(prefilled): Query<LinkForm>,
) -> Result<Page<LinkPage>> {
    let or = |given: String, otherwise: &str| if given.is_empty() { otherwise.to_owned() } else { given };
    let form = LinkForm {
        role: or(prefilled.role, MembershipRole::Member.code()),
        starts_on: or(prefilled.starts_on, &typed(layout.today())),
        id: MembershipId::new().to_string(),
        ..prefilled
    };
    Ok(Page::ok(page(&app, layout, &associate, form, FormErrors::default()).await?))
}

pub(crate) async fn post(
    _: paths::New,
    app: App,
    layout: Layout,
    associate: Editing<Associate>,
    Form(form): Form<LinkForm>,
) -> Result<Response> {
    let project = projects::find_by_slug(&mut *app.db.acquire().await?, &form.project).await?;
    let project = project.filter(|_| associate.standing == Standing::Active);
    let parsed = form.parse(project.as_ref().map(|project| project.starts_on), layout.today());
    let (project, linked) = match (project, parsed) {
        (Some(project), Ok(linked)) => (project, linked),
        (_, parsed) => {
            let errors = parsed.err().unwrap_or_default();
            return again(&app, layout, &associate, form, errors).await;
        }
    };
    let mut tx = app.db.begin().await?;
    let host = linked.part.fellowship.as_ref().map(|fellowship| fellowship.host);
    if let Some(why) = organisations::refused_host(&mut tx, (host, None), linked.starts_on).await? {
        drop(tx);
        return again(&app, layout, &associate, form, FormErrors::one("host", why)).await;
    }
    let id = form.id.parse().unwrap_or_else(|_| MembershipId::new());
    let id = match store::find(&mut tx, id).await? {
        // They went back and chose something else, or this form came from somebody else's record.
        Some(made) if !is_this_link(&made, &associate, &project, &linked) => MembershipId::new(),
        _ => id,
    };
    let link = new_link(id, &associate, &project, linked);
    let refusal = match store::link(&mut tx, &link, &layout.by()).await {
        Ok(true) => None,
        Ok(false) => Some(("project", "This project has ended, or they have left meanwhile. Choose another project")),
        Err(error) if error.violates("memberships_pkey") => return Ok(done(&layout, &associate, &project, false)),
        Err(error) => Some(refusal(error)?),
    };
    if let Some((field, message)) = refusal {
        drop(tx);
        return again(&app, layout, &associate, form, FormErrors::one(field, message)).await;
    }
    let waits = tell(&mut tx, &app, &layout, (&associate, &project), &link).await?;
    tx.commit().await?;

    Ok(done(&layout, &associate, &project, waits))
}

/// Whether a membership is what this form made when it was sent before.
fn is_this_link(made: &Membership, associate: &Associate, project: &Project, linked: &Linked) -> bool {
    made.associate_id == associate.id && made.project_id == project.id && made.role == linked.part.role
}

fn new_link(id: MembershipId, associate: &Associate, project: &Project, linked: Linked) -> NewLink {
    let (associate, involvement) = (associate.id, associate.involvement);
    let Linked { part, starts_on, reason } = linked;
    NewLink { id, associate, project: project.id, part, involvement, starts_on, reason }
}

/// The database's refusal in the words of the form.
pub(super) fn refusal(error: sqlx::Error) -> Result<(&'static str, &'static str)> {
    if error.violates("memberships_one_open") {
        return Ok((
            "role",
            "They have this role in this project already, or have asked for it. Answer the request instead",
        ));
    }
    if error.violates("memberships_host_organisation_id_fkey") {
        return Ok(("host", "Choose the organisation that hosts them"));
    }
    Err(error.into())
}

fn done(layout: &Layout, associate: &Associate, project: &Project, waits: bool) -> Response {
    let text = if waits {
        let asked = if associate.email.is_some() { "we asked them" } else { "please ask them, since we cannot write" };
        format!("Linked to {}. The link waits until {} agrees to it; {asked}", project.title, associate.name())
    } else {
        format!("Linked to {}", project.title)
    };
    let record = format!("/associates/{}", associate.id);
    let notice = if waits && associate.email.is_none() {
        Notice::new(text).with_link(format!("{record}/agreements/new"), "Record what they say")
    } else {
        Notice::new(text).with_link(format!("{record}/memberships/new"), "Link to another project")
    };
    layout.redirect(record, notice)
}

/// Writes to the person and to the trail; true when the link waits for their consent.
async fn tell(
    db: &mut PgConnection,
    app: &App,
    layout: &Layout,
    (associate, project): (&Associate, &Project),
    link: &NewLink,
) -> Result<bool> {
    let by = layout.by();
    let waits = store::awaits_consent(db, associate.id, project.id).await?;
    let letter = if waits {
        letters::please_agree(&app.config, letters::To::from(associate), link.id)
    } else {
        letters::linked(&app.config, letters::To::from(associate), project, &link.part, (link.id, link.starts_on))
    };
    if let Some(letter) = letter {
        email::enqueue(db, &letter, by.at).await?;
    }
    let mut rest = json!({ "from": link.starts_on, "reason": link.reason });
    if waits {
        rest["waits_for_consent"] = json!(true);
    }
    let entry = Entry::new("Linked to the project", Subject::Project(project.id)).concerning(associate.id);
    audit::record(db, &by, entry.made(&described(project, &link.part, &rest))).await?;
    Ok(waits)
}

async fn page(
    app: &App,
    layout: Layout,
    associate: &Associate,
    form: LinkForm,
    errors: FormErrors,
) -> Result<LinkPage> {
    let mut db = app.db.acquire().await?;
    let mut own = store::list_for_associate(&mut db, associate.id).await?;
    // What waits for a consent is read on its own page, where reading is logged (rules 4 and 9).
    own.retain(|membership| !membership.awaits_consent);
    let mut projects = projects::list_open(&mut db).await?;
    let hosts = organisations::list_named(&mut db).await?;
    drop(db);
    projects.retain(|project| !project.is_over(layout.today()));
    Ok(LinkPage { layout, associate: associate.clone(), own, projects, hosts, form, errors })
}

async fn again(
    app: &App,
    layout: Layout,
    associate: &Associate,
    form: LinkForm,
    errors: FormErrors,
) -> Result<Response> {
    Ok(Page::unprocessable(page(app, layout, associate, form, errors).await?).into_response())
}
