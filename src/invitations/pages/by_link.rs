//! An invitation through the link of its letter, without signing in. Whoever holds the letter acts as its reader; the
//! page shows nothing of their record.

use askama::Template;
use axum::http::Method;
use axum::response::{IntoResponse, Response};
use sqlx::PgConnection;

use crate::accounts::digest;
use crate::app::App;
use crate::associates;
use crate::audit::{self, By, Entry, Subject};
use crate::error::{OrNotFound, Result};
use crate::events::{self, Event, EventState, Question};
use crate::invitations::paths;
use crate::invitations::store::{self, Opened};
use crate::kernel::RegistrationId;
use crate::places::{self, InvitationState};
use crate::sign_ups::{Asked, Outcome, SignUpForm, asked, sign_up_for, told};
use crate::web::{Form, FormErrors, Layout, Page, SafeHtml, markdown};

#[derive(Template)]
#[template(path = "invitations/by_link.html")]
pub(crate) struct InvitationPage {
    layout: Layout,
    event: Event,
    invitation: Opened,
    questions: Vec<Question>,
    form: SignUpForm,
    errors: FormErrors,
    base: String,
}

impl InvitationPage {
    async fn load(
        db: &mut PgConnection,
        layout: Layout,
        token: &str,
        invitation: Opened,
        typed: Option<(SignUpForm, FormErrors)>,
    ) -> Result<Self> {
        let event = events::find(db, invitation.event_id).await?.or_404()?;
        let questions = events::list_questions(db, event.id).await?;
        let (form, errors) = typed.unwrap_or_else(|| {
            let form = SignUpForm { id: RegistrationId::new().to_string(), ..SignUpForm::default() };
            (form, FormErrors::default())
        });
        let base = paths::ByLink { token: token.to_owned() }.to_string();
        Ok(Self { layout, event, invitation, questions, form, errors, base })
    }

    fn asked(&self) -> Vec<Asked<'_>> {
        asked(&self.questions, &self.form)
    }

    fn description(&self) -> SafeHtml {
        markdown(&self.event.description)
    }

    /// Why it cannot be answered any more, in a heading and a sentence.
    fn ended(&self) -> Option<(&'static str, &'static str)> {
        let now = self.layout.now();
        if !self.invitation.is_theirs {
            return Some((
                "This invitation has ended",
                "It was for someone who took part in the network, or in a project this event is for. If you think that this \
                 is wrong, please tell the engagement team.",
            ));
        }
        match self.event.state {
            EventState::Cancelled => Some(("This event is cancelled", "We are sorry. There may be others for you.")),
            EventState::Draft => {
                Some(("This event is being planned anew", "We will tell you when there is more to say."))
            }
            _ if self.event.is_over(now) => {
                Some(("This event is over", "Thank you for your interest. There may be others for you."))
            }
            EventState::Done => {
                Some(("This event is over", "Thank you for your interest. There may be others for you."))
            }
            EventState::Closed => Some((
                "Registration has closed",
                "Nobody can register for this event any more. If you would still like to come, ask the engagement team.",
            )),
            EventState::Open => None,
        }
    }

    fn has_place(&self) -> bool {
        self.invitation.registration_id.is_some()
    }

    /// Whether there is still something to see or change about it.
    fn is_place_open(&self) -> bool {
        self.has_place() && self.event.is_announced() && !self.event.is_over(self.layout.now())
    }

    fn is(&self, state: InvitationState) -> bool {
        self.invitation.state == state
    }

    fn has_declined(&self) -> bool {
        self.is(InvitationState::NotComing) && self.invitation.declined_at.is_some()
    }
}

/// The invitation a link leads to, and who uses it.
async fn found(db: &mut PgConnection, layout: &Layout, token: &str) -> Result<(Opened, By)> {
    let invitation = store::find_by_link(db, &digest(token), layout.now()).await?.or_404()?;
    let by = By { associate: Some(invitation.associate_id), name: invitation.name.clone(), ..layout.by() };
    Ok((invitation, by))
}

fn here(token: &str) -> paths::ByLink {
    paths::ByLink { token: token.to_owned() }
}

pub(crate) async fn get(path: paths::ByLink, method: Method, app: App, layout: Layout) -> Result<Page<InvitationPage>> {
    let mut db = app.db.acquire().await?;
    let (invitation, _) = found(&mut db, &layout, &path.token).await?;
    // Once, and it is no act of theirs: programs that look at mails open it too.
    if method == Method::GET && invitation.opened_at.is_none() {
        store::note_opened(&mut db, invitation.id, layout.now()).await?;
    }
    Ok(Page::ok(InvitationPage::load(&mut db, layout, &path.token, invitation, None).await?).at_secret_address())
}

/// "I am coming": the same as registering, so that capacity and line hold.
pub(crate) async fn come(
    path: paths::ByLink,
    app: App,
    layout: Layout,
    Form(form): Form<SignUpForm>,
) -> Result<Response> {
    let mut db = app.db.acquire().await?;
    let (invitation, by) = found(&mut db, &layout, &path.token).await?;
    let page = InvitationPage::load(&mut db, layout.clone(), &path.token, invitation, None).await?;
    if page.ended().is_some() || page.has_place() {
        return Ok(layout.unchanged(here(&path.token), "Nothing changed"));
    }
    let person = associates::find(&mut db, page.invitation.associate_id).await?.or_404()?;
    drop(db);
    let sign_up = match form.parse(&page.questions) {
        // Who says nothing about it needs what their record says; the page shows nothing of that.
        Ok(sign_up) => sign_up.or_needing(person.access_needs.as_deref()),
        Err(errors) => {
            let page = InvitationPage { form, errors, ..page };
            return Ok(Page::unprocessable(page).at_secret_address().into_response());
        }
    };
    let id = form.id.parse().unwrap_or_else(|_| RegistrationId::new());

    let mut tx = app.db.begin().await?;
    let outcome = sign_up_for(&mut tx, &app.config, page.event.id, &person, (id, &sign_up), &by).await?;
    let Outcome::Done(state) = outcome else { return Ok(layout.unchanged(here(&path.token), "Nothing changed")) };
    let place = places::issue_link(&mut tx, id, by.at).await?;
    tx.commit().await?;

    Ok(layout.redirect(format!("/my-place/{place}"), told(state)))
}

/// "I cannot come".
pub(crate) async fn decline(path: paths::LinkRefusal, app: App, layout: Layout) -> Result<Response> {
    let mut tx = app.db.begin().await?;
    let (invitation, by) = found(&mut tx, &layout, &path.token).await?;
    let page = InvitationPage::load(&mut tx, layout.clone(), &path.token, invitation, None).await?;
    if page.ended().is_some() || page.has_place() {
        return Ok(layout.unchanged(here(&path.token), "Nothing changed"));
    }
    if store::decline(&mut tx, page.invitation.id, by.at).await? {
        record(&mut tx, "Said that they cannot come", &page, &by).await?;
    }
    tx.commit().await?;

    Ok(layout.redirect(here(&path.token), "Thank you for telling us"))
}

/// "I can come after all".
pub(crate) async fn take_back(path: paths::LinkSecondThoughts, app: App, layout: Layout) -> Result<Response> {
    let mut tx = app.db.begin().await?;
    let (invitation, by) = found(&mut tx, &layout, &path.token).await?;
    let page = InvitationPage::load(&mut tx, layout.clone(), &path.token, invitation, None).await?;
    if page.ended().is_some() {
        return Ok(layout.unchanged(here(&path.token), "Nothing changed"));
    }
    if store::take_back(&mut tx, page.invitation.id).await? {
        record(&mut tx, "Took back that they cannot come", &page, &by).await?;
    }
    tx.commit().await?;

    Ok(layout.redirect(here(&path.token), "Good to hear. Please register below"))
}

async fn record(db: &mut PgConnection, act: &'static str, page: &InvitationPage, by: &By) -> Result<()> {
    let entry = Entry::new(act, Subject::Event(page.event.id)).concerning(page.invitation.associate_id);
    Ok(audit::record(db, by, entry).await?)
}

/// On to their place, for those who have one or wait for one.
pub(crate) async fn place(path: paths::LinkPlace, app: App, layout: Layout) -> Result<Response> {
    let mut tx = app.db.begin().await?;
    let (invitation, by) = found(&mut tx, &layout, &path.token).await?;
    let page = InvitationPage::load(&mut tx, layout.clone(), &path.token, invitation, None).await?;
    let Some(registration) = page.invitation.registration_id.filter(|_| page.is_place_open()) else {
        return Ok(layout.redirect(here(&path.token), "You have no place at this event"));
    };
    let token = places::issue_link(&mut tx, registration, by.at).await?;
    tx.commit().await?;
    Ok(layout.redirect(format!("/my-place/{token}"), "This is your place"))
}
