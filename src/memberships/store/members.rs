//! The people of a project, as others may see them: only links that need not wait for a consent.

use chrono::NaiveDate;
use sqlx::PgConnection;

use crate::kernel::{
    AssociateId, County, DeclaredInvolvement, MembershipId, OrganisationId, ProjectId, StakeholderGroup,
};
use crate::memberships::model::{MembershipRole, MembershipState};
use crate::organisations::Named;
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
    /// They belong to none of the register.
    pub(in crate::memberships) no_organisation: bool,
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
    /// Since when it may be told: later than it began when it was recorded, or their consent
    /// given, after that.
    pub(in crate::memberships) told_since: Option<NaiveDate>,
    /// Where they belong today; the latest where it is several.
    pub(in crate::memberships) organisation: Option<String>,
}

macro_rules! select_members {
    ($row:ident, $head:literal, $tail:literal, $project:expr, $filter:expr, $today:expr, $($argument:expr),*) => {
        sqlx::query_as!(
            $row,
            $head
                + r#" from disclosable_memberships m
               join associates a on a.id = m.associate_id
               where m.project_id = $1
                 and ($2::membership_role is null or m.role = $2)
                 and ($3::uuid is null or exists (
                     select from affiliations f
                     where f.associate_id = a.id and f.organisation_id = $3
                       and f.starts_on <= $6 and (f.ends_on is null or f.ends_on >= $6)))
                 and not ($7 and exists (
                     select from affiliations f
                     where f.associate_id = a.id and f.organisation_id is not null
                       and f.starts_on <= $6 and (f.ends_on is null or f.ends_on >= $6)))
                 and ($4::stakeholder_group is null or a.stakeholder_group = $4)
                 and ($5::county is null or a.county = $5)
                 and ($10::text is null or not exists (
                     select from unnest(search_words($10)) word
                     where not has_word(a.name_search, a.name_keys, word, alike_keys(word))))
                 and ((m.state = 'active' and $8 and a.standing in ('active', 'paused')) or (m.state = 'ended' and $9)) "#
                + $tail,
            $project as ProjectId,
            $filter.role as Option<MembershipRole>,
            $filter.organisation as Option<OrganisationId>,
            $filter.group as Option<StakeholderGroup>,
            $filter.county as Option<County>,
            $today,
            $filter.no_organisation,
            $filter.shown != Shown::Ended,
            $filter.shown != Shown::Active,
            $filter.name,
            $($argument),*
        )
    };
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
    select_members!(
        MemberRow,
        r#"with page as (
               select m.id, m.associate_id, a.given_name || ' ' || a.family_name as name, a.sort_name,
                      a.stakeholder_group, a.county, m.role, m.state, m.involvement, m.starts_on, m.ends_on"#,
        r#"and ($11::uuid is null or case
                      when $12 then (a.sort_name, m.id) < (
                          select b.sort_name, n.id from memberships n join associates b on b.id = n.associate_id where n.id = $11)
                      else (a.sort_name, m.id) > (
                          select b.sort_name, n.id from memberships n join associates b on b.id = n.associate_id where n.id = $11)
                      end)
               order by case when not $12 then a.sort_name end, case when not $12 then m.id end, a.sort_name desc, m.id desc
               limit $13)
           select page.id as "id!: MembershipId", page.associate_id as "associate_id!: AssociateId", page.name as "name!",
                  page.stakeholder_group, page.county, page.role as "role!", page.state as "state!",
                  page.involvement as "involvement!", page.starts_on, page.ends_on,
                  told_since(page.id),
                  present.organisation as "organisation?"
           from page
           left join lateral (
               select coalesce(o.name, f.organisation_text) as organisation
               from affiliations f
               left join organisations o on o.id = f.organisation_id
               where f.associate_id = page.associate_id and f.starts_on <= $6 and (f.ends_on is null or f.ends_on >= $6)
               order by f.starts_on desc, f.id
               limit 1) present on true
           order by case when not $12 then page.sort_name end, case when not $12 then page.id end,
                    page.sort_name desc, page.id desc"#,
        project,
        filter,
        today,
        at as Option<MembershipId>,
        backwards,
        i64::from(super::PAGE) + 1
    )
    .fetch_all(db)
    .await
}

struct Count {
    people: i64,
}

/// How many people the list has: someone with two roles is one.
pub(in crate::memberships) async fn count_members(
    db: &mut PgConnection,
    project: ProjectId,
    filter: &MemberFilter,
    today: NaiveDate,
) -> sqlx::Result<i64> {
    let count =
        select_members!(Count, r#"select count(distinct m.associate_id) as "people!""#, "", project, filter, today,);
    Ok(count.fetch_one(db).await?.people)
}

/// The organisations the project's members belong to today, by name.
pub(in crate::memberships) async fn list_organisations(
    db: &mut PgConnection,
    project: ProjectId,
    today: NaiveDate,
) -> sqlx::Result<Vec<Named>> {
    sqlx::query_as!(
        Named,
        r#"select o.id as "id!", o.name as "name!", o.with_other_names as "with_other_names!"
           from organisations_named o
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
    /// People whose open link waits for their consent: for the team only.
    pub(in crate::memberships) waiting_for_consent: i64,
    /// All that is open, seen or not: what ends with the project.
    pub(in crate::memberships) all_members: i64,
    pub(in crate::memberships) all_requests: i64,
}

pub(in crate::memberships) async fn totals(db: &mut PgConnection, project: ProjectId) -> sqlx::Result<Totals> {
    sqlx::query_as!(
        Totals,
        r#"select count(distinct m.associate_id) filter (where m.state = 'active' and not m.waits and m.present) as "members!",
                  count(distinct m.associate_id) filter (where m.waits and m.present) as "waiting_for_consent!",
                  count(*) filter (where m.state = 'active') as "all_members!",
                  count(*) filter (where m.state = 'requested') as "all_requests!"
           -- The function is asked for each person, and only where it can say yes.
           from (select m.state, m.associate_id,
                        p.sensitive and awaits_health_consent(m.associate_id, m.project_id) as waits,
                        a.standing in ('active', 'paused') as present
                 from memberships m
                 join projects p on p.id = m.project_id
                 join associates a on a.id = m.associate_id
                 where m.project_id = $1 and m.state in ('requested', 'active')) m"#,
        project as ProjectId
    )
    .fetch_one(db)
    .await
}
