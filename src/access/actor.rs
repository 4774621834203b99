//! The person behind a request.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;

use crate::error::Error;
use crate::kernel::{AccountId, AssociateId, EventId, ProjectId, SessionId, choices};

choices! {
    /// What an account is for. A project lead is not a role of an account but of a membership.
    pub(crate) enum AccountRole as "account_role" {
        Associate = "associate", "Associate";
        Team = "team", "Engagement team";
        Administrator = "administrator", "Administrator";
    }
}

/// A signed-in person, with the facts that decide what they may do. Loaded anew for every request, so
/// a role that was taken away or a session that was ended holds no longer than that.
#[derive(Clone, Debug)]
pub(crate) struct Actor {
    pub(crate) account: AccountId,
    pub(crate) session: SessionId,
    pub(crate) name: String,
    pub(crate) role: AccountRole,
    /// Their record in the register, if they are an Associate.
    pub(crate) associate: Option<AssociateId>,
    /// The projects they lead today.
    pub(crate) leads: Vec<ProjectId>,
    /// The projects they take part in today, in any role.
    pub(crate) projects: Vec<ProjectId>,
    /// The events for members at which they have a place, are offered one or wait for one, and those they came to:
    /// these stay in sight though someone may be a member no longer.
    pub(crate) events: Vec<EventId>,
    /// A newer privacy notice waits for their answer.
    pub(crate) notice_is_due: bool,
}

impl Actor {
    /// Whether they work for the engagement team (administrators do too).
    pub(crate) fn is_team(&self) -> bool {
        matches!(self.role, AccountRole::Team | AccountRole::Administrator)
    }

    pub(crate) fn is_administrator(&self) -> bool {
        self.role == AccountRole::Administrator
    }

    pub(crate) fn is(&self, associate: AssociateId) -> bool {
        self.associate == Some(associate)
    }

    pub(crate) fn leads(&self, project: ProjectId) -> bool {
        self.leads.contains(&project)
    }

    pub(crate) fn takes_part_in(&self, project: ProjectId) -> bool {
        self.projects.contains(&project)
    }

    pub(crate) fn comes_to(&self, event: EventId) -> bool {
        self.events.contains(&event)
    }
}

/// What the session layer found out about a request; present on every request.
#[derive(Clone, Debug, Default)]
pub(crate) struct SignedIn(pub(crate) Option<Arc<Actor>>);

impl SignedIn {
    /// From the parts of a request the session layer has seen.
    pub(crate) fn of(extensions: &axum::http::Extensions) -> Self {
        extensions.get::<Self>().cloned().unwrap_or_default()
    }
}

impl<S: Sync> FromRequestParts<S> for SignedIn {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        Ok(Self::of(&parts.extensions))
    }
}

/// The actor of a page that only signed-in people reach.
impl<S: Sync> FromRequestParts<S> for Actor {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        SignedIn::of(&parts.extensions).0.map(Arc::unwrap_or_clone).ok_or(Error::SignIn)
    }
}
