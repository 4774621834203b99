//! How things stood before an act, for its entries and for undoing it.

use sqlx::PgConnection;

use crate::kernel::{AccountId, AssociateId, BulkActId};
use crate::tags::Tagged;

/// Whose owner was before, of those who still have the one that the act gave them.
pub(in crate::bulk) async fn list_owners_before(
    db: &mut PgConnection,
    id: BulkActId,
) -> sqlx::Result<Vec<(AssociateId, Option<AccountId>)>> {
    let rows = sqlx::query!(
        "select x.associate_id, x.owner_before
         from bulk_acts b
         join bulk_act_people x on x.act_id = b.id and x.is_done
         join associates a on a.id = x.associate_id
         where b.id = $1 and a.owner_id is not distinct from b.owner_id
         order by x.associate_id",
        id as BulkActId
    );
    Ok(rows.fetch_all(db).await?.into_iter().map(|row| (row.associate_id, row.owner_before)).collect())
}

/// Those who still have the tag from this very act.
pub(in crate::bulk) async fn list_still_tagged(db: &mut PgConnection, id: BulkActId) -> sqlx::Result<Vec<AssociateId>> {
    sqlx::query_scalar!(
        "select x.associate_id
         from bulk_acts b
         join bulk_act_people x on x.act_id = b.id and x.is_done
         join associate_tags t on t.tag_id = b.tag_id and t.associate_id = x.associate_id and t.added_at = b.done_at
         where b.id = $1
         order by x.associate_id",
        id as BulkActId
    )
    .fetch_all(db)
    .await
}

/// Who had the tag before, with who had given it to them.
pub(in crate::bulk) async fn list_tagged_before(db: &mut PgConnection, id: BulkActId) -> sqlx::Result<Vec<Tagged>> {
    sqlx::query_as!(
        Tagged,
        r#"select associate_id, tagged_by as "added_by: AccountId", tagged_at as "added_at!"
           from bulk_act_people
           where act_id = $1 and is_done and tagged_at is not null
           order by associate_id"#,
        id as BulkActId
    )
    .fetch_all(db)
    .await
}

/// Whose the relationship with each is now.
pub(in crate::bulk) async fn list_owners_now(
    db: &mut PgConnection,
    people: &[AssociateId],
) -> sqlx::Result<Vec<(AssociateId, Option<AccountId>)>> {
    let rows =
        sqlx::query!("select id, owner_id from associates where id = any ($1) order by id", people as &[AssociateId]);
    Ok(rows.fetch_all(db).await?.into_iter().map(|row| (row.id, row.owner_id)).collect())
}
