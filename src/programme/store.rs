//! Programmes in the database. Whoever changes one holds its event (`events::find_for_update`), so that no two change
//! it at once.

mod models;

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::PgConnection;

pub(super) use models::{Model, list_models};

use super::balance::{Led, Shares, shares_by_event};
use super::model::{Contributor, ContributorRole, Item, NewItem, NewPart, Programme, Who};
use crate::kernel::{
    AccountId, AssociateId, ContributorId, EmailAddress, EventId, ProgrammeItemId, StakeholderGroup, Text,
};

struct Row {
    id: ProgrammeItemId,
    position: i32,
    title: String,
    minutes: i16,
    what: Option<String>,
}

/// The programme of an event.
pub(crate) async fn load(db: &mut PgConnection, event: EventId) -> sqlx::Result<Programme> {
    let rows = sqlx::query_as!(
        Row,
        "select id, position, title, minutes, what from programme_items where event_id = $1 order by position",
        event as EventId
    )
    .fetch_all(&mut *db)
    .await?;
    let contributors = sqlx::query_as!(
        Contributor,
        r#"select c.id, c.item_id, c.associate_id, c.account_id,
                  coalesce(a.given_name || ' ' || a.family_name, w.name, c.guest_name) as "name!",
                  coalesce(a.stakeholder_group, c.guest_group) as "group: StakeholderGroup", c.role, c.minutes
           from programme_contributors c
           join programme_items i on i.id = c.item_id
           left join associates a on a.id = c.associate_id
           left join accounts w on w.id = c.account_id
           where i.event_id = $1
           order by c.id"#,
        event as EventId
    )
    .fetch_all(db)
    .await?;
    let item = |row: Row| {
        let contributors = contributors.iter().filter(|one| one.item_id == row.id).cloned().collect();
        let Row { id, position, title, minutes, what } = row;
        Item { id, position, title, minutes, what, contributors }
    };
    Ok(Programme { items: rows.into_iter().map(item).collect() })
}

/// Who leads how much at each of these events; those at which nobody leads anything are left out.
pub(crate) async fn list_shares(
    db: &mut PgConnection,
    events: &[EventId],
) -> sqlx::Result<std::collections::BTreeMap<EventId, Shares>> {
    let parts = sqlx::query_as!(
        Led,
        r#"select i.event_id as event, i.id as item, i.minutes as item_minutes,
                  coalesce(a.stakeholder_group, c.guest_group) as "group: StakeholderGroup", c.minutes
           from programme_items i
           join programme_contributors c on c.item_id = i.id
           left join associates a on a.id = c.associate_id
           where i.event_id = any ($1)
           order by i.event_id, i.position, c.id"#,
        events as &[EventId]
    );
    Ok(shares_by_event(&parts.fetch_all(db).await?))
}

/// Puts an item at the end; false when this very one was written before.
pub(super) async fn insert_item(
    db: &mut PgConnection,
    event: EventId,
    id: ProgrammeItemId,
    item: &NewItem,
) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "insert into programme_items (id, event_id, position, title, minutes, what)
         select $1, $2, coalesce(max(position), 0) + 1, $3, $4, $5 from programme_items where event_id = $2
         on conflict (id) do nothing",
        id as ProgrammeItemId,
        event as EventId,
        item.title.as_str(),
        item.minutes,
        item.what.as_ref().map(Text::as_str)
    );
    Ok(done.execute(db).await?.rows_affected() == 1)
}

pub(super) async fn update_item(db: &mut PgConnection, id: ProgrammeItemId, item: &NewItem) -> sqlx::Result<()> {
    sqlx::query!(
        "update programme_items set title = $2, minutes = $3, what = $4 where id = $1",
        id as ProgrammeItemId,
        item.title.as_str(),
        item.minutes,
        item.what.as_ref().map(Text::as_str)
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Two items change places.
pub(super) async fn swap(db: &mut PgConnection, one: &Item, other: &Item) -> sqlx::Result<()> {
    sqlx::query!(
        "update programme_items set position = case when id = $1 then $4::int else $3::int end where id in ($1, $2)",
        one.id as ProgrammeItemId,
        other.id as ProgrammeItemId,
        one.position,
        other.position
    )
    .execute(db)
    .await?;
    Ok(())
}

pub(super) async fn delete_item(db: &mut PgConnection, id: ProgrammeItemId) -> sqlx::Result<()> {
    sqlx::query!("delete from programme_items where id = $1", id as ProgrammeItemId).execute(db).await?;
    Ok(())
}

/// Puts someone on an item; false when this very part was written before.
pub(super) async fn insert_contributor(
    db: &mut PgConnection,
    item: ProgrammeItemId,
    id: ContributorId,
    part: &NewPart,
) -> sqlx::Result<bool> {
    let (associate, worker, guest) = columns(&part.who);
    let done = sqlx::query!(
        "insert into programme_contributors (id, item_id, associate_id, account_id, guest_name, guest_group, role, minutes)
         values ($1, $2, $3, $4, $5, $6, $7, $8)
         on conflict (id) do nothing",
        id as ContributorId,
        item as ProgrammeItemId,
        associate as Option<AssociateId>,
        worker as Option<AccountId>,
        guest.map(|(name, _)| name),
        guest.map(|(_, group)| group) as Option<StakeholderGroup>,
        part.role as ContributorRole,
        part.minutes
    );
    Ok(done.execute(db).await?.rows_affected() == 1)
}

fn columns(who: &Who) -> (Option<AssociateId>, Option<AccountId>, Option<(&str, StakeholderGroup)>) {
    match who {
        Who::Associate(id) => (Some(*id), None, None),
        Who::Worker(id) => (None, Some(*id), None),
        Who::Guest { name, group } => (None, None, Some((name.as_str(), *group))),
    }
}

pub(super) async fn update_contributor(db: &mut PgConnection, id: ContributorId, part: &NewPart) -> sqlx::Result<()> {
    let (.., guest) = columns(&part.who);
    sqlx::query!(
        "update programme_contributors set guest_name = $2, guest_group = $3, role = $4, minutes = $5 where id = $1",
        id as ContributorId,
        guest.map(|(name, _)| name),
        guest.map(|(_, group)| group) as Option<StakeholderGroup>,
        part.role as ContributorRole,
        part.minutes
    )
    .execute(db)
    .await?;
    Ok(())
}

pub(super) async fn delete_contributor(db: &mut PgConnection, id: ContributorId) -> sqlx::Result<()> {
    sqlx::query!("delete from programme_contributors where id = $1", id as ContributorId).execute(db).await?;
    Ok(())
}

/// Someone who could contribute.
pub(crate) struct Candidate {
    pub(super) id: AssociateId,
    pub(super) name: String,
    pub(super) stakeholder_group: StakeholderGroup,
    pub(super) organisation: Option<String>,
}

/// Associates who match what was typed; at most 20.
pub(super) async fn list_candidates(
    db: &mut PgConnection,
    text: &str,
    today: NaiveDate,
) -> sqlx::Result<Vec<Candidate>> {
    sqlx::query_as!(
        Candidate,
        r#"select a.id, a.given_name || ' ' || a.family_name as "name!", a.stakeholder_group,
                  (select coalesce(o.name, f.organisation_text)
                   from affiliations f
                   left join organisations o on o.id = f.organisation_id
                   where f.associate_id = a.id and f.ends_on is null
                   order by f.starts_on desc, f.id
                   limit 1) as organisation
           from associates a
           where a.id in (select find_associates($1, $2)) and a.standing in ('active', 'paused')
           order by a.sort_name, a.id
           limit 20"#,
        text,
        today
    )
    .fetch_all(db)
    .await
}

/// The name of an Associate who takes part in the network now.
pub(super) async fn find_associate(db: &mut PgConnection, id: AssociateId) -> sqlx::Result<Option<String>> {
    sqlx::query_scalar!(
        r#"select given_name || ' ' || family_name as "name!" from associates
           where id = $1 and standing in ('active', 'paused')"#,
        id as AssociateId
    )
    .fetch_optional(db)
    .await
}

/// A worker of the engagement team.
pub(crate) struct Worker {
    pub(super) id: AccountId,
    pub(super) name: String,
}

impl Worker {
    pub(super) fn is(&self, id: AccountId) -> bool {
        self.id == id
    }
}

/// The workers of the team, by name.
pub(super) async fn list_workers(db: &mut PgConnection) -> sqlx::Result<Vec<Worker>> {
    sqlx::query_as!(
        Worker,
        "select id, name from accounts where role in ('team', 'administrator') and disabled_at is null order by name, id"
    )
    .fetch_all(db)
    .await
}

/// Notes that the programme has changed for every Associate who contributes to it, and for `also`.
pub(super) async fn note_change(
    db: &mut PgConnection,
    event: EventId,
    also: &[AssociateId],
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into programme_news (event_id, associate_id, changed_at)
         select $1, one.id, $3
         from (
             select c.associate_id as id
             from programme_contributors c
             join programme_items i on i.id = c.item_id
             where i.event_id = $1 and c.associate_id is not null
             union
             select unnest($2::uuid[])) one
         on conflict (event_id, associate_id) do update set changed_at = excluded.changed_at",
        event as EventId,
        also as &[AssociateId],
        now
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Someone who is to hear of the programme.
pub(super) struct ToTell {
    pub(super) event_id: EventId,
    pub(super) associate_id: AssociateId,
    pub(super) given_name: String,
    pub(super) email: Option<EmailAddress>,
    /// Whether they have had a letter about it before.
    pub(super) was_told: bool,
}

/// Those whose last change is older than `settled`, or whose event has moved or been cancelled since they were told;
/// who had a letter after `told_before` waits. At most 100 at a time, held until the transaction ends.
pub(super) async fn list_to_tell(
    db: &mut PgConnection,
    settled: DateTime<Utc>,
    told_before: DateTime<Utc>,
    now: DateTime<Utc>,
) -> sqlx::Result<Vec<ToTell>> {
    sqlx::query_as!(
        ToTell,
        r#"select n.event_id as "event_id!: EventId", n.associate_id as "associate_id!: AssociateId", a.given_name, a.email,
                  n.told_at is not null as "was_told!"
           from programme_news n
           join events e on e.id = n.event_id
           join associates a on a.id = n.associate_id
           where e.starts_at > $3 and a.standing in ('active', 'paused')
             and (e.state in ('open', 'closed') or (e.state = 'cancelled' and n.told_at is not null))
             and (n.told_at is null or n.told_at < $2)
             and ((n.changed_at <= $1 and (n.told_at is null or n.told_at <= n.changed_at))
                  or (n.told_at is not null and n.told_sequence < e.calendar_sequence))
           order by n.event_id, n.associate_id
           limit 100
           for no key update of n skip locked"#,
        settled,
        told_before,
        now
    )
    .fetch_all(db)
    .await
}

/// They know by now.
pub(super) async fn mark_told(
    db: &mut PgConnection,
    told: &ToTell,
    sequence: i32,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update programme_news set told_at = $3, told_sequence = $4 where event_id = $1 and associate_id = $2",
        told.event_id as EventId,
        told.associate_id as AssociateId,
        now,
        sequence
    )
    .execute(db)
    .await?;
    Ok(())
}

/// There is nothing to tell: they were on the programme and off it again before anybody told them.
pub(super) async fn forget_news(db: &mut PgConnection, told: &ToTell) -> sqlx::Result<()> {
    sqlx::query!(
        "delete from programme_news where event_id = $1 and associate_id = $2",
        told.event_id as EventId,
        told.associate_id as AssociateId
    )
    .execute(db)
    .await?;
    Ok(())
}
