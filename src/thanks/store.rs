//! Thanks in the database.

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::PgConnection;

use super::model::{Channel, Contributor, Done, Who};
use crate::associates::Standing;
use crate::audit::By;
use crate::kernel::{AccountId, AssociateId, EmailAddress, EventId, ThanksId};
use crate::programme::ContributorRole;

/// What someone does in one item.
struct Row {
    associate_id: Option<AssociateId>,
    account_id: Option<AccountId>,
    guest_name: Option<String>,
    name: String,
    given_name: String,
    email: Option<EmailAddress>,
    standing: Option<Standing>,
    paused_until: Option<NaiveDate>,
    role: ContributorRole,
    title: String,
    channel: Option<Channel>,
    thanked_at: Option<DateTime<Utc>>,
    thanked_by: Option<String>,
}

impl Row {
    fn who(&self) -> Option<Who> {
        match (self.associate_id, self.account_id, &self.guest_name) {
            (Some(id), ..) => Some(Who::Associate(id)),
            (_, Some(id), _) => Some(Who::Worker(id)),
            (.., Some(name)) => Some(Who::Guest(name.clone())),
            (None, None, None) => None,
        }
    }
}

/// Everyone on the programme of an event, each once, in its order.
pub(super) async fn list_contributors(db: &mut PgConnection, event: EventId) -> sqlx::Result<Vec<Contributor>> {
    let rows = sqlx::query_as!(
        Row,
        r#"select c.associate_id as "associate_id: AssociateId", c.account_id as "account_id: AccountId", c.guest_name,
                  coalesce(a.given_name || ' ' || a.family_name, w.name, c.guest_name) as "name!",
                  coalesce(a.given_name, w.name, c.guest_name) as "given_name!",
                  coalesce(a.email, case when w.disabled_at is null then w.email end) as "email: EmailAddress",
                  a.standing as "standing?: Standing", a.paused_until as "paused_until?", c.role, i.title,
                  t.channel as "channel?", t.thanked_at as "thanked_at?", b.name as "thanked_by?"
           from programme_contributors c
           join programme_items i on i.id = c.item_id
           left join associates a on a.id = c.associate_id
           left join accounts w on w.id = c.account_id
           left join thanks t
               on t.event_id = i.event_id
               and (t.associate_id = c.associate_id or t.account_id = c.account_id or t.guest_name = c.guest_name)
           left join accounts b on b.id = t.thanked_by
           where i.event_id = $1
           order by i.position, c.id"#,
        event as EventId
    )
    .fetch_all(db)
    .await?;
    let mut people: Vec<Contributor> = Vec::new();
    for row in rows {
        let Some(who) = row.who() else { continue };
        let part = (row.role, row.title);
        if let Some(known) = people.iter_mut().find(|one| one.who == who) {
            known.parts.push(part);
            continue;
        }
        let done = row.channel.zip(row.thanked_at).map(|(channel, at)| Done { channel, at, by: row.thanked_by });
        people.push(Contributor {
            who,
            name: row.name,
            given_name: row.given_name,
            email: row.email,
            standing: row.standing,
            paused_until: row.paused_until,
            parts: vec![part],
            done,
        });
    }
    Ok(people)
}

/// How many people are on the programme of an event, and how many of them were thanked.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Thanked {
    pub(crate) contributors: i64,
    pub(crate) thanked: i64,
}

pub(crate) async fn count(db: &mut PgConnection, event: EventId) -> sqlx::Result<Thanked> {
    sqlx::query_as!(
        Thanked,
        r#"select count(*) as "contributors!", count(*) filter (where exists (
                      select from thanks t
                      where t.event_id = $1
                        and (t.associate_id = one.associate_id or t.account_id = one.account_id
                             or t.guest_name = one.guest_name))) as "thanked!"
           from (
               select distinct c.associate_id, c.account_id, c.guest_name
               from programme_contributors c
               join programme_items i on i.id = c.item_id
               where i.event_id = $1) one"#,
        event as EventId
    )
    .fetch_one(db)
    .await
}

/// The team's own words for an event.
pub(super) async fn find_words(db: &mut PgConnection, event: EventId) -> sqlx::Result<Option<String>> {
    sqlx::query_scalar!("select words from thanks_words where event_id = $1", event as EventId).fetch_optional(db).await
}

/// Keeps them; none takes them away.
pub(super) async fn set_words(
    db: &mut PgConnection,
    event: EventId,
    words: Option<&str>,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    let Some(words) = words else {
        sqlx::query!("delete from thanks_words where event_id = $1", event as EventId).execute(db).await?;
        return Ok(());
    };
    sqlx::query!(
        "insert into thanks_words (event_id, words, changed_at) values ($1, $2, $3)
         on conflict (event_id) do update set words = excluded.words, changed_at = excluded.changed_at",
        event as EventId,
        words,
        now
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Notes that someone is thanked; false when they were before.
pub(super) async fn insert(
    db: &mut PgConnection,
    event: EventId,
    who: &Who,
    channel: Channel,
    by: &By,
) -> sqlx::Result<bool> {
    let (associate, account, guest) = columns(who);
    let done = sqlx::query!(
        "insert into thanks (id, event_id, associate_id, account_id, guest_name, channel, thanked_by, thanked_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)
         on conflict do nothing",
        ThanksId::new() as ThanksId,
        event as EventId,
        associate as Option<AssociateId>,
        account as Option<AccountId>,
        guest,
        channel as Channel,
        by.account as Option<AccountId>,
        by.at
    );
    Ok(done.execute(db).await?.rows_affected() == 1)
}

fn columns(who: &Who) -> (Option<AssociateId>, Option<AccountId>, Option<&str>) {
    match who {
        Who::Associate(id) => (Some(*id), None, None),
        Who::Worker(id) => (None, Some(*id), None),
        Who::Guest(name) => (None, None, Some(name)),
    }
}

/// Takes back that someone was thanked; never a letter, which cannot be taken back.
pub(super) async fn remove(db: &mut PgConnection, event: EventId, who: &Who) -> sqlx::Result<bool> {
    let (associate, account, guest) = columns(who);
    let done = sqlx::query!(
        "delete from thanks
         where event_id = $1 and channel <> 'email' and (associate_id = $2 or account_id = $3 or guest_name = $4)",
        event as EventId,
        associate as Option<AssociateId>,
        account as Option<AccountId>,
        guest
    );
    Ok(done.execute(db).await?.rows_affected() == 1)
}

/// An event someone was thanked for.
#[derive(Clone, Debug)]
pub(crate) struct Own {
    pub(crate) event_id: EventId,
    pub(crate) title: String,
    pub(crate) thanked_at: DateTime<Utc>,
}

/// What someone was thanked for, the latest first; at most 20.
pub(crate) async fn list_own(db: &mut PgConnection, who: AssociateId) -> sqlx::Result<Vec<Own>> {
    sqlx::query_as!(
        Own,
        "select t.event_id, e.title, t.thanked_at
         from thanks t
         join events e on e.id = t.event_id
         where t.associate_id = $1
         order by t.thanked_at desc, t.id
         limit 20",
        who as AssociateId
    )
    .fetch_all(db)
    .await
}
