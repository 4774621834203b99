//! Writes the network. Alone among the stores it inserts into other parts' tables: it makes what took
//! them years, all at once. One statement for each table and batch.

use sha2::{Digest, Sha256};
use sqlx::PgConnection;

use super::Summary;
use super::network::Network;
use super::rows::{AccountRow, Batch, ConsentRow};

mod afterwards;
mod events;
mod letters;
mod payments;
mod register;
mod successions;
mod trail;

pub(super) use events::write_events;
pub(super) use letters::write_letters;
pub(super) use payments::write_payments;
pub(super) use successions::write_successions;

/// Whether the database holds nothing that a demonstration would mix with.
///
/// # Errors
/// The database fails.
pub async fn is_empty(db: &mut PgConnection) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"select not (
               exists (select from accounts)
               or exists (select from associates)
               or exists (select from organisations)
               or exists (select from themes)
               or exists (select from projects)
               or exists (select from privacy_notices)
               or exists (select from audit_events)
           ) as "empty!""#
    )
    .fetch_one(db)
    .await
}

/// What is there before the first Associate.
pub(super) async fn write_frame(
    db: &mut PgConnection,
    network: &Network,
    password_hash: &str,
) -> sqlx::Result<Summary> {
    accounts(db, &network.workers, password_hash).await?;
    organisations(db, network).await?;
    projects(db, network).await?;
    notices(db, network).await?;
    Ok(Summary {
        accounts: network.workers.len(),
        projects: network.projects.len(),
        organisations: network.organisations.rows.len(),
        ..Summary::default()
    })
}

/// Some hundred people, each table after those it refers to.
pub(super) async fn write(db: &mut PgConnection, batch: &Batch, password_hash: &str) -> sqlx::Result<()> {
    register::associates(db, &batch.associates).await?;
    accounts(db, &batch.accounts, password_hash).await?;
    register::interests(db, &batch.interests).await?;
    register::standing_changes(db, &batch.standing_changes).await?;
    register::affiliations(db, &batch.affiliations).await?;
    register::memberships(db, &batch.memberships).await?;
    trail::acts(db, &batch.acts).await?;
    trail::consents(db, &batch.consents).await?;
    trail::audit(db, &batch.audit).await
}

/// One column of the rows, as `unnest` takes it.
fn column<'a, Row, Value>(rows: &'a [Row], value: impl Fn(&'a Row) -> Value) -> Vec<Value> {
    rows.iter().map(value).collect()
}

async fn accounts(db: &mut PgConnection, rows: &[AccountRow], password_hash: &str) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into accounts (id, email, name, password_hash, role, associate_id, created_at)
         select id, email, name, case when has_password then $8 end, role::account_role, associate_id, created_at
         from unnest($1::uuid[], $2::text[], $3::text[], $4::bool[], $5::text[], $6::uuid[], $7::timestamptz[])
             as row (id, email, name, has_password, role, associate_id, created_at)",
        &column(rows, |row| uuid::Uuid::from(row.id)),
        &column(rows, |row| row.email.as_str()) as &[&str],
        &column(rows, |row| row.name.as_str()) as &[&str],
        &column(rows, |row| row.has_password),
        &column(rows, |row| row.role) as &[&str],
        &column(rows, |row| row.associate_id) as &[Option<crate::kernel::AssociateId>],
        &column(rows, |row| row.created_at),
        password_hash,
    )
    .execute(db)
    .await?;
    Ok(())
}

async fn organisations(db: &mut PgConnection, network: &Network) -> sqlx::Result<()> {
    let rows = &network.organisations.rows;
    sqlx::query!(
        "insert into organisations (id, name, kind, county, ods_code, created_at)
         select id, name, kind::organisation_kind, county::county, ods_code, created_at
         from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::timestamptz[])
             as row (id, name, kind, county, ods_code, created_at)",
        &column(rows, |row| uuid::Uuid::from(row.id)),
        &column(rows, |row| row.name) as &[&str],
        &column(rows, |row| row.kind) as &[&str],
        &column(rows, |row| row.county.map(crate::kernel::Choice::code)) as &[Option<&str>],
        &column(rows, |row| row.ods_code) as &[Option<&str>],
        &column(rows, |row| row.created_at),
    )
    .execute(&mut *db)
    .await?;
    let aliases = &network.organisations.aliases;
    sqlx::query!(
        "insert into organisation_aliases (organisation_id, alias) select * from unnest($1::uuid[], $2::text[])",
        &column(aliases, |row| uuid::Uuid::from(row.organisation_id)),
        &column(aliases, |row| row.alias) as &[&str],
    )
    .execute(db)
    .await?;
    Ok(())
}

async fn projects(db: &mut PgConnection, network: &Network) -> sqlx::Result<()> {
    let themes = &network.themes;
    sqlx::query!(
        "insert into themes (id, slug, name, summary) select * from unnest($1::uuid[], $2::text[], $3::text[], $4::text[])",
        &column(themes, |row| uuid::Uuid::from(row.id)),
        &column(themes, |row| row.slug) as &[&str],
        &column(themes, |row| row.name) as &[&str],
        &column(themes, |row| row.summary) as &[&str],
    )
    .execute(&mut *db)
    .await?;
    let rows = column(&network.projects, |project| &project.row);
    sqlx::query!(
        "insert into projects
             (id, slug, title, theme_id, summary, starts_on, ends_on, stage, isrctn, sensitive, recruiting, created_at)
         select id, slug, title, theme_id, summary, starts_on, ends_on, stage::project_stage, isrctn, sensitive,
             recruiting, created_at
         from unnest($1::uuid[], $2::text[], $3::text[], $4::uuid[], $5::text[], $6::date[], $7::date[], $8::text[],
                 $9::text[], $10::bool[], $11::bool[], $12::timestamptz[])
             as row (id, slug, title, theme_id, summary, starts_on, ends_on, stage, isrctn, sensitive, recruiting,
                 created_at)",
        &column(&rows, |row| uuid::Uuid::from(row.id)),
        &column(&rows, |row| row.slug) as &[&str],
        &column(&rows, |row| row.title) as &[&str],
        &column(&rows, |row| uuid::Uuid::from(row.theme_id)),
        &column(&rows, |row| row.summary) as &[&str],
        &column(&rows, |row| row.starts_on),
        &column(&rows, |row| row.ends_on) as &[Option<chrono::NaiveDate>],
        &column(&rows, |row| row.stage) as &[&str],
        &column(&rows, |row| row.isrctn) as &[Option<&str>],
        &column(&rows, |row| row.sensitive),
        &column(&rows, |row| row.recruiting),
        &column(&rows, |row| row.created_at),
    )
    .execute(db)
    .await?;
    Ok(())
}

async fn notices(db: &mut PgConnection, network: &Network) -> sqlx::Result<()> {
    let rows = &network.notices;
    sqlx::query!(
        "insert into privacy_notices (id, version, title, body, summary_of_changes, published_by, published_at)
         select * from unnest($1::uuid[], $2::int[], $3::text[], $4::text[], $5::text[], $6::uuid[], $7::timestamptz[])",
        &column(rows, |row| uuid::Uuid::from(row.id)),
        &column(rows, |row| row.version),
        &column(rows, |row| row.title) as &[&str],
        &column(rows, |row| row.body) as &[&str],
        &column(rows, |row| row.summary_of_changes) as &[&str],
        &column(rows, |row| uuid::Uuid::from(row.published_by)),
        &column(rows, |row| row.published_at),
    )
    .execute(db)
    .await?;
    Ok(())
}

/// The SHA-256 of the words agreed to, which a later change of the words would betray.
fn wording_hash(row: &ConsentRow) -> Vec<u8> {
    Sha256::digest(row.wording.as_bytes()).to_vec()
}
