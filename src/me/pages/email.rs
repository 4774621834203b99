//! A new address: used only once a link that was mailed to it has been opened.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use chrono::TimeDelta;
use sqlx::PgConnection;

use crate::access::Actor;
use crate::accounts::{self, Limit, LinkPurpose, NewLink, consume, hold, issue, look_up};
use crate::app::App;
use crate::associates::{self, Associate};
use crate::audit::{self, By, Entry, Subject};
use crate::email;
use crate::error::{OrNotFound, Result, Violates};
use crate::kernel::EmailAddress;
use crate::me::{letters, paths};
use crate::web::{Layout, Page};

/// Mails a link to the new address and a word to the old one, if it is a new one. An address that
/// somebody else signs in with gets a letter that says so; the page does not tell.
pub(super) async fn ask_to_confirm(
    db: &mut PgConnection,
    app: &App,
    actor: &Actor,
    me: &Associate,
    wanted: Option<&EmailAddress>,
    by: &By,
) -> Result<bool> {
    let Some(wanted) = wanted.filter(|wanted| me.email.as_ref() != Some(*wanted)) else {
        return Ok(false);
    };
    let day = TimeDelta::days(1);
    let limits =
        [Limit::new(format!("email of {}", actor.account), 10, day), Limit::new(format!("email {wanted}"), 6, day)];
    hold(db, &limits, by.at).await?;
    let owner = accounts::find_by_email(db, wanted).await?;
    if owner.is_some_and(|owner| owner.id != actor.account) {
        let letter = letters::address_is_taken(app, wanted, &format!("{}:{}", me.id, by.at.timestamp()));
        email::enqueue(db, &letter, by.at).await?;
    } else {
        let link = NewLink {
            purpose: LinkPurpose::ConfirmEmail,
            email: wanted.clone(),
            account: Some(actor.account),
            associate: Some(me.id),
        };
        let token = issue(db, &link, by.at).await?;
        email::enqueue(db, &letters::confirm_address(app, wanted, &me.given_name, &token), by.at).await?;
    }
    if let Some(old) = &me.email {
        let occasion = format!("{}:{}", me.id, by.at.timestamp());
        email::enqueue(db, &letters::address_is_changing(app, old, &me.given_name, &occasion), by.at).await?;
    }
    audit::record(db, by, Entry::new("Asked to use another address", Subject::Associate(me.id))).await?;
    Ok(true)
}

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
            return Ok(Page::conflict(page).into_response());
        }
        other => other?,
    }
    associates::set_email(&mut tx, associate, &link.email).await?;
    let by = By { account: Some(account), associate: Some(associate), name: person.name(), ..layout.by() };
    let entry = Entry::new("Changed their address", Subject::Associate(associate))
        .changed(&serde_json::json!({ "email": person.email }), &serde_json::json!({ "email": link.email }));
    audit::record(&mut tx, &by, entry).await?;
    tx.commit().await?;
    Ok(layout.redirect(paths::Home, format!("From now on we use {}. You sign in with it, too", link.email)))
}
