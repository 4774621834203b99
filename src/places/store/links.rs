//! Links of letters, of which only a trace is kept.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use crate::kernel::RegistrationId;

pub(in crate::places) async fn insert_link(
    db: &mut PgConnection,
    token_hash: &[u8],
    registration: RegistrationId,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into registration_links (token_hash, registration_id, created_at) values ($1, $2, $3)",
        token_hash,
        registration as RegistrationId,
        now
    )
    .execute(db)
    .await?;
    Ok(())
}

/// The registration behind a link, with the moment noted for whoever wonders who used it.
pub(in crate::places) async fn use_link(
    db: &mut PgConnection,
    token_hash: &[u8],
    now: DateTime<Utc>,
) -> sqlx::Result<Option<RegistrationId>> {
    sqlx::query_scalar!(
        r#"update registration_links set last_used_at = $2 where token_hash = $1
           returning registration_id"#,
        token_hash,
        now
    )
    .fetch_optional(db)
    .await
}
