//! What the job finds: the marks by which records are compared, and the pairs that come of it.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

use crate::kernel::AssociateId;
use crate::merging::model::{Evidence, Judgement};

/// Only one worker looks at a time; false when another does. Until the transaction ends.
pub(in crate::merging) async fn try_to_begin(db: &mut PgConnection) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"select pg_try_advisory_xact_lock(hashtextextended('looking for duplicates', 0)) as "is_ours!""#
    )
    .fetch_one(db)
    .await
}

/// A record as it was looked at.
pub(in crate::merging) struct Look {
    pub(in crate::merging) id: AssociateId,
    pub(in crate::merging) version: i32,
}

/// Records that are new or have changed since they were looked at.
pub(in crate::merging) async fn list_unseen(db: &mut PgConnection, most: i64) -> sqlx::Result<Vec<Look>> {
    sqlx::query_as!(
        Look,
        "select a.id, a.version
         from associates a
         left join duplicate_looks l on l.associate_id = a.id
         where a.standing in ('active', 'paused', 'left') and l.version is distinct from a.version
         order by a.id
         limit $1",
        most
    )
    .fetch_all(db)
    .await
}

/// Notes what these records can be found by: their names as they sound, also together with where they live and work,
/// since of a hundred of one name two at one place are worth a look; and their addresses and telephones.
pub(in crate::merging) async fn look_at(db: &mut PgConnection, looks: &[Look]) -> sqlx::Result<()> {
    let ids: Vec<AssociateId> = looks.iter().map(|look| look.id).collect();
    let versions: Vec<i32> = looks.iter().map(|look| look.version).collect();
    sqlx::query!(
        "insert into duplicate_looks (associate_id, version, marks)
         select a.id, n.version,
                k.marks
                || array(select mark || ' ' || place
                         from unnest(k.marks) mark
                         cross join (
                             select a.postcode_district as place where a.postcode_district is not null
                             union
                             select f.organisation_id::text from affiliations f
                             where f.associate_id = a.id and f.ends_on is null and f.organisation_id is not null) places
                         where mark like 's %')
                || array(select 'e ' || a.email where a.email is not null)
                || array(select 'p ' || phone_key(a.phone) where length(phone_key(a.phone)) >= 9)
                || array(select case t.field when 'email' then 'e ' || t.value else 'p ' || phone_key(t.value) end
                         from alternates t
                         where t.associate_id = a.id and t.field in ('email', 'phone'))
         from unnest($1::uuid[], $2::integer[]) as n (id, version)
         join associates a on a.id = n.id
         cross join lateral (select name_marks(a.given_name, a.family_name) as marks) k
         on conflict (associate_id) do update set version = excluded.version, marks = excluded.marks",
        &ids as &[AssociateId],
        &versions
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Forgets what was found out about these records, so that it is found out anew.
pub(in crate::merging) async fn forget(db: &mut PgConnection, ids: &[AssociateId]) -> sqlx::Result<()> {
    sqlx::query!("delete from duplicate_looks where associate_id = any($1)", ids as &[AssociateId])
        .execute(&mut *db)
        .await?;
    sqlx::query!("delete from duplicate_pairs where one_id = any($1) or other_id = any($1)", ids as &[AssociateId])
        .execute(db)
        .await?;
    Ok(())
}

/// Two records that have a mark in common.
pub(in crate::merging) struct Found {
    pub(in crate::merging) one: AssociateId,
    pub(in crate::merging) other: AssociateId,
    pub(in crate::merging) evidence: Evidence,
}

/// A mark that more records share says too little by itself, and comparing all of them would never end.
const MOST_SHARING: i32 = 60;

/// Pairs of one of these records and another that shares a mark with it, but for marks that very many share.
async fn list_pairs(db: &mut PgConnection, ids: &[AssociateId]) -> sqlx::Result<(Vec<AssociateId>, Vec<AssociateId>)> {
    let pairs = sqlx::query!(
        r#"with marks as (
               select mark, array_agg(l.associate_id) as ids
               from duplicate_looks l
               cross join lateral unnest(l.marks) mark
               where l.associate_id = any($1)
               group by mark),
           telling as materialized (
               select m.ids, o.ids as others
               from marks m
               cross join lateral (
                   select array_agg(few.associate_id) as ids
                   from (select associate_id from duplicate_looks where marks @> array[m.mark] limit $2 + 1) few) o
               where cardinality(o.ids) between 2 and $2)
           select distinct least(one, other) as "one!: AssociateId", greatest(one, other) as "other!: AssociateId"
           from telling t
           cross join lateral unnest(t.ids) one
           cross join lateral unnest(t.others) other
           where one <> other"#,
        ids as &[AssociateId],
        MOST_SHARING
    );
    Ok(pairs.fetch_all(db).await?.into_iter().map(|pair| (pair.one, pair.other)).unzip())
}

/// What each of these records has in common with every other that shares a mark with it.
pub(in crate::merging) async fn find_evidence(db: &mut PgConnection, ids: &[AssociateId]) -> sqlx::Result<Vec<Found>> {
    let (ones, others) = list_pairs(&mut *db, ids).await?;
    let rows = sqlx::query!(
        r#"with pairs as materialized (select * from unnest($1::uuid[], $2::uuid[]) as pair (one, other)),
           works as (
               select p.one, p.other,
                      bool_or(f.organisation_id = g.organisation_id) as same,
                      count(f.organisation_id) > 0 and count(g.organisation_id) > 0 as both
               from pairs p
               join affiliations f on f.associate_id = p.one
               join affiliations g on g.associate_id = p.other
               group by p.one, p.other)
           select p.one as "one!: AssociateId", p.other as "other!: AssociateId",
                  name_likeness(a.given_name, a.family_name, b.given_name, b.family_name) as "name!",
                  (coalesce(a.email = b.email, false) or exists (
                      select from alternates t
                      where t.field = 'email' and (t.associate_id, t.value) in ((a.id, b.email), (b.id, a.email)))) as "same_email!",
                  coalesce(a.email <> b.email, false) as "other_email!",
                  coalesce(phone_key(a.phone) = phone_key(b.phone), false) as "same_phone!",
                  coalesce(w.same, false) as "same_organisation!", coalesce(w.both and not w.same, false) as "other_organisation!",
                  coalesce(a.postcode_district = b.postcode_district, false) as "same_district!",
                  coalesce(a.postcode_district <> b.postcode_district, false) as "other_district!",
                  a.stakeholder_group <> b.stakeholder_group as "other_group!",
                  exists (
                      select from attendances x
                      join attendances y on y.event_id = x.event_id and y.associate_id = b.id and y.state = 'attended'
                      where x.associate_id = a.id and x.state = 'attended') as "both_came!"
           from pairs p
           join associates a on a.id = p.one and a.standing in ('active', 'paused', 'left')
           join associates b on b.id = p.other and b.standing in ('active', 'paused', 'left')
           left join works w on w.one = p.one and w.other = p.other"#,
        &ones as &[AssociateId],
        &others as &[AssociateId]
    )
    .fetch_all(db)
    .await?;
    let found = rows.into_iter().map(|row| Found {
        one: row.one,
        other: row.other,
        evidence: Evidence {
            name: row.name,
            same_email: row.same_email,
            other_email: row.other_email && !row.same_email,
            same_phone: row.same_phone,
            same_organisation: row.same_organisation,
            other_organisation: row.other_organisation,
            same_district: row.same_district,
            other_district: row.other_district,
            other_group: row.other_group,
            both_came: row.both_came,
        },
    });
    Ok(found.collect())
}

/// Replaces the pairs of these records.
pub(in crate::merging) async fn replace_pairs(
    db: &mut PgConnection,
    of: &[AssociateId],
    pairs: &[(AssociateId, AssociateId, Judgement)],
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!("delete from duplicate_pairs where one_id = any($1) or other_id = any($1)", of as &[AssociateId])
        .execute(&mut *db)
        .await?;
    let ids: Vec<Uuid> = pairs.iter().map(|_| Uuid::now_v7()).collect();
    let ones: Vec<AssociateId> = pairs.iter().map(|(one, ..)| *one).collect();
    let others: Vec<AssociateId> = pairs.iter().map(|(_, other, _)| *other).collect();
    let scores: Vec<i16> = pairs.iter().map(|(.., judged)| judged.score).collect();
    let reasons: Vec<String> = pairs.iter().map(|(.., judged)| judged.reasons.join("\n")).collect();
    let against: Vec<String> = pairs.iter().map(|(.., judged)| judged.against.join("\n")).collect();
    sqlx::query!(
        "insert into duplicate_pairs (id, one_id, other_id, score, reasons, against, found_at)
         select n.id, n.one, n.other, n.score, string_to_array(n.reasons, E'\\n'), string_to_array(n.against, E'\\n'), $7
         from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::smallint[], $5::text[], $6::text[])
             as n (id, one, other, score, reasons, against)",
        &ids,
        &ones as &[AssociateId],
        &others as &[AssociateId],
        &scores,
        &reasons,
        &against,
        now
    )
    .execute(db)
    .await?;
    Ok(())
}
