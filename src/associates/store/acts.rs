//! What members did themselves: the only thing that moves the engagement clock.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

use crate::associates::model::ActKind;
use crate::kernel::{AssociateId, EventId, ProjectId};

/// Keeps what a member did themselves. Whoever calls this has made sure that it was them (rule 6).
pub(crate) async fn record_act(
    db: &mut PgConnection,
    id: AssociateId,
    kind: ActKind,
    project: Option<ProjectId>,
    at: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into member_acts (id, associate_id, kind, project_id, at) values ($1, $2, $3, $4, $5)",
        Uuid::now_v7(),
        id as AssociateId,
        kind as ActKind,
        project as Option<ProjectId>,
        at
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Keeps that someone came to an event, once. It is their own act though the team may have written it down: coming
/// is what they did (rule 6).
pub(crate) async fn record_attended(
    db: &mut PgConnection,
    id: AssociateId,
    event: EventId,
    at: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into member_acts (id, associate_id, kind, event_id, at) values ($1, $2, 'attended', $3, $4)
         on conflict (event_id, associate_id, kind) where event_id is not null do nothing",
        Uuid::now_v7(),
        id as AssociateId,
        event as EventId,
        at
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Takes it back: they did not come after all.
pub(crate) async fn take_back_attended(db: &mut PgConnection, id: AssociateId, event: EventId) -> sqlx::Result<()> {
    sqlx::query!(
        "delete from member_acts where associate_id = $1 and event_id = $2 and kind = 'attended'",
        id as AssociateId,
        event as EventId
    )
    .execute(db)
    .await?;
    Ok(())
}
