//! What a merge of two organisations changes of them: the one that stays has the names of both, the other is gone.

use serde_json::Value;
use sqlx::PgConnection;

use crate::kernel::OrganisationId;

/// What is said of an organisation, column by column, with its other names; held until the transaction ends.
pub(crate) async fn hold_details(db: &mut PgConnection, id: OrganisationId) -> sqlx::Result<Option<Value>> {
    sqlx::query_scalar!(
        r#"select to_jsonb(o) - 'id' - 'version' - 'name_keys'
                  || jsonb_build_object('aliases', array(
                         select a.alias from organisation_aliases a where a.organisation_id = o.id order by lower(a.alias))) as "details!"
           from organisations o
           where o.id = $1
           for no key update of o"#,
        id as OrganisationId
    )
    .fetch_optional(db)
    .await
}

/// Says this of an organisation, in the shape of [`hold_details`].
///
/// # Errors
/// `organisations_name_key`, `organisations_ods_code_key` or `organisation_aliases_key` when another has it.
pub(crate) async fn set_details(db: &mut PgConnection, id: OrganisationId, details: &Value) -> sqlx::Result<()> {
    sqlx::query!("delete from organisation_aliases where organisation_id = $1", id as OrganisationId)
        .execute(&mut *db)
        .await?;
    sqlx::query!(
        "update organisations o
         set name = d.name, kind = d.kind, county = d.county, ods_code = d.ods_code, version = o.version + 1
         from jsonb_populate_record(null::organisations, $2) d
         where o.id = $1",
        id as OrganisationId,
        details
    )
    .execute(&mut *db)
    .await?;
    insert_aliases_of(db, id, details).await
}

/// Puts an organisation back that was taken away in a merge.
///
/// # Errors
/// As [`set_details`].
pub(crate) async fn insert_again(db: &mut PgConnection, id: OrganisationId, details: &Value) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into organisations (id, name, kind, county, ods_code, created_at, starts_on, ends_on)
         select $1, d.name, d.kind, d.county, d.ods_code, d.created_at, d.starts_on, d.ends_on
         from jsonb_populate_record(null::organisations, $2) d",
        id as OrganisationId,
        details
    )
    .execute(&mut *db)
    .await?;
    insert_aliases_of(db, id, details).await
}

async fn insert_aliases_of(db: &mut PgConnection, id: OrganisationId, details: &Value) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into organisation_aliases (organisation_id, alias)
         select $1, value from jsonb_array_elements_text($2::jsonb -> 'aliases')",
        id as OrganisationId,
        details
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Names, each with what it is told apart by from others.
pub(crate) async fn name_keys(db: &mut PgConnection, names: &[String]) -> sqlx::Result<Vec<(String, String)>> {
    let rows =
        sqlx::query!(r#"select name as "name!", search_text(name) as "key!" from unnest($1::text[]) name"#, names);
    Ok(rows.fetch_all(db).await?.into_iter().map(|row| (row.name, row.key)).collect())
}

/// Takes an organisation away, to which nothing leads any more.
pub(crate) async fn delete(db: &mut PgConnection, id: OrganisationId) -> sqlx::Result<()> {
    sqlx::query!("delete from organisations where id = $1", id as OrganisationId).execute(db).await?;
    Ok(())
}

/// The organisation that stands for one that was merged into it, however often.
pub(super) async fn find_surviving(db: &mut PgConnection, id: OrganisationId) -> sqlx::Result<Option<OrganisationId>> {
    sqlx::query_scalar!(
        r#"with recursive chain as (
               select m.kept_organisation_id as id, 1 as step
               from merges m where m.other_organisation_id = $1 and m.undone_at is null
               union all
               select m.kept_organisation_id, c.step + 1
               from chain c
               join merges m on m.other_organisation_id = c.id and m.undone_at is null
               where c.step < 50)
           select o.id as "id: OrganisationId"
           from chain c
           join organisations o on o.id = c.id
           order by c.step desc
           limit 1"#,
        id as OrganisationId
    )
    .fetch_optional(db)
    .await
}
