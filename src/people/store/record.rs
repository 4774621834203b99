//! Everything on the record of one person.

use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;
use sqlx::PgConnection;

use crate::kernel::{AssociateId, DeclaredInvolvement, EventId, MembershipId, ProjectId};
use crate::memberships::{MembershipRole, MembershipState};
use crate::places::InvitationState;

/// What the record says beside the Associate's own row.
#[derive(Clone, Debug)]
pub(crate) struct Facts {
    pub(crate) owner: Option<String>,
    /// Areas of interest, by name.
    pub(crate) themes: Vec<String>,
    /// Whether they can sign in.
    pub(crate) has_account: bool,
    /// Whose account signs in with their address, when it is not their own.
    pub(crate) address_used_by: Option<String>,
    /// The record of that account, if it has one.
    pub(crate) address_user: Option<AssociateId>,
    /// When they last signed in or used a page.
    pub(crate) last_seen_at: Option<DateTime<Utc>>,
}

pub(crate) async fn facts(db: &mut PgConnection, id: AssociateId) -> sqlx::Result<Option<Facts>> {
    sqlx::query_as!(
        Facts,
        r#"select w.name as "owner?",
                  array(select t.name from associate_themes x join themes t on t.id = x.theme_id
                        where x.associate_id = a.id order by t.name) as "themes!",
                  -- An account whose address was taken away opens for nobody (see accounts).
                  coalesce(k.email not like '%@copse.invalid', false) as "has_account!",
                  (select o.name from accounts o
                   where o.email = a.email and o.associate_id is distinct from a.id) as address_used_by,
                  (select o.associate_id from accounts o
                   where o.email = a.email and o.associate_id <> a.id) as "address_user?: AssociateId",
                  (select max(s.last_seen_at) from sessions s where s.account_id = k.id) as last_seen_at
           from associates a
           left join accounts w on w.id = a.owner_id
           left join accounts k on k.associate_id = a.id and k.disabled_at is null
           where a.id = $1"#,
        id as AssociateId
    )
    .fetch_optional(db)
    .await
}

/// A part in a project, past or present.
#[derive(Clone, Debug)]
pub(crate) struct MembershipRow {
    pub(crate) id: MembershipId,
    pub(crate) project: String,
    pub(crate) slug: String,
    pub(crate) role: MembershipRole,
    pub(crate) state: MembershipState,
    pub(crate) involvement: DeclaredInvolvement,
    pub(crate) starts_on: Option<NaiveDate>,
    pub(crate) ends_on: Option<NaiveDate>,
    pub(crate) requested_at: DateTime<Utc>,
    /// Who asked for it or linked them.
    pub(crate) requested_by: Option<String>,
    pub(crate) reason: Option<String>,
    pub(crate) decided_by: Option<String>,
    pub(crate) decision_reason: Option<String>,
    pub(crate) end_reason: Option<String>,
    pub(crate) host: Option<String>,
    pub(crate) days_a_week: Option<Decimal>,
}

macro_rules! select_membership {
    ($from:literal, $tail:literal, $($argument:expr),*) => {
        sqlx::query_as!(
            MembershipRow,
            r#"select m.id as "id!: MembershipId", p.title as project, p.slug, m.role as "role!", m.state as "state!",
                      m.involvement as "involvement!", m.starts_on, m.ends_on, m.requested_at as "requested_at!",
                      r.name as "requested_by?", m.reason, d.name as "decided_by?", m.decision_reason, m.end_reason,
                      o.name as "host?", m.days_a_week
               from "# + $from + r#" m
               join projects p on p.id = m.project_id
               left join accounts r on r.id = m.requested_by
               left join accounts d on d.id = m.decided_by
               left join organisations o on o.id = m.host_organisation_id
               where m.associate_id = $1 "# + $tail,
            $($argument),*
        )
    };
}

/// Their parts in projects, open ones first, but for links that wait for their own consent (rule 4).
pub(crate) async fn list_memberships(db: &mut PgConnection, id: AssociateId) -> sqlx::Result<Vec<MembershipRow>> {
    select_membership!(
        "disclosable_memberships",
        "order by m.state in ('requested', 'active') desc, coalesce(m.ends_on, m.starts_on, m.requested_at::date) desc, m.id",
        id as AssociateId
    )
    .fetch_all(db)
    .await
}

/// The links that say something about their health and wait for their own explicit consent. Whoever
/// reads this writes it down.
pub(crate) async fn list_waiting(db: &mut PgConnection, id: AssociateId) -> sqlx::Result<Vec<MembershipRow>> {
    select_membership!(
        "memberships",
        "and awaits_health_consent(m.associate_id, m.project_id) order by m.requested_at desc, m.id",
        id as AssociateId
    )
    .fetch_all(db)
    .await
}

/// A project that a person must not be seen with until they agree (rule 4).
#[derive(Clone, Debug)]
pub(crate) struct KeptApart {
    pub(crate) id: ProjectId,
    pub(crate) title: String,
    pub(crate) slug: String,
}

/// The projects to be kept apart from a person, whether there is a link or not.
pub(crate) async fn list_kept_apart(db: &mut PgConnection, id: AssociateId) -> sqlx::Result<Vec<KeptApart>> {
    sqlx::query_as!(
        KeptApart,
        "select id, title, slug from projects where sensitive and awaits_health_consent($1, id)",
        id as AssociateId
    )
    .fetch_all(db)
    .await
}

/// A project with which some people must not be seen unless they agree (rule 4).
pub(crate) struct SensitiveProject {
    pub(crate) id: ProjectId,
    pub(crate) title: String,
    pub(crate) slug: String,
}

/// All of them, by title.
pub(crate) async fn list_sensitive_projects(db: &mut PgConnection) -> sqlx::Result<Vec<SensitiveProject>> {
    sqlx::query_as!(SensitiveProject, "select id, title, slug from projects where sensitive order by title, id")
        .fetch_all(db)
        .await
}

/// Something that happened with a person, in the shape of the database; `Happening::words` says it.
#[derive(Clone, Debug)]
pub(crate) struct Happening {
    pub(crate) at: DateTime<Utc>,
    /// `standing`, `asked`, `decided`, `ended` or `act`.
    pub(crate) kind: String,
    /// The code of the standing, state or act it came to.
    pub(crate) code: String,
    pub(crate) project: Option<String>,
    pub(crate) event: Option<String>,
    pub(crate) role: Option<MembershipRole>,
    pub(crate) reason: Option<String>,
    pub(crate) by: Option<String>,
    /// They did it themselves.
    pub(crate) own: bool,
}

/// What happened with a person, newest first, at most twenty; nothing of links that wait for consent.
pub(crate) async fn timeline(db: &mut PgConnection, id: AssociateId) -> sqlx::Result<Vec<Happening>> {
    sqlx::query_as!(
        Happening,
        r#"with parts as (
               select m.*, p.title from disclosable_memberships m join projects p on p.id = m.project_id
               where m.associate_id = $1)
           select h.at as "at!", h.kind as "kind!", h.code as "code!", h.project, h.event as "event?",
                  h.role, h.reason, w.name as "by?",
                  -- Also by the account of a record that was put together with theirs.
                  (h.kind = 'act' or coalesce(surviving(w.associate_id) = $1, false)) as "own!"
           from (
               select c.changed_at as at, 'standing' as kind, c.standing::text as code, null::text as project,
                      null::text as event, null::membership_role as role, c.reason, c.changed_by as by
               from standing_changes c where c.associate_id = $1
               union all
               select requested_at, 'asked', state::text, title, null, role, reason, requested_by from parts
               union all
               select decided_at, 'decided', case when state = 'declined' then 'declined' else 'active' end, title, null,
                      role, decision_reason, decided_by
               from parts
               where decided_at is not null and (decided_at, decided_by) is distinct from (requested_at, requested_by)
               union all
               select ends_on::timestamp at time zone 'Europe/London', 'ended', 'ended', title, null, role, end_reason, ended_by
               from parts where ends_on is not null
               union all
               select a.at, 'act', a.kind::text, p.title, e.title, null, null, null
               from member_acts a
               left join projects p on p.id = a.project_id
               left join events e on e.id = a.event_id
               where a.associate_id = $1
                 and (a.project_id is null or not awaits_health_consent(a.associate_id, a.project_id))
                 -- Joining is told once: the request says more.
                 and not exists (
                     select from parts
                     where parts.project_id = a.project_id and parts.requested_at between a.at - interval '1 day' and a.at)
           ) h
           left join accounts w on w.id = h.by
           order by h.at desc, h.kind
           limit 20"#,
        id as AssociateId
    )
    .fetch_all(db)
    .await
}

/// An event someone was invited to.
#[derive(Clone, Debug)]
pub(crate) struct InvitedTo {
    pub(crate) event_id: EventId,
    pub(crate) title: String,
    pub(crate) state: InvitationState,
    pub(crate) invited_at: DateTime<Utc>,
    pub(crate) opened_at: Option<DateTime<Utc>>,
    pub(crate) declined_at: Option<DateTime<Utc>>,
    pub(crate) nudged_at: Option<DateTime<Utc>>,
}

/// The events someone was invited to, the latest invitation first; at most 50.
pub(crate) async fn list_invitations(db: &mut PgConnection, id: AssociateId) -> sqlx::Result<Vec<InvitedTo>> {
    sqlx::query_as!(
        InvitedTo,
        r#"select i.event_id as "event_id!", e.title, i.state as "state!", i.invited_at as "invited_at!", i.opened_at,
                  i.declined_at, i.nudged_at
           from invitation_states i
           join events e on e.id = i.event_id
           where i.associate_id = $1
           order by i.invited_at desc, i.id desc
           limit 50"#,
        id as AssociateId
    )
    .fetch_all(db)
    .await
}
