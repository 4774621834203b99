//! What people wished for when they registered, and who has not confirmed yet.

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::PgConnection;

use crate::kernel::{AssociateId, EmailAddress, EventId, ProjectId};

/// Keeps the projects someone chose until their address is confirmed.
pub(super) async fn insert_wishes(
    db: &mut PgConnection,
    associate: AssociateId,
    projects: &[ProjectId],
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into registration_wishes (associate_id, project_id) select $1, unnest($2::uuid[]) on conflict do nothing",
        associate as AssociateId,
        projects as &[ProjectId]
    )
    .execute(db)
    .await?;
    Ok(())
}

/// A project someone chose.
pub(super) struct WishRow {
    pub(super) project: ProjectId,
    pub(super) title: String,
}

/// The projects someone chose, by title.
pub(super) async fn list_wishes(db: &mut PgConnection, associate: AssociateId) -> sqlx::Result<Vec<WishRow>> {
    sqlx::query_as!(
        WishRow,
        "select p.id as project, p.title
         from registration_wishes w
         join projects p on p.id = w.project_id
         where w.associate_id = $1
         order by p.title, p.id",
        associate as AssociateId
    )
    .fetch_all(db)
    .await
}

/// Wishes that have become requests are no longer kept.
pub(super) async fn delete_wishes(db: &mut PgConnection, associate: AssociateId) -> sqlx::Result<()> {
    sqlx::query!("delete from registration_wishes where associate_id = $1", associate as AssociateId)
        .execute(db)
        .await?;
    Ok(())
}

/// Keeps the event someone came for until their address is confirmed.
pub(super) async fn insert_event_wish(
    db: &mut PgConnection,
    associate: AssociateId,
    event: EventId,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into registration_event_wishes (associate_id, event_id) values ($1, $2) on conflict do nothing",
        associate as AssociateId,
        event as EventId
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Takes the event someone came for out of what is kept.
pub(super) async fn take_event_wish(db: &mut PgConnection, associate: AssociateId) -> sqlx::Result<Option<EventId>> {
    sqlx::query_scalar!(
        "delete from registration_event_wishes where associate_id = $1 returning event_id",
        associate as AssociateId
    )
    .fetch_optional(db)
    .await
}

/// Someone the register knows.
pub(super) struct Registered {
    pub(super) id: AssociateId,
    pub(super) given_name: String,
    /// Theirs is the name that was asked for.
    pub(super) has_this_name: bool,
}

/// Whether someone is called this, accents and capitals aside: the same person registers again, or another who shares
/// their address.
pub(super) async fn is_called(db: &mut PgConnection, id: AssociateId, name: &str) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"select exists (select from associates where id = $1 and name_search = search_text($2)) as "is!""#,
        id as AssociateId,
        name
    )
    .fetch_one(db)
    .await
}

/// Someone with this address who is more than a registration nobody confirmed; where several share it, the one of
/// this name, or else the longest registered.
pub(super) async fn find_registered(
    db: &mut PgConnection,
    email: &EmailAddress,
    name: &str,
) -> sqlx::Result<Option<Registered>> {
    sqlx::query_as!(
        Registered,
        r#"select id, given_name, (name_search = search_text($2)) as "has_this_name!"
         from associates
         where email = $1 and standing in ('active', 'paused', 'left')
         order by 3 desc, created_at, id
         limit 1"#,
        email.as_str(),
        name
    )
    .fetch_optional(db)
    .await
}

/// Other registrations with this address that nobody confirmed, held until the transaction ends.
pub(super) async fn list_siblings_for_update(
    db: &mut PgConnection,
    email: &EmailAddress,
    confirmed: AssociateId,
) -> sqlx::Result<Vec<AssociateId>> {
    sqlx::query_scalar!(
        "select id from associates where email = $1 and standing = 'pending' and id <> $2 for update skip locked",
        email.as_str(),
        confirmed as AssociateId
    )
    .fetch_all(db)
    .await
}

/// Registrations that nobody has confirmed within seven days and to which no open link leads any more,
/// held until the transaction ends; at most 500 at a time.
pub(super) async fn list_unconfirmed_for_update(
    db: &mut PgConnection,
    now: DateTime<Utc>,
) -> sqlx::Result<Vec<AssociateId>> {
    sqlx::query_scalar!(
        "select a.id from associates a
         where a.standing = 'pending' and a.created_at <= $1::timestamptz - interval '7 days'
           and not exists (
               select from sign_in_links l
               where l.associate_id = a.id and l.purpose = 'confirm_registration' and l.used_at is null
                 and l.expires_at > $1)
         order by a.created_at
         limit 500
         for update skip locked",
        now
    )
    .fetch_all(db)
    .await
}

/// The newest registration with this address that waits to be confirmed.
pub(super) async fn find_waiting(db: &mut PgConnection, email: &EmailAddress) -> sqlx::Result<Option<AssociateId>> {
    sqlx::query_scalar!(
        "select id from associates where email = $1 and standing = 'pending' order by created_at desc, id desc limit 1",
        email.as_str()
    )
    .fetch_optional(db)
    .await
}

/// People who registered on one day.
pub(super) struct WaitingDay {
    pub(super) registered_on: NaiveDate,
    pub(super) people: i64,
}

/// How many registrations wait to be confirmed, by day, the oldest first; those from before `earliest` with that day's.
pub(super) async fn list_waiting_days(db: &mut PgConnection, earliest: NaiveDate) -> sqlx::Result<Vec<WaitingDay>> {
    sqlx::query_as!(
        WaitingDay,
        r#"select greatest((created_at at time zone 'Europe/London')::date, $1) as "registered_on!", count(*) as "people!"
           from associates
           where standing = 'pending'
           group by 1
           order by 1"#,
        earliest
    )
    .fetch_all(db)
    .await
}
