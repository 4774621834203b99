//! Organisations and their aliases in the database.

mod many;
mod merged;
mod succession;

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::PgConnection;

pub(crate) use many::{
    NewOrganisation, SetOrganisation, add_aliases, delete_unchanged, hold_all, insert_many, remove_aliases, set_values,
};
pub(crate) use succession::{
    Ended, NONE_OF_THESE, Related, end, find_ended, hold, insert_successor, list_likely_successors, list_predecessors,
    list_standing_on, list_successors, match_name_on, refused_host, reopen,
};

use crate::access::{Editing, Facts, Protected};
use crate::kernel::{AssociateId, County, OrganisationId};
use crate::organisations::model::{Description, OdsCode, Organisation, OrganisationKind};
use crate::web::Cursor;

pub(crate) use merged::{delete, hold_details, insert_again, name_keys, set_details};

impl Protected for Organisation {
    const PARAM: &'static str = "organisation";

    async fn load(db: &mut PgConnection, name: &str) -> sqlx::Result<Option<Self>> {
        match name.parse() {
            Ok(id) => find(db, id).await,
            Err(_) => Ok(None),
        }
    }

    async fn moved_to(db: &mut PgConnection, name: &str) -> sqlx::Result<Option<String>> {
        let Ok(id) = name.parse() else { return Ok(None) };
        Ok(merged::find_surviving(db, id).await?.map(|id| id.to_string()))
    }

    fn facts(&self) -> Facts {
        Facts::Reference
    }
}

pub(crate) async fn find(db: &mut PgConnection, id: OrganisationId) -> sqlx::Result<Option<Organisation>> {
    sqlx::query_as!(
        Organisation,
        r#"select o.id, o.name, o.kind, o.county, o.ods_code, o.starts_on, o.ends_on, o.ended_why, o.version,
                  array(
                      select a.alias from organisation_aliases a
                      where a.organisation_id = o.id
                      order by lower(a.alias)
                  ) as "aliases!"
           from organisations o
           where o.id = $1"#,
        id as OrganisationId
    )
    .fetch_optional(db)
    .await
}

/// Writes a new organisation with its aliases.
///
/// # Errors
/// `organisations_name_key`, `organisations_ods_code_key` or `organisation_aliases_key` when another has
/// the name or code; `organisations_pkey` when this very one was written before.
pub(in crate::organisations) async fn insert(
    db: &mut PgConnection,
    id: OrganisationId,
    description: &Description,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into organisations (id, name, kind, county, ods_code, created_at) values ($1, $2, $3, $4, $5, $6)",
        id as OrganisationId,
        description.name.as_str(),
        description.kind as OrganisationKind,
        description.county as Option<County>,
        description.ods_code.as_ref().map(OdsCode::as_str),
        now
    )
    .execute(&mut *db)
    .await?;
    insert_aliases(db, id, description).await
}

/// Replaces the description, if it still stands as it was loaded; false when it does not.
///
/// # Errors
/// As [`insert`].
pub(in crate::organisations) async fn update(
    db: &mut PgConnection,
    organisation: &Editing<Organisation>,
    description: &Description,
) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "update organisations
         set name = $3, kind = $4, county = $5, ods_code = $6, version = version + 1
         where id = $1 and version = $2",
        organisation.id as OrganisationId,
        organisation.version,
        description.name.as_str(),
        description.kind as OrganisationKind,
        description.county as Option<County>,
        description.ods_code.as_ref().map(OdsCode::as_str)
    )
    .execute(&mut *db)
    .await?;
    if done.rows_affected() == 0 {
        return Ok(false);
    }
    sqlx::query!("delete from organisation_aliases where organisation_id = $1", organisation.id as OrganisationId)
        .execute(&mut *db)
        .await?;
    insert_aliases(db, organisation.id, description).await?;
    Ok(true)
}

async fn insert_aliases(db: &mut PgConnection, id: OrganisationId, description: &Description) -> sqlx::Result<()> {
    let aliases: Vec<String> = description.aliases.iter().map(ToString::to_string).collect();
    sqlx::query!(
        "insert into organisation_aliases (organisation_id, alias) select $1, unnest($2::text[])",
        id as OrganisationId,
        &aliases
    )
    .execute(db)
    .await?;
    Ok(())
}

/// What a list of organisations is narrowed to.
#[derive(Clone, Debug, Default)]
pub(in crate::organisations) struct Filter {
    pub(in crate::organisations) text: Option<String>,
    pub(in crate::organisations) kind: Option<OrganisationKind>,
    pub(in crate::organisations) county: Option<County>,
}

/// A line of the list.
pub(in crate::organisations) struct Row {
    pub(in crate::organisations) id: OrganisationId,
    pub(in crate::organisations) name: String,
    pub(in crate::organisations) kind: OrganisationKind,
    pub(in crate::organisations) county: Option<County>,
    pub(in crate::organisations) ods_code: Option<String>,
    /// The first day of one that began after another.
    pub(in crate::organisations) starts_on: Option<NaiveDate>,
    /// The last day of one that has ended.
    pub(in crate::organisations) ends_on: Option<NaiveDate>,
    pub(in crate::organisations) aliases: Vec<String>,
    /// Associates who belong to it today.
    pub(in crate::organisations) people: i64,
}

/// Rows of a page of the list.
pub(in crate::organisations) const PAGE: u8 = 50;

/// Organisations by name that match; one more than a page. Forgives accents, case and a typing error.
pub(in crate::organisations) async fn list(
    db: &mut PgConnection,
    filter: &Filter,
    cursor: Cursor<OrganisationId>,
    today: NaiveDate,
) -> sqlx::Result<Vec<Row>> {
    let (at, backwards) = match cursor {
        Cursor::Start => (None, false),
        Cursor::After(id) => (Some(id), false),
        Cursor::Before(id) => (Some(id), true),
    };
    sqlx::query_as!(
        Row,
        r#"with page as (
               select o.id, o.name, o.kind, o.county, o.ods_code, o.starts_on, o.ends_on
               from organisations o
               where ($1::text is null or o.id in (select find_organisations($1)))
                 and ($2::organisation_kind is null or o.kind = $2)
                 and ($3::county is null or o.county = $3)
                 and ($4::uuid is null or case
                      when $5 then (search_text(o.name), o.id) < (select search_text(name), id from organisations where id = $4)
                      else (search_text(o.name), o.id) > (select search_text(name), id from organisations where id = $4) end)
               order by
                   case when not $5 then search_text(o.name) end, case when not $5 then o.id end,
                   search_text(o.name) desc, o.id desc
               limit $6)
           select page.id, page.name, page.kind, page.county, page.ods_code, page.starts_on, page.ends_on,
                  array(select a.alias from organisation_aliases a where a.organisation_id = page.id order by a.alias) as "aliases!",
                  (select count(distinct f.associate_id)
                   from affiliations f
                   join associates a on a.id = f.associate_id
                   where f.organisation_id = page.id and f.starts_on <= $7 and (f.ends_on is null or f.ends_on >= $7)
                     and a.standing in ('active', 'paused')) as "people!"
           from page
           order by case when not $5 then search_text(page.name) end, case when not $5 then page.id end,
                    search_text(page.name) desc, page.id desc"#,
        filter.text,
        filter.kind as Option<OrganisationKind>,
        filter.county as Option<County>,
        at as Option<OrganisationId>,
        backwards,
        i64::from(PAGE) + 1,
        today
    )
    .fetch_all(db)
    .await
}

/// How many match, counted no further than 1,001.
pub(in crate::organisations) async fn count(db: &mut PgConnection, filter: &Filter) -> sqlx::Result<i64> {
    sqlx::query_scalar!(
        r#"select count(*) as "count!" from (
               select from organisations o
               where ($1::text is null or o.id in (select find_organisations($1)))
                 and ($2::organisation_kind is null or o.kind = $2)
                 and ($3::county is null or o.county = $3)
               limit 1001) matching"#,
        filter.text,
        filter.kind as Option<OrganisationKind>,
        filter.county as Option<County>
    )
    .fetch_one(db)
    .await
}

/// An organisation to choose from a list.
#[derive(Clone, Debug)]
pub(crate) struct Named {
    pub(crate) id: OrganisationId,
    pub(crate) name: String,
    /// "Nottingham University Hospitals (NUH, QMC, RX1)": by what else one may look for it.
    pub(crate) with_other_names: String,
}

/// All organisations by name, to choose one from; at most 2,000.
pub(crate) async fn list_named(db: &mut PgConnection) -> sqlx::Result<Vec<Named>> {
    sqlx::query_as!(
        Named,
        r#"select o.id as "id!", o.name as "name!", o.with_other_names as "with_other_names!"
           from organisations_named o
           order by search_text(o.name)
           limit 2000"#
    )
    .fetch_all(db)
    .await
}

/// What an organisation is called.
pub(crate) async fn find_name(db: &mut PgConnection, id: OrganisationId) -> sqlx::Result<Option<String>> {
    sqlx::query_scalar!("select name from organisations where id = $1", id as OrganisationId).fetch_optional(db).await
}

/// The organisation people mean by a name: its own, an alias or its code, whatever the case and accents.
pub(crate) async fn match_name(db: &mut PgConnection, name: &str) -> sqlx::Result<Option<OrganisationId>> {
    sqlx::query_scalar!(
        "select o.id from organisations o
         where search_text(o.name) = search_text($1)
            or o.ods_code = upper($1)
            or exists (
                select from organisation_aliases a
                where a.organisation_id = o.id and search_text(a.alias) = search_text($1))
         order by search_text(o.name) = search_text($1) desc, o.id
         limit 1",
        name
    )
    .fetch_optional(db)
    .await
}

/// Someone who belongs to it today.
pub(in crate::organisations) struct Person {
    pub(in crate::organisations) id: AssociateId,
    pub(in crate::organisations) name: String,
    pub(in crate::organisations) job_title: Option<String>,
    pub(in crate::organisations) starts_on: NaiveDate,
}

/// Who belongs to it today, by name; at most 100.
pub(in crate::organisations) async fn list_people(
    db: &mut PgConnection,
    organisation: OrganisationId,
    today: NaiveDate,
) -> sqlx::Result<Vec<Person>> {
    sqlx::query_as!(
        Person,
        r#"select a.id, a.given_name || ' ' || a.family_name as "name!", f.job_title, f.starts_on
           from affiliations f
           join associates a on a.id = f.associate_id
           where f.organisation_id = $1 and f.starts_on <= $2 and (f.ends_on is null or f.ends_on >= $2)
             and a.standing in ('active', 'paused')
           order by a.sort_name, a.id
           limit 100"#,
        organisation as OrganisationId,
        today
    )
    .fetch_all(db)
    .await
}
