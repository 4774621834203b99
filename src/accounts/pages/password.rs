//! Choosing a password.

use askama::Template;
use axum::http::HeaderMap;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};

use crate::access::Actor;
use crate::accounts::forms::PasswordForm;
use crate::accounts::passwords::hash_password;
use crate::accounts::proof::is_password_of;
use crate::accounts::session::begin_session;
use crate::accounts::{Account, paths, store};
use crate::app::App;
use crate::audit::{self, Entry, Subject};
use crate::email::{self, Letter};
use crate::error::{OrNotFound, Result};
use crate::web::{Form, FormErrors, Layout, Page};

#[derive(Template)]
#[template(path = "accounts/password.html")]
pub(crate) struct PasswordPage {
    layout: Layout,
    has_password: bool,
    errors: FormErrors,
}

pub(crate) async fn get(_: paths::Password, app: App, layout: Layout, me: Actor) -> Result<Page<PasswordPage>> {
    let account = store::find(&mut *app.db.acquire().await?, me.account).await?.or_404()?;
    let has_password = account.password_hash.is_some();
    Ok(Page::ok(PasswordPage { layout, has_password, errors: FormErrors::default() }))
}

/// A new password ends every other session: whoever else was signed in no longer is.
pub(crate) async fn post(
    _: paths::Password,
    app: App,
    layout: Layout,
    (me, headers): (Actor, HeaderMap),
    Form(form): Form<PasswordForm>,
) -> Result<Response> {
    let account = store::find(&mut *app.db.acquire().await?, me.account).await?.or_404()?;
    let has_password = account.password_hash.is_some();
    let new = match check(&app, &account, &form).await? {
        Ok(new) => new,
        Err(errors) => return Ok(Page::unprocessable(PasswordPage { layout, has_password, errors }).into_response()),
    };
    let hash = hash_password(new).await?;

    let mut tx = app.db.begin().await?;
    store::set_password(&mut tx, me.account, Some(&hash)).await?;
    store::end_sessions(&mut tx, me.account, None).await?;
    store::forget_devices(&mut tx, me.account).await?;
    let cookie = begin_session(&mut tx, &app, &account, &headers, layout.now()).await?;
    email::enqueue(&mut tx, &letter(&app, &account, layout.now()), layout.now()).await?;
    audit::record(&mut tx, &layout.by(), Entry::new("Changed the password", Subject::Account(me.account))).await?;
    tx.commit().await?;

    let mut response = layout.redirect("/me", "Your password is changed. All other devices are signed out");
    response.headers_mut().append(header::SET_COOKIE, cookie);
    Ok(response)
}

/// Tells the owner of the address, who may not be the one who did it.
fn letter(app: &App, account: &Account, now: DateTime<Utc>) -> Letter {
    Letter {
        kind: "password changed",
        key: format!("password:{}:{}", account.id, now.timestamp_micros()),
        to: account.email.clone(),
        subject: "Your password was changed".to_owned(),
        whose: account.associate_id,
        greeting: Some(account.name.clone()),
        paragraphs: vec![
            "The password you sign in with was changed just now, and all your other devices were signed out."
                .to_owned(),
            "If it was not you, ask for a link to sign in, choose a new password, and tell us.".to_owned(),
        ],
        action: Some(("Ask for a link".to_owned(), format!("{}{}", app.config.base_url(), paths::NewLink))),
        secret_until: None,
    }
}

/// The new password, if it will do and the present one was given.
async fn check(app: &App, account: &Account, form: &PasswordForm) -> Result<Result<String, FormErrors>> {
    let mut errors = FormErrors::default();
    if account.password_hash.is_some() && !is_password_of(app, account, &form.current).await? {
        errors.add("current", "Enter the password you have now");
    }
    Ok(match form.parse() {
        Ok(new) if errors.is_empty() => Ok(new),
        Ok(_) => Err(errors),
        Err(wrong) => {
            wrong.iter().for_each(|(field, message)| errors.add(field, message));
            Err(errors)
        }
    })
}
