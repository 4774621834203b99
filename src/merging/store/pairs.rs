//! Pairs of records that may be one, as the team looks at them.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use crate::audit::By;
use crate::kernel::{AccountId, AssociateId, DuplicateId, StakeholderGroup};
use crate::web::Cursor;

/// Pairs that wait for a decision.
pub(in crate::merging) async fn count_open(db: &mut PgConnection) -> sqlx::Result<i64> {
    sqlx::query_scalar!(r#"select count(*) as "count!" from open_duplicates"#).fetch_one(db).await
}

/// Which pairs the worklist shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::merging) enum View {
    Open,
    /// Those that were found to be two people.
    Refused,
    /// Those that were put together.
    Merged,
}

/// A line of the worklist.
#[derive(Clone, Debug)]
pub(in crate::merging) struct Pair {
    pub(in crate::merging) id: DuplicateId,
    pub(in crate::merging) one: AssociateId,
    pub(in crate::merging) other: AssociateId,
    pub(in crate::merging) one_name: String,
    pub(in crate::merging) other_name: String,
    pub(in crate::merging) one_group: StakeholderGroup,
    pub(in crate::merging) other_group: StakeholderGroup,
    pub(in crate::merging) score: i16,
    pub(in crate::merging) reasons: Vec<String>,
    pub(in crate::merging) against: Vec<String>,
    /// Who decided, when and why; of pairs that are decided.
    pub(in crate::merging) by: Option<String>,
    pub(in crate::merging) at: DateTime<Utc>,
    pub(in crate::merging) why: Option<String>,
    /// A merge that was undone.
    pub(in crate::merging) undone: bool,
}

macro_rules! select_pair {
    ($from:literal, $tail:literal, $($argument:expr),*) => {
        sqlx::query_as!(
            Pair,
            r#"select p.id as "id!: DuplicateId", p.one_id as "one!: AssociateId", p.other_id as "other!: AssociateId",
                      a.given_name || ' ' || a.family_name as "one_name!", b.given_name || ' ' || b.family_name as "other_name!",
                      a.stakeholder_group as "one_group!", b.stakeholder_group as "other_group!", p.score as "score!",
                      p.reasons as "reasons!", p.against as "against!", w.name as "by?", p.at as "at!", p.why as "why?",
                      p.undone as "undone!"
               from "# + $from + r#" p
               join associates a on a.id = p.one_id
               join associates b on b.id = p.other_id
               left join accounts w on w.id = p.by_id "# + $tail,
            $($argument),*
        )
    };
}

/// How many pairs a view of the worklist has.
pub(in crate::merging) async fn count(db: &mut PgConnection, view: View) -> sqlx::Result<i64> {
    match view {
        View::Open => count_open(db).await,
        View::Refused => {
            sqlx::query_scalar!(r#"select count(*) as "count!" from duplicate_refusals"#).fetch_one(db).await
        }
        View::Merged => {
            sqlx::query_scalar!(r#"select count(*) as "count!" from merges where survivor_id is not null"#)
                .fetch_one(db)
                .await
        }
    }
}

/// A page of the worklist, one more than fit: what waits by its score, what was decided by its day.
pub(in crate::merging) async fn list(
    db: &mut PgConnection,
    view: View,
    cursor: Cursor<DuplicateId>,
    page: u8,
) -> sqlx::Result<Vec<Pair>> {
    let (at, backwards) = match cursor {
        Cursor::Start => (None, false),
        Cursor::After(id) => (Some(id), false),
        Cursor::Before(id) => (Some(id), true),
    };
    let most = i64::from(page) + 1;
    match view {
        View::Open => select_pair!(
            "(select o.id, o.one_id, o.other_id, o.score, o.reasons, o.against, null::uuid as by_id, o.found_at as at,
                     null::text as why, false as undone
              from open_duplicates o
              where $1::uuid is null or case
                  when $2 then (o.score, o.id) > (select score, id from duplicate_pairs where id = $1)
                  else (o.score, o.id) < (select score, id from duplicate_pairs where id = $1) end
              order by case when $2 then o.score end, case when $2 then o.id end, o.score desc, o.id desc
              limit $3)",
            "order by case when $2 then p.score end, case when $2 then p.id end, p.score desc, p.id desc",
            at as Option<DuplicateId>,
            backwards,
            most
        )
        .fetch_all(db)
        .await,
        View::Refused => select_pair!(
            "(select o.id, o.one_id, o.other_id, 0::smallint as score, '{}'::text[] as reasons, '{}'::text[] as against,
                     o.said_by as by_id, o.said_at as at, o.reason as why, false as undone
              from duplicate_refusals o
              where $1::uuid is null or case
                  when $2 then (o.said_at, o.id) > (select said_at, id from duplicate_refusals where id = $1)
                  else (o.said_at, o.id) < (select said_at, id from duplicate_refusals where id = $1) end
              order by case when $2 then o.said_at end, case when $2 then o.id end, o.said_at desc, o.id desc
              limit $3)",
            "order by case when $2 then p.at end, case when $2 then p.id end, p.at desc, p.id desc",
            at as Option<DuplicateId>,
            backwards,
            most
        )
        .fetch_all(db)
        .await,
        View::Merged => select_pair!(
            "(select o.id, o.survivor_id as one_id, o.stub_id as other_id, 0::smallint as score, '{}'::text[] as reasons,
                     '{}'::text[] as against, o.merged_by as by_id, o.merged_at as at, null::text as why,
                     o.undone_at is not null as undone
              from merges o
              where o.survivor_id is not null and ($1::uuid is null or case
                  when $2 then (o.merged_at, o.id) > (select merged_at, id from merges where id = $1)
                  else (o.merged_at, o.id) < (select merged_at, id from merges where id = $1) end)
              order by case when $2 then o.merged_at end, case when $2 then o.id end, o.merged_at desc, o.id desc
              limit $3)",
            "order by case when $2 then p.at end, case when $2 then p.id end, p.at desc, p.id desc",
            at as Option<DuplicateId>,
            backwards,
            most
        )
        .fetch_all(db)
        .await,
    }
}

/// The pairs that wait and that a record is in, the likeliest first.
pub(in crate::merging) async fn list_of(db: &mut PgConnection, of: AssociateId) -> sqlx::Result<Vec<Pair>> {
    select_pair!(
        "(select o.id, o.one_id, o.other_id, o.score, o.reasons, o.against, null::uuid as by_id, o.found_at as at,
                 null::text as why, false as undone
          from open_duplicates o where o.one_id = $1 or o.other_id = $1)",
        "order by p.score desc, p.id desc limit 20",
        of as AssociateId
    )
    .fetch_all(db)
    .await
}

/// That two records are two people.
#[derive(Clone, Debug)]
pub(in crate::merging) struct Refusal {
    pub(in crate::merging) reason: Option<String>,
    pub(in crate::merging) by: Option<String>,
    pub(in crate::merging) at: DateTime<Utc>,
}

pub(in crate::merging) async fn find_refusal(
    db: &mut PgConnection,
    one: AssociateId,
    other: AssociateId,
) -> sqlx::Result<Option<Refusal>> {
    sqlx::query_as!(
        Refusal,
        r#"select r.reason, w.name as "by?", r.said_at as at
           from duplicate_refusals r
           left join accounts w on w.id = r.said_by
           where r.one_id = $1 and r.other_id = $2"#,
        one.min(other) as AssociateId,
        one.max(other) as AssociateId
    )
    .fetch_optional(db)
    .await
}

/// Remembers that two records are two people; false when that was said before.
pub(in crate::merging) async fn refuse(
    db: &mut PgConnection,
    one: AssociateId,
    other: AssociateId,
    reason: Option<&str>,
    by: &By,
) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "insert into duplicate_refusals (id, one_id, other_id, reason, said_by, said_at)
         values ($1, $2, $3, $4, $5, $6)
         on conflict on constraint duplicate_refusals_once do nothing",
        DuplicateId::new() as DuplicateId,
        one.min(other) as AssociateId,
        one.max(other) as AssociateId,
        reason,
        by.account as Option<AccountId>,
        by.at
    );
    Ok(done.execute(db).await?.rows_affected() == 1)
}

/// Takes that back; false when it was not said.
pub(in crate::merging) async fn take_refusal_back(
    db: &mut PgConnection,
    one: AssociateId,
    other: AssociateId,
) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "delete from duplicate_refusals where one_id = $1 and other_id = $2",
        one.min(other) as AssociateId,
        one.max(other) as AssociateId
    );
    Ok(done.execute(db).await?.rows_affected() == 1)
}

/// What a record holds beside what it says, to be seen beside another.
#[derive(Clone, Debug)]
pub(in crate::merging) struct Side {
    pub(in crate::merging) id: AssociateId,
    pub(in crate::merging) organisations: Option<String>,
    pub(in crate::merging) projects: Option<String>,
    pub(in crate::merging) attended: i64,
    pub(in crate::merging) agreements: i64,
    pub(in crate::merging) sign_in: Option<String>,
    pub(in crate::merging) created_at: DateTime<Utc>,
    pub(in crate::merging) last_act_at: Option<DateTime<Utc>>,
}

/// The same of two records; of projects only what may be told (rule 4).
pub(in crate::merging) async fn sides(db: &mut PgConnection, ids: [AssociateId; 2]) -> sqlx::Result<Vec<Side>> {
    sqlx::query_as!(
        Side,
        r#"select a.id,
                  (select string_agg(concat_ws(', ', f.job_title, coalesce(o.name, f.organisation_text)), '; ' order by f.starts_on desc)
                   from affiliations f
                   left join organisations o on o.id = f.organisation_id
                   where f.associate_id = a.id) as organisations,
                  (select string_agg(distinct p.title, '; ')
                   from disclosable_memberships m
                   join projects p on p.id = m.project_id
                   where m.associate_id = a.id and m.state in ('requested', 'active')) as projects,
                  (select count(*) from attendances t where t.associate_id = a.id and t.state = 'attended') as "attended!",
                  (select count(*) from consents c where c.associate_id = a.id and c.purpose <> 'health_link') as "agreements!",
                  (select k.email from accounts k
                   where k.associate_id = a.id and k.disabled_at is null and k.email not like '%@copse.invalid') as "sign_in?: String",
                  a.created_at, (select max(x.at) from member_acts x where x.associate_id = a.id) as last_act_at
           from associates a
           where a.id = any($1)"#,
        ids.as_slice() as &[AssociateId]
    )
    .fetch_all(db)
    .await
}
