//! Signing in with a password.

use std::net::IpAddr;
use std::time::Duration;

use askama::Template;
use axum::http::{HeaderMap, header};
use axum::response::{AppendHeaders, IntoResponse, Redirect, Response};
use chrono::TimeDelta;

use crate::accounts::devices::Device;
use crate::accounts::forms::SignInForm;
use crate::accounts::passwords::{at_least, verify_password};
use crate::accounts::session::{actor_of, begin_session};
use crate::accounts::{Account, Limit, give_back, hold, paths, store};
use crate::app::App;
use crate::audit::{self, By, Entry, Subject};
use crate::error::{Error, Result};
use crate::kernel::EmailAddress;
use crate::web::{
    ClientAddress, Form, FormErrors, Kept, Layout, OfferPage, Page, Query, SignedOutPage, next_page, too_many, unstored,
};

#[derive(Template)]
#[template(path = "accounts/sign_in.html")]
pub(crate) struct SignInPage {
    layout: Layout,
    form: SignInForm,
    errors: FormErrors,
}

pub(crate) async fn get(_: paths::SignIn, layout: Layout, Query(form): Query<SignInForm>) -> Response {
    if layout.actor().is_some() {
        return Redirect::to("/").into_response();
    }
    let form = SignInForm { password: String::new(), kept: String::new(), ..form };
    Page::ok(SignInPage { layout, form, errors: FormErrors::default() }).into_response()
}

pub(crate) async fn post(
    _: paths::SignIn,
    app: App,
    layout: Layout,
    (ClientAddress(address), headers): (ClientAddress, HeaderMap),
    Form(form): Form<SignInForm>,
) -> Result<Response> {
    let (email, password) = match form.parse() {
        Ok(parsed) => parsed,
        Err(errors) => return Ok(again(layout, form, errors)),
    };
    let kept = Kept::read(&form.kept);
    let attempt = at_least(Duration::from_millis(150), check(&app, address, &headers, &email, password)).await;
    let attempt = match attempt {
        Err(Error::TooMany(seconds)) => return Ok(later(layout, form, seconds)),
        // Only for a moment: but what is kept on the page must not go.
        Err(Error::Busy(seconds)) if kept.is_some() => return Ok(later(layout, form, seconds)),
        attempt => attempt,
    };
    let Some(account) = attempt? else {
        let errors = FormErrors::one("email", "The email address or the password is not right");
        return Ok(again(layout, form, errors));
    };

    let now = layout.now();
    let mut tx = app.db.begin().await?;
    let session = begin_session(&mut tx, &app, &account, &headers, now).await?;
    let device = Device::remember(&mut tx, &headers, app.config.is_https(), account.id, now).await?;
    let by = By { account: Some(account.id), name: account.name, associate: account.associate_id, ..layout.by() };
    audit::record(&mut tx, &by, Entry::new("Signed in with a password", Subject::Account(account.id))).await?;
    let signed_in = actor_of(&mut tx, &session, now).await?;
    tx.commit().await?;

    let cookies = AppendHeaders([(header::SET_COOKIE, session), (header::SET_COOKIE, device)]);
    if let Some(kept) = kept {
        let offer = OfferPage { layout: layout.seen_by(signed_in), kept, heading: "You are signed in" };
        return Ok((cookies, unstored(Page::ok(offer))).into_response());
    }
    let target = next_page(&form.next).unwrap_or("/");
    Ok((cookies, Redirect::to(target)).into_response())
}

/// The account, when address and password belong together and it may sign in. Then the attempt counts against nobody:
/// the limits are there for wrong guesses, and a whole team has one address.
async fn check(
    app: &App,
    address: Option<IpAddr>,
    headers: &HeaderMap,
    email: &EmailAddress,
    password: String,
) -> Result<Option<Account>> {
    let now = app.clock.now();
    let (account, limits) = {
        let mut db = app.db.acquire().await?;
        let device = Device::known(&mut db, headers, app.config.is_https(), email).await?;
        let of_account = of_account(device.as_ref(), email);
        let limits = limits(device.is_some(), address, of_account);
        hold(&mut db, &limits, now).await?;
        (store::find_by_email(&mut db, email).await?, limits)
    };
    let stored = account.as_ref().and_then(|account| account.password_hash.clone());
    let fits = verify_password(password, stored).await?;
    let account = account.filter(|account| fits && account.disabled_at.is_none());
    if account.is_some() {
        let mut db = app.db.acquire().await?;
        for limit in &limits {
            give_back(&mut db, limit, now).await?;
        }
    }
    Ok(account)
}

const QUARTER: TimeDelta = TimeDelta::minutes(15);

/// In a quarter of an hour ten wrong guesses at one account; and ten from a device on which it has signed in before,
/// whatever others do.
fn of_account(device: Option<&Device>, email: &EmailAddress) -> Limit {
    let bucket = device.map_or_else(|| format!("sign-in account {email}"), Device::bucket);
    Limit::new(bucket, 10, QUARTER)
}

/// From where the account is not known: thirty attempts from one machine, then those at the account, and a thousand
/// overall.
fn limits(is_known_device: bool, address: Option<IpAddr>, of_account: Limit) -> Vec<Limit> {
    if is_known_device {
        return vec![of_account];
    }
    let machine = Limit::from_machine("sign-in", address, 30, QUARTER);
    machine.into_iter().chain([of_account, Limit::new("sign-in", 1000, QUARTER)]).collect()
}

fn again(layout: Layout, form: SignInForm, errors: FormErrors) -> Response {
    if let Some(kept) = Kept::read(&form.kept) {
        return unstored(Page::unprocessable(SignedOutPage { layout, kept, email: form.email, errors }));
    }
    let form = SignInForm { password: String::new(), ..form };
    Page::unprocessable(SignInPage { layout, form, errors }).into_response()
}

/// Not now: with what they typed, and with the other way in.
fn later(layout: Layout, form: SignInForm, seconds: u64) -> Response {
    let errors = FormErrors::one("email", too_many("We cannot sign you in now", seconds));
    if let Some(kept) = Kept::read(&form.kept) {
        return unstored(Page::too_many(SignedOutPage { layout, kept, email: form.email, errors }, seconds));
    }
    let form = SignInForm { password: String::new(), ..form };
    Page::too_many(SignInPage { layout, form, errors }, seconds).into_response()
}
