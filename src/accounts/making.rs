//! Accounts come into being here, whoever makes them: never without an entry in the trail.

use serde_json::json;
use sqlx::PgConnection;

use super::store::{self, NewAccount};
use crate::access::AccountRole;
use crate::audit::{self, By, Entry, Subject};
use crate::kernel::{AccountId, AssociateId, EmailAddress};

/// Makes an account without a password.
///
/// # Errors
/// `accounts_email_key` when the address has one already.
pub(crate) async fn make(db: &mut PgConnection, account: &NewAccount<'_>, by: &By) -> sqlx::Result<()> {
    store::insert(db, account, by.at).await?;
    let made = json!({ "name": account.name, "email": account.email, "role": account.role });
    let mut entry = Entry::new("Made an account", Subject::Account(account.id)).made(&made);
    if let Some(associate) = account.associate {
        entry = entry.concerning(associate);
    }
    audit::record(db, by, entry).await
}

/// Makes the account of an Associate, who signs in with this address.
///
/// # Errors
/// As [`make`].
pub(crate) async fn make_for_associate(
    db: &mut PgConnection,
    associate: AssociateId,
    email: &EmailAddress,
    name: &str,
    by: &By,
) -> sqlx::Result<()> {
    let (id, role) = (AccountId::new(), AccountRole::Associate);
    make(db, &NewAccount { id, email, name, role, associate: Some(associate) }, by).await
}

/// Ties the account of a worker to their own record in the register.
///
/// # Errors
/// `accounts_associate_id_key` when the Associate has an account already.
pub(crate) async fn tie_to_record(
    db: &mut PgConnection,
    account: AccountId,
    associate: AssociateId,
    by: &By,
) -> sqlx::Result<()> {
    store::link_associate(db, account, associate).await?;
    let entry = Entry::new("Tied an account to a record", Subject::Account(account)).concerning(associate);
    audit::record(db, by, entry).await
}
