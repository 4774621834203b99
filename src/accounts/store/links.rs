//! Links that were mailed; of their tokens only the hash is stored.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use crate::accounts::LinkPurpose;
use crate::accounts::links::{LinkState, NewLink};
use crate::kernel::{AccountId, AssociateId};

pub(in crate::accounts) async fn insert_link(
    db: &mut PgConnection,
    token_hash: &[u8],
    link: &NewLink,
    now: DateTime<Utc>,
    expires_at: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into sign_in_links (token_hash, account_id, associate_id, purpose, email, created_at, expires_at)
         values ($1, $2, $3, $4, $5, $6, $7)",
        token_hash,
        link.account as Option<AccountId>,
        link.associate as Option<AssociateId>,
        link.purpose as LinkPurpose,
        link.email.as_str(),
        now,
        expires_at
    )
    .execute(db)
    .await?;
    Ok(())
}

pub(in crate::accounts) async fn find_link(
    db: &mut PgConnection,
    token_hash: &[u8],
    purpose: LinkPurpose,
) -> sqlx::Result<Option<LinkState>> {
    sqlx::query_as!(
        LinkState,
        "select email, account_id, associate_id, expires_at, used_at
         from sign_in_links where token_hash = $1 and purpose = $2",
        token_hash,
        purpose as LinkPurpose
    )
    .fetch_optional(db)
    .await
}

pub(in crate::accounts) async fn use_link(
    db: &mut PgConnection,
    token_hash: &[u8],
    purpose: LinkPurpose,
    now: DateTime<Utc>,
) -> sqlx::Result<Option<LinkState>> {
    sqlx::query_as!(
        LinkState,
        "update sign_in_links set used_at = $3
         where token_hash = $1 and purpose = $2 and used_at is null and expires_at > $3
         returning email, account_id, associate_id, expires_at, used_at",
        token_hash,
        purpose as LinkPurpose,
        now
    )
    .fetch_optional(db)
    .await
}

/// Links of this account that were not used do not work any more.
pub(in crate::accounts) async fn close_links(
    db: &mut PgConnection,
    account: AccountId,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update sign_in_links set used_at = $2 where account_id = $1 and used_at is null",
        account as AccountId,
        now
    )
    .execute(db)
    .await?;
    Ok(())
}
