//! People with what a list of them has.

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::PgConnection;

use crate::associates::Standing;
use crate::kernel::{AssociateId, County, DeclaredInvolvement, EmailAddress, StakeholderGroup};
use crate::memberships::MembershipRole;

/// Someone of the register, as a list has them.
pub(in crate::exports) struct Person {
    pub(in crate::exports) id: AssociateId,
    pub(in crate::exports) given_name: String,
    pub(in crate::exports) family_name: String,
    pub(in crate::exports) email: Option<EmailAddress>,
    pub(in crate::exports) phone: Option<String>,
    pub(in crate::exports) postcode_district: Option<String>,
    pub(in crate::exports) county: Option<County>,
    pub(in crate::exports) stakeholder_group: StakeholderGroup,
    pub(in crate::exports) interests: Option<String>,
    pub(in crate::exports) offers: Option<String>,
    pub(in crate::exports) asks: Option<String>,
    pub(in crate::exports) involvement: DeclaredInvolvement,
    pub(in crate::exports) standing: Standing,
    pub(in crate::exports) joined_on: Option<NaiveDate>,
    pub(in crate::exports) owner: Option<String>,
    pub(in crate::exports) last_act_at: Option<DateTime<Utc>>,
    /// Where they belong today, the latest first, with their job there beside it, which may be empty.
    pub(in crate::exports) organisations: Vec<String>,
    pub(in crate::exports) job_titles: Vec<String>,
    /// What they take part in, as far as anyone may know, by title, with their role beside it.
    pub(in crate::exports) projects: Vec<String>,
    pub(in crate::exports) roles: Vec<MembershipRole>,
    /// The team's labels, by name.
    pub(in crate::exports) tags: Vec<String>,
    /// Only when they were asked for.
    pub(in crate::exports) access_needs: Option<String>,
}

/// These people, in this order. Who left the register meanwhile is not among them.
pub(in crate::exports) async fn list_people(
    db: &mut PgConnection,
    ids: &[AssociateId],
    with_needs: bool,
    today: NaiveDate,
) -> sqlx::Result<Vec<Person>> {
    sqlx::query_as!(
        Person,
        r#"select a.id, a.given_name, a.family_name, a.email, a.phone, a.postcode_district, a.county, a.stakeholder_group,
                  a.interests, a.offers, a.asks, a.involvement, a.standing, a.joined_on, w.name as "owner?",
                  (select max(m.at) from member_acts m where m.associate_id = a.id) as last_act_at,
                  coalesce(f.organisations, '{}') as "organisations!", coalesce(f.job_titles, '{}') as "job_titles!",
                  coalesce(p.projects, '{}') as "projects!", coalesce(p.roles, '{}') as "roles!: Vec<MembershipRole>",
                  array(select t.name from associate_tags x join tags t on t.id = x.tag_id
                        where x.associate_id = a.id order by search_text(t.name), t.id) as "tags!",
                  case when $2 then a.access_needs end as access_needs
           from unnest($1::uuid[]) with ordinality as wanted (id, place)
           join associates a on a.id = wanted.id and a.standing in ('active', 'paused', 'left')
           left join accounts w on w.id = a.owner_id
           left join lateral (
               select array_agg(coalesce(o.name, f.organisation_text) order by f.starts_on desc, f.id) as organisations,
                      array_agg(coalesce(f.job_title, '') order by f.starts_on desc, f.id) as job_titles
               from affiliations f
               left join organisations o on o.id = f.organisation_id
               where f.associate_id = a.id and f.starts_on <= $3 and (f.ends_on is null or f.ends_on >= $3)) f on true
           left join lateral (
               select array_agg(p.title order by p.title, m.id) as projects, array_agg(m.role order by p.title, m.id) as roles
               from disclosable_memberships m
               join projects p on p.id = m.project_id
               where m.associate_id = a.id and m.state = 'active') p on true
           order by wanted.place"#,
        ids as &[AssociateId],
        with_needs,
        today
    )
    .fetch_all(db)
    .await
}

/// Of these people those with access needs.
pub(in crate::exports) async fn list_with_needs(
    db: &mut PgConnection,
    ids: &[AssociateId],
) -> sqlx::Result<Vec<AssociateId>> {
    sqlx::query_scalar!(
        r#"select id as "id: AssociateId" from associates where id = any($1) and access_needs is not null order by id"#,
        ids as &[AssociateId]
    )
    .fetch_all(db)
    .await
}
