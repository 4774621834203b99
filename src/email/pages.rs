//! The administrator's view of the outbox.

use askama::Template;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::routing::TypedPath;

use super::store::{self, Mail, MailRow};
use super::{MailState, Mailer};
use crate::app::App;
use crate::audit::{self, Entry, Subject};
use crate::error::{Error, OrNotFound, Result};
use crate::kernel::{Choice, MailId};
use crate::web::{Cursor, Layout, Page, Paging, Query, address, filters};

#[derive(TypedPath, serde::Deserialize)]
#[typed_path("/admin/mail")]
pub(crate) struct Index;

#[derive(TypedPath, serde::Deserialize)]
#[typed_path("/admin/mail/{mail}", rejection(Error))]
pub(crate) struct Show {
    mail: MailId,
}

#[derive(TypedPath, serde::Deserialize)]
#[typed_path("/admin/mail/{mail}/resending", rejection(Error))]
pub(crate) struct Resend {
    mail: MailId,
}

#[derive(Default, serde::Deserialize)]
#[serde(default)]
pub(crate) struct Filter {
    state: String,
    after: String,
    before: String,
}

#[derive(Template)]
#[template(path = "email/index.html")]
pub(crate) struct IndexPage {
    layout: Layout,
    mails: Vec<MailRow>,
    states: &'static [MailState],
    state: Option<MailState>,
    /// Of those given up only the ones that can be sent again.
    only_again: bool,
    paging: Paging,
}

/// In the address: those that somebody can do something about.
const AGAIN: &str = "again";

pub(crate) async fn index(_: Index, app: App, layout: Layout, Query(filter): Query<Filter>) -> Result<Response> {
    let only_again = filter.state == AGAIN;
    let state = if only_again { Some(MailState::Dead) } else { MailState::from_code(&filter.state) };
    let cursor = Cursor::parse(&filter.after, &filter.before);
    let mut mails = store::list(&mut *app.db.acquire().await?, state, only_again.then(|| layout.now()), cursor).await?;
    let shown = if only_again { AGAIN } else { state.map_or("", Choice::code) };
    let base = address(Index, &[("state", shown)]);
    if cursor.leads_nowhere(&mails) {
        return Ok(Redirect::to(&base).into_response());
    }
    let paging = Paging::cut(&mut mails, usize::from(store::PAGE), cursor, &base, |mail| mail.id);
    Ok(Page::ok(IndexPage { layout, mails, states: MailState::ALL, state, only_again, paging }).into_response())
}

#[derive(Template)]
#[template(path = "email/show.html")]
pub(crate) struct ShowPage {
    layout: Layout,
    mail: Mail,
    base_url: String,
    /// Whether mails go out at all.
    is_sending: bool,
}

impl ShowPage {
    /// The text in lines; one that is an address of ours is a link, so that a newcomer can follow it.
    fn lines(&self) -> impl Iterator<Item = (&str, bool)> {
        let home = format!("{}/", self.base_url);
        self.mail.body_text.lines().map(move |line| (line, line.starts_with(&home)))
    }

    /// A mail that can sign someone in is theirs alone, unless there is no other way for it to reach them.
    fn is_readable(&self) -> bool {
        let goes_nowhere = self.mail.state == MailState::Queued && !self.is_sending;
        !self.mail.secret || self.mail.state == MailState::Kept || goes_nowhere
    }

    fn is_emptied(&self) -> bool {
        self.mail.secret && self.mail.body_text.is_empty()
    }
}

pub(crate) async fn show(path: Show, app: App, layout: Layout) -> Result<Page<ShowPage>> {
    let mut tx = app.db.begin().await?;
    let mail = store::find(&mut tx, path.mail, layout.now()).await?.or_404()?;
    audit::record(&mut tx, &layout.by(), Entry::new("Read a mail", Subject::Mail(mail.id))).await?;
    tx.commit().await?;
    let is_sending = !matches!(app.mailer, Mailer::Kept);
    Ok(Page::ok(ShowPage { layout, mail, base_url: app.config.base_url(), is_sending }))
}

pub(crate) async fn resend(path: Resend, app: App, layout: Layout) -> Result<Response> {
    let mut tx = app.db.begin().await?;
    let queued = store::requeue(&mut tx, path.mail, layout.now()).await?;
    if queued {
        audit::record(&mut tx, &layout.by(), Entry::new("Put a mail back in the queue", Subject::Mail(path.mail)))
            .await?;
    }
    tx.commit().await?;
    let notice = if queued { "The mail is in the queue again" } else { "That mail cannot be sent again" };
    Ok(layout.redirect(Show { mail: path.mail }, notice))
}
