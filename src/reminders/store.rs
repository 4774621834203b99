//! Reminders in the database.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::model::{ReminderMoment, ReminderUnit, Timing};
use crate::audit::By;
use crate::kernel::{AccountId, AssociateId, EmailAddress, EventId, RegistrationId, ReminderId};

/// A reminder of an event as its page has it.
#[derive(Clone, Debug)]
pub(crate) struct Planned {
    pub(crate) id: ReminderId,
    pub(crate) moment: ReminderMoment,
    pub(crate) amount: i16,
    pub(crate) unit: ReminderUnit,
    pub(crate) words: Option<String>,
    /// Since when it is to go then.
    pub(crate) set_at: DateTime<Utc>,
    /// Of the event as it stands.
    pub(crate) due: DateTime<Utc>,
    /// To how many it is still to go, of those who have a place now.
    pub(crate) to_go: i64,
    /// How many of those who should get it have no email address.
    pub(crate) out_of_reach: i64,
    /// To how many it went, and when the last time.
    pub(crate) went: i64,
    pub(crate) went_at: Option<DateTime<Utc>>,
}

impl Planned {
    pub(crate) fn timing(&self) -> Timing {
        Timing { moment: self.moment, amount: self.amount, unit: self.unit }
    }

    /// Whether its time had passed when it was set, so that it goes to nobody.
    pub(crate) fn came_too_late(&self) -> bool {
        self.due < self.set_at
    }
}

/// The reminders of an event in the order in which they are due.
pub(crate) async fn list(db: &mut PgConnection, event: EventId) -> sqlx::Result<Vec<Planned>> {
    sqlx::query_as!(
        Planned,
        r#"select m.id, m.moment, m.amount, m.unit, m.words, m.set_at, d.due as "due!",
                  people.to_go as "to_go!", people.out_of_reach as "out_of_reach!", letters.went as "went!",
                  letters.went_at
           from event_reminders m
           join events e on e.id = m.event_id
           cross join lateral (select reminder_due(e.starts_at, e.ends_at, m.moment, m.amount, m.unit) as due) d
           cross join lateral (
               select count(*) filter (where a.email is not null) as to_go,
                      count(*) filter (where a.email is null) as out_of_reach
               from reminder_people p
               join associates a on a.id = p.associate_id
               where p.reminder_id = m.id and not exists (
                   select from reminder_letters l where l.reminder_id = m.id and l.associate_id = p.associate_id)
           ) people
           cross join lateral (
               select count(*) as went, max(l.sent_at) as went_at from reminder_letters l where l.reminder_id = m.id
           ) letters
           where m.event_id = $1
           order by d.due, m.id"#,
        event as EventId
    )
    .fetch_all(db)
    .await
}

/// When and with which words a reminder goes; held until the transaction ends.
#[derive(Clone, Debug)]
pub(crate) struct Reminder {
    pub(crate) id: ReminderId,
    pub(crate) moment: ReminderMoment,
    pub(crate) amount: i16,
    pub(crate) unit: ReminderUnit,
    pub(crate) words: Option<String>,
    /// Whether it went to anybody.
    pub(crate) has_gone: bool,
}

impl Reminder {
    pub(crate) fn timing(&self) -> Timing {
        Timing { moment: self.moment, amount: self.amount, unit: self.unit }
    }
}

pub(crate) async fn find_for_update(
    db: &mut PgConnection,
    event: EventId,
    id: ReminderId,
) -> sqlx::Result<Option<Reminder>> {
    sqlx::query_as!(
        Reminder,
        r#"select m.id, m.moment, m.amount, m.unit, m.words,
                  exists (select from reminder_letters l where l.reminder_id = m.id) as "has_gone!"
           from event_reminders m
           where m.id = $1 and m.event_id = $2
           for update"#,
        id as ReminderId,
        event as EventId
    )
    .fetch_optional(db)
    .await
}

/// Gives a new event the usual reminders.
pub(crate) async fn plan(db: &mut PgConnection, event: EventId, by: &By) -> sqlx::Result<()> {
    for timing in Timing::USUAL {
        insert(db, event, ReminderId::new(), timing, None, by).await?;
    }
    Ok(())
}

/// Gives a copy of an event the reminders of the other.
pub(crate) async fn copy(db: &mut PgConnection, from: EventId, to: EventId, by: &By) -> sqlx::Result<()> {
    for one in list(db, from).await? {
        insert(db, to, ReminderId::new(), one.timing(), one.words.as_deref(), by).await?;
    }
    Ok(())
}

/// Adds a reminder; false when this very one was added before.
///
/// # Errors
/// `event_reminders_once` when there is another at the same time.
pub(crate) async fn insert(
    db: &mut PgConnection,
    event: EventId,
    id: ReminderId,
    timing: Timing,
    words: Option<&str>,
    by: &By,
) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "insert into event_reminders (id, event_id, moment, amount, unit, words, set_at, set_by)
         values ($1, $2, $3, $4, $5, $6, $7, $8)
         on conflict (id) do nothing",
        id as ReminderId,
        event as EventId,
        timing.moment as ReminderMoment,
        timing.amount,
        timing.unit as ReminderUnit,
        words,
        by.at,
        by.account as Option<AccountId>
    );
    Ok(done.execute(db).await?.rows_affected() == 1)
}

/// Changes when it goes and what it says. Another time holds from now on.
///
/// # Errors
/// `event_reminders_once` when there is another at the same time.
pub(crate) async fn update(
    db: &mut PgConnection,
    id: ReminderId,
    timing: Timing,
    words: Option<&str>,
    by: &By,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update event_reminders
         set moment = $2, amount = $3, unit = $4, words = $5, set_by = $7,
             set_at = case when (moment, amount, unit) = ($2, $3, $4) then set_at else $6 end
         where id = $1",
        id as ReminderId,
        timing.moment as ReminderMoment,
        timing.amount,
        timing.unit as ReminderUnit,
        words,
        by.at,
        by.account as Option<AccountId>
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Removes a reminder that went to nobody.
pub(crate) async fn delete(db: &mut PgConnection, id: ReminderId) -> sqlx::Result<()> {
    sqlx::query!("delete from event_reminders where id = $1", id as ReminderId).execute(db).await?;
    Ok(())
}

/// Someone a reminder went to, or is to go to.
#[derive(Clone, Debug)]
pub(crate) struct Reader {
    pub(crate) associate_id: AssociateId,
    pub(crate) name: String,
    pub(crate) has_email: bool,
    pub(crate) phone: Option<String>,
    /// When it went to them; none when it is still to go.
    pub(crate) sent_at: Option<DateTime<Utc>>,
}

/// Everyone a reminder went to, and those with a place who are to get it, by name; at most 1,000.
pub(crate) async fn list_readers(db: &mut PgConnection, id: ReminderId) -> sqlx::Result<Vec<Reader>> {
    sqlx::query_as!(
        Reader,
        r#"select a.id as associate_id, a.given_name || ' ' || a.family_name as "name!", a.email is not null as "has_email!",
                  a.phone, max(one.sent_at) as sent_at
           from (
               select l.associate_id, l.sent_at from reminder_letters l where l.reminder_id = $1
               union all
               select p.associate_id, null from reminder_people p where p.reminder_id = $1) one
           join associates a on a.id = one.associate_id
           group by a.id
           order by a.sort_name, a.id
           limit 1000"#,
        id as ReminderId
    )
    .fetch_all(db)
    .await
}

/// Events of which somebody is to be reminded now; at most 20 at a time.
pub(crate) async fn list_busy_events(db: &mut PgConnection, now: DateTime<Utc>) -> sqlx::Result<Vec<EventId>> {
    sqlx::query_scalar!(
        r#"select distinct d.event_id as "event_id!: EventId" from reminders_due($1) d order by 1 limit 20"#,
        now
    )
    .fetch_all(db)
    .await
}

/// A letter that is to be written.
#[derive(Clone, Debug)]
pub(crate) struct Due {
    pub(crate) reminder_id: ReminderId,
    pub(crate) moment: ReminderMoment,
    pub(crate) words: Option<String>,
    pub(crate) registration_id: RegistrationId,
    pub(crate) associate_id: AssociateId,
    pub(crate) given_name: String,
    pub(crate) email: EmailAddress,
    pub(crate) supporter: Option<String>,
}

/// Takes the reminders that are due at an event, at most 100, and writes down that they went: whoever writes this
/// letter in this transaction is the only one who does, also among several instances.
pub(crate) async fn claim(db: &mut PgConnection, event: EventId, now: DateTime<Utc>) -> sqlx::Result<Vec<Due>> {
    sqlx::query_as!(
        Due,
        r#"with due as (
               select d.reminder_id, d.registration_id, d.associate_id from reminders_due($2) d
               where d.event_id = $1
               order by d.reminder_id, d.associate_id
               limit 100),
           taken as (
               insert into reminder_letters (reminder_id, associate_id, sent_at)
               select due.reminder_id, due.associate_id, $2 from due
               on conflict do nothing
               returning reminder_id, associate_id)
           select m.id as reminder_id, m.moment, m.words, r.id as registration_id, a.id as associate_id, a.given_name,
                  a.email as "email!: EmailAddress", r.supporter
           from taken
           join due using (reminder_id, associate_id)
           join event_reminders m on m.id = taken.reminder_id
           join event_registrations r on r.id = due.registration_id
           join associates a on a.id = taken.associate_id
           order by m.id, a.id"#,
        event as EventId,
        now
    )
    .fetch_all(db)
    .await
}
