//! Copse as a test has it.

use axum::Router;
use chrono::{DateTime, TimeDelta, Utc};
use clap::Parser;
use copse::{App, Clock, Config, Guarded, pool_options};
use sha2::{Digest, Sha256};
use sqlx::PgPool;

use super::client::Client;
use super::database::{self, Copy, noon};
use super::mail::{self, Mail};
use super::people::{PASSWORD, Person};

/// The whole application, with a database of its own and a clock that stands still.
pub(crate) struct TestApp {
    pub(crate) app: App,
    router: Router,
    copy: Copy,
}

impl TestApp {
    /// With Ada, Tess and nothing else.
    pub(crate) async fn start() -> Self {
        Self::setup().start().await
    }

    /// With a small demonstration network.
    pub(crate) async fn filled() -> Self {
        Self::setup().filled().start().await
    }

    /// Like `start`, on another day: `at("2026-03-01")`.
    pub(crate) async fn at(date: &str) -> Self {
        Self::setup().at(date).start().await
    }

    /// For tests that want it otherwise.
    pub(crate) fn setup() -> Setup {
        let mut config = Line::parse_from(["copse"]).config;
        config.base_url = Some("http://copse.example.org".to_owned());
        (config.smtp_url, config.database_url) = (None, None);
        // The tests are another program.
        config.program = Some(env!("CARGO_BIN_EXE_copse").into());
        Setup { config, now: noon(database::FILLED_AT), template: database::EMPTY, guarded: Guarded::Yes }
    }

    /// A new browser in which nobody is signed in.
    pub(crate) fn visitor(&self) -> Client {
        Client::new(self.router.clone(), self.app.config.base_url())
    }

    /// A new browser in which this person has signed in.
    ///
    /// Passwords are hashed a few at a time, so on a busy machine one may be asked to come back.
    pub(crate) async fn sign_in_as(&self, person: Person) -> Client {
        let client = self.visitor();
        let form = client.get("/sign-in").await.form("/sign-in");
        let form = form.set("email", person.email).set("password", PASSWORD);
        let mut page = form.clone().submit().await;
        for _ in 0..5 {
            if page.code == 503 {
                page = form.clone().submit().await;
            }
        }
        page.status(303);
        client
    }

    /// A new browser with a session of the account with this address, which need not know its password.
    pub(crate) async fn session_of(&self, email: &str) -> Client {
        let token = uuid::Uuid::new_v4().to_string();
        let made = sqlx::query(
            "insert into sessions (id, token_hash, account_id, created_at, last_seen_at, expires_at, device)
             select $1, $2, a.id, $3, $3, $3 + interval '12 hours', 'A browser' from accounts a where a.email = $4",
        );
        let made = made.bind(uuid::Uuid::now_v7()).bind(Sha256::digest(token.as_bytes()).to_vec());
        let made = made.bind(self.now()).bind(email).execute(self.db()).await.expect("a session");
        assert_eq!(made.rows_affected(), 1, "nobody has the address {email}");
        let client = self.visitor();
        client.set_cookie("copse", &token);
        client
    }

    /// Everything that answers requests, to be put behind a real port.
    pub(crate) fn router(&self) -> Router {
        self.router.clone()
    }

    /// The name people reach it by.
    pub(crate) fn host(&self) -> String {
        self.app.config.base_url().split("//").nth(1).unwrap_or_default().to_owned()
    }

    /// The same database seen by someone else: Copse's own connections are closed.
    pub(crate) async fn seen_from_outside(&self) -> PgPool {
        self.app.db.close().await;
        pool_options(1, Guarded::Yes).connect_with(self.copy.options()).await.expect("a database")
    }

    /// The same database for a program of its own, as it stands in DATABASE_URL.
    pub(crate) fn database_url(&self) -> String {
        self.copy.url()
    }

    pub(crate) fn db(&self) -> &PgPool {
        &self.app.db
    }

    pub(crate) fn now(&self) -> DateTime<Utc> {
        self.app.clock.now()
    }

    /// Lets time pass.
    pub(crate) fn advance(&self, by: TimeDelta) {
        self.app.clock.advance(by);
    }

    /// The mails written to an address, the latest last.
    pub(crate) async fn mails_to(&self, address: &str) -> Vec<Mail> {
        mail::to(self, address).await
    }

    /// The latest mail to an address.
    pub(crate) async fn mail_to(&self, address: &str) -> Mail {
        self.mails_to(address).await.pop().unwrap_or_else(|| panic!("no mail to {address}"))
    }

    /// Sends what is due, as the worker does.
    pub(crate) async fn deliver(&self) -> u64 {
        copse::deliver_due(&self.app).await.expect("the outbox answers")
    }
}

#[derive(clap::Parser)]
struct Line {
    #[command(flatten)]
    config: Config,
}

/// How a test wants its Copse.
pub(crate) struct Setup {
    config: Config,
    now: DateTime<Utc>,
    template: &'static str,
    guarded: Guarded,
}

impl Setup {
    /// At noon of that day.
    pub(crate) fn at(self, date: &str) -> Self {
        Self { now: noon(date), ..self }
    }

    /// With a small demonstration network.
    pub(crate) fn filled(self) -> Self {
        Self { template: database::FILLED, ..self }
    }

    /// Under that address.
    pub(crate) fn base_url(mut self, url: &str) -> Self {
        self.config.base_url = Some(url.to_owned());
        self
    }

    /// With a mail server.
    pub(crate) fn smtp_url(mut self, url: &str) -> Self {
        self.config.smtp_url = Some(url.to_owned());
        self
    }

    /// Without what protects against aborted requests, for the control of the storm.
    pub(crate) fn without_guards(self) -> Self {
        Self { guarded: Guarded::No, ..self }
    }

    pub(crate) async fn start(self) -> TestApp {
        // The cause of what went wrong is told in the log alone; of a test that fails it is shown.
        let _ = tracing_subscriber::fmt().with_max_level(tracing::Level::ERROR).with_test_writer().try_init();
        let copy = Copy::of(self.template).await;
        let db = pool_options(5, self.guarded).connect_with(copy.options()).await.expect("a database");
        let app = App::new(db, self.config, Clock::held(self.now)).expect("an application");
        let router = match self.guarded {
            Guarded::Yes => copse::router(app.clone()),
            Guarded::No => copse::unguarded_router(app.clone()),
        };
        TestApp { app, router, copy }
    }
}
