//! Migrations run on a database that holds a network, not only on an empty one.

use std::borrow::Cow;

use copse::{Guarded, PrivateCluster, pool_options};
use sqlx::PgPool;
use sqlx::migrate::Migrator;

/// The last migration before which nobody has data; what comes later finds some.
const FIRST_RELEASE: i64 = 9;

async fn new_database(cluster: &PrivateCluster, name: &str) -> PgPool {
    cluster.create_database(name, None).await.expect("a database");
    pool_options(2, Guarded::Yes).connect_with(cluster.connect_options(name)).await.expect("a connection")
}

async fn fill(pool: &PgPool) {
    let mut db = pool.acquire().await.expect("a connection");
    let now = "2026-03-02T12:00:00Z".parse().expect("a time");
    copse::demo::fill(&mut db, 60, copse::demo::SEED, now, "$argon2id$no-hash").await.expect("a network");
}

async fn people(pool: &PgPool) -> (i64, i64, i64) {
    let count =
        "select (select count(*) from associates), (select count(*) from memberships), (select count(*) from consents)";
    sqlx::query_as(count).fetch_one(pool).await.expect("counts")
}

#[tokio::test]
async fn every_migration_after_the_first_release_runs_on_a_network() {
    let cluster = PrivateCluster::temporary().await.expect("a cluster");
    let pool = new_database(&cluster, "before").await;
    let mut first: Migrator = sqlx::migrate!();
    first.migrations =
        Cow::Owned(first.migrations.iter().filter(|one| one.version <= FIRST_RELEASE).cloned().collect());
    first.run(&pool).await.expect("the first release");
    fill(&pool).await;
    let before = people(&pool).await;
    copse::migrate(&pool).await.expect("the later migrations run");
    copse::migrate(&pool).await.expect("and once more, with nothing to do");
    assert_eq!(people(&pool).await, before);
    pool.close().await;
    cluster.stop().await.expect("a stop");
}

#[test]
fn migrations_have_one_number_each_and_a_name() {
    let migrations: Migrator = sqlx::migrate!();
    let numbers: Vec<i64> = migrations.migrations.iter().map(|migration| migration.version).collect();
    let mut sorted = numbers.clone();
    sorted.dedup();
    assert_eq!(numbers, sorted);
    assert!(migrations.migrations.iter().all(|migration| !migration.description.is_empty()));
}
