//! What the record shows of other records of the same person: those put together with it, and those that may be.

use sqlx::PgConnection;
use uuid::Uuid;

use crate::kernel::AssociateId;

/// What a record that was put together with this one said, and this one does not.
#[derive(Clone, Debug)]
pub(crate) struct Alternate {
    pub(crate) field: String,
    pub(crate) value: String,
}

/// A merge that the record was part of.
#[derive(Clone, Debug)]
pub(crate) struct MergedWith {
    pub(crate) id: Uuid,
    /// What the other record is called.
    pub(crate) name: String,
    pub(crate) is_undone: bool,
}

/// How many records may be of the same person, with the rest.
#[derive(Clone, Debug, Default)]
pub(crate) struct Doubles {
    pub(crate) alternates: Vec<Alternate>,
    pub(crate) merges: Vec<MergedWith>,
    pub(crate) may_be: i64,
}

pub(crate) async fn list_doubles(db: &mut PgConnection, id: AssociateId) -> sqlx::Result<Doubles> {
    let alternates = sqlx::query_as!(
        Alternate,
        "select field, value from alternates where associate_id = $1 order by field, value, id",
        id as AssociateId
    )
    .fetch_all(&mut *db)
    .await?;
    let merges = sqlx::query_as!(
        MergedWith,
        r#"select m.id as "id!: Uuid", a.given_name || ' ' || a.family_name as "name!",
                  m.undone_at is not null as "is_undone!"
           from merges m
           join associates a on a.id = case when m.survivor_id = $1 then m.stub_id else m.survivor_id end
           where m.survivor_id = $1 or m.stub_id = $1
           order by m.merged_at desc, m.id desc
           limit 20"#,
        id as AssociateId
    )
    .fetch_all(&mut *db)
    .await?;
    let may_be = sqlx::query_scalar!(
        r#"select count(*) as "count!" from open_duplicates where one_id = $1 or other_id = $1"#,
        id as AssociateId
    )
    .fetch_one(db)
    .await?;
    Ok(Doubles { alternates, merges, may_be })
}
