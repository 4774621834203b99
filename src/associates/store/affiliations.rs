//! Where people work or belong, and when.

use chrono::NaiveDate;
use sqlx::PgConnection;

use crate::associates::model::NewAffiliation;
use crate::kernel::{AffiliationId, AssociateId, OrganisationId};

/// A period at an organisation, with its name.
#[derive(Clone, Debug)]
pub(crate) struct Affiliation {
    pub(crate) id: AffiliationId,
    pub(crate) organisation_id: Option<OrganisationId>,
    /// The organisation's name, or what was written until it is matched.
    pub(crate) organisation: String,
    pub(crate) job_title: Option<String>,
    pub(crate) starts_on: NaiveDate,
    pub(crate) ends_on: Option<NaiveDate>,
}

/// All affiliations of an Associate, the present and latest first.
pub(crate) async fn list_affiliations(db: &mut PgConnection, id: AssociateId) -> sqlx::Result<Vec<Affiliation>> {
    sqlx::query_as!(
        Affiliation,
        r#"select f.id, f.organisation_id, coalesce(o.name, f.organisation_text, '') as "organisation!", f.job_title,
                  f.starts_on, f.ends_on
           from affiliations f
           left join organisations o on o.id = f.organisation_id
           where f.associate_id = $1
           order by f.ends_on desc nulls first, f.starts_on desc, f.id"#,
        id as AssociateId
    )
    .fetch_all(db)
    .await
}

/// Records a period at an organisation.
pub(crate) async fn insert_affiliation(
    db: &mut PgConnection,
    associate: AssociateId,
    affiliation: &NewAffiliation,
) -> sqlx::Result<AffiliationId> {
    let id = AffiliationId::new();
    let (organisation, written) = affiliation.belonging.columns();
    sqlx::query!(
        "insert into affiliations (id, associate_id, organisation_id, organisation_text, job_title, starts_on, ends_on)
         values ($1, $2, $3, $4, $5, $6, $7)",
        id as AffiliationId,
        associate as AssociateId,
        organisation as Option<OrganisationId>,
        written,
        affiliation.job_title.as_ref().map(|title| title.as_str()),
        affiliation.starts_on,
        affiliation.ends_on
    )
    .execute(db)
    .await?;
    Ok(id)
}

/// Corrects a period: where, as what, from when until when.
pub(crate) async fn update_affiliation(
    db: &mut PgConnection,
    associate: AssociateId,
    id: AffiliationId,
    affiliation: &NewAffiliation,
) -> sqlx::Result<()> {
    let (organisation, written) = affiliation.belonging.columns();
    sqlx::query!(
        "update affiliations
         set organisation_id = $3, organisation_text = $4, job_title = $5, starts_on = $6, ends_on = $7
         where id = $1 and associate_id = $2",
        id as AffiliationId,
        associate as AssociateId,
        organisation as Option<OrganisationId>,
        written,
        affiliation.job_title.as_ref().map(|title| title.as_str()),
        affiliation.starts_on,
        affiliation.ends_on
    )
    .execute(db)
    .await?;
    Ok(())
}
