//! Migrations run on a database that holds a network, not only on an empty one.

use std::borrow::Cow;
use std::collections::BTreeSet;

use copse::{Guarded, PrivateCluster, pool_options};
use sqlx::PgPool;
use sqlx::migrate::Migrator;

use crate::harness::TestApp;

/// The last migration before which nobody has data; what comes later finds some.
const FIRST_RELEASE: i64 = 9;

async fn new_database(cluster: &PrivateCluster, name: &str) -> PgPool {
    cluster.create_database(name, None).await.expect("a database");
    pool_options(2, Guarded::Yes).connect_with(cluster.connect_options(name)).await.expect("a connection")
}

async fn fill(pool: &PgPool) {
    let mut db = pool.acquire().await.expect("a connection");
    let now = "2026-03-02T12:00:00Z".parse().expect("a time");
    copse::demo::fill_register(&mut db, 60, copse::demo::SEED, now, "$argon2id$no-hash").await.expect("a network");
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

/// References that nothing is looked up by, to rows that are never removed.
const WITHOUT_INDEX: &[&str] = &[
    // Who may publish a notice works for the network; such an account is disabled, never removed.
    "privacy_notices(published_by)",
    // Notices are append-only.
    "consents(notice_id)",
    // Projects end, and are kept.
    "consents(project_id)",
    "member_acts(project_id)",
];

/// A row that is removed is looked for in every table that refers to it: without an index, by reading it all.
#[tokio::test]
async fn every_reference_has_an_index_that_begins_with_it() {
    let app = TestApp::start().await;
    let without = "select r.conrelid::regclass || '(' || string_agg(c.attname, ', ' order by k.position) || ')'
         from pg_constraint r
         cross join unnest(r.conkey) with ordinality k(number, position)
         join pg_attribute c on c.attrelid = r.conrelid and c.attnum = k.number
         where r.contype = 'f'
           and not exists (
               select from pg_index i
               where i.indrelid = r.conrelid and (i.indkey::int2[])[0:cardinality(r.conkey) - 1] @> r.conkey
                 -- An index over part of a table serves when that part is all rows that refer to something.
                 and (i.indpred is null or pg_get_expr(i.indpred, i.indrelid) = '(' || c.attname || ' IS NOT NULL)'))
         group by r.oid, r.conrelid";
    let without: BTreeSet<String> =
        sqlx::query_scalar(without).fetch_all(app.db()).await.expect("references").into_iter().collect();
    let known: BTreeSet<String> = WITHOUT_INDEX.iter().map(|name| (*name).to_owned()).collect();
    assert_eq!(without, known, "add an index, or the reason why it needs none");
}
