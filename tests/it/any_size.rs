//! The demonstration network of any size, as it stands in the database.

use std::collections::BTreeMap;

use copse::demo;
use sqlx::PgPool;

use crate::harness::{FILLED_AT, TestApp, noon};

/// Fills an empty database with some more people than the usual ones.
async fn fill(seed: u64) -> TestApp {
    let app = TestApp::start().await;
    sqlx::query("delete from accounts").execute(app.db()).await.expect("nobody");
    let mut db = app.db().acquire().await.expect("a connection");
    let mut last = (0, 0);
    let mut progress = |done, whole| {
        assert!(done >= last.0 && done <= whole, "{done} of {whole} after {last:?}");
        last = (done, whole);
    };
    let made = demo::fill(&mut db, 1_500, seed, noon(FILLED_AT), "$argon2id$no-hash", &mut progress).await;
    assert_eq!(made.expect("a network").associates, 1_500);
    assert!(last.0 > 0 && last.0 == last.1, "{last:?}");
    drop(db);
    app
}

/// What each table holds, in short.
async fn digests(db: &PgPool) -> BTreeMap<String, String> {
    let tables: Vec<String> = sqlx::query_scalar(
        "select relname::text from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace
         and relname <> '_sqlx_migrations'",
    )
    .fetch_all(db)
    .await
    .expect("tables");
    let mut digests = BTreeMap::new();
    for table in tables {
        let digest = format!("select coalesce(md5(string_agg(t::text, '' order by t::text)), 'none') from {table} t");
        let digest = sqlx::query_scalar(sqlx::AssertSqlSafe(digest)).fetch_one(db).await.expect("a digest");
        digests.insert(table, digest);
    }
    digests
}

/// All indexes and keys.
async fn schema(db: &PgPool) -> Vec<String> {
    sqlx::query_scalar(
        "select conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid) as line from pg_constraint
         union all select pg_get_indexdef(indexrelid) from pg_index where indrelid::regclass::text !~ '[.]'
         order by line",
    )
    .fetch_all(db)
    .await
    .expect("the schema")
}

#[tokio::test]
async fn the_same_seed_makes_the_same_network_and_another_another() {
    let (one, again, other) = tokio::join!(fill(7), fill(7), fill(8));
    let made = digests(one.db()).await;
    assert_eq!(made, digests(again.db()).await);
    let other = digests(other.db()).await;
    for table in ["associates", "memberships", "events", "event_registrations", "attendances", "consents"] {
        assert_ne!(made[table], other[table], "{table}");
    }
}

#[tokio::test]
async fn indexes_and_keys_are_afterwards_as_they_were() {
    let (before, after) = tokio::join!(TestApp::start(), fill(3));
    assert_eq!(schema(before.db()).await, schema(after.db()).await);
    let wrong = "select relname || ': ' || n from (
             select 'places' as relname, count(*) as n from place_pools p where taken <> (
                 select count(*) from event_registrations r
                 where r.pool_id = p.id and r.state in ('registered', 'offered'))
             union all
             select 'before they joined', count(*) from memberships m join associates a on a.id = m.associate_id
             where m.starts_on < a.joined_on
             union all
             select 'open in a project that ended', count(*) from memberships m join projects p on p.id = m.project_id
             where m.state in ('active', 'requested') and p.stage = 'ended'
             union all
             select 'open after they left', count(*) from memberships m join associates a on a.id = m.associate_id
             where m.state in ('active', 'requested') and a.standing = 'left'
             union all
             select 'came without a place', count(*) from attendances t where not walk_in and not exists (
                 select from event_registrations r
                 where (r.event_id, r.associate_id) = (t.event_id, t.associate_id) and r.state = 'registered')
         ) counted where n > 0";
    let wrong: Vec<String> = sqlx::query_scalar(wrong).fetch_all(after.db()).await.expect("counts");
    assert!(wrong.is_empty(), "{wrong:?}");
}

#[tokio::test]
async fn nothing_is_mixed_with_what_is_there() {
    let app = TestApp::start().await;
    let mut db = app.db().acquire().await.expect("a connection");
    let made = demo::fill(&mut db, 1_500, 7, noon(FILLED_AT), "$argon2id$no-hash", &mut |_, _| {}).await;
    let said = made.expect_err("a refusal").to_string();
    assert!(said.contains("only put into an empty database"), "{said}");
    let people: i64 = sqlx::query_scalar("select count(*) from associates").fetch_one(app.db()).await.expect("a count");
    assert_eq!(people, 0);
}
