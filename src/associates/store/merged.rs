//! What a merge changes of the records themselves: what the one that stays says, and that the other leads on to it.

use serde_json::Value;
use sqlx::PgConnection;

use crate::kernel::AssociateId;

/// What a record says of its person, column by column.
pub(crate) async fn details_of(db: &mut PgConnection, id: AssociateId) -> sqlx::Result<Option<Value>> {
    sqlx::query_scalar!(
        r#"select to_jsonb(a) - 'id' - 'created_at' - 'version' - 'name_search' - 'sort_name' - 'name_keys' as "details!"
           from associates a
           where a.id = $1"#,
        id as AssociateId
    )
    .fetch_optional(db)
    .await
}

/// Lets a record say this, in the shape of [`details_of`].
pub(crate) async fn set_details(db: &mut PgConnection, id: AssociateId, details: &Value) -> sqlx::Result<()> {
    sqlx::query!(
        "update associates a
         set given_name = d.given_name, family_name = d.family_name, email = d.email, phone = d.phone,
             postcode_district = d.postcode_district, county = d.county, stakeholder_group = d.stakeholder_group,
             access_needs = d.access_needs, interests = d.interests, offers = d.offers, asks = d.asks, topics = d.topics,
             involvement = d.involvement, owner_id = d.owner_id, standing = d.standing, paused_until = d.paused_until,
             wants_help_choosing = d.wants_help_choosing, joined_on = d.joined_on, merged_into = d.merged_into,
             version = a.version + 1
         from jsonb_populate_record(null::associates, $2) d
         where a.id = $1",
        id as AssociateId,
        details
    )
    .execute(db)
    .await?;
    Ok(())
}

/// The record that stands for a merged one.
pub(super) async fn find_surviving(db: &mut PgConnection, id: AssociateId) -> sqlx::Result<Option<AssociateId>> {
    sqlx::query_scalar!(r#"select surviving($1) as "id: AssociateId""#, id as AssociateId).fetch_one(db).await
}

/// Leaves nothing of these records but whose they were: they lead to others for good.
pub(crate) async fn empty_stubs(db: &mut PgConnection, stubs: &[AssociateId]) -> sqlx::Result<()> {
    sqlx::query!(
        "update associates
         set email = null, phone = null, postcode_district = null, interests = null, offers = null, asks = null, topics = '{}',
             version = version + 1
         where id = any($1) and standing = 'merged'",
        stubs as &[AssociateId]
    )
    .execute(db)
    .await?;
    Ok(())
}
