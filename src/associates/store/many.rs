//! Many people at once, in one statement each: what an import writes, and takes back.

use chrono::NaiveDate;
use serde::Serialize;
use serde_json::json;
use sqlx::PgConnection;

use crate::associates::model::Detail;
use crate::audit::By;
use crate::kernel::{
    AccountId, AffiliationId, AssociateId, County, DeclaredInvolvement, OrganisationId, StakeholderGroup, london_date,
};

/// Someone who is added with others.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct NewAssociate {
    pub(crate) id: AssociateId,
    pub(crate) given_name: String,
    pub(crate) family_name: String,
    pub(crate) email: Option<String>,
    pub(crate) phone: Option<String>,
    pub(crate) postcode_district: Option<String>,
    pub(crate) county: Option<County>,
    pub(crate) stakeholder_group: StakeholderGroup,
    pub(crate) involvement: DeclaredInvolvement,
    pub(crate) interests: Option<String>,
    pub(crate) offers: Option<String>,
    pub(crate) asks: Option<String>,
    pub(crate) owner_id: Option<AccountId>,
}

/// A period at an organisation that is written with others.
#[derive(Clone, Debug, Serialize, serde::Deserialize)]
pub(crate) struct NewBelonging {
    pub(crate) id: AffiliationId,
    pub(crate) associate_id: AssociateId,
    pub(crate) organisation_id: Option<OrganisationId>,
    pub(crate) organisation_text: Option<String>,
    pub(crate) job_title: Option<String>,
    pub(crate) starts_on: NaiveDate,
}

/// One detail of someone, as it is and as it shall be.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct SetDetail<'a> {
    pub(crate) id: AssociateId,
    pub(crate) before: Option<&'a str>,
    pub(crate) after: Option<&'a str>,
}

/// Writes new people, active from today on.
///
/// # Errors
/// The database's.
pub(crate) async fn insert_many(db: &mut PgConnection, people: &[NewAssociate], by: &By) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into associates
             (id, given_name, family_name, email, phone, postcode_district, county, stakeholder_group, involvement,
              interests, offers, asks, owner_id, standing, created_at, joined_on)
         select r.id, r.given_name, r.family_name, r.email, r.phone, r.postcode_district, r.county, r.stakeholder_group,
                r.involvement, r.interests, r.offers, r.asks, r.owner_id, 'active', $2, $3
         from jsonb_to_recordset($1) as r(
             id uuid, given_name text, family_name text, email text, phone text, postcode_district text, county county,
             stakeholder_group stakeholder_group, involvement declared_involvement, interests text, offers text,
             asks text, owner_id uuid)",
        json!(people),
        by.at,
        london_date(by.at)
    )
    .execute(&mut *db)
    .await?;
    let ids: Vec<AssociateId> = people.iter().map(|person| person.id).collect();
    sqlx::query!(
        "insert into standing_changes (id, associate_id, standing, changed_by, changed_at)
         select gen_random_uuid(), id, 'active', $2, $3 from unnest($1::uuid[]) as id",
        ids.as_slice() as &[AssociateId],
        by.account as Option<AccountId>,
        by.at
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Writes where people belong.
pub(crate) async fn insert_belongings(db: &mut PgConnection, belongings: &[NewBelonging]) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into affiliations (id, associate_id, organisation_id, organisation_text, job_title, starts_on)
         select r.id, r.associate_id, r.organisation_id, r.organisation_text, r.job_title, r.starts_on
         from jsonb_to_recordset($1) as r(
             id uuid, associate_id uuid, organisation_id uuid, organisation_text text, job_title text, starts_on date)",
        json!(belongings)
    )
    .execute(db)
    .await?;
    Ok(())
}

macro_rules! set {
    ($db:expr, $changes:expr, $column:literal, $kind:literal) => {
        sqlx::query_scalar!(
            "update associates a set "
                + $column
                + " = c.after, version = a.version + 1
             from jsonb_to_recordset($1) as c(id uuid, before "
                + $kind
                + ", after "
                + $kind
                + ")
             where a.id = c.id and a."
                + $column
                + " is not distinct from c.before
             returning a.id",
            json!($changes)
        )
        .fetch_all($db)
        .await
    };
}

/// Sets one detail of many people where it still is as it was; says of whom.
pub(crate) async fn set_detail(
    db: &mut PgConnection,
    detail: Detail,
    changes: &[SetDetail<'_>],
) -> sqlx::Result<Vec<AssociateId>> {
    match detail {
        Detail::Email => set!(db, changes, "email", "text"),
        Detail::Phone => set!(db, changes, "phone", "text"),
        Detail::PostcodeDistrict => set!(db, changes, "postcode_district", "text"),
        Detail::County => set!(db, changes, "county", "county"),
        Detail::StakeholderGroup => set!(db, changes, "stakeholder_group", "stakeholder_group"),
        Detail::Involvement => set!(db, changes, "involvement", "declared_involvement"),
        Detail::Interests => set!(db, changes, "interests", "text"),
        Detail::Offers => set!(db, changes, "offers", "text"),
        Detail::Asks => set!(db, changes, "asks", "text"),
        Detail::Owner => set!(db, changes, "owner_id", "uuid"),
    }
}

/// Nobody joins or changes until the transaction ends: what was compared with the register still holds when it is written.
/// People read on meanwhile. Whoever holds somebody already, or refers to them, ends first: otherwise each could wait for
/// the other.
pub(crate) async fn hold_register(db: &mut PgConnection) -> sqlx::Result<()> {
    sqlx::query!("lock table associates in exclusive mode").execute(db).await?;
    Ok(())
}

/// Removes people whom an import made and nobody has used since. Whoever calls this has made sure of that.
pub(crate) async fn delete_unused(db: &mut PgConnection, people: &[AssociateId]) -> sqlx::Result<()> {
    sqlx::query!("delete from associates where id = any($1)", people as &[AssociateId]).execute(db).await?;
    Ok(())
}

/// Removes periods that an import made, unless they were changed: they must still be as it wrote them. Says which.
pub(crate) async fn delete_unchanged_belongings(
    db: &mut PgConnection,
    belongings: &[NewBelonging],
) -> sqlx::Result<Vec<AffiliationId>> {
    sqlx::query_scalar!(
        "delete from affiliations f
         using jsonb_to_recordset($1) as r(
             id uuid, associate_id uuid, organisation_id uuid, organisation_text text, job_title text, starts_on date)
         where f.id = r.id and f.associate_id = r.associate_id and f.organisation_id is not distinct from r.organisation_id
           and f.organisation_text is not distinct from r.organisation_text
           and f.job_title is not distinct from r.job_title and f.starts_on = r.starts_on and f.ends_on is null
         returning f.id",
        json!(belongings)
    )
    .fetch_all(db)
    .await
}
