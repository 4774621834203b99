//! Noting whether someone came, and everything that hangs on it. The state is set, never toggled: sent twice, or late
//! after the line was lost, it says the same.

use sqlx::PgConnection;

use super::model::AttendanceState;
use super::store;
use crate::associates;
use crate::audit::{self, By, Entry, Subject};
use crate::events::{Event, EventState};
use crate::kernel::AssociateId;

/// Notes how someone stands to an event, or takes it back. The event is held by the caller, so that nobody says
/// meanwhile that it is done.
pub(super) async fn note(
    db: &mut PgConnection,
    event: &Event,
    associate: AssociateId,
    state: Option<AttendanceState>,
    by: &By,
) -> sqlx::Result<()> {
    let before = store::find_state(db, event.id, associate).await?;
    let has_changed = match state {
        Some(state) => store::set(db, event.id, associate, state, by).await?,
        None => store::remove(db, event.id, associate).await?,
    };
    if has_changed {
        let standing = |state: Option<AttendanceState>| serde_json::json!({ "attendance": state });
        let entry = Entry::new("Noted who came", Subject::Event(event.id)).concerning(associate);
        audit::record(db, by, entry.changed(&standing(before), &standing(state))).await?;
    }
    settle_act(db, event, associate, state, by).await
}

/// Coming counts as their act as soon as they say so themselves, and at the latest when the event is done; it counts
/// no longer when it turns out that they did not come.
async fn settle_act(
    db: &mut PgConnection,
    event: &Event,
    associate: AssociateId,
    state: Option<AttendanceState>,
    by: &By,
) -> sqlx::Result<()> {
    if state != Some(AttendanceState::Attended) {
        return associates::take_back_attended(db, associate, event.id).await;
    }
    if event.state == EventState::Done {
        return associates::record_attended(db, associate, event.id, event.starts_at).await;
    }
    if by.is(associate) {
        return associates::record_attended(db, associate, event.id, by.at).await;
    }
    Ok(())
}
