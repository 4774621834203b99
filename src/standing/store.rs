//! What leaving would end.

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
