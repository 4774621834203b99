//! Memberships of many people at once: what an import writes, and takes back.

use chrono::NaiveDate;
use serde::Serialize;
use sqlx::PgConnection;

use crate::audit::By;
use crate::kernel::{AccountId, AssociateId, DeclaredInvolvement, MembershipId, ProjectId};
use crate::memberships::model::MembershipRole;

/// A part in a project that is written with others: active, or over where it has a last day.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct NewPart {
    pub(crate) id: MembershipId,
    pub(crate) associate_id: AssociateId,
    pub(crate) project_id: ProjectId,
    pub(crate) role: MembershipRole,
    pub(crate) involvement: DeclaredInvolvement,
    pub(crate) starts_on: NaiveDate,
    pub(crate) ends_on: Option<NaiveDate>,
}

/// Holds the rows of projects until the transaction ends, so that none ends in the same moment (rule 2).
pub(crate) async fn hold_projects(db: &mut PgConnection) -> sqlx::Result<()> {
    sqlx::query!("select id from projects order by id for share").fetch_all(db).await?;
    Ok(())
}

/// Writes them. Whoever calls this holds the projects and has made sure that each goes on, or that the part is over.
///
/// # Errors
/// `memberships_one_open` when someone takes part in this role already.
pub(crate) async fn insert_many(db: &mut PgConnection, parts: &[NewPart], reason: &str, by: &By) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into memberships
             (id, associate_id, project_id, role, state, involvement, reason, requested_by, requested_at, starts_on,
              ends_on, end_reason, ended_by, ended_at)
         select r.id, r.associate_id, r.project_id, r.role,
                case when r.ends_on is null then 'active' else 'ended' end::membership_state, r.involvement, $2::text, $3::uuid,
                $4::timestamptz,
                r.starts_on, r.ends_on, case when r.ends_on is not null then $2::text end,
                case when r.ends_on is not null then $3::uuid end, case when r.ends_on is not null then $4::timestamptz end
         from jsonb_to_recordset($1) as r(
             id uuid, associate_id uuid, project_id uuid, role membership_role, involvement declared_involvement,
             starts_on date, ends_on date)",
        serde_json::json!(parts),
        reason,
        by.account as Option<AccountId>,
        by.at
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Removes parts that an import made and nobody has changed since; says which.
pub(crate) async fn delete_unchanged(db: &mut PgConnection, parts: &[MembershipId]) -> sqlx::Result<Vec<MembershipId>> {
    sqlx::query_scalar!(
        "delete from memberships where id = any($1) and version = 1 returning id",
        parts as &[MembershipId]
    )
    .fetch_all(db)
    .await
}
