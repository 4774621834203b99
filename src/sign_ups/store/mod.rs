//! Registrations as pages read them, and what people said with them.

mod export;
mod invited;
mod own;
mod subscriptions;

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

pub(super) use export::{Exported, list_export};
pub(super) use invited::{InvitedCounts, count_invited};
pub(crate) use own::list_own;
pub(super) use subscriptions::{
    Subscription, delete_subscription, find_subscription, replace_subscription, use_subscription,
};

use crate::access::{Facts, Protected};
use crate::kernel::{AssociateId, EmailAddress, EventId, QuestionId, RegistrationId, StakeholderGroup, Text};
use crate::places::{self, RegistrationState};

/// A registration with the person it is of, as a page about it has it.
#[derive(Clone, Debug)]
pub(crate) struct SignedUp {
    pub(crate) id: RegistrationId,
    pub(crate) event_id: EventId,
    pub(crate) associate_id: AssociateId,
    pub(crate) given_name: String,
    pub(crate) name: String,
    pub(crate) email: Option<EmailAddress>,
    pub(crate) state: RegistrationState,
    pub(crate) access_needs: Option<String>,
    pub(crate) supporter: Option<String>,
    pub(crate) offer_expires_at: Option<DateTime<Utc>>,
    pub(crate) version: i32,
}

impl Protected for SignedUp {
    const PARAM: &'static str = "registration";

    async fn load(db: &mut PgConnection, name: &str) -> sqlx::Result<Option<Self>> {
        match name.parse() {
            Ok(id) => find(db, id).await,
            Err(_) => Ok(None),
        }
    }

    fn facts(&self) -> Facts {
        Facts::Registration { associate: self.associate_id }
    }
}

pub(super) async fn find(db: &mut PgConnection, id: RegistrationId) -> sqlx::Result<Option<SignedUp>> {
    sqlx::query_as!(
        SignedUp,
        r#"select r.id, r.event_id, r.associate_id, a.given_name, a.given_name || ' ' || a.family_name as "name!", a.email, r.state, r.access_needs, r.supporter, r.offer_expires_at, r.version
           from event_registrations r
           join associates a on a.id = r.associate_id
           where r.id = $1"#,
        id as RegistrationId
    )
    .fetch_optional(db)
    .await
}

/// A line of the team's list.
pub(super) struct Line {
    pub(super) id: RegistrationId,
    pub(super) name: String,
    pub(super) stakeholder_group: StakeholderGroup,
    pub(super) organisation: Option<String>,
    pub(super) state: RegistrationState,
    pub(super) has_needs: bool,
    pub(super) supporter: Option<String>,
    pub(super) waiting_since: Option<DateTime<Utc>>,
    pub(super) offer_expires_at: Option<DateTime<Utc>>,
    /// The latest step, with its reason.
    pub(super) why: Option<String>,
    pub(super) at: Option<DateTime<Utc>>,
    /// Whether the place they have is one that was kept for their group.
    pub(super) is_kept: bool,
}

/// People of an event in one state, those who wait in the order of the line; at most 1,000.
pub(super) async fn list_lines(
    db: &mut PgConnection,
    event: EventId,
    states: &[RegistrationState],
) -> sqlx::Result<Vec<Line>> {
    sqlx::query_as!(
        Line,
        r#"select r.id, a.given_name || ' ' || a.family_name as "name!", a.stakeholder_group,
                  (select coalesce(o.name, f.organisation_text)
                   from affiliations f
                   left join organisations o on o.id = f.organisation_id
                   where f.associate_id = a.id and f.ends_on is null
                   order by f.starts_on desc, f.id
                   limit 1) as organisation,
                  r.state, r.access_needs is not null as "has_needs!", r.supporter, r.waiting_since, r.offer_expires_at,
                  step.why as "why?", step.taken_at as "at?", coalesce(cardinality(p.groups) > 0, false) as "is_kept!"
           from event_registrations r
           join associates a on a.id = r.associate_id
           left join place_pools p on p.id = r.pool_id
           left join lateral (
               select s.why, s.taken_at from registration_steps s
               where s.registration_id = r.id
               order by s.taken_at desc, s.id desc
               limit 1) step on true
           where r.event_id = $1 and r.state = any ($2)
           order by r.waiting_since is null desc, case when r.state in ('waiting', 'offered') then r.waiting_since end, a.sort_name, r.id
           limit 1000"#,
        event as EventId,
        states as &[RegistrationState]
    )
    .fetch_all(db)
    .await
}

/// What someone said they need.
pub(super) struct Need {
    pub(super) associate_id: AssociateId,
    pub(super) name: String,
    pub(super) access_needs: String,
}

/// The access needs of everyone who has a place or is offered one, by name.
pub(super) async fn list_needs(db: &mut PgConnection, event: EventId) -> sqlx::Result<Vec<Need>> {
    sqlx::query_as!(
        Need,
        r#"select r.associate_id, a.given_name || ' ' || a.family_name as "name!", r.access_needs as "access_needs!"
           from event_registrations r
           join associates a on a.id = r.associate_id
           where r.event_id = $1 and r.state in ('registered', 'offered', 'waiting') and r.access_needs is not null
           order by a.sort_name, r.id"#,
        event as EventId
    )
    .fetch_all(db)
    .await
}

/// A step of a registration with its reason.
pub(super) struct Step {
    pub(super) state: RegistrationState,
    pub(super) why: String,
    pub(super) by: Option<String>,
    pub(super) taken_at: DateTime<Utc>,
}

/// The steps of a registration, newest first.
pub(super) async fn list_steps(db: &mut PgConnection, id: RegistrationId) -> sqlx::Result<Vec<Step>> {
    sqlx::query_as!(
        Step,
        r#"select s.state, s.why, c.name as "by?", s.taken_at
           from registration_steps s
           left join accounts c on c.id = s.taken_by
           where s.registration_id = $1
           order by s.taken_at desc, s.id desc"#,
        id as RegistrationId
    )
    .fetch_all(db)
    .await
}

/// How many stand before someone who waits.
pub(super) async fn count_before(db: &mut PgConnection, id: RegistrationId) -> sqlx::Result<i64> {
    sqlx::query_scalar!(
        r#"select count(*) as "count!"
           from event_registrations me
           join event_registrations r on r.event_id = me.event_id and r.state = 'waiting'
           where me.id = $1 and (r.waiting_since, r.id) < (me.waiting_since, me.id)"#,
        id as RegistrationId
    )
    .fetch_one(db)
    .await
}

/// The answers of a registration, by question.
pub(super) async fn list_answers(db: &mut PgConnection, id: RegistrationId) -> sqlx::Result<Vec<(QuestionId, String)>> {
    let rows = sqlx::query!(
        "select question_id, answer from registration_answers where registration_id = $1",
        id as RegistrationId
    );
    Ok(rows.fetch_all(db).await?.into_iter().map(|row| (row.question_id, row.answer)).collect())
}

/// An answer with its question and whose it is, for the team.
pub(super) struct Answer {
    pub(super) registration_id: RegistrationId,
    pub(super) wording: String,
    pub(super) answer: String,
}

/// All answers of an event's live registrations, in the order of the questions.
pub(super) async fn list_all_answers(db: &mut PgConnection, event: EventId) -> sqlx::Result<Vec<Answer>> {
    sqlx::query_as!(
        Answer,
        "select w.registration_id, q.wording, w.answer
         from event_questions q
         join registration_answers w on w.question_id = q.id
         join event_registrations r on r.id = w.registration_id
         where q.event_id = $1 and r.state in ('registered', 'offered', 'waiting')
         order by q.position, w.registration_id
         limit 5000",
        event as EventId
    )
    .fetch_all(db)
    .await
}

/// An Associate to be registered by the team.
pub(super) struct Candidate {
    pub(super) id: AssociateId,
    pub(super) name: String,
    pub(super) stakeholder_group: StakeholderGroup,
    pub(super) organisation: Option<String>,
    pub(super) is_registered: bool,
}

/// Active people whose name, address or organisation is like what was typed; at most 20.
pub(super) async fn list_candidates(
    db: &mut PgConnection,
    event: EventId,
    text: &str,
    today: chrono::NaiveDate,
) -> sqlx::Result<Vec<Candidate>> {
    sqlx::query_as!(
        Candidate,
        r#"select a.id, a.given_name || ' ' || a.family_name as "name!", a.stakeholder_group,
                  (select coalesce(o.name, f.organisation_text)
                   from affiliations f
                   left join organisations o on o.id = f.organisation_id
                   where f.associate_id = a.id and f.ends_on is null
                   order by f.starts_on desc, f.id
                   limit 1) as organisation,
                  exists (
                      select from event_registrations r
                      where r.event_id = $1 and r.associate_id = a.id and r.state in ('registered', 'offered', 'waiting')
                  ) as "is_registered!"
           from associates a
           where a.id in (select find_associates($2, $3)) and a.standing in ('active', 'paused')
           order by a.sort_name, a.id
           limit 20"#,
        event as EventId,
        text,
        today
    )
    .fetch_all(db)
    .await
}

/// Whether someone has been told that their access needs are kept, and agreed.
pub(super) async fn has_agreed_to_needs(db: &mut PgConnection, associate: AssociateId) -> sqlx::Result<bool> {
    let given = sqlx::query_scalar!(
        "select given from consents
         where associate_id = $1 and purpose = 'access_needs'
         order by recorded_at desc, id desc
         limit 1",
        associate as AssociateId
    );
    Ok(given.fetch_optional(db).await?.unwrap_or(false))
}

/// The texts of a sign-up, as `places` writes them.
pub(super) fn said<'a>(sign_up: &'a super::forms::SignUp) -> places::Said<'a> {
    places::Said {
        access_needs: sign_up.access_needs.as_ref().map(Text::as_str),
        supporter: sign_up.supporter.as_ref().map(Text::as_str),
        answers: sign_up.answers.iter().map(|(question, answer)| (*question, answer.as_str())).collect(),
    }
}

/// A project an event belongs to.
pub(super) struct OfProject {
    pub(super) slug: String,
    pub(super) title: String,
}

/// The projects of an event, by title.
pub(super) async fn list_projects(db: &mut PgConnection, event: EventId) -> sqlx::Result<Vec<OfProject>> {
    sqlx::query_as!(
        OfProject,
        "select p.slug, p.title
         from event_projects e
         join projects p on p.id = e.project_id
         where e.event_id = $1
         order by p.title",
        event as EventId
    )
    .fetch_all(db)
    .await
}

/// How many stand how to an event.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Counts {
    pub(super) registered: i64,
    pub(super) offered: i64,
    pub(super) waiting: i64,
    pub(super) ended: i64,
    /// Who were there, as far as it is noted.
    pub(super) came: i64,
}

impl Counts {
    /// Places that are taken or held.
    pub(super) fn held(self) -> i64 {
        self.registered + self.offered
    }
}

pub(super) async fn count_by_state(db: &mut PgConnection, event: EventId) -> sqlx::Result<Counts> {
    sqlx::query_as!(
        Counts,
        r#"select count(*) filter (where state = 'registered') as "registered!",
                  count(*) filter (where state = 'offered') as "offered!",
                  count(*) filter (where state = 'waiting') as "waiting!",
                  count(*) filter (where state in ('declined', 'cancelled', 'lapsed')) as "ended!",
                  (select count(*) from attendances t where t.event_id = $1 and t.state = 'attended') as "came!"
           from event_registrations
           where event_id = $1"#,
        event as EventId
    )
    .fetch_one(db)
    .await
}

/// Live registrations of someone for events that are not over, in the order in which their places are held.
pub(super) async fn list_live_to_come(
    db: &mut PgConnection,
    associate: AssociateId,
    now: DateTime<Utc>,
) -> sqlx::Result<Vec<(RegistrationId, EventId)>> {
    let rows = sqlx::query!(
        "select r.id, r.event_id
         from event_registrations r
         join events e on e.id = r.event_id
         where r.associate_id = $1 and r.state in ('registered', 'waiting', 'offered') and e.ends_at > $2
         order by r.event_id",
        associate as AssociateId,
        now
    );
    Ok(rows.fetch_all(db).await?.into_iter().map(|row| (row.id, row.event_id)).collect())
}
