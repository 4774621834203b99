//! Everyone of an event in one table.

use sqlx::PgConnection;

use crate::attendance::AttendanceState;
use crate::kernel::{AssociateId, EventId};
use crate::places::RegistrationState;

/// Someone who registered for an event or came to it.
pub(in crate::sign_ups) struct Exported {
    pub(in crate::sign_ups) associate_id: AssociateId,
    pub(in crate::sign_ups) name: String,
    pub(in crate::sign_ups) organisation: Option<String>,
    /// How their latest registration stands; none for someone who came without one.
    pub(in crate::sign_ups) state: Option<RegistrationState>,
    pub(in crate::sign_ups) table_number: Option<i16>,
    pub(in crate::sign_ups) attendance: Option<AttendanceState>,
    pub(in crate::sign_ups) walk_in: bool,
    /// Of those who come or may still come, and only when they were asked for.
    pub(in crate::sign_ups) access_needs: Option<String>,
}

/// All of them by name, each once; at most 5,000.
pub(in crate::sign_ups) async fn list_export(
    db: &mut PgConnection,
    event: EventId,
    with_needs: bool,
) -> sqlx::Result<Vec<Exported>> {
    sqlx::query_as!(
        Exported,
        r#"select a.id as associate_id, a.given_name || ' ' || a.family_name as "name!",
                  (select coalesce(o.name, f.organisation_text)
                   from affiliations f
                   left join organisations o on o.id = f.organisation_id
                   where f.associate_id = a.id and f.ends_on is null
                   order by f.starts_on desc, f.id
                   limit 1) as organisation,
                  r.state as "state?", s.table_number as "table_number?", t.state as "attendance?",
                  coalesce(t.walk_in, false) as "walk_in!",
                  case when $2 and r.state in ('registered', 'offered', 'waiting') then r.access_needs end as access_needs
           from associates a
           left join lateral (
               select of_event.state, of_event.access_needs from event_registrations of_event
               where of_event.event_id = $1 and of_event.associate_id = a.id
               order by of_event.state in ('registered', 'offered', 'waiting') desc, of_event.registered_at desc,
                        of_event.id desc
               limit 1) r on true
           left join attendances t on t.event_id = $1 and t.associate_id = a.id
           left join event_seats s on s.event_id = $1 and s.associate_id = a.id
           where a.id in (
               select associate_id from event_registrations where event_id = $1
               union select associate_id from attendances where event_id = $1)
           order by a.sort_name, a.id
           limit 5000"#,
        event as EventId,
        with_needs
    )
    .fetch_all(db)
    .await
}
