//! Registrations that are not kept.

use sqlx::PgConnection;

use crate::kernel::AssociateId;

/// Removes people who never confirmed their address, with everything that hangs on them; nobody else.
pub(crate) async fn delete_pending(db: &mut PgConnection, people: &[AssociateId]) -> sqlx::Result<()> {
    sqlx::query!("delete from associates where id = any($1) and standing = 'pending'", people as &[AssociateId])
        .execute(db)
        .await?;
    Ok(())
}
