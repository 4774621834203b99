//! All that one person takes part in.

use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;
use sqlx::PgConnection;

use crate::kernel::{AssociateId, DeclaredInvolvement, MembershipId, ProjectId};
use crate::memberships::model::{MembershipRole, MembershipState};

/// A membership as its person and the team read it: with the project's name, and whatever its state.
///
/// Not for anyone else: it holds links that wait for consent (rule 4).
#[derive(Clone, Debug)]
pub(crate) struct OwnMembership {
    pub(crate) id: MembershipId,
    pub(crate) project_id: ProjectId,
    pub(crate) project_slug: String,
    pub(crate) project_title: String,
    pub(crate) role: MembershipRole,
    pub(crate) state: MembershipState,
    pub(crate) involvement: DeclaredInvolvement,
    pub(crate) requested_at: DateTime<Utc>,
    pub(crate) decided_at: Option<DateTime<Utc>>,
    pub(crate) starts_on: Option<NaiveDate>,
    pub(crate) ends_on: Option<NaiveDate>,
    /// Why they asked, or why the team linked them.
    pub(crate) reason: Option<String>,
    /// Why a request was declined.
    pub(crate) decision_reason: Option<String>,
    pub(crate) end_reason: Option<String>,
    /// Where a Diffusion Fellow is hosted.
    pub(crate) host: Option<String>,
    pub(crate) days_a_week: Option<Decimal>,
    /// It would reveal something about their health and waits for their explicit consent (rule 4).
    pub(crate) awaits_consent: bool,
}

impl OwnMembership {
    /// Whether it is asked for or running.
    pub(crate) fn is_open(&self) -> bool {
        matches!(self.state, MembershipState::Requested | MembershipState::Active)
    }

    /// Whether they took the request back before there was an answer.
    pub(crate) fn is_withdrawn(&self) -> bool {
        self.state == MembershipState::Declined && self.end_reason.is_some()
    }

    /// Where it stands, in words for its person: "Waiting for an answer".
    pub(crate) fn state_words(&self) -> &'static str {
        match self.state {
            _ if self.awaits_consent => "Waiting for your agreement",
            MembershipState::Requested => "Waiting for an answer",
            MembershipState::Active => "Taking part",
            MembershipState::Declined if self.is_withdrawn() => "Withdrawn",
            MembershipState::Declined => "Declined",
            MembershipState::Ended => "Ended",
        }
    }
}

/// Everything an Associate takes part in, has asked for and has been part of: what is open first, then
/// the latest.
pub(crate) async fn list_for_associate(
    db: &mut PgConnection,
    associate: AssociateId,
) -> sqlx::Result<Vec<OwnMembership>> {
    sqlx::query_as!(
        OwnMembership,
        r#"select m.id, m.project_id, p.slug as project_slug, p.title as project_title, m.role, m.state, m.involvement,
                  m.requested_at, m.decided_at, m.starts_on, m.ends_on, m.reason, m.decision_reason, m.end_reason,
                  o.name as "host?", m.days_a_week,
                  (m.state in ('requested', 'active') and awaits_health_consent(m.associate_id, m.project_id))
                      as "awaits_consent!"
           from memberships m
           join projects p on p.id = m.project_id
           left join organisations o on o.id = m.host_organisation_id
           where m.associate_id = $1
           order by m.state in ('requested', 'active') desc, coalesce(m.ends_on, m.starts_on) desc nulls first,
                    m.requested_at desc, m.id"#,
        associate as AssociateId
    )
    .fetch_all(db)
    .await
}
