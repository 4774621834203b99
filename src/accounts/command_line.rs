//! What `copse account` does: for those who have the machine but no account yet, or lost theirs.

use anyhow::{Context, Result, bail};
use sqlx::PgConnection;

use super::making::make;
use super::store::{self, Account, NewAccount, Rights};
use super::{LinkPurpose, NewLink, issue, paths};
use crate::access::AccountRole;
use crate::app::App;
use crate::audit::{self, By, Entry, Subject};
use crate::error::Violates;
use crate::kernel::{AccountId, EmailAddress, Text};

/// Makes an account and returns a link for its first sign-in.
///
/// # Errors
/// The address or the name is not one, or the address has an account already.
pub(crate) async fn create(app: &App, email: &str, name: &str, role: AccountRole) -> Result<String> {
    let email = EmailAddress::parse(email).map_err(|invalid| anyhow::anyhow!("{}", invalid.message()))?;
    let name = Text::<200>::parse_line("a name", name).map_err(|invalid| anyhow::anyhow!("{}", invalid.message()))?;
    let (id, by) = (AccountId::new(), By::system(app.clock.now()));
    let account = NewAccount { id, email: &email, name: name.as_str(), role, associate: None };

    let mut tx = app.db.begin().await?;
    match make(&mut tx, &account, &by).await {
        Err(error) if error.violates("accounts_email_key") => {
            bail!("There is already an account with this address; `copse account reset` makes a new link for it")
        }
        other => other?,
    }
    let link = sign_in_link(&mut tx, app, id, &email, &by).await?;
    tx.commit().await?;
    Ok(link)
}

/// Ends all sessions of an account, forgets its password, lets it sign in again if it was disabled, and returns
/// a link: whoever got hold of it has nothing left.
///
/// # Errors
/// No account has the address.
pub(crate) async fn reset(app: &App, email: &str) -> Result<String> {
    let email = EmailAddress::parse(email).map_err(|invalid| anyhow::anyhow!("{}", invalid.message()))?;
    let by = By::system(app.clock.now());
    let mut tx = app.db.begin().await?;
    let account = store::find_by_email(&mut tx, &email).await?.context("There is no account with this address")?;
    store::end_sessions(&mut tx, account.id, None).await?;
    store::forget_devices(&mut tx, account.id).await?;
    store::close_links(&mut tx, account.id, by.at).await?;
    store::set_password(&mut tx, account.id, None).await?;
    let rights = Rights { name: &account.name, role: account.role, disabled_at: None };
    if !store::update_rights(&mut tx, &account, &rights).await? {
        bail!("Someone is changing this account just now; try again")
    }
    let link = sign_in_link(&mut tx, app, account.id, &email, &by).await?;
    let state = |disabled: bool, password: bool| serde_json::json!({ "disabled": disabled, "has_password": password });
    let entry = Entry::new("Reset an account at the command line", Subject::Account(account.id))
        .changed(&state(account.disabled_at.is_some(), account.password_hash.is_some()), &state(false, false));
    audit::record(&mut tx, &by, entry).await?;
    tx.commit().await?;
    Ok(link)
}

/// The accounts with rights over others.
///
/// # Errors
/// The database's.
pub(crate) async fn list(app: &App) -> Result<Vec<Account>> {
    Ok(store::list_privileged(&mut *app.db.acquire().await?).await?)
}

/// Whether anyone can administer this Copse.
///
/// # Errors
/// The database's.
pub(crate) async fn has_administrator(app: &App) -> Result<bool> {
    Ok(store::count_administrators(&mut *app.db.acquire().await?).await? > 0)
}

async fn sign_in_link(
    db: &mut PgConnection,
    app: &App,
    id: AccountId,
    email: &EmailAddress,
    by: &By,
) -> Result<String> {
    let link = NewLink { purpose: LinkPurpose::SignIn, email: email.clone(), account: Some(id), associate: None };
    let token = issue(db, &link, by.at).await?.token;
    Ok(format!("{}{}", app.config.base_url(), paths::Link { token }))
}
