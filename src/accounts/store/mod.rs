//! Accounts, sessions, links, known devices and counted attempts.

mod devices;
mod links;
mod many;
mod merged;
mod sessions;

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

pub(super) use self::devices::{find_device, forget_device, forget_devices, remember_device};
pub(super) use self::links::{close_links, find_link, insert_link, use_link};
pub(super) use self::many::insert_own;
pub(crate) use self::many::{NewOwnAccount, delete_own};
pub(crate) use self::merged::{AccountState, find_other_user, hold_states, set_states};
pub(crate) use self::sessions::end_sessions;
pub(super) use self::sessions::{
    SessionRow, delete_session, delete_session_by_token, find_actor, insert_session, list_sessions, touch_session,
};
use crate::access::AccountRole;
use crate::kernel::{AccountId, AssociateId, EmailAddress, SessionId};

/// Someone who can sign in.
#[derive(Clone, Debug)]
pub(crate) struct Account {
    pub(crate) id: AccountId,
    pub(crate) email: EmailAddress,
    pub(crate) name: String,
    pub(crate) password_hash: Option<String>,
    pub(crate) role: AccountRole,
    pub(crate) associate_id: Option<AssociateId>,
    pub(crate) disabled_at: Option<DateTime<Utc>>,
    pub(crate) version: i32,
}

impl Account {
    /// Whether it is one of the team's or an administrator's.
    pub(crate) fn has_rights_over_others(&self) -> bool {
        self.role != AccountRole::Associate
    }
}

/// Ends every session of an account but the one to keep, closes the links that were sent for it and forgets its
/// devices: whoever had the old address or a device signed in with it has no way in any more.
pub(crate) async fn close_ways_in(
    db: &mut PgConnection,
    id: AccountId,
    keep: Option<SessionId>,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    end_sessions(db, id, keep).await?;
    close_links(db, id, now).await?;
    forget_devices(db, id).await
}

/// Whether this session began at or after a moment.
pub(super) async fn has_begun_since(
    db: &mut PgConnection,
    session: SessionId,
    since: DateTime<Utc>,
) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"select exists (select from sessions where id = $1 and created_at >= $2) as "has!""#,
        session as SessionId,
        since
    )
    .fetch_one(db)
    .await
}

macro_rules! select_account {
    ($tail:literal, $($argument:expr),*) => {
        sqlx::query_as!(
            Account,
            "select id, email, name, password_hash, role, associate_id, disabled_at, version from accounts " + $tail,
            $($argument),*
        )
    };
}

pub(crate) async fn find(db: &mut PgConnection, id: AccountId) -> sqlx::Result<Option<Account>> {
    select_account!("where id = $1", id as AccountId).fetch_optional(db).await
}

/// The account that signs in with this address.
pub(crate) async fn find_by_email(db: &mut PgConnection, email: &EmailAddress) -> sqlx::Result<Option<Account>> {
    select_account!("where email = $1", email.as_str()).fetch_optional(db).await
}

/// The account of an Associate, if they have one.
pub(crate) async fn find_by_associate(db: &mut PgConnection, associate: AssociateId) -> sqlx::Result<Option<Account>> {
    select_account!("where associate_id = $1", associate as AssociateId).fetch_optional(db).await
}

/// An account to be made.
pub(crate) struct NewAccount<'a> {
    pub(crate) id: AccountId,
    pub(crate) email: &'a EmailAddress,
    pub(crate) name: &'a str,
    pub(crate) role: AccountRole,
    pub(crate) associate: Option<AssociateId>,
}

/// Writes an account without a password.
///
/// # Errors
/// `accounts_email_key` when the address has one already.
pub(super) async fn insert(db: &mut PgConnection, account: &NewAccount<'_>, now: DateTime<Utc>) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into accounts (id, email, name, role, associate_id, created_at) values ($1, $2, $3, $4, $5, $6)",
        account.id as AccountId,
        account.email.as_str(),
        account.name,
        account.role as AccountRole,
        account.associate as Option<AssociateId>,
        now
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Ties the account of a worker to their own record in the register.
///
/// # Errors
/// `accounts_associate_id_key` when the Associate has an account already.
pub(super) async fn link_associate(db: &mut PgConnection, id: AccountId, associate: AssociateId) -> sqlx::Result<()> {
    sqlx::query!(
        "update accounts set associate_id = $2 where id = $1 and associate_id is null",
        id as AccountId,
        associate as AssociateId
    )
    .execute(db)
    .await?;
    Ok(())
}

/// What an administrator decides about an account.
pub(super) struct Rights<'a> {
    pub(super) name: &'a str,
    pub(super) role: AccountRole,
    pub(super) disabled_at: Option<DateTime<Utc>>,
}

/// Changes what an administrator decides, if the account is still as it was found; false when it is not.
pub(super) async fn update_rights(db: &mut PgConnection, account: &Account, rights: &Rights<'_>) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "update accounts set name = $3, role = $4, disabled_at = $5, version = version + 1 where id = $1 and version = $2",
        account.id as AccountId,
        account.version,
        rights.name,
        rights.role as AccountRole,
        rights.disabled_at
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Keeps the name in step with the Associate's.
pub(crate) async fn rename(db: &mut PgConnection, associate: AssociateId, name: &str) -> sqlx::Result<()> {
    sqlx::query!(
        "update accounts set name = $2, version = version + 1 where associate_id = $1",
        associate as AssociateId,
        name
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Moves an account to an address that its owner has proved.
///
/// # Errors
/// `accounts_email_key` when another account has it.
pub(crate) async fn change_email(db: &mut PgConnection, id: AccountId, email: &EmailAddress) -> sqlx::Result<()> {
    sqlx::query!(
        "update accounts set email = $2, version = version + 1 where id = $1",
        id as AccountId,
        email.as_str()
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Gives an account an address at which nobody can be reached, until its owner has one again.
pub(crate) async fn take_address_away(db: &mut PgConnection, id: AccountId) -> sqlx::Result<()> {
    sqlx::query!(
        // No mail server ever serves the top-level domain `invalid` (RFC 2606).
        "update accounts set email = 'no-address-' || id || '@copse.invalid', password_hash = null, version = version + 1
         where id = $1",
        id as AccountId
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Sets the password's hash; without one the account signs in with links only.
pub(super) async fn set_password(db: &mut PgConnection, id: AccountId, hash: Option<&str>) -> sqlx::Result<()> {
    sqlx::query!("update accounts set password_hash = $2 where id = $1", id as AccountId, hash).execute(db).await?;
    Ok(())
}

/// The accounts with rights over others, and those that were disabled; Associates have theirs on their record.
pub(crate) async fn list_privileged(db: &mut PgConnection) -> sqlx::Result<Vec<Account>> {
    select_account!("where role <> 'associate' or disabled_at is not null order by name, id limit 500",)
        .fetch_all(db)
        .await
}

/// How many administrators besides this one can sign in. None of them changes until the transaction ends, so
/// that of two who remove each other one is told that the other is the last.
pub(super) async fn lock_other_administrators(db: &mut PgConnection, id: AccountId) -> sqlx::Result<usize> {
    let administrators = sqlx::query_scalar!(
        "select id from accounts where role = 'administrator' and disabled_at is null order by id for update"
    )
    .fetch_all(db)
    .await?;
    Ok(administrators.into_iter().filter(|administrator| *administrator != id).count())
}

/// How many administrators can sign in.
pub(super) async fn count_administrators(db: &mut PgConnection) -> sqlx::Result<i64> {
    sqlx::query_scalar!(
        r#"select count(*) as "count!" from accounts where role = 'administrator' and disabled_at is null"#
    )
    .fetch_one(db)
    .await
}

/// Counts an attempt and returns how many there have been in its window.
pub(super) async fn count_attempt(
    db: &mut PgConnection,
    bucket: &str,
    window_start: DateTime<Utc>,
) -> sqlx::Result<i32> {
    sqlx::query_scalar!(
        "insert into rate_limits (bucket, window_start, attempts) values ($1, $2, 1)
         on conflict (bucket, window_start) do update set attempts = rate_limits.attempts + 1
         returning attempts",
        bucket,
        window_start
    )
    .fetch_one(db)
    .await
}

/// Takes one attempt back.
pub(super) async fn uncount_attempt(
    db: &mut PgConnection,
    bucket: &str,
    window_start: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update rate_limits set attempts = attempts - 1 where bucket = $1 and window_start = $2 and attempts > 0",
        bucket,
        window_start
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Removes what has run out: sessions, links a month old, devices a year unused, windows a day old.
pub(crate) async fn delete_expired(db: &mut PgConnection, now: DateTime<Utc>) -> sqlx::Result<()> {
    sqlx::query!("delete from sessions where expires_at < $1", now).execute(&mut *db).await?;
    sqlx::query!("delete from sign_in_links where expires_at < $1::timestamptz - interval '30 days'", now)
        .execute(&mut *db)
        .await?;
    devices::delete_unused(&mut *db, now).await?;
    sqlx::query!("delete from rate_limits where window_start < $1::timestamptz - interval '1 day'", now)
        .execute(&mut *db)
        .await?;
    Ok(())
}
