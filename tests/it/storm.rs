//! No acknowledged write is ever lost to an aborted request.
//!
//! sqlx 0.9.0 has a fault: when a request is dropped while its `begin()` is under way, the connection goes
//! back to the pool inside a transaction that sqlx does not know of. The next to write on it is told that
//! all is well, and the one after may roll it back. Browsers drop requests all the time.
//!
//! Clients send thousands of small forms over real connections, hang up in the middle of most, and write
//! down every act that was acknowledged. Afterwards every one of them must be found. The control removes
//! the guards, and must find some missing: otherwise the storm proves nothing.

use std::time::Duration;

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use sha2::{Digest, Sha256};
use sqlx::PgPool;
use tokio::net::TcpListener;
use tokio::task::JoinSet;
use tokio::time::timeout;
use uuid::Uuid;

use crate::harness::{TESS, TestApp, Wire};

const SEED: u64 = 4394;
const CLIENTS: u64 = 8;
const FORMS_EACH: usize = 300;
/// Longest time until a client hangs up; most answers take less.
const PATIENCE: u64 = 10_000;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_acknowledged_write_is_lost_to_aborted_requests() {
    let app = TestApp::setup().start().await;
    let found = Storm::over(&app, FORMS_EACH).await;
    assert!(found.acknowledged > 300 && found.aborted > 300, "{found:?} is no storm");
    assert_eq!(found.lost, 0, "{found:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_the_guards_the_same_storm_loses_some() {
    let mut found = Found::default();
    for _ in 0..5 {
        let app = TestApp::setup().without_guards().start().await;
        found = Storm::over(&app, FORMS_EACH).await;
        if found.lost > 0 {
            return;
        }
    }
    panic!("the storm is too weak to show anything: {found:?}");
}

/// What came of it.
#[derive(Debug, Default)]
struct Found {
    acknowledged: usize,
    aborted: usize,
    lost: i64,
}

/// What one client was told had been done.
#[derive(Default)]
struct Ledger {
    added: Vec<Uuid>,
    ended: Vec<Vec<u8>>,
    aborted: usize,
}

struct Storm {
    wire: Wire,
    /// Tess's session cookie.
    cookie: String,
    dice: ChaCha8Rng,
    /// The pool that the requests use, too.
    db: PgPool,
    /// Sessions to end.
    tokens: Vec<String>,
}

impl Storm {
    async fn over(app: &TestApp, forms_each: usize) -> Found {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let server = listener.local_addr().expect("an address");
        let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
        let serving = tokio::spawn(copse::serve(listener, app.router(), async { drop(stopped.await) }));
        let cookie = app.session_of(TESS.email).await.cookie("copse").expect("a session");

        sqlx::query("insert into organisations (id, name, kind, created_at) values ($1, 'Taken', 'other', $2)")
            .bind(Uuid::now_v7())
            .bind(app.now())
            .execute(app.db())
            .await
            .expect("an organisation");

        let mut clients = JoinSet::new();
        for number in 0..CLIENTS {
            let storm = Self {
                wire: Wire { server, host: app.host() },
                cookie: cookie.clone(),
                dice: ChaCha8Rng::seed_from_u64(SEED + number),
                db: app.db().clone(),
                tokens: sessions(app, forms_each / 2).await,
            };
            clients.spawn(storm.rage(forms_each));
        }
        let ledgers = clients.join_all().await;
        stop.send(()).expect("the server runs");
        serving.await.expect("the server stops").expect("well");
        count(app, &ledgers).await
    }

    async fn rage(mut self, forms: usize) -> Ledger {
        let mut ledger = Ledger::default();
        for _ in 0..forms {
            match self.dice.random_range(0..8) {
                0..3 => self.end_session(&mut ledger).await,
                // What a fault left open is then rolled back.
                3 => self.add_nothing().await,
                4 => self.add_organisation(Duration::from_secs(20), &mut ledger).await,
                _ => {
                    let patience = Duration::from_micros(self.dice.random_range(100..PATIENCE));
                    self.add_organisation(patience, &mut ledger).await;
                }
            }
        }
        ledger
    }

    async fn add_organisation(&self, patience: Duration, ledger: &mut Ledger) {
        let id = Uuid::now_v7();
        let body = format!("id={id}&name=Storm+{id}&kind=other");
        match timeout(patience, self.post("/organisations", &self.cookie, &body)).await {
            Ok(true) => ledger.added.push(id),
            Ok(false) => {}
            Err(_) => ledger.aborted += 1,
        }
    }

    /// A form that the database refuses, since the name is taken.
    async fn add_nothing(&self) {
        let refused = self.post("/organisations", &self.cookie, "name=Taken&kind=other").await;
        assert!(!refused, "a name was given twice");
    }

    /// One statement without a transaction of its own, as the worker writes what became of a mail. On a connection
    /// inside a transaction that nobody knows of, it is answered as done and committed by nobody.
    async fn end_session(&mut self, ledger: &mut Ledger) {
        let Some(token) = self.tokens.pop() else { return };
        let ended =
            sqlx::query("delete from sessions where token_hash = $1").bind(hash(&token)).execute(&self.db).await;
        if ended.is_ok_and(|ended| ended.rows_affected() == 1) {
            ledger.ended.push(hash(&token));
        }
    }

    /// Whether the act was acknowledged. Dropped half-way, it hangs up.
    async fn post(&self, path: &str, token: &str, body: &str) -> bool {
        self.wire.post(path, token, body).await.is_some_and(|answer| answer.starts_with("HTTP/1.1 303"))
    }
}

fn hash(token: &str) -> Vec<u8> {
    Sha256::digest(token.as_bytes()).to_vec()
}

/// Makes sessions of Tess.
async fn sessions(app: &TestApp, number: usize) -> Vec<String> {
    let tokens: Vec<String> = (0..number).map(|_| Uuid::new_v4().to_string()).collect();
    let hashes: Vec<Vec<u8>> = tokens.iter().map(|token| hash(token)).collect();
    sqlx::query(
        "insert into sessions (id, token_hash, account_id, created_at, last_seen_at, expires_at, device)
         select gen_random_uuid(), hash, a.id, $2, $2, $2 + interval '1 day', 'a browser'
         from unnest($1::bytea[]) hash, accounts a where a.email = $3",
    )
    .bind(hashes)
    .bind(app.now())
    .bind(TESS.email)
    .execute(app.db())
    .await
    .expect("sessions");
    tokens
}

async fn count(app: &TestApp, ledgers: &[Ledger]) -> Found {
    let added: Vec<Uuid> = ledgers.iter().flat_map(|ledger| ledger.added.clone()).collect();
    let ended: Vec<Vec<u8>> = ledgers.iter().flat_map(|ledger| ledger.ended.clone()).collect();
    let acknowledged = added.len() + ended.len();
    let lost = sqlx::query_scalar(
        "select (select count(*) from unnest($1::uuid[]) id(id) where not exists (select from organisations o where o.id = id.id))
              + (select count(*) from sessions where token_hash = any($2))",
    );
    // What connections of the pool still hold uncommitted is lost for good when they close.
    let db = app.seen_from_outside().await;
    let lost = lost.bind(added).bind(ended).fetch_one(&db).await.expect("a count");
    Found { acknowledged, aborted: ledgers.iter().map(|ledger| ledger.aborted).sum(), lost }
}
