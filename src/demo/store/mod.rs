//! Writes the network. Alone among the stores it inserts into other parts' tables: it makes what took
//! them years, all at once: what is made in the program by `COPY`, what follows from that by statements.

use sha2::{Digest, Sha256};
use sqlx::PgConnection;

use super::Summary;
use super::network::Network;
use super::rows::{AccountRow, AliasRow, Batch, ConsentRow, NoticeRow, OrganisationRow, ProjectRow, ThemeRow};
use crate::kernel::Choice;
use copying::copy;

mod afterwards;
mod copying;
mod events;
mod letters;
mod loading;
mod payments;
mod register;
mod successions;
mod trail;

pub(super) use events::{write_events, write_gathering};
pub(super) use letters::write_letters;
pub(super) use loading::{put_back, set_aside};
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
    organisations(db, &network.organisations.rows, &network.organisations.aliases).await?;
    themes(db, &network.themes).await?;
    projects(db, network.projects.iter().map(|project| &project.row)).await?;
    notices(db, &network.notices).await?;
    Ok(Summary {
        accounts: network.workers.len(),
        projects: network.projects.len(),
        organisations: network.organisations.rows.len(),
        ..Summary::default()
    })
}

/// What is there before the first of the multitude.
pub(super) async fn write_multitude(
    db: &mut PgConnection,
    organisations: &[OrganisationRow],
    projects: impl IntoIterator<Item = &ProjectRow>,
) -> sqlx::Result<()> {
    self::organisations(db, organisations, &[]).await?;
    // It takes a lock for each title until the transaction ends, and there are not that many; these titles differ.
    sqlx::query!("alter table projects disable trigger projects_title_free").execute(&mut *db).await?;
    self::projects(db, projects).await?;
    sqlx::query!("alter table projects enable trigger projects_title_free").execute(db).await?;
    Ok(())
}

/// Has the database count what it holds, so that it plans by that and not by an empty database.
pub(super) async fn analyze(db: &mut PgConnection) -> sqlx::Result<()> {
    sqlx::query!("analyze").execute(db).await?;
    Ok(())
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
    let into = "accounts (id, email, name, password_hash, role, associate_id, created_at)";
    copy(db, into, rows, |line, row| {
        line.id(row.id)
            .text(&row.email)
            .text(&row.name)
            .some_text(row.has_password.then_some(password_hash))
            .value(row.role)
            .some_id(row.associate_id)
            .value(row.created_at)
    })
    .await
}

pub(super) async fn organisations(
    db: &mut PgConnection,
    rows: &[OrganisationRow],
    aliases: &[AliasRow],
) -> sqlx::Result<()> {
    copy(db, "organisations (id, name, kind, county, ods_code, created_at)", rows, |line, row| {
        line.id(row.id)
            .text(&row.name)
            .value(row.kind)
            .some_value(row.county.map(Choice::code))
            .some_text(row.ods_code)
            .value(row.created_at)
    })
    .await?;
    copy(db, "organisation_aliases (organisation_id, alias)", aliases, |line, row| {
        line.id(row.organisation_id).text(row.alias)
    })
    .await
}

async fn themes(db: &mut PgConnection, rows: &[ThemeRow]) -> sqlx::Result<()> {
    copy(db, "themes (id, slug, name, summary)", rows, |line, row| {
        line.id(row.id).value(row.slug).text(row.name).text(row.summary)
    })
    .await
}

pub(super) async fn projects(db: &mut PgConnection, rows: impl IntoIterator<Item = &ProjectRow>) -> sqlx::Result<()> {
    let into = "projects (id, slug, title, theme_id, summary, starts_on, ends_on, stage, isrctn, sensitive, recruiting, created_at)";
    copy(db, into, rows, |line, row| {
        line.id(row.id)
            .value(&row.slug)
            .text(&row.title)
            .id(row.theme_id)
            .text(&row.summary)
            .value(row.starts_on)
            .some_value(row.ends_on)
            .value(row.stage)
            .some_text(row.isrctn)
            .value(row.sensitive)
            .value(row.recruiting)
            .value(row.created_at)
    })
    .await
}

async fn notices(db: &mut PgConnection, rows: &[NoticeRow]) -> sqlx::Result<()> {
    let into = "privacy_notices (id, version, title, body, summary_of_changes, published_by, published_at)";
    copy(db, into, rows, |line, row| {
        line.id(row.id)
            .value(row.version)
            .text(row.title)
            .text(row.body)
            .text(row.summary_of_changes)
            .id(row.published_by)
            .value(row.published_at)
    })
    .await
}

/// The SHA-256 of the words agreed to, which a later change of the words would betray.
fn wording_hash(row: &ConsentRow) -> Vec<u8> {
    Sha256::digest(row.wording.as_bytes()).to_vec()
}
