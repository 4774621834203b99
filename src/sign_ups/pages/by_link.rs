//! The same registration through the link of a letter, without signing in. The page has buttons, since programs that
//! look at mails follow links and press none.

use askama::Template;
use axum::response::{IntoResponse, Response};

use super::event::of as event_of;
use super::own::{CancelPage, Changed, OwnPage, after_cancelling, after_offer, change, clash, is_link_open};
use super::{give_up, take_offer};
use crate::app::App;
use crate::audit::By;
use crate::error::{OrNotFound, Result};
use crate::events::Event;
use crate::feedback::{self, Holder, Part};
use crate::intentions;
use crate::kernel::RegistrationId;
use crate::places;
use crate::sign_ups::forms::SignUpForm;
use crate::sign_ups::{paths, store};
use crate::web::{Form, Layout, Page, at_secret_address};

/// The registration a link leads to, and who uses it: whoever holds the letter acts as its reader.
async fn found(app: &App, layout: &Layout, token: &str) -> Result<(RegistrationId, By)> {
    let mut db = app.db.acquire().await?;
    let id = places::find_by_link(&mut db, token, layout.now()).await?.or_404()?;
    let person = store::find(&mut db, id).await?.or_404()?;
    let event = event_of(&mut db, person.event_id).await?;
    is_link_open(&event, layout.now()).then_some(()).or_404()?;
    let by = By { associate: Some(person.associate_id), name: person.name, ..layout.by() };
    Ok((id, by))
}

fn base(token: &str) -> String {
    paths::ByLink { token: token.to_owned() }.to_string()
}

/// What the link leads to when the event is over.
#[derive(Template)]
#[template(path = "sign_ups/after.html")]
pub(crate) struct AfterPage {
    layout: Layout,
    event: Event,
    part: Part,
    base: String,
}

impl AfterPage {
    fn asks_feedback(&self) -> bool {
        self.part.was_there && !self.part.has_given && feedback::is_open(&self.event, self.layout.now())
    }
}

pub(crate) async fn get(path: paths::ByLink, app: App, layout: Layout) -> Result<Response> {
    let Holder { event, associate, .. } = feedback::holder_of(&app, &layout, &path.token).await?;
    if intentions::is_link_open(&event, layout.now()) {
        let part = feedback::find_part(&mut *app.db.acquire().await?, event.id, associate).await?;
        let page = AfterPage { layout, event, part, base: base(&path.token) };
        return Ok(Page::ok(page).at_secret_address().into_response());
    }
    let (id, _) = found(&app, &layout, &path.token).await?;
    let page = OwnPage::load(&app, layout, id, base(&path.token), None).await?;
    Ok(Page::ok(page.without_needs()).at_secret_address().into_response())
}

pub(crate) async fn post(
    path: paths::ByLink,
    app: App,
    layout: Layout,
    Form(form): Form<SignUpForm>,
) -> Result<Response> {
    let (id, by) = found(&app, &layout, &path.token).await?;
    match change(&app, id, form, true, &by).await? {
        Changed::Saved => Ok(layout.redirect(base(&path.token), "Changes saved")),
        Changed::Wrong(form, errors) => {
            let page = OwnPage::load(&app, layout, id, base(&path.token), Some((form, errors))).await?;
            Ok(Page::unprocessable(page.hiding_needs()).at_secret_address().into_response())
        }
        Changed::Clash(merged) => Ok(at_secret_address(clash(layout, &base(&path.token), merged))),
    }
}

pub(crate) async fn accept(path: paths::LinkAcceptance, app: App, layout: Layout) -> Result<Response> {
    let (id, by) = found(&app, &layout, &path.token).await?;
    let taken = take_offer(&app, id, &by).await?;
    Ok(after_offer(&layout, base(&path.token), taken))
}

pub(crate) async fn cancel_page(path: paths::LinkCancellation, app: App, layout: Layout) -> Result<Response> {
    let (id, _) = found(&app, &layout, &path.token).await?;
    let page = CancelPage::load(&app, layout, id, base(&path.token)).await?;
    Ok(Page::ok(page).at_secret_address().into_response())
}

pub(crate) async fn cancel(path: paths::LinkCancellation, app: App, layout: Layout) -> Result<Response> {
    let (id, by) = found(&app, &layout, &path.token).await?;
    let given_up = give_up(&app, id, &by).await?;
    Ok(after_cancelling(&layout, base(&path.token), given_up))
}
