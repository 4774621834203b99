//! Proving again who sits there, before something that would hand an account to somebody else.

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

/// What is still needed of this person.
pub(crate) async fn proof_needed(db: &mut PgConnection, app: &App, actor: &Actor) -> Result<Proof> {
    let account = store::find(db, actor.account).await?.or_404()?;
    if account.password_hash.is_some() {
        return Ok(Proof::Password);
    }
    let is_recent = store::has_begun_since(db, actor.session, app.clock.now() - RECENT).await?;
    Ok(if is_recent { Proof::Given } else { Proof::NewLink })
}

/// Whether they have given it, with what they typed as their password.
///
/// # Errors
/// Too many passwords were tried.
pub(crate) async fn has_proved(app: &App, actor: &Actor, password: &str) -> Result<bool> {
    let mut db = app.db.acquire().await?;
    let needed = proof_needed(&mut db, app, actor).await?;
    let account = store::find(&mut db, actor.account).await?.or_404()?;
    drop(db);
    match needed {
        Proof::Given => Ok(true),
        Proof::NewLink => Ok(false),
        Proof::Password => is_password_of(app, &account, password).await,
    }
}

/// Whether this is the password of the account. Counted: nobody at an open browser can guess for long.
pub(super) async fn is_password_of(app: &App, account: &Account, given: &str) -> Result<bool> {
    let limit = Limit::new(format!("password of {}", account.id), 10, TimeDelta::minutes(15));
    hold(&mut *app.db.acquire().await?, &[limit], app.clock.now()).await?;
    verify_password(given.to_owned(), account.password_hash.clone()).await
}
