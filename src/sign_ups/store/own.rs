//! A person's own events.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use crate::attendance::AttendanceState;
use crate::kernel::AssociateId;
use crate::sign_ups::model::OwnEvent;

/// The events someone has registered for or come to, the latest event first; at most 300. Of several registrations for
/// one event it is the one that holds, or the last one.
pub(crate) async fn list_own(db: &mut PgConnection, associate: AssociateId) -> sqlx::Result<Vec<OwnEvent>> {
    sqlx::query_as!(
        OwnEvent,
        r#"select e.id as event_id, e.title, e.starts_at, e.ends_at, e.state as event_state,
                  r.id as "registration?: crate::kernel::RegistrationId",
                  r.state as "state?: crate::places::RegistrationState",
                  r.offer_expires_at as "offer_expires_at?: DateTime<Utc>",
                  case when r.state = 'waiting' then (
                      select count(*) from event_registrations o
                      where o.event_id = e.id and o.state = 'waiting'
                        and (o.waiting_since, o.id) < (r.waiting_since, r.id)) end as before,
                  t.state as "attendance?: AttendanceState", t.walk_in as "walk_in?: bool",
                  s.table_number as "table_number?"
           from (
               select event_id from event_registrations where associate_id = $1
               union
               select event_id from attendances where associate_id = $1) own
           join events e on e.id = own.event_id
           left join lateral (
               select o.id, o.state, o.offer_expires_at, o.waiting_since
               from event_registrations o
               where o.event_id = e.id and o.associate_id = $1
               order by o.state in ('registered', 'offered', 'waiting') desc, o.registered_at desc, o.id desc
               limit 1) r on true
           left join attendances t on t.event_id = e.id and t.associate_id = $1
           left join event_seats s on s.event_id = e.id and s.associate_id = $1
           order by e.starts_at desc, e.id desc
           limit 300"#,
        associate as AssociateId
    )
    .fetch_all(db)
    .await
}
