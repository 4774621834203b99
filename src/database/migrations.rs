//! Bringing the schema up to date.

use anyhow::{Context as _, Result, anyhow};
use sqlx::migrate::{MigrateError, Migrator};
use sqlx::{Connection as _, Executor as _, PgConnection, PgPool};

/// The migrations of this release.
const MIGRATIONS: Migrator = sqlx::migrate!();

/// Names our lock among the advisory locks of the database: "copse" in ASCII.
const LOCK: i64 = 0x63_6f_70_73_65;

/// Applies the migrations that the database has not had yet.
///
/// # Errors
/// When one fails, or the database belongs to another release of Copse.
pub async fn migrate(pool: &PgPool) -> Result<()> {
    // A connection of its own, closed afterwards, since the limits of the others are not for migrations.
    let mut connection = pool.acquire().await.context("The database does not answer")?.detach();
    connection.execute("set statement_timeout = 0; set lock_timeout = 0").await?;
    // Several instances may start at the same time; all but one wait here, as long as it takes.
    sqlx::query("select pg_advisory_lock($1)").bind(LOCK).execute(&mut connection).await?;
    // A migration that waits for a busy table makes everybody else wait behind it; rather fail and try again.
    connection.execute("set lock_timeout = '10s'; set client_min_messages = warning").await?;
    let done = apply(&mut connection).await;
    connection.close().await?;
    done
}

/// The version of the newest migration of this release.
pub(crate) fn newest_migration() -> i64 {
    MIGRATIONS.iter().map(|migration| migration.version).max().unwrap_or_default()
}

async fn apply(connection: &mut PgConnection) -> Result<()> {
    let mut migrations = MIGRATIONS;
    migrations.set_locking(false);
    migrations.run(connection).await.map_err(|error| match error {
        MigrateError::VersionMissing(version) => anyhow!(
            "The database was used by a later Copse (its migration {version} is unknown to this one); run that release"
        ),
        MigrateError::VersionMismatch(version) => {
            anyhow!("Migration {version} is not the one that the database has had; migrations are never changed")
        }
        MigrateError::ExecuteMigration(reason, version) => anyhow!("Migration {version} failed: {reason}"),
        other => anyhow!("The database could not be brought up to date: {other}"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::database::{Guarded, PrivateCluster, pool_options, with_limits};

    #[tokio::test]
    async fn instances_that_start_together_migrate_once_and_a_later_release_is_recognised() {
        let cluster = PrivateCluster::temporary().await.unwrap();
        let options = with_limits(cluster.connect_options("postgres"));
        let pool = pool_options(4, Guarded::Yes).connect_with(options).await.unwrap();
        let (one, two, three) = tokio::join!(migrate(&pool), migrate(&pool), migrate(&pool));
        one.and(two).and(three).unwrap();

        let later = "insert into _sqlx_migrations (version, description, success, checksum, execution_time) \
                     values (9999, 'later', true, '', 0)";
        pool.execute(later).await.unwrap();
        let said = migrate(&pool).await.unwrap_err().to_string();
        assert!(said.contains("later Copse") && said.contains("9999"), "{said}");
        pool.close().await;
        cluster.stop().await.unwrap();
    }
}
