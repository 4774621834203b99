//! What a merge of two records changes of their accounts.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use crate::kernel::{AccountId, AssociateId};

/// How an account stands, as far as a merge touches it.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub(crate) struct AccountState {
    pub(crate) id: AccountId,
    pub(crate) associate_id: AssociateId,
    pub(crate) name: String,
    pub(crate) email: String,
    pub(crate) disabled_at: Option<DateTime<Utc>>,
    /// Works for the team, or runs Copse.
    pub(crate) has_rights: bool,
}

/// The accounts of these records, held until the transaction ends.
pub(crate) async fn hold_states(db: &mut PgConnection, of: &[AssociateId]) -> sqlx::Result<Vec<AccountState>> {
    sqlx::query_as!(
        AccountState,
        r#"select id, associate_id as "associate_id!", name, email as "email: String", disabled_at,
                  role <> 'associate' as "has_rights!"
           from accounts
           where associate_id = any($1)
           order by id
           for no key update"#,
        of as &[AssociateId]
    )
    .fetch_all(db)
    .await
}

/// Lets accounts stand like this, all in one statement, so that two may change places.
///
/// # Errors
/// `accounts_email_key` when another account has one of the addresses.
pub(crate) async fn set_states(db: &mut PgConnection, states: &[AccountState]) -> sqlx::Result<()> {
    let ids: Vec<AccountId> = states.iter().map(|one| one.id).collect();
    let associates: Vec<AssociateId> = states.iter().map(|one| one.associate_id).collect();
    let names: Vec<String> = states.iter().map(|one| one.name.clone()).collect();
    let emails: Vec<String> = states.iter().map(|one| one.email.clone()).collect();
    let disabled: Vec<Option<DateTime<Utc>>> = states.iter().map(|one| one.disabled_at).collect();
    sqlx::query!(
        "update accounts a
         set associate_id = n.associate_id, name = n.name, email = n.email, disabled_at = n.disabled_at,
             version = a.version + 1
         from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::timestamptz[])
             as n (id, associate_id, name, email, disabled_at)
         where a.id = n.id",
        &ids as &[AccountId],
        &associates as &[AssociateId],
        &names,
        &emails,
        &disabled as &[Option<DateTime<Utc>>]
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Whose account signs in with an address, unless it is one of these.
pub(crate) async fn find_other_user(
    db: &mut PgConnection,
    email: &str,
    except: &[AccountId],
) -> sqlx::Result<Option<String>> {
    sqlx::query_scalar!("select name from accounts where email = $1 and id <> all($2)", email, except as &[AccountId])
        .fetch_optional(db)
        .await
}
