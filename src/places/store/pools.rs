//! How many places there are, for whom, and how many are taken.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use crate::kernel::{EventId, PlacePoolId, StakeholderGroup};
use crate::places::hall::{Hall, Pool, Waiting};
use crate::places::model::{Kept, Places};

/// Sets up the places of a new event.
pub(crate) async fn plan(db: &mut PgConnection, event: EventId, places: &Places) -> sqlx::Result<()> {
    for pool in Hall::planned(places).pools {
        insert_pool(db, event, &pool).await?;
    }
    Ok(())
}

/// Changes the places of an event, whose pools are held until the transaction ends. False when more people have a
/// place, or were offered one, than there would be.
pub(crate) async fn replan(
    db: &mut PgConnection,
    event: EventId,
    places: &Places,
    now: DateTime<Utc>,
) -> sqlx::Result<bool> {
    let mut hall = lock(db, event).await?;
    if !hall.replan(places, now) {
        return Ok(false);
    }
    save(db, event, &hall).await?;
    Ok(true)
}

/// The places of an event as they are planned.
pub(crate) async fn plan_of(db: &mut PgConnection, event: EventId) -> sqlx::Result<Places> {
    let pools = list_pools(db, event).await?;
    let kept = pools.iter().find(|pool| pool.is_kept()).map(|pool| Kept {
        places: unsigned(pool.places.unwrap_or_default()),
        groups: pool.groups.clone(),
        release_days: pool.release_days.and_then(|days| u16::try_from(days).ok()).unwrap_or_default(),
    });
    Ok(Places { capacity: Hall { pools, line: Vec::new() }.capacity().map(unsigned), kept })
}

fn unsigned(number: i32) -> u32 {
    u32::try_from(number).unwrap_or_default()
}

macro_rules! select_pools {
    ($tail:literal, $event:expr) => {
        sqlx::query_as!(
            Pool,
            r#"select id, groups as "groups: Vec<StakeholderGroup>", places, taken, release_days, released_at
               from place_pools
               where event_id = $1
               order by cardinality(groups), id "#
                + $tail,
            $event as EventId
        )
    };
}

async fn list_pools(db: &mut PgConnection, event: EventId) -> sqlx::Result<Vec<Pool>> {
    select_pools!("", event).fetch_all(db).await
}

/// Holds the places of an event until the transaction ends. Of the line, the first of each group: enough to know
/// for which places somebody waits.
pub(crate) async fn lock(db: &mut PgConnection, event: EventId) -> sqlx::Result<Hall> {
    let pools = select_pools!("for no key update", event).fetch_all(&mut *db).await?;
    let line = sqlx::query_as!(
        Waiting,
        r#"select distinct on (a.stakeholder_group) r.id as registration, a.stakeholder_group as "group"
           from event_registrations r
           join associates a on a.id = r.associate_id
           where r.event_id = $1 and r.state = 'waiting'
           order by a.stakeholder_group, r.waiting_since, r.id"#,
        event as EventId
    )
    .fetch_all(db)
    .await?;
    Ok(Hall { pools, line })
}

/// The same with the whole line, first come first.
pub(crate) async fn lock_with_line(db: &mut PgConnection, event: EventId) -> sqlx::Result<Hall> {
    let hall = lock(db, event).await?;
    let line = sqlx::query_as!(
        Waiting,
        r#"select r.id as registration, a.stakeholder_group as "group"
           from event_registrations r
           join associates a on a.id = r.associate_id
           where r.event_id = $1 and r.state = 'waiting'
           order by r.waiting_since, r.id"#,
        event as EventId
    )
    .fetch_all(db)
    .await?;
    Ok(Hall { line, ..hall })
}

/// Writes the pools as they are now.
///
/// # Errors
/// `place_pools_capacity` when more places would be taken than there are, which the rules never let happen.
pub(crate) async fn save(db: &mut PgConnection, event: EventId, hall: &Hall) -> sqlx::Result<()> {
    for pool in &hall.pools {
        let done = sqlx::query!(
            "update place_pools
             set groups = $2, places = $3, taken = $4, release_days = $5, released_at = $6
             where id = $1",
            pool.id as PlacePoolId,
            &pool.groups as &[StakeholderGroup],
            pool.places,
            pool.taken,
            pool.release_days,
            pool.released_at
        )
        .execute(&mut *db)
        .await?;
        if done.rows_affected() == 0 {
            insert_pool(db, event, pool).await?;
        }
    }
    Ok(())
}

async fn insert_pool(db: &mut PgConnection, event: EventId, pool: &Pool) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into place_pools (id, event_id, groups, places, taken, release_days) values ($1, $2, $3, $4, $5, $6)",
        pool.id as PlacePoolId,
        event as EventId,
        &pool.groups as &[StakeholderGroup],
        pool.places,
        pool.taken,
        pool.release_days
    )
    .execute(db)
    .await?;
    Ok(())
}
