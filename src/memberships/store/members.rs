//! The people of a project, as others may see them: only links that need not wait for a consent.

use chrono::NaiveDate;
use sqlx::PgConnection;

use crate::kernel::{
    AssociateId, County, DeclaredInvolvement, MembershipId, OrganisationId, ProjectId, StakeholderGroup,
};
use crate::memberships::model::{MembershipRole, MembershipState};
use crate::web::Cursor;

/// Which periods a list of members holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::memberships) enum Shown {
    #[default]
    Active,
    Ended,
    All,
}

/// What the list of members is narrowed to.
#[derive(Clone, Debug, Default)]
pub(in crate::memberships) struct MemberFilter {
    /// Words of a name, each as a fragment or with a typing error.
    pub(in crate::memberships) name: Option<String>,
    pub(in crate::memberships) role: Option<MembershipRole>,
    pub(in crate::memberships) organisation: Option<OrganisationId>,
    pub(in crate::memberships) group: Option<StakeholderGroup>,
    pub(in crate::memberships) county: Option<County>,
    pub(in crate::memberships) shown: Shown,
}

/// A line of the list: one membership.
pub(in crate::memberships) struct MemberRow {
    pub(in crate::memberships) id: MembershipId,
    pub(in crate::memberships) associate_id: AssociateId,
    pub(in crate::memberships) name: String,
    pub(in crate::memberships) stakeholder_group: StakeholderGroup,
    pub(in crate::memberships) county: Option<County>,
    pub(in crate::memberships) role: MembershipRole,
    pub(in crate::memberships) state: MembershipState,
    pub(in crate::memberships) involvement: DeclaredInvolvement,
    pub(in crate::memberships) starts_on: Option<NaiveDate>,
    pub(in crate::memberships) ends_on: Option<NaiveDate>,
    /// Where they belong today; the latest where it is several.
    pub(in crate::memberships) organisation: Option<String>,
}

/// Members of a project by name; one more than a page.
pub(in crate::memberships) async fn list_members(
    db: &mut PgConnection,
    project: ProjectId,
    filter: &MemberFilter,
    cursor: Cursor<MembershipId>,
    today: NaiveDate,
) -> sqlx::Result<Vec<MemberRow>> {
    let (at, backwards) = super::place(cursor);
    sqlx::query_as!(
        MemberRow,
        r#"with page as (
               select m.id, m.associate_id, a.given_name || ' ' || a.family_name as name, a.sort_name,
                      a.stakeholder_group, a.county, m.role, m.state, m.involvement, m.starts_on, m.ends_on
               from disclosable_memberships m
               join associates a on a.id = m.associate_id
               where m.project_id = $1
                 and ($2::membership_role is null or m.role = $2)
                 and ($3::uuid is null or exists (
                     select from affiliations f
                     where f.associate_id = a.id and f.organisation_id = $3
                       and f.starts_on <= $6 and (f.ends_on is null or f.ends_on >= $6)))
                 and ($4::stakeholder_group is null or a.stakeholder_group = $4)
                 and ($5::county is null or a.county = $5)
                 and ($12::text is null or not exists (
                     select from unnest(search_words($12)) word
                     where not has_word(a.name_search, a.name_keys, word, alike_keys(word))))
                 and ((m.state = 'active' and $7 and a.standing in ('active', 'paused')) or (m.state = 'ended' and $8))
                 and ($9::uuid is null or case
                      when $10 then (a.sort_name, m.id) < (
                          select b.sort_name, n.id from memberships n join associates b on b.id = n.associate_id where n.id = $9)
                      else (a.sort_name, m.id) > (
                          select b.sort_name, n.id from memberships n join associates b on b.id = n.associate_id where n.id = $9)
                      end)
               order by case when not $10 then a.sort_name end, case when not $10 then m.id end, a.sort_name desc, m.id desc
               limit $11)
           select page.id as "id!: MembershipId", page.associate_id as "associate_id!: AssociateId", page.name as "name!",
                  page.stakeholder_group, page.county, page.role as "role!", page.state as "state!",
                  page.involvement as "involvement!", page.starts_on, page.ends_on, present.organisation as "organisation?"
           from page
           left join lateral (
               select coalesce(o.name, f.organisation_text) as organisation
               from affiliations f
               left join organisations o on o.id = f.organisation_id
               where f.associate_id = page.associate_id and f.starts_on <= $6 and (f.ends_on is null or f.ends_on >= $6)
               order by f.starts_on desc, f.id
               limit 1) present on true
           order by case when not $10 then page.sort_name end, case when not $10 then page.id end,
                    page.sort_name desc, page.id desc"#,
        project as ProjectId,
        filter.role as Option<MembershipRole>,
        filter.organisation as Option<OrganisationId>,
        filter.group as Option<StakeholderGroup>,
        filter.county as Option<County>,
        today,
        filter.shown != Shown::Ended,
        filter.shown != Shown::Active,
        at as Option<MembershipId>,
        backwards,
        i64::from(super::PAGE) + 1,
        filter.name
    )
    .fetch_all(db)
    .await
}

/// An organisation to filter by.
pub(in crate::memberships) struct Named {
    pub(in crate::memberships) id: OrganisationId,
    pub(in crate::memberships) name: String,
}

/// The organisations the project's members belong to today, by name.
pub(in crate::memberships) async fn list_organisations(
    db: &mut PgConnection,
    project: ProjectId,
    today: NaiveDate,
) -> sqlx::Result<Vec<Named>> {
    sqlx::query_as!(
        Named,
        r#"select o.id, o.name from organisations o
           where o.id in (
               select f.organisation_id
               from affiliations f
               join disclosable_memberships m on m.associate_id = f.associate_id
               where m.project_id = $1 and m.state = 'active'
                 and f.starts_on <= $2 and (f.ends_on is null or f.ends_on >= $2))
           order by search_text(o.name)
           limit 500"#,
        project as ProjectId,
        today
    )
    .fetch_all(db)
    .await
}

/// How many people there are around a project.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::memberships) struct Totals {
    /// People who take part and may be seen.
    pub(in crate::memberships) members: i64,
    /// Open links that wait for a consent: for the team only.
    pub(in crate::memberships) waiting_for_consent: i64,
    /// All that is open, seen or not: what ends with the project.
    pub(in crate::memberships) all_members: i64,
    pub(in crate::memberships) all_requests: i64,
}

pub(in crate::memberships) async fn totals(db: &mut PgConnection, project: ProjectId) -> sqlx::Result<Totals> {
    sqlx::query_as!(
        Totals,
        r#"select count(distinct m.associate_id) filter (where m.state = 'active' and not m.waits and m.present) as "members!",
                  count(*) filter (where m.waits) as "waiting_for_consent!",
                  count(*) filter (where m.state = 'active') as "all_members!",
                  count(*) filter (where m.state = 'requested') as "all_requests!"
           from (select m.state, m.associate_id, awaits_health_consent(m.associate_id, m.project_id) as waits,
                        a.standing in ('active', 'paused') as present
                 from memberships m
                 join associates a on a.id = m.associate_id
                 where m.project_id = $1 and m.state in ('requested', 'active')) m"#,
        project as ProjectId
    )
    .fetch_one(db)
    .await
}
