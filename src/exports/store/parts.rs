//! What people take part in, or did.

use chrono::NaiveDate;
use sqlx::PgConnection;

use crate::kernel::{AssociateId, DeclaredInvolvement, EmailAddress};
use crate::memberships::MembershipRole;

/// Somebody's part in a project.
pub(in crate::exports) struct Part {
    pub(in crate::exports) associate_id: AssociateId,
    pub(in crate::exports) given_name: String,
    pub(in crate::exports) family_name: String,
    pub(in crate::exports) email: Option<EmailAddress>,
    pub(in crate::exports) project: String,
    pub(in crate::exports) role: MembershipRole,
    pub(in crate::exports) starts_on: Option<NaiveDate>,
    pub(in crate::exports) ends_on: Option<NaiveDate>,
    pub(in crate::exports) involvement: DeclaredInvolvement,
}

/// The parts of these people, in their order, by project and day, as far as anyone may know: those that last and those
/// that ended.
pub(in crate::exports) async fn list_parts(db: &mut PgConnection, people: &[AssociateId]) -> sqlx::Result<Vec<Part>> {
    sqlx::query_as!(
        Part,
        r#"select a.id as associate_id, a.given_name, a.family_name, a.email, p.title as project, m.role as "role!: MembershipRole",
                  m.starts_on, m.ends_on, m.involvement as "involvement!: DeclaredInvolvement"
           from unnest($1::uuid[]) with ordinality as wanted (id, place)
           join associates a on a.id = wanted.id and a.standing in ('active', 'paused', 'left')
           join disclosable_memberships m on m.associate_id = a.id and m.state in ('active', 'ended')
           join projects p on p.id = m.project_id
           order by wanted.place, p.title, m.starts_on, m.id"#,
        people as &[AssociateId]
    )
    .fetch_all(db)
    .await
}
