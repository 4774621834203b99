//! Intentions in the database.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use sqlx::PgConnection;

use super::model::{Change, Intention, IntentionState, NewIntention};
use crate::access::{Facts, Protected};
use crate::kernel::{AssociateId, EmailAddress, EventId, IntentionId, RegistrationId, Text};
use crate::web::Cursor;

impl Protected for Intention {
    const PARAM: &'static str = "intention";

    async fn load(db: &mut PgConnection, name: &str) -> sqlx::Result<Option<Self>> {
        match name.parse() {
            Ok(id) => find(db, id).await,
            Err(_) => Ok(None),
        }
    }

    fn facts(&self) -> Facts {
        Facts::Intention { associate: self.associate_id }
    }
}

macro_rules! select_intentions {
    ($tail:literal, $($argument:expr),*) => {
        sqlx::query_as!(
            Intention,
            r#"select i.id, i.associate_id, a.given_name || ' ' || a.family_name as "name!", i.event_id,
                      e.title as event_title, i.words, i.by_when, i.state, i.what_came, i.said_at, i.settled_at,
                      i.wants_reminder
               from intentions i
               join associates a on a.id = i.associate_id
               join events e on e.id = i.event_id "# + $tail,
            $($argument),*
        )
    };
}

pub(super) async fn find(db: &mut PgConnection, id: IntentionId) -> sqlx::Result<Option<Intention>> {
    select_intentions!("where i.id = $1", id as IntentionId).fetch_optional(db).await
}

/// The same, held until the transaction ends.
pub(super) async fn find_for_update(db: &mut PgConnection, id: IntentionId) -> sqlx::Result<Option<Intention>> {
    select_intentions!("where i.id = $1 for update of i", id as IntentionId).fetch_optional(db).await
}

/// What someone said they would do, after one event or all: what is still to do first; at most 100.
pub(crate) async fn list_of(
    db: &mut PgConnection,
    who: AssociateId,
    event: Option<EventId>,
) -> sqlx::Result<Vec<Intention>> {
    select_intentions!(
        "where i.associate_id = $1 and ($2::uuid is null or i.event_id = $2)
         order by i.state <> 'open', coalesce(i.by_when, 'infinity'), i.said_at desc, i.id
         limit 100",
        who as AssociateId,
        event as Option<EventId>
    )
    .fetch_all(db)
    .await
}

/// Which of them the team's list shows.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Filter {
    pub(super) event: Option<EventId>,
    pub(super) state: Option<IntentionState>,
    /// Only those of which the day is over and that are still to do.
    pub(super) late_on: Option<NaiveDate>,
}

/// Rows of a page of the list.
pub(super) const PAGE: u8 = 30;

/// Those that match, the latest first; one more than a page.
pub(super) async fn list(
    db: &mut PgConnection,
    filter: Filter,
    cursor: Cursor<IntentionId>,
) -> sqlx::Result<Vec<Intention>> {
    let (at, backwards) = match cursor {
        Cursor::Start => (None, false),
        Cursor::After(id) => (Some(id), false),
        Cursor::Before(id) => (Some(id), true),
    };
    select_intentions!(
        "where ($1::uuid is null or i.event_id = $1)
           and ($2::intention_state is null or i.state = $2)
           and ($3::date is null or (i.state = 'open' and i.by_when < $3))
           and ($4::uuid is null or case
                when $5 then (i.said_at, i.id) > (select said_at, id from intentions where id = $4)
                else (i.said_at, i.id) < (select said_at, id from intentions where id = $4) end)
         order by case when $5 then i.said_at end, case when $5 then i.id end, i.said_at desc, i.id desc
         limit $6",
        filter.event as Option<EventId>,
        filter.state as Option<IntentionState>,
        filter.late_on,
        at as Option<IntentionId>,
        backwards,
        i64::from(PAGE) + 1
    )
    .fetch_all(db)
    .await
}

/// How many match.
pub(super) async fn count(db: &mut PgConnection, filter: Filter) -> sqlx::Result<i64> {
    sqlx::query_scalar!(
        r#"select count(*) as "count!" from (
               select from intentions i
               where ($1::uuid is null or i.event_id = $1)
                 and ($2::intention_state is null or i.state = $2)
                 and ($3::date is null or (i.state = 'open' and i.by_when < $3))
               limit 1001) matching"#,
        filter.event as Option<EventId>,
        filter.state as Option<IntentionState>,
        filter.late_on
    )
    .fetch_one(db)
    .await
}

/// Writes a new one; false when this very one was written before.
pub(super) async fn insert(
    db: &mut PgConnection,
    id: IntentionId,
    (who, event): (AssociateId, EventId),
    new: &NewIntention,
    now: DateTime<Utc>,
) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "insert into intentions (id, associate_id, event_id, words, by_when, wants_reminder, said_at)
         values ($1, $2, $3, $4, $5, $6, $7)
         on conflict (id) do nothing",
        id as IntentionId,
        who as AssociateId,
        event as EventId,
        new.words.as_str(),
        new.by_when,
        new.wants_reminder,
        now
    );
    Ok(done.execute(db).await?.rows_affected() == 1)
}

/// Changes one. Since when it is settled stays, unless what became of it is another.
pub(super) async fn update(
    db: &mut PgConnection,
    id: IntentionId,
    change: &Change,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update intentions
         set words = $2, by_when = $3, wants_reminder = $4, state = $5, what_came = $6,
             settled_at = case when $5 = 'open'::intention_state then null when state = $5 then settled_at else $7 end
         where id = $1",
        id as IntentionId,
        change.intention.words.as_str(),
        change.intention.by_when,
        change.intention.wants_reminder,
        change.state as IntentionState,
        change.what_came.as_ref().map(Text::as_str),
        now
    )
    .execute(db)
    .await?;
    Ok(())
}

pub(super) async fn delete(db: &mut PgConnection, id: IntentionId) -> sqlx::Result<bool> {
    let done = sqlx::query!("delete from intentions where id = $1", id as IntentionId);
    Ok(done.execute(db).await?.rows_affected() == 1)
}

/// Someone to be asked how it went.
pub(super) struct ToAsk {
    pub(super) id: IntentionId,
    pub(super) associate_id: AssociateId,
    pub(super) given_name: String,
    pub(super) email: EmailAddress,
    pub(super) event_title: String,
    /// The day they meant it for.
    pub(super) by_when: Option<NaiveDate>,
    /// Their registration for the event, with which a letter can bring a link.
    pub(super) registration: Option<RegistrationId>,
}

/// Those who wanted to be asked, and whose day is over, or who said it `asked_after` ago and named none; at most 100,
/// held until the transaction ends. Who takes a break is asked after it.
pub(super) async fn list_to_ask(
    db: &mut PgConnection,
    today: NaiveDate,
    now: DateTime<Utc>,
    asked_after: TimeDelta,
) -> sqlx::Result<Vec<ToAsk>> {
    sqlx::query_as!(
        ToAsk,
        r#"select i.id, i.associate_id, a.given_name, a.email as "email!: EmailAddress", e.title as event_title,
                  i.by_when,
                  (select r.id from event_registrations r
                   where r.event_id = i.event_id and r.associate_id = i.associate_id and r.state = 'registered'
                   limit 1) as "registration: RegistrationId"
           from intentions i
           join associates a on a.id = i.associate_id
           join events e on e.id = i.event_id
           where i.wants_reminder and i.reminded_at is null and i.state = 'open'
             and a.standing = 'active' and a.email is not null
             and (i.by_when < $1 or (i.by_when is null and i.said_at <= $2))
           order by i.said_at, i.id
           limit 100
           for no key update of i skip locked"#,
        today,
        now - asked_after
    )
    .fetch_all(db)
    .await
}

/// They were asked.
pub(super) async fn mark_asked(db: &mut PgConnection, id: IntentionId, now: DateTime<Utc>) -> sqlx::Result<()> {
    sqlx::query!("update intentions set reminded_at = $2 where id = $1", id as IntentionId, now).execute(db).await?;
    Ok(())
}
