//! Answering a request to join. A request that awaits a consent does not exist for whoever would answer it.

use askama::Template;
use axum::response::{IntoResponse, Response};
use serde_json::json;
use sqlx::PgConnection;

use super::named;
use crate::access::{Action, Deciding, Facts};
use crate::app::App;
use crate::associates;
use crate::audit::{self, By, Entry, Subject};
use crate::email;
use crate::error::{OrNotFound, Result};
use crate::kernel::{Choice, Text};
use crate::memberships::forms::DecisionForm;
use crate::memberships::model::{Answer, KIND_REASONS, MembershipState};
use crate::memberships::store::{self, Membership, RequestRow};
use crate::memberships::{letters, paths};
use crate::projects::{self, Project};
use crate::web::{Form, FormErrors, Layout, Notice, Opt, Page};

#[derive(Template)]
#[template(path = "memberships/decision.html")]
pub(crate) struct DecisionPage {
    layout: Layout,
    request: RequestRow,
    form: DecisionForm,
    errors: FormErrors,
}

impl DecisionPage {
    fn answers(&self) -> Vec<Opt> {
        let accept = Opt::new("accept", "Accept").with_hint("They take part from today, and we write to them.");
        let decline = Opt::new("decline", "Decline").with_hint("We write to them with your reason, below.");
        [accept, decline].map(|option| Opt { selected: option.value == self.form.answer, ..option }).into()
    }

    fn beginnings(&self) -> &'static [(&'static str, &'static str)] {
        &KIND_REASONS
    }

    fn is_team(&self) -> bool {
        self.layout.may(Action::Edit, Facts::Associate { id: self.request.associate_id, confirmed: true })
    }

    fn back(&self) -> String {
        let back = back(&self.layout, &self.request);
        if self.is_team() { back } else { format!("{back}#requests") }
    }
}

/// Where to go back to: the team to all requests, a lead to their project's people.
fn back(layout: &Layout, request: &RequestRow) -> String {
    if layout.may(Action::Edit, Facts::Associate { id: request.associate_id, confirmed: true }) {
        paths::Requests.to_string()
    } else {
        format!("/projects/{}/members", request.project_slug)
    }
}

pub(crate) async fn get(
    _: paths::Decision,
    app: App,
    layout: Layout,
    membership: Deciding<Membership>,
) -> Result<Response> {
    let Some(request) = find_request(&mut *app.db.acquire().await?, &membership).await? else {
        return answered_already(&app, &layout, &membership).await;
    };
    let (form, errors) = (DecisionForm::default(), FormErrors::default());
    Ok(Page::ok(DecisionPage { layout, request, form, errors }).into_response())
}

pub(crate) async fn post(
    _: paths::Decision,
    app: App,
    layout: Layout,
    membership: Deciding<Membership>,
    Form(form): Form<DecisionForm>,
) -> Result<Response> {
    let Some(request) = find_request(&mut *app.db.acquire().await?, &membership).await? else {
        return answered_already(&app, &layout, &membership).await;
    };
    if let Some((_, sentence)) = KIND_REASONS.iter().find(|(name, _)| *name == form.begin) {
        let form = form.with_sentence(sentence);
        return Ok(Page::ok(DecisionPage { layout, request, form, errors: FormErrors::default() }).into_response());
    }
    let answer = match form.parse() {
        Ok(answer) => answer,
        Err(errors) => return Ok(Page::unprocessable(DecisionPage { layout, request, form, errors }).into_response()),
    };

    let mut tx = app.db.begin().await?;
    let done = match &answer {
        Answer::Accept => store::accept(&mut tx, &membership, &layout.by()).await?,
        Answer::Decline(reason) => store::decline(&mut tx, &membership, reason, &layout.by()).await?,
    };
    if !done {
        drop(tx);
        return answered_already(&app, &layout, &membership).await;
    }
    tell(&mut tx, &app, &membership, &answer, &layout.by()).await?;
    tx.commit().await?;

    let text = match answer {
        Answer::Accept => format!("{} now takes part in {}", request.name, request.project_title),
        Answer::Decline(_) => {
            format!("You declined the request of {}. We write to them with your reason", request.name)
        }
    };
    // To the top of the page, where the notice stands.
    let back = back(&layout, &request);
    Ok(layout.redirect(back, text))
}

/// The request, while it waits for an answer. Somebody who may not know of it finds nothing (rule 4).
async fn find_request(db: &mut PgConnection, membership: &Membership) -> Result<Option<RequestRow>> {
    let request = store::find_request(db, membership.id).await?;
    if request.is_none() && membership.state == MembershipState::Requested {
        return Err(crate::error::Error::NotFound);
    }
    let hidden = request.is_none() && store::awaits_consent(db, membership.associate_id, membership.project_id).await?;
    if hidden { Err(crate::error::Error::NotFound) } else { Ok(request) }
}

/// Someone else was faster, the person took it back, or the project has ended.
async fn answered_already(app: &App, layout: &Layout, membership: &Membership) -> Result<Response> {
    let mut db = app.db.acquire().await?;
    let now = store::find(&mut db, membership.id).await?.or_404()?;
    let project = projects::find(&mut db, membership.project_id).await?.or_404()?;
    drop(db);
    let text = match now.state {
        MembershipState::Active => "This request was answered already: it was accepted. Nothing was changed",
        MembershipState::Declined if now.end_reason.is_some() => {
            "The person took this request back. Nothing was changed"
        }
        MembershipState::Declined => "This request was answered already: it was declined. Nothing was changed",
        MembershipState::Requested => "This request cannot be accepted now. Nothing was changed",
        MembershipState::Ended => "This request was answered long ago. Nothing was changed",
    };
    Ok(layout.redirect(format!("{}/members", project.href()), Notice::new(text)))
}

/// Writes to the person, and to the trail.
async fn tell(db: &mut PgConnection, app: &App, membership: &Membership, answer: &Answer, by: &By) -> Result<()> {
    let project = projects::find(db, membership.project_id).await?.or_404()?;
    let person = associates::find(db, membership.associate_id).await?.or_404()?;
    let (act, letter, reason) = match answer {
        Answer::Accept => {
            ("Accepted a request to join", letters::accepted(&app.config, &person, &project, membership.id), None)
        }
        Answer::Decline(reason) => {
            let letter = letters::declined(&app.config, (&person).into(), &project, reason.as_str(), membership.id);
            ("Declined a request to join", letter, Some(reason))
        }
    };
    if let Some(letter) = letter {
        email::enqueue(db, &letter, by.at).await?;
    }
    audit::record(db, by, entry(act, &project, membership, reason.map(Text::as_str))).await?;
    Ok(())
}

fn entry(act: &'static str, project: &Project, membership: &Membership, reason: Option<&str>) -> Entry {
    let mut made = named(project, membership.role);
    if let Some(reason) = reason {
        made["reason"] = json!(reason);
    }
    Entry::new(act, Subject::Project(project.id)).concerning(membership.associate_id).made(&made)
}
