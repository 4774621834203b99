//! Memberships in the database. Every state has its row kept; only open ones change.

mod person;

pub(crate) use person::{OwnMembership, list_for_associate};

use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;
use sqlx::PgConnection;

use crate::access::{Facts, Protected};
use crate::audit::By;
use crate::kernel::{
    AccountId, AssociateId, DeclaredInvolvement, MembershipId, OrganisationId, ProjectId, london_date,
};
use crate::memberships::model::{MembershipRole, MembershipState};

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
    pub(crate) ends_on: Option<NaiveDate>,
    pub(crate) requested_at: DateTime<Utc>,
    pub(crate) reason: Option<String>,
    pub(crate) decision_reason: Option<String>,
    pub(crate) end_reason: Option<String>,
    pub(crate) host_organisation_id: Option<OrganisationId>,
    pub(crate) days_a_week: Option<Decimal>,
    pub(crate) version: i32,
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
        Facts::Membership { associate: self.associate_id, project: self.project_id }
    }
}

pub(crate) async fn find(db: &mut PgConnection, id: MembershipId) -> sqlx::Result<Option<Membership>> {
    sqlx::query_as!(
        Membership,
        "select id, associate_id, project_id, role, state, involvement, starts_on, ends_on, requested_at, reason,
                decision_reason, end_reason, host_organisation_id, days_a_week, version
         from memberships
         where id = $1",
        id as MembershipId
    )
    .fetch_optional(db)
    .await
}

/// A membership to be made.
pub(crate) struct NewMembership<'a> {
    pub(crate) id: MembershipId,
    pub(crate) associate: AssociateId,
    pub(crate) project: ProjectId,
    pub(crate) role: MembershipRole,
    pub(crate) involvement: DeclaredInvolvement,
    pub(crate) reason: Option<&'a str>,
}

/// Asks to join a project that can be joined today; false when it cannot (rule 2). The project's row is
/// held until the transaction ends, so it cannot be closed in the same moment.
///
/// # Errors
/// `memberships_one_open` when they already take part in this role or have asked to.
pub(crate) async fn request(db: &mut PgConnection, membership: &NewMembership<'_>, by: &By) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "with joinable as (
             select id from projects
             where id = $3 and recruiting and stage <> 'ended' and (ends_on is null or ends_on >= $9)
             for share)
         insert into memberships (id, associate_id, project_id, role, state, involvement, reason, requested_by, requested_at)
         select $1, $2, id, $4, 'requested', $5, $6, $7, $8 from joinable",
        membership.id as MembershipId,
        membership.associate as AssociateId,
        membership.project as ProjectId,
        membership.role as MembershipRole,
        membership.involvement as DeclaredInvolvement,
        membership.reason,
        by.account as Option<AccountId>,
        by.at,
        london_date(by.at)
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Ends all that is open of an Associate on a day: requests are withdrawn, memberships end. Returns how many.
pub(crate) async fn end_all(
    db: &mut PgConnection,
    associate: AssociateId,
    on: NaiveDate,
    reason: &str,
    by: &By,
) -> sqlx::Result<u64> {
    let done = sqlx::query!(
        "update memberships
         set state = 'ended', starts_on = coalesce(starts_on, $2), ends_on = greatest($2, starts_on), end_reason = $3,
             ended_by = $4, version = version + 1
         where associate_id = $1 and state in ('requested', 'active')",
        associate as AssociateId,
        on,
        reason,
        by.account as Option<AccountId>
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected())
}
