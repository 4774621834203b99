//! What holds for every request, whoever sends it and whatever it asks for.

use axum::body::Body;
use axum::http::Request;
use tower::ServiceExt as _;

use chrono::TimeDelta;

use crate::harness::{ADA, Client, PASSWORD, Page, TESS, TestApp};

/// The status of a page that is asked for under these names.
async fn asked_as(app: &TestApp, path: &str, hosts: &[&str]) -> u16 {
    let mut request = Request::get(path);
    for host in hosts {
        request = request.header("host", *host);
    }
    app.router().oneshot(request.body(Body::empty()).expect("a request")).await.expect("an answer").status().as_u16()
}

#[tokio::test]
async fn a_name_that_is_not_ours_is_refused() {
    let app = TestApp::start().await;
    for host in ["copse.example.org", "COPSE.example.org:8443", "localhost:3000", "127.0.0.1", "[::1]:3000"] {
        assert_eq!(asked_as(&app, "/sign-in", &[host]).await, 200, "{host}");
    }
    for host in ["evil.example", "copse.example.org.evil.example", "copse.example.org@evil.example", "", "a b"] {
        assert_eq!(asked_as(&app, "/sign-in", &[host]).await, 421, "{host}");
    }
    assert_eq!(asked_as(&app, "/sign-in", &[]).await, 421);
    assert_eq!(asked_as(&app, "/sign-in", &["copse.example.org", "evil.example"]).await, 421);
    assert_eq!(asked_as(&app, "http://evil.example/sign-in", &["copse.example.org"]).await, 421);
}

#[tokio::test]
async fn those_who_watch_over_copse_need_not_know_its_name() {
    let app = TestApp::start().await;
    for path in ["/healthz", "/readyz"] {
        assert_eq!(asked_as(&app, path, &["10.0.0.7:3000"]).await, 200, "{path}");
    }
}

#[tokio::test]
async fn what_is_not_ready_says_why_in_a_word() {
    let app = TestApp::start().await;
    app.app.draining.begin();
    let page = app.visitor().get("/readyz").await;
    page.status(503);
    assert_eq!(page.body, "stopping\n");
}

#[tokio::test]
async fn files_and_figures_need_no_database() {
    let app = TestApp::start().await;
    let tess = app.sign_in_as(TESS).await;
    let sheet =
        tess.get("/sign-in-links/new").await.select("link[rel=stylesheet]")[0].attribute("href").map(str::to_owned);
    app.db().close().await;
    tess.get(&sheet.expect("a stylesheet")).await.status(200);
    let figures = tess.at_address("127.0.0.1").get("/metrics").await;
    figures.status(200);
    assert!(figures.body.contains("copse_database_up 0"), "{}", figures.body);
}

#[tokio::test]
async fn a_database_that_answers_is_up_though_the_mails_cannot_be_counted() {
    let app = TestApp::start().await;
    sqlx::query("alter table mails rename to elsewhere").execute(app.db()).await.expect("no mails");
    let figures = app.visitor().at_address("127.0.0.1").get("/metrics").await;
    figures.status(200);
    assert!(figures.body.contains("copse_database_up 1"), "{}", figures.body);
    assert!(figures.body.contains("copse_database_schema "), "{}", figures.body);
}

#[tokio::test]
async fn a_made_up_method_makes_no_figure_of_its_own() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    visitor.method("BREW", "/sign-in").await.status(405);
    let figures = visitor.at_address("127.0.0.1").get("/metrics").await;
    assert!(figures.body.contains("method=\"other\"") && !figures.body.contains("BREW"), "{}", figures.body);
}

#[tokio::test]
async fn an_address_that_holds_a_token_is_told_to_nobody() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    visitor.get("/sign-in-links/new").await.form("/sign-in-links").set("email", TESS.email).submit().await.status(303);
    let page = visitor.get(&app.mail_to(TESS.email).await.link()).await;
    assert_eq!(page.header("referrer-policy"), Some("strict-origin"));
    assert_eq!(page.header("cache-control"), Some("no-store"));
    let page = visitor.get("/sign-in").await;
    assert_eq!(page.header("referrer-policy"), Some("same-origin"));
    assert_eq!(page.header("cache-control"), Some("private, no-cache"));
}

#[tokio::test]
async fn the_id_of_a_request_is_never_what_a_visitor_likes() {
    let app = TestApp::start().await;
    for (sent, kept) in [("0192-abc", true), ("ann@example.org", false), ("a b", false), (&"a".repeat(65), false)] {
        let request = Request::get("/healthz").header("x-request-id", sent).body(Body::empty()).expect("a request");
        let answer = app.router().oneshot(request).await.expect("an answer");
        let id = answer.headers()["x-request-id"].to_str().expect("an id");
        assert_eq!(id == sent, kept, "{sent}");
    }
}

async fn try_password(client: &Client, email: &str, password: &str) -> Page {
    client.post("/sign-in", &[("email", email), ("password", password)]).await
}

#[tokio::test]
async fn guessing_elsewhere_does_not_lock_someone_out_on_their_own_device() {
    let app = TestApp::start().await;
    let tess = app.sign_in_as(TESS).await;
    tess.get("/organisations").await.press("Sign out").await.status(303);
    // Having signed in is none of the ten.
    for _ in 0..10 {
        try_password(&app.visitor(), TESS.email, "guess guess guess").await.status(422);
    }
    try_password(&app.visitor(), TESS.email, PASSWORD).await.status(429);
    try_password(&tess, TESS.email, PASSWORD).await.status(303);
}

#[tokio::test]
async fn a_known_device_has_ten_attempts_of_its_own_and_on_one_account_only() {
    let app = TestApp::start().await;
    let device = app.sign_in_as(TESS).await;
    for _ in 0..10 {
        try_password(&device, TESS.email, "guess guess guess").await.status(422);
    }
    try_password(&device, TESS.email, PASSWORD).await.status(429);
    for _ in 0..10 {
        try_password(&device, ADA.email, "guess guess guess").await.status(422);
    }
    try_password(&device, ADA.email, PASSWORD).await.status(429);
    try_password(&app.visitor(), ADA.email, PASSWORD).await.status(429);
}

#[tokio::test]
async fn a_new_password_makes_all_devices_unknown_and_is_told_by_mail() {
    let app = TestApp::start().await;
    let (tess, other) = (app.sign_in_as(TESS).await, app.sign_in_as(TESS).await);
    let fields = [("current_password", PASSWORD), ("new_password", "otter lantern hill")];
    tess.post("/me/password", &fields).await.status(303);
    let mail = app.mail_to(TESS.email).await;
    assert_eq!(mail.subject, "Your password was changed");
    for _ in 0..10 {
        try_password(&app.visitor(), TESS.email, PASSWORD).await.status(422);
    }
    try_password(&other, TESS.email, "otter lantern hill").await.status(429);
}

#[tokio::test]
async fn one_machine_does_not_use_up_the_attempts_of_everyone() {
    let app = TestApp::start().await;
    let machine = app.visitor().at_address("192.0.2.7");
    for number in 0..40 {
        try_password(&machine, &format!("person{number}@example.org"), "guess guess guess").await;
    }
    let most = sqlx::query_scalar::<_, i32>("select max(attempts) from rate_limits");
    let counted = sqlx::query_scalar::<_, i64>("select count(*) from rate_limits");
    // Thirty accounts, the machine, everyone; the ten attempts too many count against the machine alone.
    assert_eq!(counted.fetch_one(app.db()).await.expect("a count"), 32);
    assert_eq!(most.fetch_one(app.db()).await.expect("a count"), 40);
}

#[tokio::test]
async fn a_network_of_its_own_is_one_machine() {
    let app = TestApp::start().await;
    for number in 0..30 {
        let machine = app.visitor().at_address(&format!("2001:db8:1:2::{number:x}"));
        try_password(&machine, &format!("person{number}@example.org"), "guess guess guess").await.status(422);
    }
    let machine = app.visitor().at_address("2001:db8:1:2:ffff::1");
    try_password(&machine, TESS.email, PASSWORD).await.status(429);
    try_password(&app.visitor().at_address("2001:db8:1:3::1"), TESS.email, PASSWORD).await.status(303);
}

#[tokio::test]
async fn signing_out_and_asking_for_a_link_are_in_the_trail() {
    let app = TestApp::start().await;
    let tess = app.sign_in_as(TESS).await;
    tess.get("/organisations").await.press("Sign out").await.status(303);
    app.visitor().post("/sign-in-links", &[("email", TESS.email)]).await.status(303);
    app.visitor().post("/sign-in-links", &[("email", "nobody@example.org")]).await.status(303);
    let trail = app.sign_in_as(ADA).await.get("/admin/audit").await;
    trail.shows("Signed out").shows("Asked for a link to sign in");
    assert_eq!(trail.select("tbody tr").iter().filter(|row| row.text.contains("Asked for")).count(), 1);
}

#[tokio::test]
async fn of_two_who_change_one_account_the_second_is_told() {
    let app = TestApp::start().await;
    let ada = app.sign_in_as(ADA).await;
    let form = ada.get("/admin/accounts").await.follow(TESS.name).await;
    let (first, second) = (form.form("main form"), form.form("main form"));
    first.set("name", "Tess Teamworker").submit().await.status(303);
    let page = second.clone().set("name", "T. Team").submit().await;
    page.status(409).shows("Someone else changed this account meanwhile").shows("What stands now: Tess Teamworker");
    app.sign_in_as(TESS).await;
    second.check("disabled", "yes").submit().await.status(303);
    ada.get("/admin/accounts").await.shows("Tess Teamworker").shows_not("T. Team");
    try_password(&app.visitor(), TESS.email, PASSWORD).await.status(422);
    let page = ada.get("/admin/accounts").await.follow("Tess Teamworker").await;
    page.shows("What happened to this account").shows("Changed an account");
}

#[tokio::test]
async fn a_disabled_administrator_can_be_changed_though_only_one_is_left() {
    let app = TestApp::start().await;
    let ada = app.sign_in_as(ADA).await;
    let form = async || ada.get("/admin/accounts").await.follow(TESS.name).await.form("main form");
    form().await.set("role", "administrator").submit().await.status(303);
    form().await.check("disabled", "yes").submit().await.status(303);
    form().await.set("name", "Tess Gone").submit().await.status(303);
    ada.get("/admin/accounts").await.shows("Tess Gone");
}

#[tokio::test]
async fn a_link_from_before_does_not_open_an_account_that_was_disabled_in_between() {
    let app = TestApp::start().await;
    let ada = app.sign_in_as(ADA).await;
    app.visitor().post("/sign-in-links", &[("email", TESS.email)]).await.status(303);
    let link = app.mail_to(TESS.email).await.link();
    let form = async |name: &str| ada.get("/admin/accounts").await.follow(name).await.form("main form");
    form(TESS.name).await.check("disabled", "yes").submit().await.status(303);
    form(TESS.name).await.uncheck("disabled", "yes").submit().await.status(303);
    let visitor = app.visitor();
    visitor.post(&link, &[]).await;
    assert_eq!(visitor.cookie("copse"), None);
}

#[tokio::test]
async fn the_text_of_a_kept_secret_mail_goes_when_its_link_is_dead() {
    let app = TestApp::start().await;
    app.visitor().post("/sign-in-links", &[("email", TESS.email)]).await.status(303);
    app.deliver().await;
    app.advance(TimeDelta::days(7));
    copse::clear_away(&app.app).await.expect("cleared");
    assert!(!app.mail_to(TESS.email).await.body_text.is_empty());
    app.advance(TimeDelta::days(2));
    copse::clear_away(&app.app).await.expect("cleared");
    assert!(app.mail_to(TESS.email).await.body_text.is_empty());
    let page = app.sign_in_as(ADA).await.get("/admin/mail").await.follow("Your link to sign in").await;
    page.shows("Its text was removed");
}
