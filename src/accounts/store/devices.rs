//! Devices someone has signed in from before.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use crate::kernel::{AccountId, EmailAddress};

/// Whether someone has signed in on this device with this address.
pub(in crate::accounts) async fn find_device(
    db: &mut PgConnection,
    token_hash: &[u8],
    email: &EmailAddress,
) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"select exists (
               select from known_devices d
               join accounts a on a.id = d.account_id
               where d.token_hash = $1 and a.email = $2) as "known!""#,
        token_hash,
        email.as_str()
    )
    .fetch_one(db)
    .await
}

/// Keeps a device in mind.
pub(in crate::accounts) async fn remember_device(
    db: &mut PgConnection,
    token_hash: &[u8],
    account: AccountId,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into known_devices (token_hash, account_id, created_at, last_used_at) values ($1, $2, $3, $3)",
        token_hash,
        account as AccountId,
        now
    )
    .execute(db)
    .await?;
    Ok(())
}

/// This device of the account is not known any more.
pub(in crate::accounts) async fn forget_device(
    db: &mut PgConnection,
    token_hash: &[u8],
    account: AccountId,
) -> sqlx::Result<()> {
    sqlx::query!(
        "delete from known_devices where token_hash = $1 and account_id = $2",
        token_hash,
        account as AccountId
    )
    .execute(db)
    .await?;
    Ok(())
}

/// No device of this account is known any more.
pub(in crate::accounts) async fn forget_devices(db: &mut PgConnection, account: AccountId) -> sqlx::Result<()> {
    sqlx::query!("delete from known_devices where account_id = $1", account as AccountId).execute(db).await?;
    Ok(())
}

/// Forgets devices that were not used for a year.
pub(super) async fn delete_unused(db: &mut PgConnection, now: DateTime<Utc>) -> sqlx::Result<()> {
    sqlx::query!("delete from known_devices where last_used_at < $1::timestamptz - interval '1 year'", now)
        .execute(db)
        .await?;
    Ok(())
}
