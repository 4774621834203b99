//! Places and invitations that both records have for one event: one of them goes, and comes back as far as it can.

use serde_json::{Value, json};
use sqlx::PgConnection;
use uuid::Uuid;

use super::store::{self, Between};
use crate::audit::By;
use crate::kernel::{AssociateId, EventId, MergeId, PlacePoolId, RegistrationId};
use crate::places::{self, RegistrationState};

/// Leaves one registration and one invitation for each event. A place that is held twice is given back by the rules of
/// `places`. Returns the pools before and after, by event.
pub(super) async fn leave_one(
    db: &mut PgConnection,
    merge: MergeId,
    kept: AssociateId,
    other: AssociateId,
) -> sqlx::Result<Value> {
    let mut changed = Vec::new();
    for event in store::registration_doubles(db, kept, other).await?.into_iter().map(|double| double.event) {
        let mut hall = places::lock(db, event).await?;
        // While the event was waited for, one of the two may have been cancelled, or have got a place.
        let doubles = store::registration_doubles(db, kept, other).await?;
        let Some(double) = doubles.into_iter().find(|double| double.event == event) else { continue };
        let before = store::pools_of(db, double.event).await?;
        let between = Between { merge: merge.into(), from: double.goes, to: double.stays };
        store::move_links(db, "registration_links", "registration_id", between).await?;
        for table in ["registration_steps", "registration_answers"] {
            store::set_aside(db, merge.into(), table, "registration_id", double.goes).await?;
        }
        store::set_aside(db, merge.into(), "event_registrations", "id", double.goes).await?;
        if let Some(pool) = double.pool {
            hall.give_back(PlacePoolId::from(pool));
            places::save(db, double.event, &hall).await?;
        }
        let after = store::pools_of(db, double.event).await?;
        changed.push(json!({ "event": double.event, "before": before, "after": after }));
    }
    for double in store::invitation_doubles(db, kept, other).await? {
        let between = Between { merge: merge.into(), from: double.goes, to: double.stays };
        store::move_links(db, "invitation_links", "invitation_id", between).await?;
        store::set_aside(db, merge.into(), "invitations", "id", double.goes).await?;
    }
    Ok(changed.into())
}

/// Finds places for the registrations that are put back: the very one they had where nothing has changed at the event
/// since, else a free one by the rules, else in line as long as they have been registered. Returns the events at which
/// somebody had a place and has none now.
pub(super) async fn find_again(db: &mut PgConnection, merge: MergeId, kept: &Value) -> sqlx::Result<Vec<EventId>> {
    let mut without = Vec::new();
    for one in store::waiting(db, merge).await? {
        if uuid(&one.registration, "pool_id").is_none() {
            continue;
        }
        let mut hall = places::lock(db, one.event).await?;
        let noted = kept.as_array().into_iter().flatten().find(|noted| uuid(noted, "event") == Some(one.event.into()));
        let now = store::pools_of(db, one.event).await?;
        let mut registration = one.registration;
        if let Some(noted) = noted.filter(|noted| noted["after"] == now) {
            restore(&mut hall, &noted["before"]);
        } else if let Some(other) = hall.book(one.group) {
            registration["pool_id"] = Uuid::from(other).to_string().into();
        } else {
            if registration["waiting_since"].is_null() {
                registration["waiting_since"] = registration["registered_at"].clone();
            }
            registration["state"] = "waiting".into();
            registration["pool_id"] = Value::Null;
            registration["offer_expires_at"] = Value::Null;
            without.push(one.event);
        }
        if registration["pool_id"].is_string() {
            places::save(db, one.event, &hall).await?;
        }
        store::set_registration(db, merge, one.position, &registration).await?;
    }
    Ok(without)
}

/// The pools as they were.
fn restore(hall: &mut places::Hall, before: &Value) {
    for pool in &mut hall.pools {
        let was = before.as_array().into_iter().flatten().find(|was| uuid(was, "id") == Some(pool.id.into()));
        let Some(was) = was else { continue };
        let number = |column: &str| was[column].as_i64().and_then(|number| i32::try_from(number).ok());
        pool.places = number("places");
        pool.taken = number("taken").unwrap_or(pool.taken);
    }
}

/// Writes down why somebody who had a place waits for one now.
pub(super) async fn note_waiting(
    db: &mut PgConnection,
    merge: MergeId,
    events: &[EventId],
    by: &By,
) -> sqlx::Result<()> {
    for one in store::waiting(db, merge).await?.into_iter().filter(|one| events.contains(&one.event)) {
        let Some(id) = uuid(&one.registration, "id") else { continue };
        let why = "Had a place before two records were put together and taken apart; the places are taken by now";
        places::record_step(db, RegistrationId::from(id), RegistrationState::Waiting, why, by).await?;
    }
    Ok(())
}

fn uuid(row: &Value, column: &str) -> Option<Uuid> {
    row.get(column)?.as_str()?.parse().ok()
}
