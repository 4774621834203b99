//! Acts on many people, and those people.

mod before;

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::PgConnection;

pub(super) use before::{list_owners_before, list_owners_now, list_still_tagged, list_tagged_before};

use super::model::{Act, BulkKind, KEPT, Obstacle, Plan};
use crate::audit::By;
use crate::kernel::{AccountId, AssociateId, BulkActId, DeclaredInvolvement, ProjectId, StakeholderGroup, TagId};
use crate::memberships::MembershipRole;
use crate::web::Cursor;

/// An act before there is anything to do.
pub(super) struct NewAct<'a> {
    pub(super) id: BulkActId,
    pub(super) chosen: &'a str,
    pub(super) chosen_for_trail: &'a str,
    pub(super) found_at: Option<&'a str>,
}

/// Freezes people, of those whose records are read; false when this very act was written before.
pub(super) async fn freeze(
    db: &mut PgConnection,
    new: &NewAct<'_>,
    people: &[AssociateId],
    by: &By,
) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "insert into bulk_acts (id, chosen, chosen_for_trail, found_at, made_by, made_at)
         values ($1, $2, $3, $4, $5, $6) on conflict (id) do nothing",
        new.id as BulkActId,
        new.chosen,
        new.chosen_for_trail,
        new.found_at,
        by.account as Option<AccountId>,
        by.at
    )
    .execute(&mut *db)
    .await?;
    if done.rows_affected() == 0 {
        return Ok(false);
    }
    sqlx::query!(
        "insert into bulk_act_people (act_id, associate_id)
         select $1, id from associates where id = any ($2) and standing in ('active', 'paused', 'left')",
        new.id as BulkActId,
        people as &[AssociateId]
    )
    .execute(db)
    .await?;
    Ok(true)
}

/// Whether an act that was not done yet is one of exactly these people.
pub(super) async fn is_of(db: &mut PgConnection, id: BulkActId, people: &[AssociateId]) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"select b.done_at is null
                  and not exists (select from bulk_act_people x where x.act_id = b.id and x.associate_id <> all ($2))
                  and (select count(*) from bulk_act_people x where x.act_id = b.id) = (
                      select count(*) from associates a where a.id = any ($2) and a.standing in ('active', 'paused', 'left'))
                  as "is_it!"
           from bulk_acts b where b.id = $1"#,
        id as BulkActId,
        people as &[AssociateId]
    )
    .fetch_one(db)
    .await
}

macro_rules! select_act {
    ($tail:literal, $($argument:expr),*) => {
        sqlx::query_as!(
            Act,
            r#"select b.id, b.chosen, b.chosen_for_trail, b.found_at, m.name as made_by, b.made_at, b.kind, b.owner_id,
                      o.name as "owner?", b.project_id, p.title as "project?", p.slug as "slug?", b.role, b.involvement,
                      b.day, b.reason, b.writes, b.tag_id, t.name as "tag?", d.name as "done_by?", b.done_at,
                      u.name as "undone_by?", b.undone_at,
                      (select count(*) from bulk_act_people x where x.act_id = b.id) as "people!",
                      (select count(*) from bulk_act_people x where x.act_id = b.id and x.is_done) as "done!"
               from bulk_acts b
               join accounts m on m.id = b.made_by
               left join accounts o on o.id = b.owner_id
               left join projects p on p.id = b.project_id
               left join tags t on t.id = b.tag_id
               left join accounts d on d.id = b.done_by
               left join accounts u on u.id = b.undone_by "# + $tail,
            $($argument),*
        )
    };
}

pub(super) async fn find(db: &mut PgConnection, id: BulkActId) -> sqlx::Result<Option<Act>> {
    select_act!("where b.id = $1", id as BulkActId).fetch_optional(db).await
}

/// The latest, those that are done and those that wait; at most 100.
pub(super) async fn list(db: &mut PgConnection) -> sqlx::Result<Vec<Act>> {
    select_act!("where b.id = b.id order by coalesce(b.done_at, b.made_at) desc, b.id desc limit $1", 100_i64)
        .fetch_all(db)
        .await
}

/// Holds an act until the transaction ends.
pub(super) async fn hold(db: &mut PgConnection, id: BulkActId) -> sqlx::Result<()> {
    sqlx::query!("select id from bulk_acts where id = $1 for update", id as BulkActId).fetch_optional(db).await?;
    Ok(())
}

/// A plan as columns.
#[derive(Default)]
struct Columns<'a> {
    owner: Option<AccountId>,
    project: Option<ProjectId>,
    role: Option<MembershipRole>,
    involvement: Option<DeclaredInvolvement>,
    day: Option<NaiveDate>,
    reason: Option<&'a str>,
    writes: bool,
    tag: Option<TagId>,
}

/// Says what is to be done, instead of what was said before.
pub(super) async fn set_plan(db: &mut PgConnection, id: BulkActId, plan: &Plan) -> sqlx::Result<()> {
    let none = Columns::default();
    let (kind, columns) = match plan {
        Plan::Owner(owner) => (BulkKind::Owner, Columns { owner: *owner, ..none }),
        Plan::Link { project, role, involvement, day, reason, writes } => (
            BulkKind::Link,
            Columns {
                project: Some(*project),
                role: Some(*role),
                involvement: *involvement,
                day: Some(*day),
                reason: Some(reason),
                writes: *writes,
                ..none
            },
        ),
        Plan::Ending { project, role, day, reason } => (
            BulkKind::Ending,
            Columns { project: Some(*project), role: *role, day: Some(*day), reason: Some(reason), ..none },
        ),
        Plan::AddTag(tag) => (BulkKind::AddTag, Columns { tag: Some(*tag), ..none }),
        Plan::RemoveTag(tag) => (BulkKind::RemoveTag, Columns { tag: Some(*tag), ..none }),
    };
    sqlx::query!(
        "update bulk_acts
         set kind = $2, owner_id = $3, project_id = $4, role = $5, involvement = $6, day = $7, reason = $8, writes = $9,
             tag_id = $10
         where id = $1 and done_at is null",
        id as BulkActId,
        kind as BulkKind,
        columns.owner as Option<AccountId>,
        columns.project as Option<ProjectId>,
        columns.role as Option<MembershipRole>,
        columns.involvement as Option<DeclaredInvolvement>,
        columns.day,
        columns.reason,
        columns.writes,
        columns.tag as Option<TagId>
    )
    .execute(db)
    .await?;
    Ok(())
}

/// How many are left out for one reason, or are not (none).
pub(super) struct Group {
    pub(super) obstacle: Option<Obstacle>,
    pub(super) people: i64,
    /// Of those, whose link waits for their consent: they are named only where reading is logged (rule 4).
    pub(super) unnamed: i64,
}

/// With how many it would be done now and with how many not, or was.
pub(super) async fn list_groups(db: &mut PgConnection, act: &Act) -> sqlx::Result<Vec<Group>> {
    sqlx::query_as!(
        Group,
        r#"select one.obstacle as "obstacle: Obstacle", count(*) as "people!",
                  count(*) filter (where one.is_kept_apart) as "unnamed!"
           from (
               select case when b.done_at is null then bulk_obstacle(b, a) else x.obstacle end as obstacle,
                      (b.kind = 'link' and awaits_health_consent(a.id, b.project_id)
                       and case when b.done_at is null then bulk_obstacle(b, a) else x.obstacle end is null) as is_kept_apart
               from bulk_acts b
               join bulk_act_people x on x.act_id = b.id
               join associates a on a.id = x.associate_id
               where b.id = $1) one
           group by one.obstacle
           order by one.obstacle nulls first"#,
        act.id as BulkActId
    )
    .fetch_all(db)
    .await
}

/// One of the people of an act.
pub(super) struct Person {
    pub(super) id: AssociateId,
    pub(super) name: String,
    pub(super) stakeholder_group: StakeholderGroup,
    pub(super) obstacle: Option<Obstacle>,
}

/// Which of the people of an act.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Which {
    All,
    /// With whom it is done.
    Done,
    Without(Obstacle),
}

/// People of an act by name. Those whose link waits for their consent are named nowhere but where reading is logged.
pub(super) async fn list_people(
    db: &mut PgConnection,
    id: BulkActId,
    which: Which,
    (cursor, most): (Cursor<AssociateId>, i64),
) -> sqlx::Result<Vec<Person>> {
    let (at, backwards) = match cursor {
        Cursor::Start => (None, false),
        Cursor::After(id) => (Some(id), false),
        Cursor::Before(id) => (Some(id), true),
    };
    let (done, obstacle) = match which {
        Which::All => (false, None),
        Which::Done => (true, None),
        Which::Without(obstacle) => (false, Some(obstacle)),
    };
    sqlx::query_as!(
        Person,
        r#"select one.id as "id!: AssociateId", one.name as "name!",
                  one.stakeholder_group as "stakeholder_group!: StakeholderGroup", one.obstacle as "obstacle: Obstacle"
           from (
               select a.id, a.given_name || ' ' || a.family_name as name, a.sort_name, a.stakeholder_group,
                      case when b.done_at is null then bulk_obstacle(b, a) else x.obstacle end as obstacle,
                      (b.kind = 'link' and awaits_health_consent(a.id, b.project_id)
                       and case when b.done_at is null then bulk_obstacle(b, a) else x.obstacle end is null) as is_kept_apart
               from bulk_acts b
               join bulk_act_people x on x.act_id = b.id
               join associates a on a.id = x.associate_id
               where b.id = $1) one
           where (not $2 or one.obstacle is null)
             and ($3::bulk_obstacle is null or one.obstacle = $3)
             and one.is_kept_apart is not true
             and ($5::uuid is null
                  or case when $6 then (one.sort_name, one.id) < (select c.sort_name, c.id from associates c where c.id = $5)
                                  else (one.sort_name, one.id) > (select c.sort_name, c.id from associates c where c.id = $5)
                     end)
           order by case when not $6 then one.sort_name end, case when not $6 then one.id end,
                    one.sort_name desc, one.id desc
           limit $4"#,
        id as BulkActId,
        done,
        obstacle as Option<Obstacle>,
        most,
        at as Option<AssociateId>,
        backwards
    )
    .fetch_all(db)
    .await
}

/// What ending the parts of people would do beside that.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Consequences {
    /// How many of the parts are those of leads.
    pub(super) leads: i64,
    /// How many people would take part in nothing.
    pub(super) unplaced: i64,
}

pub(super) async fn consequences(db: &mut PgConnection, id: BulkActId) -> sqlx::Result<Consequences> {
    sqlx::query_as!(
        Consequences,
        r#"select count(*) filter (where exists (
                      select from disclosable_memberships m
                      where m.associate_id = a.id and m.project_id = b.project_id and m.state = 'active'
                        and m.starts_on <= b.day and m.role = 'lead' and (b.role is null or b.role = 'lead'))) as "leads!",
                  count(*) filter (where a.standing = 'active' and not exists (
                      select from disclosable_memberships m
                      where m.associate_id = a.id and m.state = 'active'
                        and not (m.project_id = b.project_id and m.starts_on <= b.day and (b.role is null or m.role = b.role)))) as "unplaced!"
           from bulk_acts b
           join bulk_act_people x on x.act_id = b.id
           join associates a on a.id = x.associate_id
           where b.id = $1 and b.kind = 'ending' and bulk_obstacle(b, a) is null"#,
        id as BulkActId
    )
    .fetch_one(db)
    .await
}

/// The people of an act, in order.
pub(super) async fn list_ids(db: &mut PgConnection, id: BulkActId) -> sqlx::Result<Vec<AssociateId>> {
    sqlx::query_scalar!(
        "select associate_id from bulk_act_people where act_id = $1 order by associate_id",
        id as BulkActId
    )
    .fetch_all(db)
    .await
}

/// Settles with whom it is done and with whom not, as things stand now, and what was before; returns those with whom.
pub(super) async fn settle(db: &mut PgConnection, id: BulkActId) -> sqlx::Result<Vec<AssociateId>> {
    sqlx::query_scalar!(
        r#"with settled as (
               update bulk_act_people x
               set obstacle = o.obstacle, is_done = o.obstacle is null,
                   owner_before = case when o.kind = 'owner' and o.obstacle is null then o.owner_id end,
                   tagged_by = o.added_by, tagged_at = o.added_at
               from (
                   select a.id, a.owner_id, b.kind, bulk_obstacle(b, a) as obstacle, t.added_by, t.added_at
                   from bulk_acts b
                   join bulk_act_people y on y.act_id = b.id
                   join associates a on a.id = y.associate_id
                   left join associate_tags t
                       on b.kind = 'remove_tag' and t.tag_id = b.tag_id and t.associate_id = a.id
                   where b.id = $1) o
               where x.act_id = $1 and x.associate_id = o.id
               returning x.associate_id, x.is_done)
           select associate_id as "id!: AssociateId" from settled where is_done order by associate_id"#,
        id as BulkActId
    )
    .fetch_all(db)
    .await
}

/// Leaves out those with whom it could not be done after all; returns how many are left. Whoever has such a link already
/// and has not agreed to it is left out of nothing: that would tell of the link (rule 4).
pub(super) async fn keep_only(
    db: &mut PgConnection,
    id: BulkActId,
    people: &[AssociateId],
    obstacle: Obstacle,
) -> sqlx::Result<usize> {
    sqlx::query!(
        "update bulk_act_people x set is_done = false, obstacle = $3
         from bulk_acts b
         where b.id = $1 and x.act_id = b.id and x.is_done and x.associate_id <> all ($2)
           and not (b.kind = 'link' and awaits_health_consent(x.associate_id, b.project_id))",
        id as BulkActId,
        people as &[AssociateId],
        obstacle as Obstacle
    )
    .execute(&mut *db)
    .await?;
    let left = sqlx::query_scalar!(
        r#"select count(*) as "count!" from bulk_act_people where act_id = $1 and is_done"#,
        id as BulkActId
    );
    Ok(usize::try_from(left.fetch_one(db).await?).unwrap_or_default())
}

pub(super) async fn mark_done(db: &mut PgConnection, id: BulkActId, by: &By) -> sqlx::Result<()> {
    sqlx::query!(
        "update bulk_acts set done_by = $2, done_at = $3 where id = $1",
        id as BulkActId,
        by.account as Option<AccountId>,
        by.at
    )
    .execute(db)
    .await?;
    Ok(())
}

pub(super) async fn mark_undone(db: &mut PgConnection, id: BulkActId, by: &By) -> sqlx::Result<()> {
    sqlx::query!(
        "update bulk_acts set undone_by = $2, undone_at = $3 where id = $1",
        id as BulkActId,
        by.account as Option<AccountId>,
        by.at
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Removes choices of people that nothing was done with for long.
pub(super) async fn delete_drafts(db: &mut PgConnection, now: DateTime<Utc>) -> sqlx::Result<()> {
    sqlx::query!("delete from bulk_acts where done_at is null and made_at < $1", now - KEPT).execute(db).await?;
    Ok(())
}
