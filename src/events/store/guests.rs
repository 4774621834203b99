//! The people who are registered for an event, for the letters they get.

use sqlx::PgConnection;

use crate::kernel::{AssociateId, EmailAddress, EventId, RegistrationId};
use crate::places::RegistrationState;

/// Someone who has a place, is offered one or waits for one.
pub(in crate::events) struct Guest {
    pub(in crate::events) registration_id: RegistrationId,
    pub(in crate::events) associate_id: AssociateId,
    pub(in crate::events) given_name: String,
    pub(in crate::events) email: Option<EmailAddress>,
    pub(in crate::events) state: RegistrationState,
}

pub(in crate::events) async fn list_guests(db: &mut PgConnection, event: EventId) -> sqlx::Result<Vec<Guest>> {
    sqlx::query_as!(
        Guest,
        "select r.id as registration_id, r.associate_id, a.given_name, a.email, r.state
         from event_registrations r
         join associates a on a.id = r.associate_id
         where r.event_id = $1 and r.state in ('registered', 'offered', 'waiting')
         order by r.id",
        event as EventId
    )
    .fetch_all(db)
    .await
}

/// How many of them there are.
pub(in crate::events) async fn count_live(db: &mut PgConnection, event: EventId) -> sqlx::Result<i64> {
    sqlx::query_scalar!(
        r#"select count(*) as "count!" from event_registrations
           where event_id = $1 and state in ('registered', 'offered', 'waiting')"#,
        event as EventId
    )
    .fetch_one(db)
    .await
}
