//! Merges, what they moved, and what the other records said.

use chrono::{DateTime, Utc};
use serde_json::Value;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::audit::By;
use crate::kernel::{AccountId, AssociateId, MergeId, OrganisationId};
use crate::merging::model::Ledger;

/// A merge of two people's records that is to be written.
pub(in crate::merging) struct NewMerge<'a> {
    pub(in crate::merging) id: MergeId,
    pub(in crate::merging) kept: AssociateId,
    pub(in crate::merging) other: AssociateId,
    pub(in crate::merging) kept_before: &'a Value,
    pub(in crate::merging) other_before: &'a Value,
}

/// Writes that two records are one, before anything is moved: the ledger of consents asks for it.
pub(in crate::merging) async fn begin(db: &mut PgConnection, new: &NewMerge<'_>, by: &By) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into merges (id, survivor_id, stub_id, kept_before, kept_after, other_before, merged_by, merged_at)
         values ($1, $2, $3, $4, $4, $5, $6, $7)",
        new.id as MergeId,
        new.kept as AssociateId,
        new.other as AssociateId,
        new.kept_before,
        new.other_before,
        by.account as Option<AccountId>,
        by.at
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Writes what came of it.
pub(in crate::merging) async fn finish(
    db: &mut PgConnection,
    id: MergeId,
    kept_after: &Value,
    accounts: &Value,
    places: &Value,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update merges set kept_after = $2, accounts = $3, places = $4 where id = $1",
        id as MergeId,
        kept_after,
        accounts,
        places
    )
    .execute(db)
    .await?;
    Ok(())
}

/// A merge as it stands.
#[derive(Clone, Debug)]
pub(in crate::merging) struct Merge {
    pub(in crate::merging) id: MergeId,
    pub(in crate::merging) survivor_id: Option<AssociateId>,
    pub(in crate::merging) stub_id: Option<AssociateId>,
    pub(in crate::merging) kept_organisation_id: Option<OrganisationId>,
    pub(in crate::merging) other_organisation_id: Option<OrganisationId>,
    pub(in crate::merging) kept_before: Value,
    pub(in crate::merging) kept_after: Value,
    pub(in crate::merging) other_before: Value,
    pub(in crate::merging) accounts: Value,
    pub(in crate::merging) places: Value,
    pub(in crate::merging) merged_by: Option<String>,
    pub(in crate::merging) merged_at: DateTime<Utc>,
    pub(in crate::merging) undone_by: Option<String>,
    pub(in crate::merging) undone_at: Option<DateTime<Utc>>,
}

macro_rules! select_merge {
    ($tail:literal, $($argument:expr),*) => {
        sqlx::query_as!(
            Merge,
            r#"select m.id, m.survivor_id, m.stub_id, m.kept_organisation_id, m.other_organisation_id, m.kept_before,
                      m.kept_after, m.other_before, m.accounts, m.places, w.name as "merged_by?", m.merged_at,
                      u.name as "undone_by?", m.undone_at
               from merges m
               left join accounts w on w.id = m.merged_by
               left join accounts u on u.id = m.undone_by "# + $tail,
            $($argument),*
        )
    };
}

/// A merge, held until the transaction ends.
pub(in crate::merging) async fn find(db: &mut PgConnection, id: MergeId) -> sqlx::Result<Option<Merge>> {
    select_merge!("where m.id = $1 for no key update of m", id as MergeId).fetch_optional(db).await
}

/// The merges that a record was part of, the latest first.
pub(in crate::merging) async fn list_of_person(db: &mut PgConnection, id: AssociateId) -> sqlx::Result<Vec<Merge>> {
    select_merge!(
        "where m.survivor_id = $1 or m.stub_id = $1 order by m.merged_at desc, m.id desc limit 50",
        id as AssociateId
    )
    .fetch_all(db)
    .await
}

/// Whether one of these records was part of a later merge that still holds.
pub(in crate::merging) async fn has_later(
    db: &mut PgConnection,
    merge: &Merge,
    records: [Uuid; 2],
) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"select exists (
               select from merges m
               where m.undone_at is null and (m.merged_at, m.id) > ($2, $1)
                 and (m.survivor_id = any($3) or m.stub_id = any($3)
                      or m.kept_organisation_id = any($3) or m.other_organisation_id = any($3))) as "has!""#,
        merge.id as MergeId,
        merge.merged_at,
        records.as_slice()
    )
    .fetch_one(db)
    .await
}

/// Notes that a merge was undone.
pub(in crate::merging) async fn mark_undone(db: &mut PgConnection, id: MergeId, by: &By) -> sqlx::Result<()> {
    sqlx::query!(
        "update merges set undone_by = $2, undone_at = $3 where id = $1",
        id as MergeId,
        by.account as Option<AccountId>,
        by.at
    )
    .execute(db)
    .await?;
    Ok(())
}

/// How many rows of a table a merge moved, and how many it set aside.
#[derive(Clone, Debug)]
pub(in crate::merging) struct Moved {
    pub(in crate::merging) table_name: String,
    pub(in crate::merging) moved: i64,
    pub(in crate::merging) set_aside: i64,
}

pub(in crate::merging) async fn list_moved(db: &mut PgConnection, merge: MergeId) -> sqlx::Result<Vec<Moved>> {
    sqlx::query_as!(
        Moved,
        r#"select table_name, count(row_key) as "moved!", count(set_aside) as "set_aside!"
           from merge_moves
           where merge_id = $1
           group by table_name
           order by table_name"#,
        merge as MergeId
    )
    .fetch_all(db)
    .await
}

/// Keeps what the other record said.
pub(in crate::merging) async fn insert_alternates(
    db: &mut PgConnection,
    of: AssociateId,
    merge: MergeId,
    alternates: &[(&'static str, String)],
) -> sqlx::Result<()> {
    let ids: Vec<Uuid> = alternates.iter().map(|_| Uuid::now_v7()).collect();
    let (fields, values): (Vec<String>, Vec<String>) =
        alternates.iter().map(|(field, value)| ((*field).to_owned(), value.clone())).unzip();
    sqlx::query!(
        "insert into alternates (id, associate_id, merge_id, field, value)
         select n.id, $1, $2, n.field, n.value from unnest($3::uuid[], $4::text[], $5::text[]) as n (id, field, value)",
        of as AssociateId,
        merge as MergeId,
        &ids,
        &fields,
        &values
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Forgets what a merge had kept so.
pub(in crate::merging) async fn delete_alternates(db: &mut PgConnection, merge: MergeId) -> sqlx::Result<()> {
    sqlx::query!("delete from alternates where merge_id = $1", merge as MergeId).execute(db).await?;
    Ok(())
}

/// What the ledgers of two people say as one; of what was said after a moment, if one is given.
pub(in crate::merging) async fn ledger(
    db: &mut PgConnection,
    people: [AssociateId; 2],
    since: Option<DateTime<Utc>>,
) -> sqlx::Result<Ledger> {
    let rows = sqlx::query!(
        r#"select topic::text as topic, given as "given!"
           from (select distinct on (purpose, topic) purpose, topic, given
                 from consents
                 where associate_id = any($1) and purpose in ('mailings', 'access_needs')
                   and recorded_at > coalesce($2, '-infinity'::timestamptz)
                 order by purpose, topic, recorded_at desc, id desc) latest"#,
        people.as_slice() as &[AssociateId],
        since
    )
    .fetch_all(db)
    .await?;
    let taken_back = || rows.iter().filter(|row| !row.given);
    Ok(Ledger {
        topics_taken_back: taken_back().filter_map(|row| row.topic.clone()).collect(),
        access_needs_taken_back: taken_back().any(|row| row.topic.is_none()),
    })
}

/// Merges of people since that moment which hold.
pub(in crate::merging) async fn list_since(db: &mut PgConnection, since: DateTime<Utc>) -> sqlx::Result<Vec<MergeId>> {
    sqlx::query_scalar!(
        r#"select m.id as "id: MergeId"
           from merges m
           where m.merged_at > $1 and m.undone_at is null and m.stub_id is not null
           order by m.merged_at, m.id"#,
        since
    )
    .fetch_all(db)
    .await
}

/// The other records of merges that were made before that moment and of which something is still kept.
pub(in crate::merging) async fn list_stubs_before(
    db: &mut PgConnection,
    before: DateTime<Utc>,
) -> sqlx::Result<Vec<AssociateId>> {
    sqlx::query_scalar!(
        r#"select m.stub_id as "id!: AssociateId"
           from merges m
           where m.merged_at < $1 and m.kept_after <> '{}' and m.undone_at is null and m.stub_id is not null"#,
        before
    )
    .fetch_all(db)
    .await
}

/// Forgets what was kept to take merges apart that were made before that moment, but for what the records were called.
pub(in crate::merging) async fn forget_before(db: &mut PgConnection, before: DateTime<Utc>) -> sqlx::Result<()> {
    sqlx::query!(
        "delete from merge_moves v using merges m where m.id = v.merge_id and m.merged_at < $1 and m.kept_after <> '{}'",
        before
    )
    .execute(&mut *db)
    .await?;
    sqlx::query!(
        "update merges m
         set kept_before = '{}', kept_after = '{}', accounts = '{}', places = '[]',
             other_before = jsonb_strip_nulls(jsonb_build_object(
                 'given_name', m.other_before -> 'given_name', 'family_name', m.other_before -> 'family_name',
                 'name', m.other_before -> 'name'))
         where m.merged_at < $1 and m.kept_after <> '{}'",
        before
    )
    .execute(db)
    .await?;
    Ok(())
}

/// What people are called.
pub(in crate::merging) async fn names(
    db: &mut PgConnection,
    ids: &[AssociateId],
) -> sqlx::Result<Vec<(AssociateId, String)>> {
    let rows = sqlx::query!(
        r#"select id, given_name || ' ' || family_name as "name!" from associates where id = any($1)"#,
        ids as &[AssociateId]
    );
    Ok(rows.fetch_all(db).await?.into_iter().map(|row| (row.id, row.name)).collect())
}

/// What accounts are called, by their id as text: for the owners of records.
pub(in crate::merging) async fn owner_names(
    db: &mut PgConnection,
    ids: &[Uuid],
) -> sqlx::Result<Vec<(String, String)>> {
    let rows = sqlx::query!(r#"select id::text as "id!: String", name from accounts where id = any($1)"#, ids);
    Ok(rows.fetch_all(db).await?.into_iter().map(|row| (row.id, row.name)).collect())
}
