//! A database for each test: a copy of a template that is made once for all tests of a run.

use std::sync::LazyLock;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering};

use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{AssertSqlSafe, Connection as _, Executor as _, PgConnection, PgPool};
use tokio::runtime::Runtime;

use super::people::{ADA, PASSWORD, Person, TESS};

/// The schema, Ada and Tess, and nothing else.
pub(crate) const EMPTY: &str = "empty";

/// Names of the copies, which share their server with those of other runs.
static NEXT: AtomicU32 = AtomicU32::new(1);
/// Copies whose test has ended.
static LEFT: Mutex<Vec<String>> = Mutex::new(Vec::new());

static SERVER: LazyLock<Server> = LazyLock::new(|| {
    // On a thread and a runtime of its own, since the first test that comes by may end before the others begin.
    let started = std::thread::spawn(|| {
        let runtime = Runtime::new().expect("a runtime");
        let server = runtime.block_on(Server::start());
        std::mem::forget(runtime);
        server
    });
    started.join().expect("the database server starts")
});

/// The PostgreSQL server of this run.
struct Server;

impl Server {
    async fn start() -> Self {
        let server = Self;
        server.create(&server.name(EMPTY), "template1").await;
        let pool = PgPoolOptions::new().connect_with(server.options(&server.name(EMPTY))).await.expect("a template");
        sqlx::migrate!().run(&pool).await.expect("the migrations run");
        for (person, role) in [(ADA, "administrator"), (TESS, "team")] {
            insert_account(&pool, person, role).await;
        }
        pool.close().await;
        server
    }

    fn options(&self, database: &str) -> PgConnectOptions {
        PgConnectOptions::new_without_pgpass().host("127.0.0.1").port(5433).username("copse").database(database)
    }

    fn name(&self, name: &str) -> String {
        format!("t{}_{name}", std::process::id())
    }

    async fn create(&self, name: &str, template: &str) {
        let mut db = PgConnection::connect_with(&self.options("postgres")).await.expect("a connection");
        let left = std::mem::take(&mut *LEFT.lock().expect("the list"));
        for name in left {
            let drop = format!("drop database if exists {name} with (force)");
            db.execute(AssertSqlSafe(drop)).await.expect("a copy is dropped");
        }
        let create = format!("create database {name} template {template}");
        db.execute(AssertSqlSafe(create)).await.expect("a database");
        db.close().await.expect("closed");
    }
}

async fn insert_account(pool: &PgPool, person: Person, role: &str) {
    sqlx::query(
        "insert into accounts (id, email, name, password_hash, role, created_at)
         values ($1, $2, $3, $4, $5::account_role, '2026-01-01')",
    )
    .bind(uuid::Uuid::now_v7())
    .bind(person.email)
    .bind(person.name)
    .bind(password_hash())
    .bind(role)
    .execute(pool)
    .await
    .expect("an account");
}

/// Made once, since it is slow by design.
pub(crate) fn password_hash() -> &'static str {
    use argon2::password_hash::PasswordHasher as _;
    static HASH: LazyLock<String> =
        LazyLock::new(|| argon2::Argon2::default().hash_password(PASSWORD.as_bytes()).expect("a hash").to_string());
    &HASH
}

/// A copy of a template, dropped some time after its test.
pub(crate) struct Copy {
    name: String,
}

impl Copy {
    pub(crate) async fn of(template: &str) -> Self {
        let name = SERVER.name(&NEXT.fetch_add(1, Ordering::Relaxed).to_string());
        SERVER.create(&name, &SERVER.name(template)).await;
        Self { name }
    }

    pub(crate) fn options(&self) -> PgConnectOptions {
        SERVER.options(&self.name)
    }
}

impl Drop for Copy {
    fn drop(&mut self) {
        LEFT.lock().expect("the list").push(std::mem::take(&mut self.name));
    }
}
