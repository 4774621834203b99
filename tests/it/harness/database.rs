//! A database for each test: a copy of a template that is made once for all tests of a run.

use std::sync::LazyLock;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering};

use chrono::{DateTime, NaiveDate, Utc};
use copse::{Guarded, PrivateCluster, pool_options};
use sqlx::postgres::PgConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions as _, Connection as _, Executor as _, PgConnection, PgPool};
use tokio::runtime::Runtime;

use super::people::{ADA, PASSWORD, Person, TESS};

/// The schema, Ada and Tess, and nothing else.
pub(crate) const EMPTY: &str = "empty";
/// A small demonstration network, as of [`FILLED_AT`].
pub(crate) const FILLED: &str = "filled";
/// The day on which the demonstration network ends.
pub(crate) const FILLED_AT: &str = "2026-03-02";
/// How many Associates it has.
const ASSOCIATES: u32 = 80;

/// Numbers the copies.
static NEXT: AtomicU32 = AtomicU32::new(1);
/// Copies whose test has ended.
static LEFT: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// The database server of this run. It ends with this process, however that ends.
static SERVER: LazyLock<PrivateCluster> = LazyLock::new(|| {
    // On a thread and a runtime of its own, since the first test that comes by may end before the others begin.
    let started = std::thread::spawn(|| {
        let runtime = Runtime::new().expect("a runtime");
        let server = runtime.block_on(start());
        std::mem::forget(runtime);
        server
    });
    started.join().expect("the database server starts")
});

async fn start() -> PrivateCluster {
    let server = PrivateCluster::temporary().await.expect("a database server");
    let pool = template(&server, EMPTY).await;
    for (person, role) in [(ADA, "administrator"), (TESS, "team")] {
        insert_account(&pool, person, role).await;
    }
    pool.close().await;
    let pool = template(&server, FILLED).await;
    let mut db = pool.acquire().await.expect("a connection");
    let mut silent = |_, _| {};
    let fill = copse::demo::fill(&mut db, ASSOCIATES, copse::demo::SEED, noon(FILLED_AT), password_hash(), &mut silent);
    fill.await.expect("a demonstration network");
    answer_the_newest_notice(&mut db).await;
    drop(db);
    pool.close().await;
    server
}

/// Whoever signs in may go where they want; tests of notices publish one more.
async fn answer_the_newest_notice(db: &mut PgConnection) {
    let answer = "insert into consents
         (id, associate_id, purpose, lawful_basis, notice_id, wording, wording_hash, source, actor_id, given, recorded_at)
         select gen_random_uuid(), a.associate_id, 'registration', c.lawful_basis, n.id, c.wording, c.wording_hash,
                c.source, a.id, true, c.recorded_at
         from accounts a
         cross join (select id from privacy_notices order by version desc limit 1) n
         cross join lateral (select * from consents c where c.associate_id = a.associate_id and c.purpose = 'registration'
                             order by c.recorded_at desc limit 1) c
         where c.notice_id <> n.id and c.given";
    sqlx::query(answer).execute(db).await.expect("answers");
}

async fn template(server: &PrivateCluster, name: &str) -> PgPool {
    server.create_database(name, None).await.expect("a template");
    let pool = pool_options(1, Guarded::Yes).connect_with(server.connect_options(name)).await.expect("a template");
    copse::migrate(&pool).await.expect("the migrations run");
    pool
}

/// Noon of a day such as `2026-03-01`.
pub(crate) fn noon(date: &str) -> DateTime<Utc> {
    let date: NaiveDate = date.parse().expect("a date like 2026-03-01");
    date.and_hms_opt(12, 0, 0).expect("noon").and_utc()
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
fn password_hash() -> &'static str {
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
        drop_left_copies().await;
        let name = format!("copy_{}", NEXT.fetch_add(1, Ordering::Relaxed));
        SERVER.create_database(&name, Some(template)).await.expect("a copy of the template");
        Self { name }
    }

    /// How Copse connects to it.
    pub(crate) fn options(&self) -> PgConnectOptions {
        copse::with_limits(SERVER.connect_options(&self.name))
    }

    /// The same for a program of its own, as it stands in DATABASE_URL.
    pub(crate) fn url(&self) -> String {
        SERVER.connect_options(&self.name).to_url_lossy().to_string()
    }
}

async fn drop_left_copies() {
    let left = std::mem::take(&mut *LEFT.lock().expect("the list"));
    if left.is_empty() {
        return;
    }
    let mut db = PgConnection::connect_with(&SERVER.connect_options("postgres")).await.expect("a connection");
    for name in left {
        db.execute(AssertSqlSafe(format!("drop database {name} with (force)"))).await.expect("a copy is dropped");
    }
    db.close().await.expect("closed");
}

impl Drop for Copy {
    fn drop(&mut self) {
        LEFT.lock().expect("the list").push(std::mem::take(&mut self.name));
    }
}
