//! Choosing a password.

use askama::Template;
use axum::http::HeaderMap;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};

use crate::access::Actor;
use crate::accounts::forms::PasswordForm;
use crate::accounts::passwords::hash_password;
use crate::accounts::proof::{Proof, proof_needed, prove};
use crate::accounts::session::begin_session;
use crate::accounts::{Account, paths, store};
use crate::app::App;
use crate::audit::{self, Entry, Subject};
use crate::email::{self, Letter};
use crate::error::Result;
use crate::kernel::EmailAddress;
use crate::web::{Form, FormErrors, Layout, Page};

#[derive(Template)]
#[template(path = "accounts/password.html")]
pub(crate) struct PasswordPage {
    layout: Layout,
    proof: Proof,
    email: EmailAddress,
    errors: FormErrors,
}

impl PasswordPage {
    fn has_password(&self) -> bool {
        self.proof == Proof::Password
    }
}

pub(crate) async fn get(_: paths::Password, app: App, layout: Layout, me: Actor) -> Result<Page<PasswordPage>> {
    let (account, proof) = proof_needed(&mut *app.db.acquire().await?, &app, &me).await?;
    Ok(Page::ok(PasswordPage { layout, proof, email: account.email, errors: FormErrors::default() }))
}

/// A new password closes every other way in: whoever else was signed in, or has a link that would change the
/// address, has it no more.
pub(crate) async fn post(
    _: paths::Password,
    app: App,
    layout: Layout,
    (me, headers): (Actor, HeaderMap),
    Form(form): Form<PasswordForm>,
) -> Result<Response> {
    let (account, proof) = proof_needed(&mut *app.db.acquire().await?, &app, &me).await?;
    let new = match check(&app, &account, proof, &form).await? {
        Ok(new) => new,
        Err(errors) => {
            let page = PasswordPage { layout, proof, email: account.email, errors };
            return Ok(Page::unprocessable(page).into_response());
        }
    };
    let hash = hash_password(new).await?;

    let mut tx = app.db.begin().await?;
    store::set_password(&mut tx, me.account, Some(&hash)).await?;
    store::close_ways_in(&mut tx, me.account, None, layout.now()).await?;
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
async fn check(app: &App, account: &Account, proof: Proof, form: &PasswordForm) -> Result<Result<String, FormErrors>> {
    let mut errors = FormErrors::default();
    if let Err((field, message)) = prove(app, account, proof, ("current_password", &form.current_password)).await? {
        errors.add(field, message);
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
