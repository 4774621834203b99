//! Accounts come into being here, whoever makes them: never without an entry in the trail.

use serde_json::json;
use sqlx::PgConnection;

use super::store::{self, NewAccount, NewOwnAccount};
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

/// Makes the accounts of many Associates in one statement, of those whose address opens none yet; says who has one now.
pub(crate) async fn make_for_associates(
    db: &mut PgConnection,
    accounts: &[NewOwnAccount],
    by: &By,
) -> sqlx::Result<Vec<AssociateId>> {
    let written = store::insert_own(db, accounts, by.at).await?;
    let made = |one: &NewOwnAccount| {
        // Without name and address: they may be removed again, and the trail is never altered.
        let made = json!({ "role": AccountRole::Associate });
        Entry::new("Made an account", Subject::Account(one.id)).made(&made).concerning(one.associate)
    };
    let made_for = accounts.iter().filter(|one| written.contains(&one.id));
    audit::record_all(db, by, made_for.clone().map(made).collect()).await?;
    Ok(made_for.map(|one| one.associate).collect())
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
