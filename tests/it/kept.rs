//! Nothing that was typed is lost when someone has been signed out, or when a new privacy notice came between.

use chrono::TimeDelta;

use crate::harness::{ADA, ASHA, Client, LENA, LEO, PASSWORD, Page, TESS, TestApp};
use crate::privacy::publish;

const HOSTILE: &str = "\"><script>alert(1)</script>&amp;'\n{\"path\":\"//evil.example\"} %00 += é";

async fn revoke_all(app: &TestApp) {
    sqlx::query("delete from sessions").execute(app.db()).await.expect("no session");
}

async fn sign_in_on(page: &Page, email: &str) -> Page {
    page.form("/sign-in").set("email", email).set("password", PASSWORD).submit().await
}

async fn details(client: &Client) -> Page {
    client.get("/me/details").await
}

#[tokio::test]
async fn what_an_associate_typed_waits_until_they_have_signed_in_again() {
    let app = TestApp::filled().await;
    let asha = app.sign_in_as(ASHA).await;
    let form = details(&asha).await.form("/me/details").set("interests", HOSTILE).set("phone", "0115 496 0123");
    app.advance(TimeDelta::days(31));
    let page = form.submit().await;
    page.status(401).shows("You have been signed out").shows("not saved yet");
    assert!(page.title().starts_with("You have been signed out"));
    assert!(page.select("main script").is_empty());
    let first = page;
    // A mistyped password loses nothing.
    let page = first.form("/sign-in").set("email", ASHA.email).set("password", "not this one").submit().await;
    page.status(422).has_error("email", "The email address or the password is not right");
    let again = page;
    let offer = sign_in_on(&again, ASHA.email).await;
    // Nobody finds in the browser what was typed here.
    for page in [&first, &again, &offer] {
        assert_eq!(page.header("cache-control"), Some("no-store"), "{}", page.asked);
    }
    offer.status(200).shows("You are signed in").shows("not saved yet");
    assert!(offer.select("header").iter().any(|header| header.text.contains(ASHA.name)), "the header knows them");
    offer.press("Send what you typed").await.redirects_to("/me");
    let form = details(&asha).await.form("/me/details");
    assert_eq!(form.value("phone"), "0115 496 0123");
    assert_eq!(form.value("interests").replace("\r\n", "\n"), HOSTILE);
}

#[tokio::test]
async fn what_the_team_typed_can_be_sent_again_after_signing_in_elsewhere() {
    let app = TestApp::start().await;
    let tess = app.sign_in_as(TESS).await;
    let form = tess.get("/organisations/new").await.form("/organisations").set("name", "Framework <b>Housing</b>");
    let form = form.set("kind", "Charity or third sector");
    revoke_all(&app).await;
    let page = form.submit().await;
    page.status(401);
    // Not signed in yet: it is still there.
    let page = page.press("Send again").await;
    page.status(401);
    let tab = tess.get("/sign-in").await.form("/sign-in").set("email", TESS.email).set("password", PASSWORD);
    tab.submit().await.status(303);
    page.press("Send again").await.follow_redirect().await.status(200).shows("Framework <b>Housing</b>");
}

#[tokio::test]
async fn whoever_signs_in_there_can_do_what_they_may_and_no_more() {
    let app = TestApp::filled().await;
    let tess = app.sign_in_as(TESS).await;
    let form = tess.get("/themes/new").await.form("/themes").set("name", "Dementia").set("summary", "Memory.");
    revoke_all(&app).await;
    let offer = sign_in_on(&form.submit().await, LENA.email).await;
    offer.shows(&format!("You are signed in as {}.", LENA.name)).shows("Send only what you typed yourself");
    offer.press("Send what you typed").await.status(403).shows("This page is for the engagement team");
    let themes: i64 = sqlx::query_scalar("select count(*) from themes where name = 'Dementia'")
        .fetch_one(app.db())
        .await
        .expect("a count");
    assert_eq!(themes, 0);
}

#[tokio::test]
async fn what_is_kept_goes_nowhere_else_and_holds_no_password() {
    let app = TestApp::start().await;
    let ada = app.sign_in_as(ADA).await;
    let form = ada.get("/me/password").await.form("/me/password");
    let form = form.set("current_password", PASSWORD).set("new_password", "otter lantern hill");
    revoke_all(&app).await;
    let page = form.submit().await;
    page.status(401);
    assert!(!page.body.contains("otter") && !page.body.contains(PASSWORD));
    // Carried elsewhere by hand: signing in leads to the start page as if nothing had been kept.
    let elsewhere = r#"{"path":"https://evil.example/","fields":[]}"#;
    let form = page.form("/sign-in").tamper("kept", elsewhere).set("email", ADA.email).set("password", PASSWORD);
    form.submit().await.redirects_to("/");
    // Another site cannot have us offer what it likes.
    for path in ["/sign-in", "/organisations"] {
        let cross = app.visitor().post_with(path, &[("sec-fetch-site", "cross-site")]).await;
        cross.status(403);
        assert!(cross.select("main form").is_empty(), "{path}");
    }
    // What is no form, or holds more than any form, is not repeated.
    app.visitor().post_body("/organisations", "application/json", "{}").await.redirects_to("/sign-in");
    let many = "a=b&".repeat(5_000);
    app.visitor().post_body("/organisations", "application/x-www-form-urlencoded", many).await.redirects_to("/sign-in");
}

#[tokio::test]
async fn too_many_attempts_do_not_lose_it_either() {
    let app = TestApp::start().await;
    let page = app.visitor().post("/organisations", &[("name", "Framework")]).await;
    let mut page = page.form("/sign-in").set("email", TESS.email).set("password", "not this one").submit().await;
    for _ in 0..10 {
        page = page.form("/sign-in").set("password", "not this one").submit().await;
    }
    page.status(429).has_error("email", "Try again in");
    assert!(page.header("retry-after").is_some());
    app.advance(TimeDelta::minutes(16));
    let offer = page.form("/sign-in").set("password", PASSWORD).submit().await;
    assert_eq!(offer.form("/organisations").value("name"), "Framework");
}

#[tokio::test]
async fn a_new_notice_lets_a_session_end_and_then_loses_nothing() {
    let app = TestApp::filled().await;
    let asha = app.sign_in_as(ASHA).await;
    app.advance(TimeDelta::minutes(5));
    publish(&app.sign_in_as(ADA).await, "# New\nA new text.").await;
    let form = details(&asha).await.form("/me/details").set("phone", "0115 496 0123");
    form.clone().submit().await.redirects_to("/me");
    // Whoever cares to can answer at once.
    asha.get("/me/notice").await.shows("Agree and go on").shows("A new text.");

    app.advance(TimeDelta::days(31));
    let form = form.set("phone", "0115 496 0124");
    let page = sign_in_on(&form.submit().await, ASHA.email).await.press("Send what you typed").await;
    page.status(403).shows("Our privacy notice has changed").shows("not saved yet");
    let notice = page.press("Read what is new").await;
    notice.status(200).shows("A new text.").shows_not("There is a problem");
    let notice = notice.form("/me/notice").submit().await;
    notice.status(422).has_error("consent", "Tick the box");
    let offer = notice.form("/me/notice").check("consent", "yes").submit().await;
    offer.status(200).shows("Thank you for your answer");
    assert_eq!(offer.press("Send what you typed").await.code, 409, "their own earlier change is shown beside it");
}

#[tokio::test]
async fn whoever_comes_after_someone_else_can_throw_it_away_and_sends_nothing_of_theirs_unasked() {
    let app = TestApp::filled().await;
    let asha = app.sign_in_as(ASHA).await;
    let form = details(&asha).await.form("/me/details").set("phone", "0115 496 0123");
    revoke_all(&app).await;
    let offer = sign_in_on(&form.submit().await, LEO.email).await;
    offer.status(200).shows(&format!("You are signed in as {}", LEO.name)).shows("Send only what you typed yourself");
    assert!(offer.select("main a[href='/']").iter().any(|link| link.text == "Throw it away"));
    // Sent all the same: nothing of what was typed is chosen.
    let page = offer.press("Send what you typed").await;
    page.status(409).shows("What was typed: 0115 496 0123").shows_not("What you typed");
    page.form("/me/details").submit().await.redirects_to("/me");
    assert_ne!(details(&app.session_of(LEO.email).await).await.form("/me/details").value("phone"), "0115 496 0123");
}
