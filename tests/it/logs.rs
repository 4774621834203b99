//! The log names no one: whatever people type, open and get wrong, it holds no name, no address, no token
//! and no query.

use std::io;
use std::sync::{Arc, LazyLock, Mutex};

use tracing::Dispatch;
use tracing::subscriber::DefaultGuard;
use tracing_subscriber::fmt::MakeWriter;

use crate::harness::{ADA, ASHA, Answer, Crawler, Sink, TESS, TestApp};

/// What is written on this thread, on which the test and everything it starts run.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

/// Other tests log on threads where nobody listens. While there is one listener only, tracing asks whichever thread
/// first comes by a place that logs whether anybody listens, and remembers its no for all threads. With a second one
/// alive it asks them both.
static SECOND: LazyLock<Dispatch> = LazyLock::new(|| Dispatch::new(tracing_subscriber::registry()));

impl Log {
    fn listen() -> (Self, DefaultGuard) {
        LazyLock::force(&SECOND);
        let log = Self::default();
        let subscriber = tracing_subscriber::fmt()
            .with_env_filter("info,copse=debug,lettre=debug")
            .with_ansi(false)
            .with_writer(log.clone())
            .finish();
        let guard = tracing::subscriber::set_default(subscriber);
        (log, guard)
    }

    fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().expect("the log")).into_owned()
    }

    #[track_caller]
    fn lacks(&self, marks: &[&str]) {
        let text = self.text();
        for line in text.lines() {
            let lower = line.to_lowercase();
            for mark in marks {
                assert!(!lower.contains(&mark.to_lowercase()), "{mark:?} is in the log: {line}");
            }
        }
    }
}

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().expect("the log").extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

const MARKS: [&str; 4] = ["zebedee", "marker", "otter lantern", "q="];

#[tokio::test]
async fn what_people_type_is_not_in_the_log() {
    let (log, _listening) = Log::listen();
    let sink = Sink::start().await;
    let app = TestApp::setup().smtp_url(&sink.url()).start().await;
    let ada = app.sign_in_as(ADA).await;
    let form = ada.get("/admin/accounts/new").await.form("/admin/accounts").set("name", "Zebedee Marker");
    form.set("email", "zebedee.marker@example.org").set("role", "team").submit().await.status(303);
    let link = app.mail_to("zebedee.marker@example.org").await.link();
    sink.answer([Answer::TryLater, Answer::Refuse]);
    app.deliver().await;
    app.advance(chrono::TimeDelta::minutes(1));
    app.deliver().await;

    let zebedee = app.visitor();
    let form = zebedee.get("/sign-in?next=%2Fmarker").await.form("/sign-in").set("email", "zebedee.marker@example.org");
    form.set("password", "otter lantern wrong").submit().await.status(422);
    zebedee.get(&link).await.press("Sign in").await.status(303);
    zebedee.get("/organisations?q=Zebedee+Marker").await.status(200);
    zebedee.get("/sign-in-links/marker-token").await.status(404);
    zebedee.get("/marker").await.status(404);
    zebedee.post("/me/password", &[("new_password", "otter lantern hill")]).await.status(303);

    let (token, session) = (link.rsplit('/').next().expect("a token"), zebedee.cookie("copse").expect("a session"));
    log.lacks(&[&MARKS[..], &[token, &session]].concat());
    assert!(log.text().contains("/sign-in-links/{token}"), "routes are logged by their pattern: {}", log.text());
}

#[tokio::test]
async fn what_goes_wrong_is_in_the_log_without_what_was_typed() {
    let (log, _listening) = Log::listen();
    let app = TestApp::start().await;
    let tess = app.sign_in_as(TESS).await;
    sqlx::query("alter table organisations rename column name to renamed").execute(app.db()).await.expect("a fault");
    tess.get("/organisations?q=Zebedee+Marker").await.status(500);
    let post = [("name", "Zebedee Marker"), ("kind", "other")];
    tess.post("/organisations", &post).await.status(500).shows_not("renamed").shows_not("column");
    app.db().close().await;
    tess.post("/organisations", &post).await.status(503);
    log.lacks(&MARKS);
    assert!(log.text().contains("ERROR"), "{}", log.text());
}

#[tokio::test]
async fn nobody_of_the_network_is_named_in_the_log() {
    let (log, _listening) = Log::listen();
    let app = TestApp::filled().await;
    for email in [ASHA.email, TESS.email, ADA.email] {
        let client = app.session_of(email).await;
        let mut crawler = Crawler::new(&client);
        while crawler.next().await.is_some() {}
    }
    let people = "select given_name || ' ' || family_name from associates
                  union select email from associates where email is not null union select email from accounts";
    let people: Vec<String> = sqlx::query_scalar(people).fetch_all(app.db()).await.expect("people");
    assert!(people.len() > 50 && log.text().contains("/organisations/{organisation}"), "{}", log.text());
    log.lacks(&people.iter().map(String::as_str).collect::<Vec<_>>());
}
