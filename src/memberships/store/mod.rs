//! Memberships in the database. Every state has its row kept; only open ones change.

mod changes;
mod events;
mod many;
mod members;
mod person;
mod requests;
mod together;
mod unplaced;

pub(super) use changes::{
    Affected, NewLink, accept, begin_anew, decline, end, end_all_of_project, link, renew_request, update_terms,
};
pub(crate) use changes::{NewMembership, end_all, request};
pub(super) use events::{ComingEvent, list_coming_events};
pub(crate) use many::{NewPart, delete_unchanged, hold_projects, insert_many};
pub(super) use members::{
    MemberFilter, MemberRow, Shown, Totals, count_members, list_members, list_organisations, totals,
};
pub(crate) use person::{OwnMembership, list_for_associate};
pub(super) use requests::{Lead, RequestRow, find_request, list_leads, list_requests, list_requests_of, list_unasked};
pub(crate) use requests::{RequestCounts, count_requests};
pub(super) use together::{EndedOne, LinkedPerson, end_parts, link_all};
pub(crate) use together::{EndingOfMany, LinkOfMany};
pub(crate) use unplaced::count_unplaced;
pub(super) use unplaced::{UnplacedRow, list_candidates, list_seekers, list_unplaced};

use chrono::NaiveDate;
use rust_decimal::Decimal;
use sqlx::PgConnection;

use super::model::{MembershipRole, MembershipState};
use crate::access::{Facts, Protected};
use crate::kernel::{AssociateId, DeclaredInvolvement, MembershipId, OrganisationId, ProjectId};
use crate::web::Cursor;

/// Rows of a page of a list.
pub(super) const PAGE: u8 = 50;

/// The row a page begins at, and whether it is read backwards from there.
fn place<Id>(cursor: Cursor<Id>) -> (Option<Id>, bool) {
    match cursor {
        Cursor::Start => (None, false),
        Cursor::After(id) => (Some(id), false),
        Cursor::Before(id) => (Some(id), true),
    }
}

/// One person's part in one project.
#[derive(Clone, Debug)]
pub(crate) struct Membership {
    pub(crate) id: MembershipId,
    pub(crate) associate_id: AssociateId,
    pub(crate) project_id: ProjectId,
    pub(crate) role: MembershipRole,
    pub(crate) state: MembershipState,
    pub(crate) involvement: DeclaredInvolvement,
    pub(crate) starts_on: Option<NaiveDate>,
    pub(crate) end_reason: Option<String>,
    pub(crate) host_organisation_id: Option<OrganisationId>,
    pub(crate) days_a_week: Option<Decimal>,
    pub(crate) version: i32,
    /// It does not wait for a health consent, so that others than the person and the team may know of it (rule 4).
    pub(crate) disclosable: bool,
}

impl Protected for Membership {
    const PARAM: &'static str = "membership";

    async fn load(db: &mut PgConnection, name: &str) -> sqlx::Result<Option<Self>> {
        match name.parse() {
            Ok(id) => find(db, id).await,
            Err(_) => Ok(None),
        }
    }

    fn facts(&self) -> Facts {
        Facts::Membership { associate: self.associate_id, project: self.project_id, disclosable: self.disclosable }
    }
}

pub(crate) async fn find(db: &mut PgConnection, id: MembershipId) -> sqlx::Result<Option<Membership>> {
    sqlx::query_as!(
        Membership,
        r#"select m.id, m.associate_id, m.project_id, m.role, m.state, m.involvement, m.starts_on, m.end_reason,
                  m.host_organisation_id, m.days_a_week, m.version,
                  exists (select from disclosable_memberships d where d.id = m.id) as "disclosable!"
           from memberships m
           where m.id = $1"#,
        id as MembershipId
    )
    .fetch_optional(db)
    .await
}

/// Whether a link between the two must wait for the person's explicit consent (rule 4).
pub(crate) async fn awaits_consent(
    db: &mut PgConnection,
    associate: AssociateId,
    project: ProjectId,
) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"select awaits_health_consent($1, $2) as "awaits!""#,
        associate as AssociateId,
        project as ProjectId
    )
    .fetch_one(db)
    .await
}
