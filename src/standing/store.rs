//! What leaving would end, and whose pause is over.

use chrono::NaiveDate;
use sqlx::PgConnection;

use crate::kernel::AssociateId;
use crate::memberships::{MembershipRole, MembershipState};

/// An open part in a project.
#[derive(Clone, Debug)]
pub(super) struct Open {
    pub(super) project: String,
    pub(super) slug: String,
    pub(super) role: MembershipRole,
    pub(super) state: MembershipState,
}

/// What is open and may be told, by project. What waits for a health consent ends too, unnamed.
pub(super) async fn list_open(db: &mut PgConnection, associate: AssociateId) -> sqlx::Result<Vec<Open>> {
    sqlx::query_as!(
        Open,
        r#"select p.title as project, p.slug, m.role as "role!", m.state as "state!"
           from disclosable_memberships m
           join projects p on p.id = m.project_id
           where m.associate_id = $1 and m.state in ('requested', 'active')
           order by p.title, m.role"#,
        associate as AssociateId
    )
    .fetch_all(db)
    .await
}

/// Paused people whose date has come, held until the transaction ends; at most 500 at a time.
pub(super) async fn list_pauses_over_for_update(
    db: &mut PgConnection,
    today: NaiveDate,
) -> sqlx::Result<Vec<AssociateId>> {
    sqlx::query_scalar!(
        "select id from associates
         where standing = 'paused' and paused_until <= $1
         order by paused_until, id
         limit 500
         for update skip locked",
        today
    )
    .fetch_all(db)
    .await
}
