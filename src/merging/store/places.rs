//! Events at which both records have a place, wait for one or are invited.

use serde_json::Value;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::kernel::{AssociateId, EventId, MergeId, StakeholderGroup};

/// The rows of both for one event, with the one that goes.
pub(in crate::merging) struct Double {
    pub(in crate::merging) event: EventId,
    pub(in crate::merging) stays: Uuid,
    pub(in crate::merging) goes: Uuid,
    /// The place that the one that goes holds.
    pub(in crate::merging) pool: Option<Uuid>,
}

/// Events for which both are registered or wait: who has a place keeps it, then who was offered one, then who has waited
/// longest.
pub(in crate::merging) async fn registration_doubles(
    db: &mut PgConnection,
    kept: AssociateId,
    other: AssociateId,
) -> sqlx::Result<Vec<Double>> {
    sqlx::query_as!(
        Double,
        r#"select event_id as "event!: EventId", stays as "stays!: Uuid", goes as "goes!: Uuid", pool as "pool: Uuid"
           from (
               select r.event_id, r.id as stays, lead(r.id) over line as goes, lead(r.pool_id) over line as pool
               from event_registrations r
               where r.associate_id in ($1, $2) and r.state in ('registered', 'offered', 'waiting')
               window line as (
                   partition by r.event_id
                   order by array_position(array['registered', 'offered', 'waiting'], r.state::text),
                            coalesce(r.waiting_since, r.registered_at), r.associate_id = $1 desc, r.id)) both_of_them
           where goes is not null
           order by event_id"#,
        kept as AssociateId,
        other as AssociateId
    )
    .fetch_all(db)
    .await
}

/// Events to which both are invited: the one that was opened stays, then the earlier.
pub(in crate::merging) async fn invitation_doubles(
    db: &mut PgConnection,
    kept: AssociateId,
    other: AssociateId,
) -> sqlx::Result<Vec<Double>> {
    sqlx::query_as!(
        Double,
        r#"select event_id as "event!: EventId", stays as "stays!: Uuid", goes as "goes!: Uuid", null::uuid as "pool: Uuid"
           from (
               select i.event_id, i.id as stays, lead(i.id) over line as goes
               from invitations i
               where i.associate_id in ($1, $2)
               window line as (
                   partition by i.event_id
                   order by i.opened_at is not null or i.declined_at is not null desc, i.invited_at, i.associate_id = $1 desc)
           ) both_of_them
           where goes is not null
           order by event_id"#,
        kept as AssociateId,
        other as AssociateId
    )
    .fetch_all(db)
    .await
}

/// The pools of an event as rows, to tell later whether they have changed.
pub(in crate::merging) async fn pools_of(db: &mut PgConnection, event: EventId) -> sqlx::Result<Value> {
    sqlx::query_scalar!(
        r#"select coalesce(jsonb_agg(to_jsonb(p) order by p.id), '[]') as "pools!" from place_pools p where p.event_id = $1"#,
        event as EventId
    )
    .fetch_one(db)
    .await
}

/// A live registration that a merge set aside, whole, with the group of whose it was.
pub(in crate::merging) struct SetAside {
    pub(in crate::merging) position: i64,
    pub(in crate::merging) event: EventId,
    pub(in crate::merging) registration: Value,
    pub(in crate::merging) group: StakeholderGroup,
}

/// Those that are to be put back; the groups are those of the records as they are taken apart.
pub(in crate::merging) async fn waiting(db: &mut PgConnection, merge: MergeId) -> sqlx::Result<Vec<SetAside>> {
    sqlx::query_as!(
        SetAside,
        r#"select m.position, (m.set_aside ->> 'event_id')::uuid as "event!: EventId", m.set_aside as "registration!",
                  a.stakeholder_group as "group!"
           from merge_moves m
           join associates a on a.id = (m.set_aside ->> 'associate_id')::uuid
           join events e on e.id = (m.set_aside ->> 'event_id')::uuid
           where m.merge_id = $1 and m.table_name = 'event_registrations' and m.set_aside is not null
           order by 2, m.position"#,
        merge as MergeId
    )
    .fetch_all(db)
    .await
}

/// Says how a registration is to be put back.
pub(in crate::merging) async fn set_registration(
    db: &mut PgConnection,
    merge: MergeId,
    position: i64,
    registration: &Value,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update merge_moves set set_aside = $3 where merge_id = $1 and position = $2",
        merge as MergeId,
        position,
        registration
    )
    .execute(db)
    .await?;
    Ok(())
}

/// The titles of events.
pub(in crate::merging) async fn events_of(db: &mut PgConnection, ids: &[EventId]) -> sqlx::Result<Vec<String>> {
    sqlx::query_scalar!("select title from events where id = any($1) order by starts_at, id", ids as &[EventId])
        .fetch_all(db)
        .await
}
