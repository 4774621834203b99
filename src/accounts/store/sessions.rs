//! Sessions in the database, and the rights of whoever they belong to.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use crate::access::Actor;
use crate::kernel::{AccountId, SessionId, london_date};

/// Who a session belongs to, with their rights as they are now, and when they were last seen.
///
/// A newer notice is asked for at the next sign-in: a session that began before it was published goes on undisturbed.
/// That cannot last, since a session's end is set when it begins and nothing moves it: a month later at the latest.
pub(in crate::accounts) async fn find_actor(
    db: &mut PgConnection,
    token_hash: &[u8],
    now: DateTime<Utc>,
) -> sqlx::Result<Option<(Actor, DateTime<Utc>)>> {
    let row = sqlx::query!(
        r#"select s.id as session, s.last_seen_at, a.id as account, a.name, a.role, a.associate_id,
                  array(
                      select m.project_id from disclosable_memberships m
                      where m.associate_id = a.associate_id and m.role = 'lead' and m.state = 'active'
                        and m.starts_on <= $3
                  ) as "leads!",
                  array(
                      select distinct m.project_id from disclosable_memberships m
                      where m.associate_id = a.associate_id and m.state = 'active' and m.starts_on <= $3
                  ) as "projects!",
                  array(
                      select e.id from events e
                      where e.visibility = 'members' and e.id in (
                          select r.event_id from event_registrations r
                          where r.associate_id = a.associate_id and r.state in ('registered', 'offered', 'waiting')
                          union all
                          select t.event_id from attendances t
                          where t.associate_id = a.associate_id and t.state = 'attended')
                  ) as "events!",
                  (exists (
                      select from associates x where x.id = a.associate_id and x.standing <> 'left')
                   and coalesce((select max(n.version) from privacy_notices n where n.published_at <= s.created_at) > coalesce((
                      select case when c.given then n.version else 0 end
                      from consents c
                      join privacy_notices n on n.id = c.notice_id
                      where c.associate_id = a.associate_id and c.purpose = 'registration'
                      order by c.recorded_at desc, c.id desc
                      limit 1), 0), false)
                  ) as "notice_is_due!"
           from sessions s
           join accounts a on a.id = s.account_id
           where s.token_hash = $1 and s.expires_at > $2 and a.disabled_at is null
             -- Whoever's record was merged comes in by the account of the one that stays.
             and not exists (select from associates x where x.id = a.associate_id and x.standing = 'merged')"#,
        token_hash,
        now,
        london_date(now)
    )
    .fetch_optional(db)
    .await?;
    Ok(row.map(|row| {
        let actor = Actor {
            account: row.account,
            session: row.session,
            name: row.name,
            role: row.role,
            associate: row.associate_id,
            leads: row.leads.into_iter().map(Into::into).collect(),
            projects: row.projects.into_iter().map(Into::into).collect(),
            events: row.events.into_iter().map(Into::into).collect(),
            notice_is_due: row.notice_is_due,
        };
        (actor, row.last_seen_at)
    }))
}

pub(in crate::accounts) async fn insert_session(
    db: &mut PgConnection,
    id: SessionId,
    token_hash: &[u8],
    account: AccountId,
    device: &str,
    now: DateTime<Utc>,
    expires_at: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into sessions (id, token_hash, account_id, created_at, last_seen_at, expires_at, device)
         values ($1, $2, $3, $4, $4, $5, $6)",
        id as SessionId,
        token_hash,
        account as AccountId,
        now,
        expires_at,
        device
    )
    .execute(db)
    .await?;
    Ok(())
}

pub(in crate::accounts) async fn touch_session(
    db: &mut PgConnection,
    id: SessionId,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!("update sessions set last_seen_at = $2 where id = $1", id as SessionId, now).execute(db).await?;
    Ok(())
}

/// A signed-in browser, for its owner.
pub(in crate::accounts) struct SessionRow {
    pub(in crate::accounts) id: SessionId,
    pub(in crate::accounts) device: String,
    pub(in crate::accounts) created_at: DateTime<Utc>,
    pub(in crate::accounts) last_seen_at: DateTime<Utc>,
}

/// Where someone is signed in, the latest first.
pub(in crate::accounts) async fn list_sessions(
    db: &mut PgConnection,
    account: AccountId,
    now: DateTime<Utc>,
) -> sqlx::Result<Vec<SessionRow>> {
    sqlx::query_as!(
        SessionRow,
        "select id, device, created_at, last_seen_at
         from sessions
         where account_id = $1 and expires_at > $2
         order by last_seen_at desc
         limit 100",
        account as AccountId,
        now
    )
    .fetch_all(db)
    .await
}

pub(in crate::accounts) async fn delete_session_by_token(db: &mut PgConnection, token_hash: &[u8]) -> sqlx::Result<()> {
    sqlx::query!("delete from sessions where token_hash = $1", token_hash).execute(db).await?;
    Ok(())
}

/// Ends one session of this account; false when it has no such session.
pub(in crate::accounts) async fn delete_session(
    db: &mut PgConnection,
    account: AccountId,
    id: SessionId,
) -> sqlx::Result<bool> {
    let gone =
        sqlx::query!("delete from sessions where id = $1 and account_id = $2", id as SessionId, account as AccountId);
    Ok(gone.execute(db).await?.rows_affected() == 1)
}

/// Ends all sessions of an account, but for the one that is kept. Returns how many.
pub(crate) async fn end_sessions(
    db: &mut PgConnection,
    account: AccountId,
    keep: Option<SessionId>,
) -> sqlx::Result<u64> {
    let gone = sqlx::query!(
        "delete from sessions where account_id = $1 and id is distinct from $2",
        account as AccountId,
        keep as Option<SessionId>
    );
    Ok(gone.execute(db).await?.rows_affected())
}
