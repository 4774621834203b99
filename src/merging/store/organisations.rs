//! Organisations that may be one, and merges of theirs.

use chrono::{DateTime, Utc};
use serde_json::Value;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::audit::By;
use crate::kernel::{AccountId, MergeId, OrganisationId};
use crate::merging::model::{Judgement, OrganisationEvidence};

/// Organisations that are new or have changed since they were looked at; notes them as seen.
pub(in crate::merging) async fn list_unseen(db: &mut PgConnection) -> sqlx::Result<Vec<OrganisationId>> {
    sqlx::query_scalar!(
        r#"insert into organisation_looks (organisation_id, version)
           select o.id, o.version
           from organisations o
           left join organisation_looks l on l.organisation_id = o.id
           where l.version is distinct from o.version
           order by o.id
           limit 500
           on conflict (organisation_id) do update set version = excluded.version
           returning organisation_id as "id!: OrganisationId""#
    )
    .fetch_all(db)
    .await
}

/// Two organisations with names that are alike.
pub(in crate::merging) struct Found {
    pub(in crate::merging) one: OrganisationId,
    pub(in crate::merging) other: OrganisationId,
    pub(in crate::merging) evidence: OrganisationEvidence,
}

pub(in crate::merging) async fn find_organisation_evidence(
    db: &mut PgConnection,
    ids: &[OrganisationId],
) -> sqlx::Result<Vec<Found>> {
    let rows = sqlx::query!(
        r#"with pairs as (
               select a.id as a, b.id as b
               from organisations a
               join organisations b on search_text(b.name) % search_text(a.name) and b.id <> a.id
               where a.id = any($1)
               union
               select a.id, n.organisation_id
               from organisations a
               join organisation_aliases n on search_text(n.alias) = search_text(a.name) and n.organisation_id <> a.id
               where a.id = any($1)
               union
               select n.organisation_id, b.id
               from organisation_aliases n
               join organisations b on search_text(b.name) = search_text(n.alias) and b.id <> n.organisation_id
               where n.organisation_id = any($1)),
           each as (select distinct least(a, b) as one, greatest(a, b) as other from pairs)
           select p.one as "one!: OrganisationId", p.other as "other!: OrganisationId",
                  similarity(search_text(a.name), search_text(b.name)) as "likeness!",
                  exists (
                      select from organisation_aliases n
                      where n.organisation_id = a.id and search_text(n.alias) = search_text(b.name)
                         or n.organisation_id = b.id and search_text(n.alias) = search_text(a.name)) as "is_alias!",
                  coalesce(a.ods_code <> b.ods_code, false) as "other_code!",
                  a.kind = b.kind as "same_kind!", coalesce(a.county <> b.county, false) as "other_county!"
           from each p
           join organisations a on a.id = p.one
           join organisations b on b.id = p.other"#,
        ids as &[OrganisationId]
    )
    .fetch_all(db)
    .await?;
    let found = rows.into_iter().map(|row| Found {
        one: row.one,
        other: row.other,
        evidence: OrganisationEvidence {
            likeness: row.likeness,
            is_alias: row.is_alias,
            other_code: row.other_code,
            same_kind: row.same_kind,
            other_county: row.other_county,
        },
    });
    Ok(found.collect())
}

/// Two organisations that were put together.
pub(in crate::merging) struct OrganisationMerge {
    pub(in crate::merging) id: MergeId,
    pub(in crate::merging) kept: OrganisationId,
    pub(in crate::merging) name: String,
    pub(in crate::merging) other_name: String,
    pub(in crate::merging) merged_at: DateTime<Utc>,
    pub(in crate::merging) is_undone: bool,
}

/// The latest merges of organisations that are still there; at most 100.
pub(in crate::merging) async fn list_organisation_merges(
    db: &mut PgConnection,
) -> sqlx::Result<Vec<OrganisationMerge>> {
    sqlx::query_as!(
        OrganisationMerge,
        r#"select m.id as "id: MergeId", o.id as "kept: OrganisationId", o.name,
                  coalesce(m.other_before ->> 'name', '') as "other_name!", m.merged_at, m.undone_at is not null as "is_undone!"
           from merges m
           join organisations o on o.id = m.kept_organisation_id
           order by m.merged_at desc, m.id desc
           limit 100"#
    )
    .fetch_all(db)
    .await
}

/// Replaces the pairs of these organisations.
pub(in crate::merging) async fn replace_pairs(
    db: &mut PgConnection,
    of: &[OrganisationId],
    pairs: &[(OrganisationId, OrganisationId, Judgement)],
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "delete from organisation_pairs where one_id = any($1) or other_id = any($1)",
        of as &[OrganisationId]
    )
    .execute(&mut *db)
    .await?;
    let ids: Vec<Uuid> = pairs.iter().map(|_| Uuid::now_v7()).collect();
    let ones: Vec<OrganisationId> = pairs.iter().map(|(one, ..)| *one).collect();
    let others: Vec<OrganisationId> = pairs.iter().map(|(_, other, _)| *other).collect();
    let scores: Vec<i16> = pairs.iter().map(|(.., judged)| judged.score).collect();
    let reasons: Vec<String> = pairs.iter().map(|(.., judged)| judged.reasons.join("\n")).collect();
    let against: Vec<String> = pairs.iter().map(|(.., judged)| judged.against.join("\n")).collect();
    sqlx::query!(
        "insert into organisation_pairs (id, one_id, other_id, score, reasons, against, found_at)
         select n.id, n.one, n.other, n.score, string_to_array(n.reasons, E'\\n'), string_to_array(n.against, E'\\n'), $7
         from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::smallint[], $5::text[], $6::text[])
             as n (id, one, other, score, reasons, against)",
        &ids,
        &ones as &[OrganisationId],
        &others as &[OrganisationId],
        &scores,
        &reasons,
        &against,
        now
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Two organisations of the worklist.
#[derive(Clone, Debug)]
pub(in crate::merging) struct OrganisationPair {
    pub(in crate::merging) one: OrganisationId,
    pub(in crate::merging) other: OrganisationId,
    pub(in crate::merging) one_name: String,
    pub(in crate::merging) other_name: String,
    pub(in crate::merging) score: i16,
    pub(in crate::merging) reasons: Vec<String>,
    pub(in crate::merging) against: Vec<String>,
    /// Somebody has said that they are two.
    pub(in crate::merging) refused: bool,
}

/// Those that wait for a decision, the likeliest first, and those that were found to be two; at most 200.
pub(in crate::merging) async fn list_pairs(db: &mut PgConnection) -> sqlx::Result<Vec<OrganisationPair>> {
    sqlx::query_as!(
        OrganisationPair,
        r#"select p.one_id as "one!: OrganisationId", p.other_id as "other!: OrganisationId", a.name as one_name,
                  b.name as other_name, p.score as "score!", p.reasons as "reasons!", p.against as "against!",
                  p.refused as "refused!"
           from (
               select one_id, other_id, score, reasons, against, false as refused from open_organisation_duplicates
               union all
               select one_id, other_id, 0::smallint, '{}', '{}', true from organisation_refusals) p
           join organisations a on a.id = p.one_id
           join organisations b on b.id = p.other_id
           order by p.refused, p.score desc, a.name, b.name
           limit 200"#
    )
    .fetch_all(db)
    .await
}

/// Whether two organisations were found to be two.
pub(in crate::merging) async fn find_pair(
    db: &mut PgConnection,
    one: OrganisationId,
    other: OrganisationId,
) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"select exists (select from organisation_refusals where one_id = $1 and other_id = $2) as "is!""#,
        one.min(other) as OrganisationId,
        one.max(other) as OrganisationId
    )
    .fetch_one(db)
    .await
}

/// Remembers that two organisations are two; false when that was said before.
pub(in crate::merging) async fn refuse(
    db: &mut PgConnection,
    one: OrganisationId,
    other: OrganisationId,
    reason: Option<&str>,
    by: &By,
) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "insert into organisation_refusals (one_id, other_id, reason, said_by, said_at) values ($1, $2, $3, $4, $5)
         on conflict (one_id, other_id) do nothing",
        one.min(other) as OrganisationId,
        one.max(other) as OrganisationId,
        reason,
        by.account as Option<AccountId>,
        by.at
    );
    Ok(done.execute(db).await?.rows_affected() == 1)
}

/// Takes that back; false when it was not said.
pub(in crate::merging) async fn take_refusal_back(
    db: &mut PgConnection,
    one: OrganisationId,
    other: OrganisationId,
) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "delete from organisation_refusals where one_id = $1 and other_id = $2",
        one.min(other) as OrganisationId,
        one.max(other) as OrganisationId
    );
    Ok(done.execute(db).await?.rows_affected() == 1)
}

/// Writes that two organisations are one.
pub(in crate::merging) async fn begin(
    db: &mut PgConnection,
    id: MergeId,
    (kept, other): (OrganisationId, OrganisationId),
    (kept_before, other_before): (&Value, &Value),
    by: &By,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into merges
             (id, kept_organisation_id, other_organisation_id, kept_before, kept_after, other_before, merged_by, merged_at)
         values ($1, $2, $3, $4, $4, $5, $6, $7)",
        id as MergeId,
        kept as OrganisationId,
        other as OrganisationId,
        kept_before,
        other_before,
        by.account as Option<AccountId>,
        by.at
    )
    .execute(db)
    .await?;
    Ok(())
}

/// How many people, seconded people and events lead to an organisation, to be seen beside another.
#[derive(Clone, Debug)]
pub(in crate::merging) struct Described {
    pub(in crate::merging) people: i64,
    pub(in crate::merging) hosted: i64,
    pub(in crate::merging) events: i64,
}

pub(in crate::merging) async fn describe(db: &mut PgConnection, id: OrganisationId) -> sqlx::Result<Described> {
    sqlx::query_as!(
        Described,
        r#"select (select count(distinct associate_id) from affiliations where organisation_id = $1) as "people!",
                  (select count(*) from memberships where host_organisation_id = $1) as "hosted!",
                  (select count(*) from events where host_organisation_id = $1) as "events!""#,
        id as OrganisationId
    )
    .fetch_one(db)
    .await
}

/// Whether one of them has ended or follows one that has: what is told of their people then hangs on either.
pub(in crate::merging) async fn is_in_a_succession(
    db: &mut PgConnection,
    organisations: [OrganisationId; 2],
) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"select exists (
               select from organisation_successions s
               where s.organisation_id = any($1) or s.successor_id = any($1))
               or exists (select from organisations o where o.id = any($1) and o.ends_on is not null)
               or exists (select from succession_decisions d where d.organisation_id = any($1) and d.undone_at is null) as "is!""#,
        &organisations as &[OrganisationId]
    )
    .fetch_one(db)
    .await
}
