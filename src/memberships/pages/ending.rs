//! Leaving a project, or ending someone's part in it; taking a request back.

use askama::Template;
use axum::response::{IntoResponse, Response};
use serde_json::json;

use super::named;
use crate::access::{self, Action, Facts};
use crate::app::App;
use crate::associates::{self, Associate};
use crate::audit::{self, Entry, Subject};
use crate::error::{OrNotFound, Result};
use crate::kernel::Choice;
use crate::memberships::forms::EndingForm;
use crate::memberships::model::{MembershipRole, MembershipState};
use crate::memberships::paths;
use crate::memberships::store::{self, Membership};
use crate::projects::{self, Project, typed};
use crate::web::{Form, FormErrors, Layout, Notice, Page};

#[derive(Template)]
#[template(path = "memberships/ending.html")]
pub(crate) struct EndingPage {
    layout: Layout,
    membership: Membership,
    associate: Associate,
    project: Project,
    /// Whether it is the last thing they take part in.
    is_last: bool,
    form: EndingForm,
    errors: FormErrors,
}

impl EndingPage {
    fn is_own(&self) -> bool {
        is_own(&self.layout, &self.membership)
    }

    fn is_request(&self) -> bool {
        self.membership.state == MembershipState::Requested
    }

    fn is_lead(&self) -> bool {
        self.membership.role == MembershipRole::Lead
    }

    fn title(&self) -> &'static str {
        match (self.is_own(), self.is_request()) {
            (true, true) => "Take back your request",
            (true, false) => "Leave this project",
            (false, _) => "End this membership",
        }
    }

    fn back(&self) -> String {
        back(&self.layout, &self.membership)
    }
}

fn is_own(layout: &Layout, membership: &Membership) -> bool {
    layout.by().is(membership.associate_id)
}

fn back(layout: &Layout, membership: &Membership) -> String {
    let may_edit = layout.may(Action::Edit, Facts::Associate { id: membership.associate_id, confirmed: true });
    if may_edit { format!("/associates/{}", membership.associate_id) } else { "/me".to_owned() }
}

fn is_open(membership: &Membership) -> bool {
    matches!(membership.state, MembershipState::Requested | MembershipState::Active)
}

pub(crate) async fn get(
    _: paths::Ending,
    app: App,
    layout: Layout,
    membership: access::Ending<Membership>,
) -> Result<Response> {
    if !is_open(&membership) {
        return Ok(over_already(&layout, &membership));
    }
    let form = EndingForm { ends_on: typed(layout.today()), reason: String::new() };
    Ok(Page::ok(page(&app, layout, &membership, form, FormErrors::default()).await?).into_response())
}

pub(crate) async fn post(
    _: paths::Ending,
    app: App,
    layout: Layout,
    membership: access::Ending<Membership>,
    Form(form): Form<EndingForm>,
) -> Result<Response> {
    let (by, own) = (layout.by(), is_own(&layout, &membership));
    let (day, reason) = match form.parse(own, membership.starts_on, layout.today()) {
        Ok(parsed) => parsed,
        Err(errors) if is_open(&membership) => {
            let page = page(&app, layout, &membership, form, errors).await?;
            return Ok(Page::unprocessable(page).into_response());
        }
        Err(_) => return Ok(over_already(&layout, &membership)),
    };

    let mut tx = app.db.begin().await?;
    if !store::end(&mut tx, &membership, day, reason.as_str(), &by).await? {
        return Ok(over_already(&layout, &membership));
    }
    let project = projects::find(&mut tx, membership.project_id).await?.or_404()?;
    let mut made = named(&project, membership.role);
    made["until"] = json!(day);
    made["reason"] = json!(reason);
    let act = act(own, membership.state == MembershipState::Requested);
    let entry = Entry::new(act, Subject::Project(project.id)).concerning(membership.associate_id).made(&made);
    audit::record(&mut tx, &by, entry).await?;
    tx.commit().await?;

    Ok(layout.redirect(back(&layout, &membership), done(&layout, &membership, &project)))
}

fn act(own: bool, was_request: bool) -> &'static str {
    match (own, was_request) {
        (true, true) => "Took back the request to join",
        (true, false) => "Left the project",
        (false, true) => "Closed a request to join",
        (false, false) => "Ended a membership",
    }
}

/// What happened, and the way back while there is one.
fn done(layout: &Layout, membership: &Membership, project: &Project) -> Notice {
    let own = is_own(layout, membership);
    let text = match (own, membership.state) {
        (true, MembershipState::Requested) => format!("You took back your request to join {}.", project.title),
        (true, _) => format!("You have left {}.", project.title),
        (false, _) => format!("The membership of {} has ended.", project.title),
    };
    let notice = Notice::new(text);
    if !project.can_be_joined(layout.today()) {
        return notice;
    }
    if own {
        return notice.with_link(format!("{}/join", project.href()), "Join again");
    }
    let again = format!("/associates/{}/memberships/new", membership.associate_id);
    let query = [("project", project.slug.as_str()), ("role", membership.role.code())];
    notice.with_link(crate::web::address(again, &query), "Link them again")
}

fn over_already(layout: &Layout, membership: &Membership) -> Response {
    layout.unchanged(back(layout, membership), "This had ended already. Nothing was changed")
}

async fn page(
    app: &App,
    layout: Layout,
    membership: &Membership,
    form: EndingForm,
    errors: FormErrors,
) -> Result<EndingPage> {
    let mut db = app.db.acquire().await?;
    let associate = associates::find(&mut db, membership.associate_id).await?.or_404()?;
    let project = projects::find(&mut db, membership.project_id).await?.or_404()?;
    let own = store::list_for_associate(&mut db, membership.associate_id).await?;
    drop(db);
    let others = own.iter().filter(|other| other.state == MembershipState::Active && other.id != membership.id).count();
    let is_last = membership.state == MembershipState::Active && others == 0;
    Ok(EndingPage { layout, membership: membership.clone(), associate, project, is_last, form, errors })
}
