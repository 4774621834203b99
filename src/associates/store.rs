//! Associates, their themes, affiliations, standing and own acts in the database.

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

use super::model::{ActKind, Associate, Belonging, NewAffiliation, Profile, Standing, StandingChange};
use crate::access::{Facts, Protected};
use crate::audit::By;
use crate::kernel::{
    AccountId, AffiliationId, AssociateId, County, DeclaredInvolvement, EmailAddress, OrganisationId, ProjectId,
    StakeholderGroup, StandingChangeId, ThemeId, Topic, london_date,
};

impl Protected for Associate {
    const PARAM: &'static str = "associate";

    async fn load(db: &mut PgConnection, name: &str) -> sqlx::Result<Option<Self>> {
        match name.parse() {
            Ok(id) => find(db, id).await,
            Err(_) => Ok(None),
        }
    }

    fn facts(&self) -> Facts {
        Facts::Associate { id: self.id }
    }
}

macro_rules! select_associate {
    ($tail:literal, $($argument:expr),*) => {
        sqlx::query_as!(
            Associate,
            r#"select id, given_name, family_name, email, phone, postcode_district, county, stakeholder_group, access_needs,
                      interests, offers, asks, topics as "topics: Vec<Topic>", involvement, owner_id, standing, paused_until,
                      wants_help_choosing, created_at, joined_on, version
               from associates "# + $tail,
            $($argument),*
        )
    };
}

pub(crate) async fn find(db: &mut PgConnection, id: AssociateId) -> sqlx::Result<Option<Associate>> {
    select_associate!("where id = $1", id as AssociateId).fetch_optional(db).await
}

/// Someone with this address; the longest registered where several share it.
pub(crate) async fn find_by_email(db: &mut PgConnection, email: &EmailAddress) -> sqlx::Result<Option<Associate>> {
    select_associate!("where email = $1 and standing <> 'anonymised' order by created_at limit 1", email.as_str())
        .fetch_optional(db)
        .await
}

/// Writes a new Associate: pending when they register themselves, active when the team adds them.
///
/// # Errors
/// `associates_pkey` when this very one was written before.
pub(crate) async fn insert(
    db: &mut PgConnection,
    id: AssociateId,
    profile: &Profile,
    standing: Standing,
    wants_help_choosing: bool,
    by: &By,
) -> sqlx::Result<()> {
    let joined_on = (standing == Standing::Active).then(|| london_date(by.at));
    sqlx::query!(
        "insert into associates
             (id, given_name, family_name, email, phone, postcode_district, county, stakeholder_group, access_needs, interests,
              offers, asks, topics, involvement, standing, wants_help_choosing, created_at, joined_on)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)",
        id as AssociateId,
        profile.given_name.as_str(),
        profile.family_name.as_str(),
        profile.email.as_ref().map(EmailAddress::as_str),
        profile.phone.as_ref().map(|phone| phone.as_str()),
        profile.postcode_district.as_ref().map(|district| district.as_str()),
        profile.county as Option<County>,
        profile.stakeholder_group as StakeholderGroup,
        profile.access_needs.as_ref().map(|text| text.as_str()),
        profile.interests.as_ref().map(|text| text.as_str()),
        profile.offers.as_ref().map(|text| text.as_str()),
        profile.asks.as_ref().map(|text| text.as_str()),
        profile.topics.as_slice() as &[Topic],
        profile.involvement as DeclaredInvolvement,
        standing as Standing,
        wants_help_choosing,
        by.at,
        joined_on
    )
    .execute(&mut *db)
    .await?;
    insert_themes(db, id, profile).await?;
    insert_standing_change(db, id, &StandingChange { to: standing, paused_until: None, reason: None }, by).await
}

/// Replaces the details, if `version` is still the latest; false when it is not.
pub(crate) async fn update_profile(
    db: &mut PgConnection,
    id: AssociateId,
    profile: &Profile,
    version: i32,
) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "update associates
         set given_name = $3, family_name = $4, email = $5, phone = $6, postcode_district = $7, county = $8,
             stakeholder_group = $9, access_needs = $10, interests = $11, offers = $12, asks = $13, topics = $14,
             involvement = $15, version = version + 1
         where id = $1 and version = $2",
        id as AssociateId,
        version,
        profile.given_name.as_str(),
        profile.family_name.as_str(),
        profile.email.as_ref().map(EmailAddress::as_str),
        profile.phone.as_ref().map(|phone| phone.as_str()),
        profile.postcode_district.as_ref().map(|district| district.as_str()),
        profile.county as Option<County>,
        profile.stakeholder_group as StakeholderGroup,
        profile.access_needs.as_ref().map(|text| text.as_str()),
        profile.interests.as_ref().map(|text| text.as_str()),
        profile.offers.as_ref().map(|text| text.as_str()),
        profile.asks.as_ref().map(|text| text.as_str()),
        profile.topics.as_slice() as &[Topic],
        profile.involvement as DeclaredInvolvement
    )
    .execute(&mut *db)
    .await?;
    if done.rows_affected() == 0 {
        return Ok(false);
    }
    sqlx::query!("delete from associate_themes where associate_id = $1", id as AssociateId).execute(&mut *db).await?;
    insert_themes(db, id, profile).await?;
    Ok(true)
}

async fn insert_themes(db: &mut PgConnection, id: AssociateId, profile: &Profile) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into associate_themes (associate_id, theme_id) select $1, id from themes where id = any($2::uuid[])",
        id as AssociateId,
        profile.themes.as_slice() as &[ThemeId]
    )
    .execute(db)
    .await?;
    Ok(())
}

/// The areas of interest of an Associate.
pub(crate) async fn list_themes(db: &mut PgConnection, id: AssociateId) -> sqlx::Result<Vec<ThemeId>> {
    sqlx::query_scalar!("select theme_id from associate_themes where associate_id = $1", id as AssociateId)
        .fetch_all(db)
        .await
}

/// Moves the Associate to an address they have proved to be theirs.
pub(crate) async fn set_email(db: &mut PgConnection, id: AssociateId, email: &EmailAddress) -> sqlx::Result<()> {
    sqlx::query!(
        "update associates set email = $2, version = version + 1 where id = $1",
        id as AssociateId,
        email.as_str()
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Changes the standing and keeps the change. The first time someone becomes active is their joining.
pub(crate) async fn change_standing(
    db: &mut PgConnection,
    id: AssociateId,
    change: &StandingChange,
    by: &By,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update associates
         set standing = $2, paused_until = $3, version = version + 1,
             joined_on = case when $2 = 'active'::standing then coalesce(joined_on, $4) else joined_on end
         where id = $1",
        id as AssociateId,
        change.to as Standing,
        change.paused_until,
        london_date(by.at)
    )
    .execute(&mut *db)
    .await?;
    insert_standing_change(db, id, change, by).await
}

async fn insert_standing_change(
    db: &mut PgConnection,
    id: AssociateId,
    change: &StandingChange,
    by: &By,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into standing_changes (id, associate_id, standing, paused_until, reason, changed_by, changed_at)
         values ($1, $2, $3, $4, $5, $6, $7)",
        StandingChangeId::new() as StandingChangeId,
        id as AssociateId,
        change.to as Standing,
        change.paused_until,
        change.reason.as_ref().map(|reason| reason.as_str()),
        by.account as Option<AccountId>,
        by.at
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Keeps what a member did themselves. Whoever calls this has made sure that it was them (rule 6).
pub(crate) async fn record_act(
    db: &mut PgConnection,
    id: AssociateId,
    kind: ActKind,
    project: Option<ProjectId>,
    at: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into member_acts (id, associate_id, kind, project_id, at) values ($1, $2, $3, $4, $5)",
        Uuid::now_v7(),
        id as AssociateId,
        kind as ActKind,
        project as Option<ProjectId>,
        at
    )
    .execute(db)
    .await?;
    Ok(())
}

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
    let (organisation, written) = match &affiliation.belonging {
        Belonging::Organisation(id) => (Some(*id), None),
        Belonging::Written(text) => (None, Some(text.as_str())),
    };
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
