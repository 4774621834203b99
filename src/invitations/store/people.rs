//! Lists and counts of people who were chosen or invited.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use crate::events::when;
use crate::invitations::model::Obstacle;
use crate::kernel::{AssociateId, EventId, InvitationBatchId, StakeholderGroup};
use crate::places::InvitationState;
use crate::web::Cursor;

/// How many stand how to an event they were invited to.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::invitations) struct Counts {
    pub(in crate::invitations) invited: i64,
    pub(in crate::invitations) opened: i64,
    pub(in crate::invitations) coming: i64,
    pub(in crate::invitations) waiting: i64,
    pub(in crate::invitations) not_coming: i64,
}

impl Counts {
    pub(in crate::invitations) fn of(self, state: InvitationState) -> i64 {
        match state {
            InvitationState::Invited => self.invited,
            InvitationState::Opened => self.opened,
            InvitationState::Coming => self.coming,
            InvitationState::Waiting => self.waiting,
            InvitationState::NotComing => self.not_coming,
        }
    }

    pub(in crate::invitations) fn unanswered(self) -> i64 {
        self.invited + self.opened
    }

    pub(in crate::invitations) fn all(self) -> i64 {
        self.unanswered() + self.coming + self.waiting + self.not_coming
    }
}

pub(in crate::invitations) async fn count_states(db: &mut PgConnection, event: EventId) -> sqlx::Result<Counts> {
    sqlx::query_as!(
        Counts,
        r#"select count(*) filter (where state = 'invited') as "invited!",
                  count(*) filter (where state = 'opened') as "opened!",
                  count(*) filter (where state = 'coming') as "coming!",
                  count(*) filter (where state = 'waiting') as "waiting!",
                  count(*) filter (where state = 'not_coming') as "not_coming!"
           from invitation_states
           where event_id = $1"#,
        event as EventId
    )
    .fetch_one(db)
    .await
}

/// Someone who was invited.
#[derive(Clone, Debug)]
pub(in crate::invitations) struct Invited {
    pub(in crate::invitations) associate_id: AssociateId,
    pub(in crate::invitations) name: String,
    pub(in crate::invitations) stakeholder_group: StakeholderGroup,
    pub(in crate::invitations) organisation: Option<String>,
    pub(in crate::invitations) state: InvitationState,
    pub(in crate::invitations) invited_at: DateTime<Utc>,
    pub(in crate::invitations) opened_at: Option<DateTime<Utc>>,
    pub(in crate::invitations) declined_at: Option<DateTime<Utc>>,
    pub(in crate::invitations) nudges: i16,
    pub(in crate::invitations) nudged_at: Option<DateTime<Utc>>,
}

/// A page of those who stand so to an event, by name, one more than fit.
pub(in crate::invitations) async fn list_invited(
    db: &mut PgConnection,
    event: EventId,
    states: &[InvitationState],
    cursor: Cursor<AssociateId>,
    page: u8,
) -> sqlx::Result<Vec<Invited>> {
    let (at, backwards) = place(cursor);
    sqlx::query_as!(
        Invited,
        r#"select a.id as associate_id, a.given_name || ' ' || a.family_name as "name!", a.stakeholder_group,
                  (select coalesce(o.name, f.organisation_text)
                   from affiliations f
                   left join organisations o on o.id = f.organisation_id
                   where f.associate_id = a.id and f.ends_on is null
                   order by f.starts_on desc, f.id
                   limit 1) as organisation,
                  i.state as "state!", i.invited_at as "invited_at!", i.opened_at, i.declined_at,
                  i.nudges as "nudges!", i.nudged_at
           from invitation_states i
           join associates a on a.id = i.associate_id
           where i.event_id = $1 and i.state = any ($2)
             and ($3::uuid is null or case
                 when $4 then (a.sort_name, a.id) < (select sort_name, id from associates where id = $3)
                 else (a.sort_name, a.id) > (select sort_name, id from associates where id = $3) end)
           order by case when $4 then a.sort_name end desc, case when $4 then a.id end desc, a.sort_name, a.id
           limit $5"#,
        event as EventId,
        states as &[InvitationState],
        at as Option<AssociateId>,
        backwards,
        i64::from(page) + 1
    )
    .fetch_all(db)
    .await
}

/// The person a page begins at, and whether it is read backwards.
fn place(cursor: Cursor<AssociateId>) -> (Option<AssociateId>, bool) {
    match cursor {
        Cursor::Start => (None, false),
        Cursor::After(id) => (Some(id), false),
        Cursor::Before(id) => (Some(id), true),
    }
}

/// How many of a batch were left out for one reason, and whether they were chosen at first.
#[derive(Clone, Copy, Debug)]
pub(in crate::invitations) struct Group {
    pub(in crate::invitations) obstacle: Obstacle,
    /// It came up between the choice and the sending.
    pub(in crate::invitations) was_chosen: bool,
    pub(in crate::invitations) people: i64,
}

/// The reasons for which people of a batch were left out.
pub(in crate::invitations) async fn list_reasons(
    db: &mut PgConnection,
    batch: InvitationBatchId,
) -> sqlx::Result<Vec<Group>> {
    sqlx::query_as!(
        Group,
        r#"select p.obstacle as "obstacle!", p.is_chosen as was_chosen, count(*) as "people!"
           from invitation_batch_people p
           where p.batch_id = $1 and p.obstacle is not null
           group by p.obstacle, p.is_chosen
           order by p.is_chosen, p.obstacle"#,
        batch as InvitationBatchId
    )
    .fetch_all(db)
    .await
}

/// Which people of a batch a list shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::invitations) enum Which {
    /// Those who are written to.
    Readers,
    LeftOut(Obstacle),
    /// Those who may not see the event and whose link to its project waits for their own consent. Reading it is logged.
    AwaitingConsent,
}

/// Someone of a batch.
#[derive(Clone, Debug)]
pub(in crate::invitations) struct OfBatch {
    pub(in crate::invitations) associate_id: AssociateId,
    pub(in crate::invitations) name: String,
    pub(in crate::invitations) stakeholder_group: StakeholderGroup,
    pub(in crate::invitations) organisation: Option<String>,
    pub(in crate::invitations) phone: Option<String>,
    /// They were chosen, and the reason came up between the choice and the sending.
    pub(in crate::invitations) was_chosen: bool,
    /// They may not see the event, and their link to its project waits for their own consent: for the trail alone,
    /// since who knows the project can tell it from their being on the list. Read when it is asked for and kept
    /// nowhere: the ledger decides.
    pub(in crate::invitations) awaits_consent: bool,
}

/// A page of the people of a batch, by name, one more than fit.
pub(in crate::invitations) async fn list_of_batch(
    db: &mut PgConnection,
    batch: InvitationBatchId,
    which: Which,
    cursor: Cursor<AssociateId>,
    page: u8,
) -> sqlx::Result<Vec<OfBatch>> {
    let (at, backwards) = place(cursor);
    let (obstacle, await_consent) = match which {
        Which::Readers => (None, false),
        Which::LeftOut(obstacle) => (Some(obstacle), false),
        Which::AwaitingConsent => (Some(Obstacle::MayNotSee), true),
    };
    sqlx::query_as!(
        OfBatch,
        r#"select a.id as associate_id, a.given_name || ' ' || a.family_name as "name!", a.stakeholder_group,
                  (select coalesce(o.name, f.organisation_text)
                   from affiliations f
                   left join organisations o on o.id = f.organisation_id
                   where f.associate_id = a.id and f.ends_on is null
                   order by f.starts_on desc, f.id
                   limit 1) as organisation,
                  a.phone, p.is_chosen as was_chosen, link.awaits_consent as "awaits_consent!"
           from invitation_batch_people p
           join associates a on a.id = p.associate_id
           cross join lateral (
               select p.obstacle is not distinct from 'may_not_see' and exists (
                   select from memberships m
                   join event_projects x on x.project_id = m.project_id
                   join invitation_batches b on b.event_id = x.event_id
                   where b.id = p.batch_id and m.associate_id = p.associate_id and m.state in ('requested', 'active')
                     and awaits_health_consent(m.associate_id, m.project_id)) as awaits_consent) link
           where p.batch_id = $1 and p.obstacle is not distinct from $2 and (not $3 or link.awaits_consent)
             and ($4::uuid is null or case
                 when $5 then (a.sort_name, a.id) < (select sort_name, id from associates where id = $4)
                 else (a.sort_name, a.id) > (select sort_name, id from associates where id = $4) end)
           order by case when $5 then a.sort_name end desc, case when $5 then a.id end desc, a.sort_name, a.id
           limit $6"#,
        batch as InvitationBatchId,
        obstacle as Option<Obstacle>,
        await_consent,
        at as Option<AssociateId>,
        backwards,
        i64::from(page) + 1
    )
    .fetch_all(db)
    .await
}

/// An event that takes registrations, with how full it is.
#[derive(Clone, Debug)]
pub(in crate::invitations) struct EventToFill {
    pub(in crate::invitations) id: EventId,
    pub(in crate::invitations) title: String,
    pub(in crate::invitations) starts_at: DateTime<Utc>,
    pub(in crate::invitations) ends_at: DateTime<Utc>,
    pub(in crate::invitations) places: Option<i64>,
    pub(in crate::invitations) taken: i64,
    pub(in crate::invitations) invited: i64,
}

/// Events that take registrations, the next one first; at most 100.
pub(in crate::invitations) async fn list_events_to_fill(
    db: &mut PgConnection,
    now: DateTime<Utc>,
) -> sqlx::Result<Vec<EventToFill>> {
    sqlx::query_as!(
        EventToFill,
        r#"select e.id, e.title, e.starts_at, e.ends_at, pools.places, pools.taken as "taken!",
                  (select count(*) from invitations i where i.event_id = e.id) as "invited!"
           from events e
           cross join lateral (
               select case when bool_or(p.places is null) then null else sum(p.places) end as places,
                      coalesce(sum(p.taken), 0) as taken
               from place_pools p where p.event_id = e.id) pools
           where e.state = 'open' and e.ends_at > $1
           order by e.starts_at, e.id
           limit 100"#,
        now
    )
    .fetch_all(db)
    .await
}

/// An event someone is invited to, as their own page has it.
#[derive(Clone, Debug)]
pub(crate) struct Unanswered {
    pub(crate) event_id: EventId,
    pub(crate) title: String,
    starts_at: DateTime<Utc>,
    ends_at: DateTime<Utc>,
}

impl Unanswered {
    pub(crate) fn when(&self) -> String {
        when(self.starts_at, self.ends_at)
    }
}

/// Events that take registrations, to which someone was invited without having answered; the next one first.
pub(crate) async fn list_unanswered(
    db: &mut PgConnection,
    associate: AssociateId,
    now: DateTime<Utc>,
) -> sqlx::Result<Vec<Unanswered>> {
    sqlx::query_as!(
        Unanswered,
        "select e.id as event_id, e.title, e.starts_at, e.ends_at
         from invitation_states i
         join events e on e.id = i.event_id
         where i.associate_id = $1 and i.state in ('invited', 'opened') and e.state = 'open' and e.ends_at > $2
           and may_see_event($1, e.id)
         order by e.starts_at, e.id
         limit 20",
        associate as AssociateId,
        now
    )
    .fetch_all(db)
    .await
}
