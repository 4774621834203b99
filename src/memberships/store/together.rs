//! Linking many people to one project, and ending the parts of many in it: set by set, whatever their number.

use chrono::NaiveDate;
use sqlx::PgConnection;

use crate::audit::By;
use crate::kernel::{
    AccountId, AssociateId, DeclaredInvolvement, EmailAddress, MembershipId, ProjectId, Text, london_date,
};
use crate::memberships::model::MembershipRole;

/// A link that many people get.
pub(crate) struct LinkOfMany {
    pub(crate) project: ProjectId,
    pub(crate) role: MembershipRole,
    /// None: what each has said of themselves.
    pub(crate) involvement: Option<DeclaredInvolvement>,
    pub(crate) starts_on: NaiveDate,
    pub(crate) reason: Text<500>,
}

/// Someone who was linked.
pub(in crate::memberships) struct LinkedPerson {
    pub(in crate::memberships) id: MembershipId,
    pub(in crate::memberships) associate_id: AssociateId,
    pub(in crate::memberships) given_name: String,
    pub(in crate::memberships) email: Option<EmailAddress>,
    /// It waits for their own consent (rule 4).
    pub(in crate::memberships) waits: bool,
}

/// Links those of these people who are active and do not have the role yet, if the project is not over. Returns them.
pub(in crate::memberships) async fn link_all(
    db: &mut PgConnection,
    link: &LinkOfMany,
    people: &[AssociateId],
    by: &By,
) -> sqlx::Result<Vec<LinkedPerson>> {
    let ids: Vec<MembershipId> = people.iter().map(|_| MembershipId::new()).collect();
    let held = sqlx::query_scalar!(
        "select id from projects where id = $1 and stage <> 'ended' and (ends_on is null or ends_on >= $2) for share",
        link.project as ProjectId,
        london_date(by.at)
    );
    if held.fetch_optional(&mut *db).await?.is_none() {
        return Ok(Vec::new());
    }
    sqlx::query!(
        "insert into memberships
             (id, associate_id, project_id, role, state, involvement, reason, requested_by, requested_at, starts_on)
         select one.id, a.id, $1, $2, 'active', coalesce($3, a.involvement), $4, $5, $6, $7
         from unnest($8::uuid[], $9::uuid[]) as one (id, associate)
         join associates a on a.id = one.associate and a.standing = 'active'
         on conflict (associate_id, project_id, role) where state in ('requested', 'active') do nothing",
        link.project as ProjectId,
        link.role as MembershipRole,
        link.involvement as Option<DeclaredInvolvement>,
        link.reason.as_str(),
        by.account as Option<AccountId>,
        by.at,
        link.starts_on,
        &ids as &[MembershipId],
        people as &[AssociateId]
    )
    .execute(&mut *db)
    .await?;
    sqlx::query_as!(
        LinkedPerson,
        r#"select m.id, m.associate_id, a.given_name, a.email,
                  awaits_health_consent(m.associate_id, m.project_id) as "waits!"
           from memberships m
           join associates a on a.id = m.associate_id
           where m.id = any ($1)
           order by m.id"#,
        &ids as &[MembershipId]
    )
    .fetch_all(db)
    .await
}

/// Parts of many people in one project that end together.
pub(crate) struct EndingOfMany {
    pub(crate) project: ProjectId,
    /// None: whatever their role.
    pub(crate) role: Option<MembershipRole>,
    pub(crate) last_day: NaiveDate,
    pub(crate) reason: Text<500>,
}

/// A part that ended.
pub(in crate::memberships) struct EndedOne {
    pub(in crate::memberships) associate_id: AssociateId,
    pub(in crate::memberships) role: MembershipRole,
}

/// Ends the active parts of these people in a project, but for those that wait for a consent: they are in no list, and
/// so were not chosen (rule 4).
pub(in crate::memberships) async fn end_parts(
    db: &mut PgConnection,
    ending: &EndingOfMany,
    people: &[AssociateId],
    by: &By,
) -> sqlx::Result<Vec<EndedOne>> {
    sqlx::query_as!(
        EndedOne,
        "update memberships
         set state = 'ended', ends_on = $4, end_reason = $5, ended_by = $6, ended_at = $7,
             version = version + 1
         where project_id = $1 and associate_id = any ($2) and state = 'active' and ($3::membership_role is null or role = $3)
           and starts_on <= $4 and not awaits_health_consent(associate_id, project_id)
         returning associate_id, role",
        ending.project as ProjectId,
        people as &[AssociateId],
        ending.role as Option<MembershipRole>,
        ending.last_day,
        ending.reason.as_str(),
        by.account as Option<AccountId>,
        by.at
    )
    .fetch_all(db)
    .await
}
