//! How organisations end, and which follow them.

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::PgConnection;

use crate::kernel::{Choice, County, OrganisationId, Text, display_date};
use crate::organisations::model::{Organisation, OrganisationKind};
use crate::web::Opt;

/// An organisation as one that went before or follows another.
#[derive(Clone, Debug)]
pub(crate) struct Related {
    pub(crate) id: OrganisationId,
    pub(crate) name: String,
    /// The last day, if there is one.
    pub(crate) ends_on: Option<NaiveDate>,
}

/// An organisation that takes nobody on some day because it had ended, with those that took over from it.
#[derive(Clone, Debug)]
pub(crate) struct Ended {
    pub(crate) name: String,
    pub(crate) ends_on: NaiveDate,
    pub(crate) successors: Vec<Related>,
}

/// The answer that none of the successors is meant.
pub(crate) const NONE_OF_THESE: &str = "none";

impl Ended {
    /// What to say beside the field.
    pub(crate) fn message(&self) -> String {
        let ended = format!("{} ended on {}", self.name, display_date(self.ends_on));
        match self.successors.len() {
            0 => {
                format!("{ended}, and nothing is recorded that followed it. Change it, or say that it stays as written")
            }
            1 => format!("{ended}. Say whether what followed it is meant"),
            _ => format!("{ended}. Choose which of those that followed it is meant"),
        }
    }

    /// The same beside a field that takes nothing but an organisation of the register.
    fn refusal(&self) -> String {
        let ended = format!("{} ended on {}", self.name, display_date(self.ends_on));
        let names: Vec<&str> = self.successors.iter().map(|one| one.name.as_str()).collect();
        match names.split_last() {
            None => format!("{ended}, and nothing is recorded that followed it. Choose another organisation"),
            Some((only, [])) => format!("{ended}. Choose {only}, which followed it, or another organisation"),
            Some((last, others)) => {
                format!("{ended}. Choose one of those that followed it, {} or {last}, or another", others.join(", "))
            }
        }
    }

    /// What can be answered.
    pub(crate) fn options(&self, chosen: &str) -> Vec<Opt> {
        let mut pairs: Vec<(String, String)> =
            self.successors.iter().map(|one| (one.id.to_string(), one.name.clone())).collect();
        let none =
            if pairs.is_empty() { "Keep it as it is written" } else { "None of these: keep it as it is written" };
        pairs.push((NONE_OF_THESE.to_owned(), none.to_owned()));
        Opt::list(pairs, chosen)
    }
}

/// The organisation, if it had ended by that day, with those that took over from it and still stand then: where one of
/// those has ended too, what followed it.
pub(crate) async fn find_ended(
    db: &mut PgConnection,
    id: OrganisationId,
    day: NaiveDate,
) -> sqlx::Result<Option<Ended>> {
    let ended = sqlx::query!(
        r#"select name, ends_on as "ends_on!" from organisations where id = $1 and ends_on < $2"#,
        id as OrganisationId,
        day
    );
    let Some(ended) = ended.fetch_optional(&mut *db).await? else { return Ok(None) };
    let successors = sqlx::query_as!(
        Related,
        r#"with recursive heirs as (
               select s.successor_id as id from organisation_successions s where s.organisation_id = $1
               union
               select s.successor_id
               from heirs h
               join organisations o on o.id = h.id and o.ends_on < $2
               join organisation_successions s on s.organisation_id = h.id)
           select o.id, o.name, o.ends_on
           from heirs h
           join organisations o on o.id = h.id
           where o.ends_on is null or o.ends_on >= $2
           order by search_text(o.name)"#,
        id as OrganisationId,
        day
    );
    let successors = successors.fetch_all(db).await?;
    Ok(Some(Ended { name: ended.name, ends_on: ended.ends_on, successors }))
}

/// Why an organisation cannot be the host of something on a day, in a sentence: it had ended by then. What was chosen
/// `before` stays.
pub(crate) async fn refused_host(
    db: &mut PgConnection,
    (chosen, before): (Option<OrganisationId>, Option<OrganisationId>),
    day: NaiveDate,
) -> sqlx::Result<Option<String>> {
    let Some(id) = chosen.filter(|_| chosen != before) else { return Ok(None) };
    Ok(find_ended(db, id, day).await?.map(|ended| ended.refusal()))
}

/// The organisation people mean by a name, of those that take people on that day.
pub(crate) async fn match_name_on(
    db: &mut PgConnection,
    name: &str,
    day: NaiveDate,
) -> sqlx::Result<Option<OrganisationId>> {
    sqlx::query_scalar!(
        "select o.id from organisations o
         where (o.ends_on is null or o.ends_on >= $2)
           and (search_text(o.name) = search_text($1)
                or o.ods_code = upper($1)
                or exists (
                    select from organisation_aliases a
                    where a.organisation_id = o.id and search_text(a.alias) = search_text($1)))
         order by search_text(o.name) = search_text($1) desc, o.id
         limit 1",
        name,
        day
    )
    .fetch_optional(db)
    .await
}

/// Those that follow it, by name.
pub(crate) async fn list_successors(db: &mut PgConnection, id: OrganisationId) -> sqlx::Result<Vec<Related>> {
    sqlx::query_as!(
        Related,
        "select o.id, o.name, o.ends_on
         from organisation_successions s
         join organisations o on o.id = s.successor_id
         where s.organisation_id = $1
         order by search_text(o.name)",
        id as OrganisationId
    )
    .fetch_all(db)
    .await
}

/// Those it took over from, by name.
pub(crate) async fn list_predecessors(db: &mut PgConnection, id: OrganisationId) -> sqlx::Result<Vec<Related>> {
    sqlx::query_as!(
        Related,
        "select o.id, o.name, o.ends_on
         from organisation_successions s
         join organisations o on o.id = s.organisation_id
         where s.successor_id = $1
         order by search_text(o.name)",
        id as OrganisationId
    )
    .fetch_all(db)
    .await
}

/// Organisations that may follow one: of its sort, those in its county before the others; at most 24.
pub(crate) async fn list_likely_successors(
    db: &mut PgConnection,
    organisation: &Organisation,
    today: NaiveDate,
) -> sqlx::Result<Vec<Related>> {
    sqlx::query_as!(
        Related,
        "select o.id, o.name, o.ends_on
         from organisations o
         where o.id <> $1 and o.kind = $2 and (o.county is not distinct from $3 or o.county is null)
           and (o.ends_on is null or o.ends_on >= $4)
         order by o.county is not distinct from $3 desc, search_text(o.name)
         limit 24",
        organisation.id as OrganisationId,
        organisation.kind as OrganisationKind,
        organisation.county as Option<County>,
        today
    )
    .fetch_all(db)
    .await
}

/// The same row, held until the transaction ends.
pub(crate) async fn hold(db: &mut PgConnection, id: OrganisationId) -> sqlx::Result<()> {
    sqlx::query!("select id from organisations where id = $1 for no key update", id as OrganisationId)
        .fetch_optional(db)
        .await?;
    Ok(())
}

/// Of these, those that take people on that day.
pub(crate) async fn list_standing_on(
    db: &mut PgConnection,
    ids: &[OrganisationId],
    day: NaiveDate,
) -> sqlx::Result<Vec<OrganisationId>> {
    sqlx::query_scalar!(
        "select id from organisations
         where id = any ($1) and (ends_on is null or ends_on >= $2)
         order by id",
        ids as &[OrganisationId],
        day
    )
    .fetch_all(db)
    .await
}

/// Writes an organisation that begins by following another: of its sort and in its county.
///
/// # Errors
/// `organisations_name_key` when another has the name.
pub(crate) async fn insert_successor(
    db: &mut PgConnection,
    of: &Organisation,
    name: &Text<200>,
    starts_on: NaiveDate,
    now: DateTime<Utc>,
) -> sqlx::Result<OrganisationId> {
    let id = OrganisationId::new();
    sqlx::query!(
        "insert into organisations (id, name, kind, county, created_at, starts_on) values ($1, $2, $3, $4, $5, $6)",
        id as OrganisationId,
        name.as_str(),
        of.kind as OrganisationKind,
        of.county as Option<County>,
        now,
        starts_on
    )
    .execute(db)
    .await?;
    Ok(id)
}

/// Ends it on its last day, with exactly these following it; or corrects that.
pub(crate) async fn end(
    db: &mut PgConnection,
    id: OrganisationId,
    (last_day, why): (NaiveDate, Option<&str>),
    successors: &[OrganisationId],
) -> sqlx::Result<()> {
    sqlx::query!(
        "update organisations set ends_on = $2, ended_why = $3, version = version + 1 where id = $1",
        id as OrganisationId,
        last_day,
        why
    )
    .execute(&mut *db)
    .await?;
    sqlx::query!(
        "delete from organisation_successions where organisation_id = $1 and successor_id <> all ($2)",
        id as OrganisationId,
        successors as &[OrganisationId]
    )
    .execute(&mut *db)
    .await?;
    sqlx::query!(
        "insert into organisation_successions (organisation_id, successor_id) select $1, unnest($2::uuid[])
         on conflict do nothing",
        id as OrganisationId,
        successors as &[OrganisationId]
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Takes back that it ended.
pub(crate) async fn reopen(db: &mut PgConnection, id: OrganisationId) -> sqlx::Result<()> {
    sqlx::query!("delete from organisation_successions where organisation_id = $1", id as OrganisationId)
        .execute(&mut *db)
        .await?;
    sqlx::query!(
        "update organisations set ends_on = null, ended_why = null, version = version + 1 where id = $1",
        id as OrganisationId
    )
    .execute(db)
    .await?;
    Ok(())
}

impl Organisation {
    /// "NHS commissioner, Nottinghamshire".
    pub(crate) fn in_short(&self) -> String {
        match self.county {
            Some(county) => format!("{}, {}", self.kind.label(), county.label()),
            None => self.kind.label().to_owned(),
        }
    }
}
