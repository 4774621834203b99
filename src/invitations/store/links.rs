//! Links of letters, and what their readers answer.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use crate::kernel::{AssociateId, EventId, InvitationId, RegistrationId};
use crate::places::InvitationState;

pub(in crate::invitations) async fn insert_link(
    db: &mut PgConnection,
    token_hash: &[u8],
    invitation: InvitationId,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into invitation_links (token_hash, invitation_id, created_at) values ($1, $2, $3)",
        token_hash,
        invitation as InvitationId,
        now
    )
    .execute(db)
    .await?;
    Ok(())
}

/// An invitation as its reader opens it.
#[derive(Clone, Debug)]
pub(in crate::invitations) struct Opened {
    pub(in crate::invitations) id: InvitationId,
    pub(in crate::invitations) event_id: EventId,
    pub(in crate::invitations) associate_id: AssociateId,
    pub(in crate::invitations) name: String,
    pub(in crate::invitations) given_name: String,
    pub(in crate::invitations) state: InvitationState,
    pub(in crate::invitations) opened_at: Option<DateTime<Utc>>,
    pub(in crate::invitations) declined_at: Option<DateTime<Utc>>,
    /// Whether they take part in the network and may still see the event; or have a place there, or wait for one: who
    /// has left a project keeps sight of the events for its members that they come to.
    pub(in crate::invitations) is_theirs: bool,
    /// Their place, or their place in line.
    pub(in crate::invitations) registration_id: Option<RegistrationId>,
}

/// The invitation behind a link, with the moment noted for whoever wonders who used it.
pub(in crate::invitations) async fn find_by_link(
    db: &mut PgConnection,
    token_hash: &[u8],
    now: DateTime<Utc>,
) -> sqlx::Result<Option<Opened>> {
    let used = sqlx::query_scalar!(
        "update invitation_links set last_used_at = $2 where token_hash = $1 returning invitation_id",
        token_hash,
        now
    );
    let Some(id) = used.fetch_optional(&mut *db).await? else { return Ok(None) };
    sqlx::query_as!(
        Opened,
        r#"select i.id as "id!", i.event_id as "event_id!", i.associate_id as "associate_id!",
                  a.given_name || ' ' || a.family_name as "name!", a.given_name, i.state as "state!", i.opened_at,
                  i.declined_at,
                  (r.id is not null or a.standing in ('active', 'paused') and may_see_event(a.id, i.event_id))
                      as "is_theirs!",
                  r.id as "registration_id?: RegistrationId"
           from invitation_states i
           join associates a on a.id = i.associate_id
           left join event_registrations r on r.event_id = i.event_id and r.associate_id = i.associate_id
               and r.state in ('registered', 'waiting', 'offered')
           where i.id = $1"#,
        id as InvitationId
    )
    .fetch_optional(db)
    .await
}

/// Notes that the page was opened, the first time.
pub(in crate::invitations) async fn note_opened(
    db: &mut PgConnection,
    id: InvitationId,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!("update invitations set opened_at = $2 where id = $1 and opened_at is null", id as InvitationId, now)
        .execute(db)
        .await?;
    Ok(())
}

/// Notes that they cannot come; false when they had said so.
pub(in crate::invitations) async fn decline(
    db: &mut PgConnection,
    id: InvitationId,
    now: DateTime<Utc>,
) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "update invitations set declined_at = $2 where id = $1 and declined_at is null",
        id as InvitationId,
        now
    );
    Ok(done.execute(db).await?.rows_affected() == 1)
}

/// Takes it back; false when there is nothing to take back.
pub(in crate::invitations) async fn take_back(db: &mut PgConnection, id: InvitationId) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "update invitations set declined_at = null where id = $1 and declined_at is not null",
        id as InvitationId
    );
    Ok(done.execute(db).await?.rows_affected() == 1)
}

/// The invitation of someone who has not answered it.
pub(in crate::invitations) async fn find_unanswered(
    db: &mut PgConnection,
    event: EventId,
    associate: AssociateId,
) -> sqlx::Result<Option<InvitationId>> {
    sqlx::query_scalar!(
        r#"select id as "id!: InvitationId" from invitation_states
           where event_id = $1 and associate_id = $2 and state in ('invited', 'opened')"#,
        event as EventId,
        associate as AssociateId
    )
    .fetch_optional(db)
    .await
}
