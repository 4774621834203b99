//! Who has a place, who waits for one, and what they said.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

use super::save;
use crate::audit::By;
use crate::kernel::{AccountId, AssociateId, EventId, PlacePoolId, QuestionId, RegistrationId, StakeholderGroup};
use crate::places::hall::Hall;
use crate::places::model::RegistrationState;

/// One person's part in one event, as it stands to its places.
#[derive(Clone, Debug)]
pub(crate) struct Registration {
    pub(crate) id: RegistrationId,
    pub(crate) event_id: EventId,
    pub(crate) state: RegistrationState,
    /// The place they hold, or that is held for them.
    pub(crate) pool_id: Option<PlacePoolId>,
    pub(crate) offer_expires_at: Option<DateTime<Utc>>,
}

macro_rules! select_registration {
    ($tail:literal, $($argument:expr),*) => {
        sqlx::query_as!(
            Registration,
            "select id, event_id, state, pool_id, offer_expires_at from event_registrations " + $tail,
            $($argument),*
        )
    };
}

/// A registration, held until the transaction ends. The pools of the event must be held before.
pub(crate) async fn find_for_update(db: &mut PgConnection, id: RegistrationId) -> sqlx::Result<Option<Registration>> {
    select_registration!("where id = $1 for no key update", id as RegistrationId).fetch_optional(db).await
}

/// The registration of someone who has a place at an event, is offered one or waits for one.
pub(crate) async fn find_live(
    db: &mut PgConnection,
    event: EventId,
    associate: AssociateId,
) -> sqlx::Result<Option<Registration>> {
    select_registration!(
        "where event_id = $1 and associate_id = $2 and state in ('registered', 'waiting', 'offered')",
        event as EventId,
        associate as AssociateId
    )
    .fetch_optional(db)
    .await
}

/// What someone says when they register.
pub(crate) struct Said<'a> {
    pub(crate) access_needs: Option<&'a str>,
    pub(crate) supporter: Option<&'a str>,
    pub(crate) answers: Vec<(QuestionId, &'a str)>,
}

/// A registration that is to be written.
pub(crate) struct NewRegistration<'a> {
    pub(crate) id: RegistrationId,
    pub(crate) event: EventId,
    pub(crate) associate: AssociateId,
    pub(crate) group: StakeholderGroup,
    pub(crate) said: Said<'a>,
}

/// Gives someone a place, or puts them at the end of the line. The pools of the event are held in `hall`.
///
/// # Errors
/// `event_registrations_pkey` when this very registration was written before, `event_registrations_one_live` when
/// they are registered already.
pub(crate) async fn book(
    db: &mut PgConnection,
    hall: &mut Hall,
    new: &NewRegistration<'_>,
    by: &By,
) -> sqlx::Result<RegistrationState> {
    let pool = hall.book(new.group);
    let state = if pool.is_some() { RegistrationState::Registered } else { RegistrationState::Waiting };
    sqlx::query!(
        "insert into event_registrations
             (id, event_id, associate_id, state, pool_id, access_needs, supporter, registered_at, registered_by, waiting_since)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, case when $4 = 'waiting'::registration_state then $8::timestamptz end)",
        new.id as RegistrationId,
        new.event as EventId,
        new.associate as AssociateId,
        state as RegistrationState,
        pool as Option<PlacePoolId>,
        new.said.access_needs,
        new.said.supporter,
        by.at,
        by.account as Option<AccountId>
    )
    .execute(&mut *db)
    .await?;
    let why =
        if pool.is_some() { "Registered while there was a place" } else { "Registered when all places were taken" };
    record_step(db, new.id, state, why, by).await?;
    insert_answers(db, new.id, &new.said).await?;
    save(db, new.event, hall).await?;
    Ok(state)
}

async fn insert_answers(db: &mut PgConnection, id: RegistrationId, said: &Said<'_>) -> sqlx::Result<()> {
    let (questions, answers): (Vec<QuestionId>, Vec<String>) =
        said.answers.iter().map(|(question, answer)| (*question, (*answer).to_owned())).unzip();
    if questions.is_empty() {
        return Ok(());
    }
    sqlx::query!(
        "insert into registration_answers (registration_id, question_id, answer)
         select $1, * from unnest($2::uuid[], $3::text[])",
        id as RegistrationId,
        &questions as &[QuestionId],
        &answers
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Replaces what someone said, if `version` is still the latest; false when it is not.
pub(crate) async fn update_said(
    db: &mut PgConnection,
    id: RegistrationId,
    said: &Said<'_>,
    version: i32,
) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "update event_registrations
         set access_needs = $3, supporter = $4, version = version + 1
         where id = $1 and version = $2 and state in ('registered', 'waiting', 'offered')",
        id as RegistrationId,
        version,
        said.access_needs,
        said.supporter
    )
    .execute(&mut *db)
    .await?;
    if done.rows_affected() == 0 {
        return Ok(false);
    }
    sqlx::query!("delete from registration_answers where registration_id = $1", id as RegistrationId)
        .execute(&mut *db)
        .await?;
    insert_answers(db, id, said).await?;
    Ok(true)
}

/// Ends a live registration, and takes back the place it holds. The pools of the event are held in `hall`.
pub(crate) async fn end(
    db: &mut PgConnection,
    hall: &mut Hall,
    registration: &Registration,
    to: RegistrationState,
    why: &str,
    by: &By,
) -> sqlx::Result<()> {
    set_state(db, registration.id, to, None, None).await?;
    record_step(db, registration.id, to, why, by).await?;
    if let Some(pool) = registration.pool_id {
        hall.give_back(pool);
        save(db, registration.event_id, hall).await?;
    }
    Ok(())
}

/// Holds a place for someone who waits, until they answer.
pub(crate) async fn offer(
    db: &mut PgConnection,
    registration: RegistrationId,
    pool: PlacePoolId,
    until: DateTime<Utc>,
) -> sqlx::Result<()> {
    set_state(db, registration, RegistrationState::Offered, Some(pool), Some(until)).await
}

/// Someone who was offered a place takes it.
pub(crate) async fn accept(db: &mut PgConnection, registration: &Registration, by: &By) -> sqlx::Result<()> {
    set_state(db, registration.id, RegistrationState::Registered, registration.pool_id, None).await?;
    record_step(db, registration.id, RegistrationState::Registered, "Took the place that was offered", by).await
}

async fn set_state(
    db: &mut PgConnection,
    id: RegistrationId,
    state: RegistrationState,
    pool: Option<PlacePoolId>,
    offer_expires_at: Option<DateTime<Utc>>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update event_registrations
         set state = $2, pool_id = $3, offer_expires_at = $4, version = version + 1
         where id = $1",
        id as RegistrationId,
        state as RegistrationState,
        pool as Option<PlacePoolId>,
        offer_expires_at
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Writes down a step of a registration with its reason.
pub(crate) async fn record_step(
    db: &mut PgConnection,
    registration: RegistrationId,
    state: RegistrationState,
    why: &str,
    by: &By,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into registration_steps (id, registration_id, state, why, taken_by, taken_at)
         values ($1, $2, $3, $4, $5, $6)",
        Uuid::now_v7(),
        registration as RegistrationId,
        state as RegistrationState,
        why,
        by.account as Option<AccountId>,
        by.at
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Offers of an event that ran out unanswered.
pub(crate) async fn list_lapsed(
    db: &mut PgConnection,
    event: EventId,
    now: DateTime<Utc>,
) -> sqlx::Result<Vec<Registration>> {
    select_registration!(
        "where event_id = $1 and state = 'offered' and offer_expires_at <= $2
         order by offer_expires_at, id
         for no key update",
        event as EventId,
        now
    )
    .fetch_all(db)
    .await
}
