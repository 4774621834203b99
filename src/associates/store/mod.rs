//! Associates, their themes and own acts in the database; affiliations, standing and look-alikes beside.

mod acts;
mod affiliations;
mod duplicates;
mod many;
mod merged;
mod pending;
mod standing;

use sqlx::PgConnection;

pub(crate) use acts::{record_act, record_attended, take_back_attended};
pub(crate) use affiliations::{
    Affiliation, NewPeriod, delete_affiliations, give_affiliations, insert_affiliation, insert_affiliations,
    list_affiliations, set_last_days, update_affiliation,
};
pub(crate) use duplicates::list_similar;
pub(crate) use many::{
    NewAssociate, NewBelonging, SetDetail, delete_unchanged_belongings, delete_unused, hold_register,
    insert_belongings, insert_many, set_detail,
};
pub(crate) use merged::{details_of, empty_stubs, set_details};
pub(crate) use pending::delete_pending;
pub(crate) use standing::{StandingRow, change_standing, forget_choices, list_standing_changes};

use super::model::{Associate, Profile, Standing, StandingChange};
use crate::access::{Facts, Protected};
use crate::audit::By;
use crate::kernel::{
    AccountId, AssociateId, County, DeclaredInvolvement, EmailAddress, StakeholderGroup, ThemeId, Topic, london_date,
};

impl Protected for Associate {
    const PARAM: &'static str = "associate";

    async fn load(db: &mut PgConnection, name: &str) -> sqlx::Result<Option<Self>> {
        match name.parse() {
            Ok(id) => find(db, id).await,
            Err(_) => Ok(None),
        }
    }

    fn is_stub(&self) -> bool {
        self.standing == Standing::Merged
    }

    async fn moved_to(db: &mut PgConnection, name: &str) -> sqlx::Result<Option<String>> {
        let Ok(id) = name.parse() else { return Ok(None) };
        Ok(merged::find_surviving(db, id).await?.map(|id| id.to_string()))
    }

    fn facts(&self) -> Facts {
        Facts::Associate { id: self.id, confirmed: self.standing != Standing::Pending }
    }
}

macro_rules! select_associate {
    ($tail:literal, $($argument:expr),*) => {
        sqlx::query_as!(
            Associate,
            r#"select id, given_name, family_name, email, phone, postcode_district, county, stakeholder_group, access_needs,
                      interests, offers, asks, topics as "topics: Vec<Topic>", involvement, owner_id, standing, paused_until,
                      wants_help_choosing, joined_on, version
               from associates "# + $tail,
            $($argument),*
        )
    };
}

pub(crate) async fn find(db: &mut PgConnection, id: AssociateId) -> sqlx::Result<Option<Associate>> {
    select_associate!("where id = $1", id as AssociateId).fetch_optional(db).await
}

/// The same, held until the transaction ends, so that two changes follow each other.
pub(crate) async fn find_for_update(db: &mut PgConnection, id: AssociateId) -> sqlx::Result<Option<Associate>> {
    select_associate!("where id = $1 for no key update", id as AssociateId).fetch_optional(db).await
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
    standing::insert_standing_change(db, id, &StandingChange { to: standing, paused_until: None, reason: None }, by)
        .await
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

/// Says who of the team is responsible for the relationship.
pub(crate) async fn set_owner(db: &mut PgConnection, id: AssociateId, owner: Option<AccountId>) -> sqlx::Result<()> {
    sqlx::query!("update associates set owner_id = $2 where id = $1", id as AssociateId, owner as Option<AccountId>)
        .execute(db)
        .await?;
    Ok(())
}

/// The same for many people at once.
pub(crate) async fn set_owners(
    db: &mut PgConnection,
    people: &[AssociateId],
    owners: &[Option<AccountId>],
) -> sqlx::Result<()> {
    sqlx::query!(
        "update associates a set owner_id = one.owner
         from unnest($1::uuid[], $2::uuid[]) as one (id, owner)
         where a.id = one.id",
        people as &[AssociateId],
        owners as &[Option<AccountId>]
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Holds the rows of many people until the transaction ends, in one order for everyone.
pub(crate) async fn hold(db: &mut PgConnection, people: &[AssociateId]) -> sqlx::Result<()> {
    sqlx::query!(
        "select id from associates where id = any ($1) order by id for no key update",
        people as &[AssociateId]
    )
    .fetch_all(db)
    .await?;
    Ok(())
}

/// Replaces the access needs, if `version` is still the latest; false when it is not.
pub(crate) async fn set_access_needs(
    db: &mut PgConnection,
    id: AssociateId,
    needs: Option<&str>,
    version: i32,
) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "update associates set access_needs = $3, version = version + 1 where id = $1 and version = $2",
        id as AssociateId,
        version,
        needs
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Puts a topic among those they want to hear about, or takes it away.
pub(crate) async fn set_topic(db: &mut PgConnection, id: AssociateId, topic: Topic, wanted: bool) -> sqlx::Result<()> {
    sqlx::query!(
        "update associates
         set topics = case when $3 then array(select distinct unnest(topics || $2::topic) order by 1)
                           else array_remove(topics, $2::topic) end,
             version = version + 1
         where id = $1",
        id as AssociateId,
        topic as Topic,
        wanted
    )
    .execute(db)
    .await?;
    Ok(())
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
