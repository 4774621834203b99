//! Proving again who sits there, before something that would hand an account to somebody else: a session that was
//! left open or stolen must not become a password or another address.

use chrono::TimeDelta;
use sqlx::PgConnection;

use super::passwords::verify_password;
use super::store::{self, Account};
use super::{Limit, hold};
use crate::access::Actor;
use crate::app::App;
use crate::error::{OrNotFound, Result};

/// What someone who is signed in must do first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Proof {
    /// Nothing: they have no password, and opened a link that was mailed to them a moment ago.
    Given,
    /// Type the password they have.
    Password,
    /// Sign in again with a link, since they have no password.
    NewLink,
}

/// How long a sign-in with a link counts as proof: as long as the link itself works.
const RECENT: TimeDelta = TimeDelta::minutes(30);

/// The account of this person, and what is still needed of them.
pub(crate) async fn proof_needed(db: &mut PgConnection, app: &App, actor: &Actor) -> Result<(Account, Proof)> {
    let account = store::find(db, actor.account).await?.or_404()?;
    if account.password_hash.is_some() {
        return Ok((account, Proof::Password));
    }
    let is_recent = store::has_begun_since(db, actor.session, app.clock.now() - RECENT).await?;
    Ok((account, if is_recent { Proof::Given } else { Proof::NewLink }))
}

/// Takes what they typed as their password in this field; otherwise says what is wrong, and beside which field.
/// Counted: nobody at an open browser can guess for long.
///
/// # Errors
/// [`crate::error::Error::TooMany`] when too many passwords were tried.
pub(crate) async fn prove(
    app: &App,
    account: &Account,
    proof: Proof,
    (field, password): (&'static str, &str),
) -> Result<Result<(), (&'static str, &'static str)>> {
    match proof {
        Proof::Given => return Ok(Ok(())),
        Proof::NewLink => return Ok(Err(("", "Sign in again with a link first"))),
        Proof::Password => {}
    }
    let limit = Limit::new(format!("password of {}", account.id), 10, TimeDelta::minutes(15));
    hold(&mut *app.db.acquire().await?, &[limit], app.clock.now()).await?;
    let fits = verify_password(password.to_owned(), account.password_hash.clone()).await?;
    Ok(if fits { Ok(()) } else { Err((field, "Enter the password you have now")) })
}
