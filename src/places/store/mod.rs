//! Pools of places and registrations in the database.

mod links;
mod pools;
mod registrations;

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

pub(super) use links::{insert_link, use_link};
pub(crate) use pools::{lock, lock_with_line, plan, plan_of, replan, save};
pub(crate) use registrations::{
    NewRegistration, Registration, Said, accept, book, end, find_for_update, find_live, list_lapsed, offer,
    record_step, update_said,
};

use crate::kernel::EventId;

/// Events where something is due: an offer has run out, kept places are to be released, or somebody waits and there
/// is a free place; at most 50 at a time.
pub(crate) async fn list_busy_events(db: &mut PgConnection, now: DateTime<Utc>) -> sqlx::Result<Vec<EventId>> {
    sqlx::query_scalar!(
        r#"select e.id as "id!: EventId"
           from events e
           where e.id in (
               select r.event_id from event_registrations r where r.state = 'offered' and r.offer_expires_at <= $1
               union
               select p.event_id
               from place_pools p
               join events k on k.id = p.event_id
               where p.released_at is null and cardinality(p.groups) > 0 and k.state in ('open', 'closed')
                 and k.starts_at > $1 and k.starts_at - make_interval(days => p.release_days) <= $1
               union
               select r.event_id
               from event_registrations r
               join events w on w.id = r.event_id
               join associates a on a.id = r.associate_id
               join place_pools p on p.event_id = r.event_id
               where r.state = 'waiting' and w.state in ('open', 'closed')
                 and w.starts_at > $1::timestamptz + interval '1 hour'
                 and (p.places is null or p.taken < p.places)
                 and (cardinality(p.groups) = 0 or (p.released_at is null and a.stakeholder_group = any (p.groups))))
           limit 50"#,
        now
    )
    .fetch_all(db)
    .await
}
