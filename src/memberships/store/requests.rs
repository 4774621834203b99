//! Requests to join that wait for an answer. One that awaits a consent is not among them (rule 4), nor one
//! of somebody who has not confirmed their registration.

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::PgConnection;

use crate::kernel::{
    AssociateId, County, DeclaredInvolvement, EmailAddress, MembershipId, ProjectId, StakeholderGroup, london_date,
};
use crate::memberships::model::{MembershipRole, answer_by, is_late, last_late_day};
use crate::web::Cursor;

/// A request as those who answer it read it.
#[derive(Clone, Debug)]
pub(in crate::memberships) struct RequestRow {
    pub(in crate::memberships) id: MembershipId,
    pub(in crate::memberships) associate_id: AssociateId,
    pub(in crate::memberships) name: String,
    pub(in crate::memberships) stakeholder_group: StakeholderGroup,
    pub(in crate::memberships) county: Option<County>,
    pub(in crate::memberships) organisation: Option<String>,
    pub(in crate::memberships) project_slug: String,
    pub(in crate::memberships) project_title: String,
    pub(in crate::memberships) role: MembershipRole,
    pub(in crate::memberships) involvement: DeclaredInvolvement,
    pub(in crate::memberships) reason: Option<String>,
    pub(in crate::memberships) requested_at: DateTime<Utc>,
}

impl RequestRow {
    pub(in crate::memberships) fn requested_on(&self) -> NaiveDate {
        london_date(self.requested_at)
    }

    pub(in crate::memberships) fn answer_by(&self) -> NaiveDate {
        answer_by(self.requested_on())
    }

    pub(in crate::memberships) fn is_late(&self, today: NaiveDate) -> bool {
        is_late(self.requested_on(), today)
    }
}

macro_rules! select_request {
    ($tail:literal, $($argument:expr),*) => {
        sqlx::query_as!(
            RequestRow,
            r#"select m.id as "id!", m.associate_id as "associate_id!", a.given_name || ' ' || a.family_name as "name!",
                      a.stakeholder_group, a.county,
                      (select coalesce(o.name, f.organisation_text)
                       from affiliations f
                       left join organisations o on o.id = f.organisation_id
                       where f.associate_id = a.id and f.ends_on is null
                       order by f.starts_on desc, f.id
                       limit 1) as organisation,
                      p.slug as project_slug, p.title as project_title, m.role as "role!", m.involvement as "involvement!",
                      m.reason, m.requested_at as "requested_at!"
               from disclosable_memberships m
               join associates a on a.id = m.associate_id
               join projects p on p.id = m.project_id
               where m.state = 'requested' and a.standing in ('active', 'paused') "# + $tail,
            $($argument),*
        )
    };
}

/// All requests, or those only that are late on a day, the oldest first; one more than a page.
pub(in crate::memberships) async fn list_requests(
    db: &mut PgConnection,
    cursor: Cursor<MembershipId>,
    late_on: Option<NaiveDate>,
) -> sqlx::Result<Vec<RequestRow>> {
    let (limit, asked_by) = (i64::from(super::PAGE) + 1, late_on.map(last_late_day));
    match cursor {
        Cursor::Before(id) => {
            select_request!(
                "and (m.requested_at, m.id) < (select requested_at, id from memberships where id = $1)
                 and ($3::date is null or (m.requested_at at time zone 'Europe/London')::date <= $3)
                 order by m.requested_at desc, m.id desc
                 limit $2",
                id as MembershipId,
                limit,
                asked_by
            )
            .fetch_all(db)
            .await
        }
        Cursor::Start | Cursor::After(_) => {
            let after = if let Cursor::After(id) = cursor { Some(id) } else { None };
            select_request!(
                "and ($1::uuid is null
                      or (m.requested_at, m.id) > (select requested_at, id from memberships where id = $1))
                 and ($3::date is null or (m.requested_at at time zone 'Europe/London')::date <= $3)
                 order by m.requested_at, m.id
                 limit $2",
                after as Option<MembershipId>,
                limit,
                asked_by
            )
            .fetch_all(db)
            .await
        }
    }
}

/// The requests of one project, the oldest first; at most 100.
pub(in crate::memberships) async fn list_requests_of(
    db: &mut PgConnection,
    project: ProjectId,
) -> sqlx::Result<Vec<RequestRow>> {
    select_request!("and m.project_id = $1 order by m.requested_at, m.id limit 100", project as ProjectId)
        .fetch_all(db)
        .await
}

/// One request that can be answered; none when it was answered or withdrawn, or awaits a consent.
pub(in crate::memberships) async fn find_request(
    db: &mut PgConnection,
    id: MembershipId,
) -> sqlx::Result<Option<RequestRow>> {
    select_request!("and m.id = $1", id as MembershipId).fetch_optional(db).await
}

/// An open link that waits for its person's consent.
pub(in crate::memberships) struct Waiting {
    pub(in crate::memberships) id: MembershipId,
    pub(in crate::memberships) associate_id: AssociateId,
}

/// Open links that wait for a consent their person, who has an address, was never asked for by letter; at most
/// 200 at a time.
pub(in crate::memberships) async fn list_unasked(db: &mut PgConnection) -> sqlx::Result<Vec<Waiting>> {
    sqlx::query_as!(
        Waiting,
        "-- The ledger is read last, for the links it can be about; materialized, since the planner thinks it cheap.
         with links as materialized (
             select m.id, m.associate_id, m.project_id
             from projects p
             join memberships m on m.project_id = p.id and m.state in ('requested', 'active')
             join associates a on a.id = m.associate_id
             where p.sensitive and a.stakeholder_group in ('service_user', 'carer') and a.email is not null
               and a.standing in ('active', 'paused'))
         select m.id, m.associate_id
         from links m
         where awaits_health_consent(m.associate_id, m.project_id)
           and not exists (select from mails x where x.idempotency_key = 'please agree:' || m.id)
         order by m.id
         limit 200"
    )
    .fetch_all(db)
    .await
}

/// How many requests wait.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct RequestCounts {
    pub(crate) waiting: i64,
    /// Not answered within three working days.
    pub(crate) late: i64,
    /// People whose requests are not to be answered before they have agreed to a health-related link.
    pub(crate) waiting_for_consent: i64,
}

/// All requests of the network, for the team.
pub(crate) async fn count_requests(db: &mut PgConnection, today: NaiveDate) -> sqlx::Result<RequestCounts> {
    sqlx::query_as!(
        RequestCounts,
        r#"select count(*) filter (where not m.waits) as "waiting!",
                  count(*) filter (where not m.waits and m.requested_on <= $1) as "late!",
                  count(distinct m.associate_id) filter (where m.waits) as "waiting_for_consent!"
           from (select m.associate_id, awaits_health_consent(m.associate_id, m.project_id) as waits,
                        (m.requested_at at time zone 'Europe/London')::date as requested_on
                 from memberships m
                 join associates a on a.id = m.associate_id
                 where m.state = 'requested' and a.standing in ('active', 'paused')) m"#,
        last_late_day(today)
    )
    .fetch_one(db)
    .await
}

/// Someone who leads a project and can be written to.
pub(in crate::memberships) struct Lead {
    pub(in crate::memberships) associate_id: AssociateId,
    pub(in crate::memberships) given_name: String,
    pub(in crate::memberships) email: EmailAddress,
}

/// The leads of a project who have an e-mail address; at most 20.
pub(in crate::memberships) async fn list_leads(db: &mut PgConnection, project: ProjectId) -> sqlx::Result<Vec<Lead>> {
    sqlx::query_as!(
        Lead,
        r#"select a.id as associate_id, a.given_name, a.email as "email!: EmailAddress"
           from disclosable_memberships m
           join associates a on a.id = m.associate_id
           where m.project_id = $1 and m.role = 'lead' and m.state = 'active' and a.standing = 'active'
             and a.email is not null
           order by a.id
           limit 20"#,
        project as ProjectId
    )
    .fetch_all(db)
    .await
}
