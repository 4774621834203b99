//! Many organisations at once, in one statement each: what an import writes, and takes back.

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use serde_json::{Map, Value, json};
use sqlx::PgConnection;

use crate::kernel::{County, OrganisationId};
use crate::organisations::model::OrganisationKind;

/// An organisation that is added with others.
#[derive(Clone, Debug, serde::Serialize, serde::Deserialize)]
pub(crate) struct NewOrganisation {
    pub(crate) id: OrganisationId,
    pub(crate) name: String,
    pub(crate) kind: OrganisationKind,
    #[serde(default)]
    pub(crate) county: Option<County>,
    #[serde(default)]
    pub(crate) ods_code: Option<String>,
    #[serde(default)]
    pub(crate) starts_on: Option<NaiveDate>,
    /// The last day of one that has ended.
    #[serde(default)]
    pub(crate) ends_on: Option<NaiveDate>,
    pub(crate) aliases: Vec<String>,
}

/// Writes many organisations at once, with their aliases.
///
/// # Errors
/// As [`insert`](super::insert).
pub(crate) async fn insert_many(
    db: &mut PgConnection,
    organisations: &[NewOrganisation],
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    let rows = serde_json::json!(organisations);
    sqlx::query!(
        "insert into organisations (id, name, kind, county, ods_code, starts_on, ends_on, created_at)
         select r.id, r.name, r.kind, r.county, r.ods_code, r.starts_on, r.ends_on, $2
         from jsonb_to_recordset($1)
             as r(id uuid, name text, kind organisation_kind, county county, ods_code text, starts_on date, ends_on date)",
        rows,
        now
    )
    .execute(&mut *db)
    .await?;
    sqlx::query!(
        "insert into organisation_aliases (organisation_id, alias)
         select r.id, a.alias
         from jsonb_to_recordset($1) as r(id uuid, aliases jsonb)
         cross join lateral jsonb_array_elements_text(r.aliases) as a(alias)",
        rows
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Removes organisations that an import made and nobody has changed since; says which. Whoever calls this has made sure
/// that nothing names them.
pub(crate) async fn delete_unchanged(
    db: &mut PgConnection,
    organisations: &[OrganisationId],
) -> sqlx::Result<Vec<OrganisationId>> {
    sqlx::query_scalar!(
        "delete from organisations where id = any($1) and version = 1 returning id",
        organisations as &[OrganisationId]
    )
    .fetch_all(db)
    .await
}

/// Some columns of an organisation, as they are and as they shall be.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct SetOrganisation {
    pub(crate) id: OrganisationId,
    pub(crate) before: Map<String, Value>,
    pub(crate) after: Map<String, Value>,
}

/// Sets sort, county, code or first day of many where they still are as they were; says of which.
///
/// # Errors
/// `organisations_ods_code_key` when another has the code.
pub(crate) async fn set_values(
    db: &mut PgConnection,
    changes: &[SetOrganisation],
) -> sqlx::Result<Vec<OrganisationId>> {
    sqlx::query_scalar!(
        "update organisations o
         set (kind, county, ods_code, starts_on, version) = (
             select d.kind, d.county, d.ods_code, d.starts_on, o.version + 1 from jsonb_populate_record(o, c.after) d)
         from jsonb_to_recordset($1) as c(id uuid, before jsonb, after jsonb)
         where o.id = c.id and to_jsonb(o) @> c.before
         returning o.id",
        json!(changes)
    )
    .fetch_all(db)
    .await
}

/// Gives them other names.
///
/// # Errors
/// `organisation_aliases_key` when another has it.
pub(crate) async fn add_aliases(db: &mut PgConnection, names: &[(OrganisationId, String)]) -> sqlx::Result<()> {
    let (ids, names): (Vec<OrganisationId>, Vec<String>) = names.iter().cloned().unzip();
    sqlx::query!(
        "insert into organisation_aliases (organisation_id, alias) select * from unnest($1::uuid[], $2::text[])",
        &ids as &[OrganisationId],
        &names
    )
    .execute(&mut *db)
    .await?;
    change(db, &ids).await
}

/// Takes other names away again; says which were still there.
pub(crate) async fn remove_aliases(
    db: &mut PgConnection,
    names: &[(OrganisationId, String)],
) -> sqlx::Result<Vec<(OrganisationId, String)>> {
    let (ids, names): (Vec<OrganisationId>, Vec<String>) = names.iter().cloned().unzip();
    let gone = sqlx::query!(
        "delete from organisation_aliases a using unnest($1::uuid[], $2::text[]) as one (id, name)
         where a.organisation_id = one.id and a.alias = one.name
         returning a.organisation_id, a.alias",
        &ids as &[OrganisationId],
        &names
    );
    let gone: Vec<_> =
        gone.fetch_all(&mut *db).await?.into_iter().map(|row| (row.organisation_id, row.alias)).collect();
    let ids: Vec<OrganisationId> = gone.iter().map(|(id, _)| *id).collect();
    change(db, &ids).await?;
    Ok(gone)
}

/// Whoever has a form open sees that something else was saved since.
async fn change(db: &mut PgConnection, ids: &[OrganisationId]) -> sqlx::Result<()> {
    sqlx::query!("update organisations set version = version + 1 where id = any($1)", ids as &[OrganisationId])
        .execute(db)
        .await?;
    Ok(())
}

/// No organisation is added or changes until the transaction ends. People read on meanwhile.
pub(crate) async fn hold_all(db: &mut PgConnection) -> sqlx::Result<()> {
    sqlx::query!("lock table organisations, organisation_aliases in share row exclusive mode").execute(db).await?;
    Ok(())
}
