//! The link that was mailed to a new address: it is used once the link has been opened.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};

use crate::accounts::{self, LinkPurpose, consume, look_up};
use crate::app::App;
use crate::associates;
use crate::audit::{self, By, Entry, Subject};
use crate::error::{OrNotFound, Result, Violates};
use crate::kernel::EmailAddress;
use crate::me::paths;
use crate::web::{Layout, Page};

#[derive(Template)]
#[template(path = "me/email.html")]
pub(crate) struct EmailPage {
    layout: Layout,
    token: String,
    /// The address the link proves; none when the link does not work any more.
    address: Option<EmailAddress>,
    /// Somebody else has come to use the address meanwhile.
    taken: bool,
}

/// A page with a button: programs that look at mails follow links, but press no buttons.
pub(crate) async fn get(path: paths::Email, app: App, layout: Layout) -> Result<Page<EmailPage>> {
    let link = look_up(&mut *app.db.acquire().await?, &path.token, LinkPurpose::ConfirmEmail).await?;
    let address = link.filter(|link| link.is_open(layout.now())).map(|link| link.email);
    let status = if address.is_some() { StatusCode::OK } else { StatusCode::NOT_FOUND };
    Ok(Page::with_status(status, EmailPage { layout, token: path.token, address, taken: false }).at_secret_address())
}

pub(crate) async fn post(path: paths::Email, app: App, layout: Layout) -> Result<Response> {
    let now = layout.now();
    let mut tx = app.db.begin().await?;
    let Some(link) = consume(&mut tx, &path.token, LinkPurpose::ConfirmEmail, now).await? else {
        return Ok(Redirect::to(&path.to_string()).into_response());
    };
    let (account, associate) = (link.account_id.or_404()?, link.associate_id.or_404()?);
    let person = associates::find_for_update(&mut tx, associate).await?.or_404()?;
    match accounts::change_email(&mut tx, account, &link.email).await {
        Err(error) if error.violates("accounts_email_key") => {
            let page = EmailPage { layout, token: path.token, address: None, taken: true };
            return Ok(Page::conflict(page).at_secret_address().into_response());
        }
        other => other?,
    }
    associates::set_email(&mut tx, associate, &link.email).await?;
    let here = layout.actor().filter(|actor| actor.account == account).map(|actor| actor.session);
    accounts::close_ways_in(&mut tx, account, here, now).await?;
    let by = By { account: Some(account), associate: Some(associate), name: person.name(), ..layout.by() };
    let entry = Entry::new("Changed their address", Subject::Associate(associate))
        .changed(&serde_json::json!({ "email": person.email }), &serde_json::json!({ "email": link.email }));
    audit::record(&mut tx, &by, entry).await?;
    tx.commit().await?;
    Ok(layout.redirect(
        paths::Home,
        format!("From now on we use {}. You sign in with it, too. All other devices are signed out", link.email),
    ))
}
