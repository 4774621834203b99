//! The link from the mail: a page with a button, since programs that look at mails follow links, but
//! press no buttons.

use askama::Template;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};

use crate::accounts::{LinkPurpose, begin_session, consume, look_up};
use crate::app::App;
use crate::associates::{self, Standing};
use crate::error::{OrNotFound, Result};
use crate::registration::confirm::confirm;
use crate::registration::{paths, store, submit};
use crate::web::{ClientAddress, Layout, Page};

#[derive(Template)]
#[template(path = "registration/confirm.html")]
pub(crate) struct ConfirmPage {
    layout: Layout,
    token: String,
    state: State,
}

/// What the link can still do.
enum State {
    /// It waits for the button; what it confirms stands beside it.
    Open { name: String, is_pending: bool, projects: Vec<String> },
    /// It was used, or it leads to someone who is confirmed.
    Used,
    /// It has run out, and a new one can be sent.
    RunOut,
    /// There is no such link, or what it stood for has vanished.
    Gone,
}

pub(crate) async fn get(path: paths::Confirm, app: App, layout: Layout) -> Result<Response> {
    let mut db = app.db.acquire().await?;
    let link = look_up(&mut db, &path.token, LinkPurpose::ConfirmRegistration).await?;
    let person = match link.as_ref().and_then(|link| link.associate_id) {
        Some(id) => associates::find(&mut db, id).await?,
        None => None,
    };
    let state = match (link, person) {
        (Some(link), Some(person)) if link.is_open(layout.now()) => {
            let wishes = store::list_wishes(&mut db, person.id).await?;
            let projects = wishes.into_iter().map(|wish| wish.title).collect();
            State::Open { name: person.name(), is_pending: person.standing == Standing::Pending, projects }
        }
        (Some(link), Some(person)) if link.used_at.is_none() && person.standing == Standing::Pending => State::RunOut,
        (Some(_), Some(_)) => State::Used,
        _ => State::Gone,
    };
    let status = if matches!(state, State::Gone) { StatusCode::NOT_FOUND } else { StatusCode::OK };
    let page = ConfirmPage { layout, token: path.token, state };
    Ok(Page::with_status(status, page).at_secret_address().into_response())
}

pub(crate) async fn post(path: paths::Confirm, app: App, layout: Layout, headers: HeaderMap) -> Result<Response> {
    let by = layout.by();
    let mut tx = app.db.begin().await?;
    let Some(link) = consume(&mut tx, &path.token, LinkPurpose::ConfirmRegistration, by.at).await? else {
        return Ok(Redirect::to(&path.to_string()).into_response());
    };
    let confirmed = confirm(&mut tx, &app.config, &link, &by).await?;
    // This link works for days. Who has rights over others comes in with a sign-in link of today, or is here already.
    if confirmed.account.has_rights_over_others() {
        tx.commit().await?;
        return Ok(layout.redirect("/me", confirmed.welcome));
    }
    let cookie = begin_session(&mut tx, &app, &confirmed.account, &headers, by.at).await?;
    tx.commit().await?;
    let mut response = layout.redirect("/me", confirmed.welcome);
    response.headers_mut().append(header::SET_COOKIE, cookie);
    Ok(response)
}

/// A new link to the address the old one went to.
pub(crate) async fn renew(
    path: paths::Renewal,
    app: App,
    layout: Layout,
    ClientAddress(address): ClientAddress,
) -> Result<Response> {
    let link = look_up(&mut *app.db.acquire().await?, &path.token, LinkPurpose::ConfirmRegistration).await?.or_404()?;
    let associate = link.associate_id.or_404()?;
    submit::renew(&app, address, associate, &link.email, &layout.by()).await?;
    Ok(Redirect::to(&paths::Sent.to_string()).into_response())
}
