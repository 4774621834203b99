//! Signing in with a link that arrives by mail.

use std::net::IpAddr;
use std::time::Duration;

use askama::Template;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Redirect, Response};
use chrono::TimeDelta;

use crate::accounts::forms::LinkForm;
use crate::accounts::session::begin_session;
use crate::accounts::{
    Account, IssuedLink, Limit, LinkPurpose, NewLink, at_least, consume, hold, issue, letter_key, look_up, paths, store,
};
use crate::app::App;
use crate::audit::{self, By, Entry, Subject};
use crate::email::{self, Letter};
use crate::error::{OrNotFound, Result};
use crate::kernel::EmailAddress;
use crate::web::{ClientAddress, Form, FormErrors, Layout, Page, Query};

#[derive(Template)]
#[template(path = "accounts/new_link.html")]
pub(crate) struct NewLinkPage {
    layout: Layout,
    form: LinkForm,
    errors: FormErrors,
}

pub(crate) async fn new(_: paths::NewLink, layout: Layout, Query(form): Query<LinkForm>) -> Page<NewLinkPage> {
    Page::ok(NewLinkPage { layout, form, errors: FormErrors::default() })
}

#[derive(Template)]
#[template(path = "accounts/link_sent.html")]
pub(crate) struct LinkSentPage {
    layout: Layout,
}

pub(crate) async fn sent(_: paths::LinkSent, layout: Layout) -> Page<LinkSentPage> {
    Page::ok(LinkSentPage { layout })
}

pub(crate) async fn create(
    _: paths::Links,
    app: App,
    layout: Layout,
    ClientAddress(address): ClientAddress,
    Form(form): Form<LinkForm>,
) -> Result<Response> {
    let email = match EmailAddress::parse(&form.email) {
        Ok(email) => email,
        Err(invalid) => {
            let errors = FormErrors::one("email", invalid.message());
            return Ok(Page::unprocessable(NewLinkPage { layout, form, errors }).into_response());
        }
    };
    at_least(Duration::from_millis(150), send_link(&app, address, &email, &layout.by())).await?;
    Ok(Redirect::to(&paths::LinkSent.to_string()).into_response())
}

/// Sends a link if the address has an account; says nothing either way.
async fn send_link(app: &App, address: Option<IpAddr>, email: &EmailAddress, by: &By) -> Result<()> {
    hold(&mut *app.db.acquire().await?, &limits(address, email), by.at).await?;
    let mut tx = app.db.begin().await?;
    let account = store::find_by_email(&mut tx, email).await?.filter(|account| account.disabled_at.is_none());
    if let Some(account) = account {
        let link = NewLink {
            purpose: LinkPurpose::SignIn,
            email: account.email.clone(),
            account: Some(account.id),
            associate: None,
        };
        let issued = issue(&mut tx, &link, by.at).await?;
        email::enqueue(&mut tx, &sign_in_letter(app, &account, &issued), by.at).await?;
        audit::record(&mut tx, by, Entry::new("Asked for a link to sign in", Subject::Account(account.id))).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// In an hour thirty links from one machine, six to one address, a thousand overall.
fn limits(address: Option<IpAddr>, email: &EmailAddress) -> Vec<Limit> {
    let hour = TimeDelta::hours(1);
    let machine = Limit::from_machine("links", address, 30, hour);
    machine
        .into_iter()
        .chain([Limit::new(format!("links to {email}"), 6, hour), Limit::new("links", 1000, hour)])
        .collect()
}

fn sign_in_letter(app: &App, account: &Account, link: &IssuedLink) -> Letter {
    let href = format!("{}{}", app.config.base_url(), paths::Link { token: link.token.clone() });
    Letter {
        kind: "sign-in link",
        key: letter_key("sign-in", &link.token),
        to: account.email.clone(),
        subject: "Your link to sign in".to_owned(),
        whose: account.associate_id,
        greeting: Some(account.name.clone()),
        paragraphs: vec![
            "Someone, we hope you, asked for a link to sign in. It works once, in the next 30 minutes.".to_owned(),
            "If it was not you, you need do nothing: without this mail nobody can use the link.".to_owned(),
        ],
        action: Some(("Sign in".to_owned(), href)),
        secret_until: Some(link.expires_at),
    }
}

#[derive(Template)]
#[template(path = "accounts/link.html")]
pub(crate) struct LinkPage {
    layout: Layout,
    token: String,
    /// It still works; otherwise the page offers a new one.
    is_open: bool,
}

/// A page with a button: programs that look at mails follow links, but press no buttons.
pub(crate) async fn show(path: paths::Link, app: App, layout: Layout) -> Result<Page<LinkPage>> {
    let link = look_up(&mut *app.db.acquire().await?, &path.token, LinkPurpose::SignIn).await?.or_404()?;
    let is_open = link.is_open(layout.now());
    Ok(Page::ok(LinkPage { layout, token: path.token, is_open }).at_secret_address())
}

pub(crate) async fn open(path: paths::Link, app: App, layout: Layout, headers: HeaderMap) -> Result<Response> {
    let now = layout.now();
    let mut tx = app.db.begin().await?;
    let Some(link) = consume(&mut tx, &path.token, LinkPurpose::SignIn, now).await? else {
        return Ok(Redirect::to(&path.to_string()).into_response());
    };
    let id = link.account_id.or_404()?;
    let account = store::find(&mut tx, id).await?.filter(|account| account.disabled_at.is_none()).or_404()?;
    let cookie = begin_session(&mut tx, &app, &account, &headers, now).await?;
    let by = By { account: Some(id), name: account.name, associate: account.associate_id, ..layout.by() };
    audit::record(&mut tx, &by, Entry::new("Signed in with a link", Subject::Account(id))).await?;
    tx.commit().await?;
    Ok(([(header::SET_COOKIE, cookie)], Redirect::to("/")).into_response())
}

/// A new link to the address the old one went to.
pub(crate) async fn renew(
    path: paths::LinkRenewal,
    app: App,
    layout: Layout,
    ClientAddress(address): ClientAddress,
) -> Result<Response> {
    let link = look_up(&mut *app.db.acquire().await?, &path.token, LinkPurpose::SignIn).await?.or_404()?;
    send_link(&app, address, &link.email, &layout.by()).await?;
    Ok(Redirect::to(&paths::LinkSent.to_string()).into_response())
}
