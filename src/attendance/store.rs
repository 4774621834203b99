//! Attendance, seats and codes in the database.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::model::{AttendanceState, Guest, Outcome};
use crate::audit::By;
use crate::kernel::{AccountId, AssociateId, EventId};

macro_rules! select_guests {
    ($tail:literal, $event:expr, $($argument:expr),*) => {
        sqlx::query_as!(
            Guest,
            r#"select a.id as associate_id, a.given_name || ' ' || a.family_name as "name!", a.stakeholder_group,
                      (select coalesce(o.name, f.organisation_text)
                       from affiliations f
                       left join organisations o on o.id = f.organisation_id
                       where f.associate_id = a.id and f.ends_on is null
                       order by f.starts_on desc, f.id
                       limit 1) as organisation,
                      g.has_place as "has_place!", t.state as "state?", coalesce(t.walk_in, false) as "walk_in!",
                      s.table_number as "table_number?"
               from (
                   select of_event.associate_id, bool_or(of_event.has_place) as has_place
                   from (
                       select associate_id, true as has_place from event_registrations
                       where event_id = $1 and state = 'registered'
                       union all
                       select associate_id, false from attendances where event_id = $1) of_event
                   group by of_event.associate_id) g
               join associates a on a.id = g.associate_id
               left join attendances t on t.event_id = $1 and t.associate_id = a.id
               left join event_seats s on s.event_id = $1 and s.associate_id = a.id "# + $tail,
            $event as EventId,
            $($argument),*
        )
    };
}

/// Everyone with a place and everyone who came without one, by name; at most 5,000.
pub(super) async fn list_guests(db: &mut PgConnection, event: EventId) -> sqlx::Result<Vec<Guest>> {
    select_guests!("order by a.sort_name, a.id limit 5000", event,).fetch_all(db).await
}

/// Those of them whose name holds what was typed, in any spelling of its accents.
pub(super) async fn search_guests(db: &mut PgConnection, event: EventId, text: &str) -> sqlx::Result<Vec<Guest>> {
    select_guests!(
        "where strpos(a.name_search, search_text($2)) > 0 order by a.sort_name, a.id limit 5000",
        event,
        text
    )
    .fetch_all(db)
    .await
}

/// One of them; none when they neither have a place nor came.
pub(super) async fn find_guest(
    db: &mut PgConnection,
    event: EventId,
    associate: AssociateId,
) -> sqlx::Result<Option<Guest>> {
    select_guests!("where a.id = $2", event, associate as AssociateId).fetch_optional(db).await
}

/// What became of an event.
pub(crate) async fn find_outcome(db: &mut PgConnection, event: EventId) -> sqlx::Result<Outcome> {
    Ok(Outcome::of(&list_guests(db, event).await?))
}

/// How someone's attendance stands; none when it is not noted.
pub(super) async fn find_state(
    db: &mut PgConnection,
    event: EventId,
    associate: AssociateId,
) -> sqlx::Result<Option<AttendanceState>> {
    sqlx::query_scalar!(
        "select state from attendances where event_id = $1 and associate_id = $2 for no key update",
        event as EventId,
        associate as AssociateId
    )
    .fetch_optional(db)
    .await
}

/// Sets someone's attendance; a walk-in is who has no place. False when it stood so already.
pub(super) async fn set(
    db: &mut PgConnection,
    event: EventId,
    associate: AssociateId,
    state: AttendanceState,
    by: &By,
) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "insert into attendances (event_id, associate_id, state, walk_in, noted_by, noted_at)
         select $1, $2, $3::attendance_state,
                $3::attendance_state = 'attended' and not exists (
                    select from event_registrations r
                    where r.event_id = $1 and r.associate_id = $2 and r.state = 'registered'),
                $4, $5
         on conflict (event_id, associate_id) do update
         set state = excluded.state, walk_in = excluded.walk_in, noted_by = excluded.noted_by, noted_at = excluded.noted_at
         where attendances.state <> excluded.state",
        event as EventId,
        associate as AssociateId,
        state as AttendanceState,
        by.account as Option<AccountId>,
        by.at
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Takes back what was noted. False when nothing was.
pub(super) async fn remove(db: &mut PgConnection, event: EventId, associate: AssociateId) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "delete from attendances where event_id = $1 and associate_id = $2",
        event as EventId,
        associate as AssociateId
    );
    Ok(done.execute(db).await?.rows_affected() == 1)
}

/// Everyone who came to an event.
pub(super) async fn list_attended(db: &mut PgConnection, event: EventId) -> sqlx::Result<Vec<AssociateId>> {
    sqlx::query_scalar!(
        "select associate_id from attendances where event_id = $1 and state = 'attended' order by associate_id",
        event as EventId
    )
    .fetch_all(db)
    .await
}

/// Gives someone a seat, or takes it away.
pub(super) async fn set_seat(
    db: &mut PgConnection,
    event: EventId,
    associate: AssociateId,
    table: Option<i16>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "delete from event_seats where event_id = $1 and associate_id = $2",
        event as EventId,
        associate as AssociateId
    )
    .execute(&mut *db)
    .await?;
    insert_seats(db, event, &[associate], &Vec::from_iter(table)).await
}

/// Replaces all seats of an event: person by person with the table they sit at.
pub(super) async fn replace_seats(
    db: &mut PgConnection,
    event: EventId,
    seats: &[(AssociateId, i16)],
) -> sqlx::Result<()> {
    sqlx::query!("delete from event_seats where event_id = $1", event as EventId).execute(&mut *db).await?;
    let (people, tables): (Vec<AssociateId>, Vec<i16>) = seats.iter().copied().unzip();
    insert_seats(db, event, &people, &tables).await
}

/// Pairs of people and tables; a person without one is left out.
async fn insert_seats(
    db: &mut PgConnection,
    event: EventId,
    people: &[AssociateId],
    tables: &[i16],
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into event_seats (event_id, associate_id, table_number)
         select $1, given.person, given.number
         from unnest($2::uuid[], $3::smallint[]) given(person, number)
         where given.number is not null",
        event as EventId,
        people as &[AssociateId],
        tables
    )
    .execute(db)
    .await?;
    Ok(())
}

/// When the code of an event was made, if there is one.
pub(super) async fn find_code(db: &mut PgConnection, event: EventId) -> sqlx::Result<Option<DateTime<Utc>>> {
    sqlx::query_scalar!("select made_at from check_in_codes where event_id = $1", event as EventId)
        .fetch_optional(db)
        .await
}

/// Keeps a new code; the one before is good no longer.
pub(super) async fn set_code(
    db: &mut PgConnection,
    event: EventId,
    token_hash: &[u8],
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into check_in_codes (event_id, token_hash, made_at) values ($1, $2, $3)
         on conflict (event_id) do update set token_hash = excluded.token_hash, made_at = excluded.made_at",
        event as EventId,
        token_hash,
        now
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Whether this is the code of the event.
pub(super) async fn is_code(db: &mut PgConnection, event: EventId, token_hash: &[u8]) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"select exists (select from check_in_codes where event_id = $1 and token_hash = $2) as "is_code!""#,
        event as EventId,
        token_hash
    )
    .fetch_one(db)
    .await
}

/// An event that has taken place and is not done.
pub(super) struct Unfinished {
    pub(super) id: EventId,
    pub(super) title: String,
    pub(super) starts_at: DateTime<Utc>,
    pub(super) ends_at: DateTime<Utc>,
    /// With a place, and nobody has noted whether they came.
    pub(super) missing: i64,
    /// On the programme, and not thanked yet.
    pub(super) to_thank: i64,
    /// How many gave feedback.
    pub(super) answers: i32,
}

/// These events, the oldest first; at most 200.
pub(super) async fn list_unfinished(db: &mut PgConnection, now: DateTime<Utc>) -> sqlx::Result<Vec<Unfinished>> {
    sqlx::query_as!(
        Unfinished,
        r#"select e.id, e.title, e.starts_at, e.ends_at,
                  (select count(*) from event_registrations r
                   where r.event_id = e.id and r.state = 'registered'
                     and not exists (
                         select from attendances t where t.event_id = e.id and t.associate_id = r.associate_id)
                  ) as "missing!",
                  (select count(*) from (
                       select distinct c.associate_id, c.account_id, c.guest_name
                       from programme_contributors c
                       join programme_items i on i.id = c.item_id
                       where i.event_id = e.id and not exists (
                           select from thanks t
                           where t.event_id = e.id
                             and (t.associate_id = c.associate_id or t.account_id = c.account_id
                                  or t.guest_name = c.guest_name))) one
                  ) as "to_thank!",
                  coalesce((select f.answers from feedback_counts f where f.event_id = e.id), 0) as "answers!"
           from events e
           where e.state in ('open', 'closed') and e.ends_at <= $1
           order by e.ends_at, e.id
           limit 200"#,
        now
    )
    .fetch_all(db)
    .await
}
