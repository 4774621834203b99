//! The steps of a membership: asked for, answered, linked, changed, ended. Whatever opens one holds the
//! project's row first, so that a project that ends in the same moment leaves nothing open (rule 2).

use chrono::{DateTime, Days, NaiveDate, Utc};
use rust_decimal::Decimal;
use sqlx::PgConnection;

use super::Membership;
use crate::access::{Deciding, Editing, Ending};
use crate::audit::By;
use crate::kernel::{
    AccountId, AssociateId, DeclaredInvolvement, EmailAddress, MembershipId, OrganisationId, ProjectId, Text,
    london_date,
};
use crate::memberships::model::{MembershipRole, Part, Terms};

/// A membership to be asked for.
pub(crate) struct NewMembership<'a> {
    pub(crate) id: MembershipId,
    pub(crate) associate: AssociateId,
    pub(crate) project: ProjectId,
    pub(crate) role: MembershipRole,
    pub(crate) involvement: DeclaredInvolvement,
    pub(crate) reason: Option<&'a str>,
}

/// Asks to join a project that can be joined today; false when it cannot (rule 2). The project's row is
/// held until the transaction ends, so it cannot be closed in the same moment; so is the person's, who may
/// be leaving.
///
/// # Errors
/// `memberships_one_open` when they already take part in this role or have asked to; `memberships_pkey`
/// when this very request was made before.
pub(crate) async fn request(db: &mut PgConnection, membership: &NewMembership<'_>, by: &By) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "with joinable as (
             select p.id from projects p, associates a
             where p.id = $3 and p.recruiting and p.stage <> 'ended' and (p.ends_on is null or p.ends_on >= $9)
               and a.id = $2 and a.standing = 'active'
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

/// A membership the team makes, active at once.
pub(in crate::memberships) struct NewLink {
    pub(in crate::memberships) id: MembershipId,
    pub(in crate::memberships) associate: AssociateId,
    pub(in crate::memberships) project: ProjectId,
    pub(in crate::memberships) part: Part,
    pub(in crate::memberships) involvement: DeclaredInvolvement,
    pub(in crate::memberships) starts_on: NaiveDate,
    pub(in crate::memberships) reason: Text<500>,
}

/// Links someone who is active to a project that is not over; false when either is not so (rule 2). Whether it takes
/// requests does not matter: that is the team's own word to those who would ask.
///
/// # Errors
/// As [`request`].
pub(in crate::memberships) async fn link(db: &mut PgConnection, link: &NewLink, by: &By) -> sqlx::Result<bool> {
    let (host, days) = fellowship(&link.part);
    let done = sqlx::query!(
        "with going_on as (
             select p.id from projects p, associates a
             where p.id = $3 and p.stage <> 'ended' and (p.ends_on is null or p.ends_on >= $9)
               and a.id = $2 and a.standing = 'active'
             for share)
         insert into memberships
             (id, associate_id, project_id, role, state, involvement, reason, requested_by, requested_at, starts_on,
              host_organisation_id, days_a_week)
         select $1, $2, id, $4, 'active', $5, $6, $7, $8, $10, $11, $12 from going_on",
        link.id as MembershipId,
        link.associate as AssociateId,
        link.project as ProjectId,
        link.part.role as MembershipRole,
        link.involvement as DeclaredInvolvement,
        link.reason.as_str(),
        by.account as Option<AccountId>,
        by.at,
        london_date(by.at),
        link.starts_on,
        host as Option<OrganisationId>,
        days
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

fn fellowship(part: &Part) -> (Option<OrganisationId>, Option<Decimal>) {
    part.fellowship.map(|fellowship| (fellowship.host, fellowship.days_a_week.decimal())).unzip()
}

/// Says yes to a request; false when it is answered or withdrawn already, the project has ended, or the
/// person's consent is still missing.
pub(in crate::memberships) async fn accept(
    db: &mut PgConnection,
    membership: &Deciding<Membership>,
    by: &By,
) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "with project as (
             select id from projects
             where id = $2 and stage <> 'ended' and (ends_on is null or ends_on >= $3)
             for share)
         update memberships m
         set state = 'active', starts_on = $3, decided_by = $4, decided_at = $5, version = m.version + 1
         from project
         where m.id = $1 and m.state = 'requested' and m.project_id = project.id
           and not awaits_health_consent(m.associate_id, m.project_id)",
        membership.id as MembershipId,
        membership.project_id as ProjectId,
        london_date(by.at),
        by.account as Option<AccountId>,
        by.at
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Says no to a request, with a reason; false when it is answered or withdrawn already.
pub(in crate::memberships) async fn decline(
    db: &mut PgConnection,
    membership: &Deciding<Membership>,
    reason: &Text<500>,
    by: &By,
) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "update memberships
         set state = 'declined', decision_reason = $2, decided_by = $3, decided_at = $4, version = version + 1
         where id = $1 and state = 'requested'",
        membership.id as MembershipId,
        reason.as_str(),
        by.account as Option<AccountId>,
        by.at
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Dates what someone asks of a project anew; false when they ask nothing. A request that waited for its person's consent
/// could not be answered before, and the earlier day would tell a lead that it waited, and so something about health.
/// The trail keeps when it was made.
pub(in crate::memberships) async fn renew_request(
    db: &mut PgConnection,
    associate: AssociateId,
    project: ProjectId,
    at: DateTime<Utc>,
) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "update memberships
         set requested_at = $3, version = version + 1
         where associate_id = $1 and project_id = $2 and state = 'requested'",
        associate as AssociateId,
        project as ProjectId,
        at
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected() > 0)
}

/// Replaces what may change without a new period, if it still stands as it was loaded; false when it does not.
pub(in crate::memberships) async fn update_terms(
    db: &mut PgConnection,
    membership: &Editing<Membership>,
    terms: &Terms,
) -> sqlx::Result<bool> {
    let (host, days) = fellowship(&terms.part);
    let done = sqlx::query!(
        "update memberships
         set involvement = $3, host_organisation_id = $4, days_a_week = $5, version = version + 1
         where id = $1 and version = $2 and state = 'active'",
        membership.id as MembershipId,
        membership.version,
        terms.involvement as DeclaredInvolvement,
        host as Option<OrganisationId>,
        days
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// A new part from a day on: the present membership ends the day before and another begins, if it still stands
/// as it was loaded, the project goes on and the person is with us; false when not.
///
/// # Errors
/// `memberships_one_open` when they take part in the new role already.
pub(in crate::memberships) async fn begin_anew(
    db: &mut PgConnection,
    membership: &Editing<Membership>,
    new: &NewLink,
    by: &By,
) -> sqlx::Result<bool> {
    let held = sqlx::query_scalar!(
        "select p.id from projects p, associates a
         where p.id = $1 and p.stage <> 'ended' and (p.ends_on is null or p.ends_on >= $3)
           and a.id = $2 and a.standing in ('active', 'paused')
         for share",
        membership.project_id as ProjectId,
        membership.associate_id as AssociateId,
        london_date(by.at)
    );
    if held.fetch_optional(&mut *db).await?.is_none() {
        return Ok(false);
    }
    let ended = sqlx::query!(
        "update memberships
         set state = 'ended', ends_on = greatest($3, starts_on), end_reason = $4, ended_by = $5, ended_at = $6,
             version = version + 1
         where id = $1 and version = $2 and state = 'active'",
        membership.id as MembershipId,
        membership.version,
        new.starts_on - Days::new(1),
        new.reason.as_str(),
        by.account as Option<AccountId>,
        by.at
    )
    .execute(&mut *db)
    .await?;
    if ended.rows_affected() == 0 {
        return Ok(false);
    }
    let (host, days) = fellowship(&new.part);
    sqlx::query!(
        "insert into memberships
             (id, associate_id, project_id, role, state, involvement, reason, requested_by, requested_at, starts_on,
              host_organisation_id, days_a_week)
         values ($1, $2, $3, $4, 'active', $5, $6, $7, $8, $9, $10, $11)",
        new.id as MembershipId,
        new.associate as AssociateId,
        new.project as ProjectId,
        new.part.role as MembershipRole,
        new.involvement as DeclaredInvolvement,
        new.reason.as_str(),
        by.account as Option<AccountId>,
        by.at,
        new.starts_on,
        host as Option<OrganisationId>,
        days
    )
    .execute(db)
    .await?;
    Ok(true)
}

/// Ends a membership on a day; a request is withdrawn, which is kept as declined with the reason it ended
/// for, so that nobody who never took part counts as having been a member. False when neither is open.
pub(in crate::memberships) async fn end(
    db: &mut PgConnection,
    membership: &Ending<Membership>,
    on: NaiveDate,
    reason: &str,
    by: &By,
) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "update memberships
         set state = (case state when 'requested' then 'declined' else 'ended' end)::membership_state,
             ends_on = case state when 'active' then greatest($2, starts_on) end,
             end_reason = $3, ended_by = $4, ended_at = $5, version = version + 1
         where id = $1 and state in ('requested', 'active')",
        membership.id as MembershipId,
        on,
        reason,
        by.account as Option<AccountId>,
        by.at
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// What ended because its person left.
pub(crate) struct EndedPart {
    pub(crate) project_id: ProjectId,
    pub(crate) project: String,
    pub(crate) role: MembershipRole,
}

/// Ends all that is open of an Associate on a day: requests are withdrawn, memberships end. Returns them.
pub(crate) async fn end_all(
    db: &mut PgConnection,
    associate: AssociateId,
    on: NaiveDate,
    reason: &str,
    by: &By,
) -> sqlx::Result<Vec<EndedPart>> {
    sqlx::query_as!(
        EndedPart,
        r#"update memberships m
           set state = (case m.state when 'requested' then 'declined' else 'ended' end)::membership_state,
               ends_on = case m.state when 'active' then greatest($2, m.starts_on) end,
               end_reason = $3, ended_by = $4, ended_at = $5, version = m.version + 1
           from projects p
           where m.associate_id = $1 and m.state in ('requested', 'active') and p.id = m.project_id
           returning m.project_id, p.title as project, m.role"#,
        associate as AssociateId,
        on,
        reason,
        by.account as Option<AccountId>,
        by.at
    )
    .fetch_all(db)
    .await
}

/// Someone whose membership or request ended with its project, and where to write to them.
pub(in crate::memberships) struct Affected {
    pub(in crate::memberships) id: MembershipId,
    pub(in crate::memberships) associate_id: AssociateId,
    pub(in crate::memberships) given_name: String,
    pub(in crate::memberships) email: Option<EmailAddress>,
    pub(in crate::memberships) role: MembershipRole,
    /// Others may know of it: it does not wait for a health consent (rule 4).
    pub(in crate::memberships) disclosable: bool,
}

/// Everyone whose request was declined, and everyone whose membership ended.
pub(in crate::memberships) struct AllAffected {
    pub(in crate::memberships) requests: Vec<Affected>,
    pub(in crate::memberships) memberships: Vec<Affected>,
}

/// Declines the requests and ends the memberships of a project whose row the caller holds. Requests first:
/// one that is being accepted in this moment is a membership by the time of the second statement.
pub(in crate::memberships) async fn end_all_of_project(
    db: &mut PgConnection,
    project: ProjectId,
    on: NaiveDate,
    reasons: (&str, &str),
    by: &By,
) -> sqlx::Result<AllAffected> {
    let (to_those_who_asked, reason) = reasons;
    let requests = sqlx::query_as!(
        Affected,
        r#"update memberships m
           set state = 'declined', decision_reason = $2, decided_by = $3, decided_at = $4, version = m.version + 1
           from associates a
           where m.project_id = $1 and m.state = 'requested' and a.id = m.associate_id
           returning m.id, m.associate_id, a.given_name, a.email, m.role,
                     not awaits_health_consent(m.associate_id, m.project_id) as "disclosable!""#,
        project as ProjectId,
        to_those_who_asked,
        by.account as Option<AccountId>,
        by.at as DateTime<Utc>
    )
    .fetch_all(&mut *db)
    .await?;
    let memberships = sqlx::query_as!(
        Affected,
        r#"update memberships m
           set state = 'ended', ends_on = greatest($2, m.starts_on), end_reason = $3, ended_by = $4, ended_at = $5,
               version = m.version + 1
           from associates a
           where m.project_id = $1 and m.state = 'active' and a.id = m.associate_id
           returning m.id, m.associate_id, a.given_name, a.email, m.role,
                     not awaits_health_consent(m.associate_id, m.project_id) as "disclosable!""#,
        project as ProjectId,
        on,
        reason,
        by.account as Option<AccountId>,
        by.at
    )
    .fetch_all(db)
    .await?;
    Ok(AllAffected { requests, memberships })
}
