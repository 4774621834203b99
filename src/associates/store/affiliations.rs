//! Where people work or belong, and when.

use chrono::NaiveDate;
use sqlx::PgConnection;

use crate::associates::model::{Belonging, NewAffiliation};
use crate::kernel::{AffiliationId, AssociateId, OrganisationId, Text};

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
    /// The last day of an organisation that has ended.
    pub(crate) organisation_ends_on: Option<NaiveDate>,
}

impl Affiliation {
    /// The last day of its organisation, if they are recorded there beyond it: still to be placed.
    pub(crate) fn outlives(&self) -> Option<NaiveDate> {
        self.organisation_ends_on.filter(|last| self.ends_on.is_none_or(|end| end > *last))
    }

    /// Whether it is a period at this very place.
    pub(crate) fn is_at(&self, belonging: &Belonging) -> bool {
        match belonging {
            Belonging::Organisation(id) => self.organisation_id == Some(*id),
            Belonging::Written(text) => self.organisation_id.is_none() && self.organisation == text.as_str(),
        }
    }

    /// It in the form it was written in, for the audit trail and for changing a part of it.
    pub(crate) fn as_recorded(&self) -> Option<NewAffiliation> {
        let belonging = match self.organisation_id {
            Some(id) => Belonging::Organisation(id),
            None => Belonging::Written(Text::parse("an organisation", &self.organisation).ok()?),
        };
        let job_title = self.job_title.as_deref().and_then(|title| Text::parse("a job title", title).ok());
        Some(NewAffiliation { belonging, job_title, starts_on: self.starts_on, ends_on: self.ends_on })
    }
}

/// All affiliations of an Associate, the present and latest first.
pub(crate) async fn list_affiliations(db: &mut PgConnection, id: AssociateId) -> sqlx::Result<Vec<Affiliation>> {
    sqlx::query_as!(
        Affiliation,
        r#"select f.id, f.organisation_id, coalesce(o.name, f.organisation_text, '') as "organisation!", f.job_title,
                  f.starts_on, f.ends_on, o.ends_on as "organisation_ends_on?"
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

/// A period at an organisation of the register, one of many that are written together.
#[derive(Clone, Debug)]
pub(crate) struct NewPeriod {
    pub(crate) id: AffiliationId,
    pub(crate) associate: AssociateId,
    pub(crate) organisation: OrganisationId,
    pub(crate) job_title: Option<String>,
    pub(crate) starts_on: NaiveDate,
    pub(crate) ends_on: Option<NaiveDate>,
}

/// Records many periods at once.
pub(crate) async fn insert_affiliations(db: &mut PgConnection, new: &[NewPeriod]) -> sqlx::Result<()> {
    let ids: Vec<AffiliationId> = new.iter().map(|one| one.id).collect();
    let people: Vec<AssociateId> = new.iter().map(|one| one.associate).collect();
    let organisations: Vec<OrganisationId> = new.iter().map(|one| one.organisation).collect();
    let titles: Vec<Option<String>> = new.iter().map(|one| one.job_title.clone()).collect();
    let starts: Vec<NaiveDate> = new.iter().map(|one| one.starts_on).collect();
    let ends: Vec<Option<NaiveDate>> = new.iter().map(|one| one.ends_on).collect();
    sqlx::query!(
        "insert into affiliations (id, associate_id, organisation_id, job_title, starts_on, ends_on)
         select * from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::date[], $6::date[])",
        &ids as &[AffiliationId],
        &people as &[AssociateId],
        &organisations as &[OrganisationId],
        &titles as &[Option<String>],
        &starts,
        &ends as &[Option<NaiveDate>]
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Sets the last days of many periods at once; none for one that lasts.
pub(crate) async fn set_last_days(
    db: &mut PgConnection,
    periods: &[(AffiliationId, Option<NaiveDate>)],
) -> sqlx::Result<()> {
    let (ids, days): (Vec<AffiliationId>, Vec<Option<NaiveDate>>) = periods.iter().copied().unzip();
    sqlx::query!(
        "update affiliations f set ends_on = one.day
         from unnest($1::uuid[], $2::date[]) as one (id, day)
         where f.id = one.id",
        &ids as &[AffiliationId],
        &days as &[Option<NaiveDate>]
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Says that periods are another person's: of two records that were one for a while.
pub(crate) async fn give_affiliations(
    db: &mut PgConnection,
    ids: &[AffiliationId],
    to: AssociateId,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update affiliations set associate_id = $2 where id = any ($1)",
        ids as &[AffiliationId],
        to as AssociateId
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Removes periods that were recorded by mistake.
pub(crate) async fn delete_affiliations(db: &mut PgConnection, ids: &[AffiliationId]) -> sqlx::Result<()> {
    sqlx::query!("delete from affiliations where id = any ($1)", ids as &[AffiliationId]).execute(db).await?;
    Ok(())
}
