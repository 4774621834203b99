//! Signing in with a password, and what it gives away to those who should not.

use chrono::TimeDelta;

use crate::harness::{ADA, ASHA, Client, PASSWORD, Page, TESS, TestApp};

const WRONG: &str = "The email address or the password is not right";

async fn try_password(client: &Client, email: &str, password: &str) -> Page {
    let form = client.get("/sign-in").await.form("/sign-in");
    form.set("email", email).set("password", password).submit().await
}

#[tokio::test]
async fn the_right_password_signs_in_and_says_who_one_is() {
    let app = TestApp::start().await;
    let tess = app.sign_in_as(TESS).await;
    let page = tess.get("/organisations").await;
    page.status(200);
    assert!(page.select("header").iter().any(|header| header.text.contains("Tess Team")));
}

#[tokio::test]
async fn case_and_spaces_around_an_address_do_not_matter() {
    let app = TestApp::start().await;
    try_password(&app.visitor(), " Tess@Copse.example.org ", PASSWORD).await.status(303);
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_address_get_the_same_answer() {
    let app = TestApp::start().await;
    let wrong = try_password(&app.visitor(), TESS.email, "not her password").await;
    let unknown = try_password(&app.visitor(), "nobody@copse.example.org", "not her password").await;
    for page in [&wrong, &unknown] {
        page.status(422).has_error("email", WRONG);
    }
    assert_eq!(wrong.body.replace(TESS.email, ""), unknown.body.replace("nobody@copse.example.org", ""));
    assert_eq!(wrong.client().cookie("copse"), None);
}

#[tokio::test]
async fn what_was_typed_is_kept_but_for_the_password() {
    let app = TestApp::start().await;
    let page = try_password(&app.visitor(), TESS.email, "not her password").await;
    assert_eq!(page.form("/sign-in").value("email"), TESS.email);
    assert!(!page.body.contains("not her password"));
}

#[tokio::test]
async fn an_empty_form_says_what_is_missing() {
    let app = TestApp::start().await;
    let page = try_password(&app.visitor(), "", "").await;
    page.status(422).has_error("email", "Enter an email address").has_error("password", "Enter your password");
}

#[tokio::test]
async fn ten_attempts_on_one_account_are_enough_for_a_quarter_of_an_hour() {
    let app = TestApp::start().await;
    for _ in 0..10 {
        try_password(&app.visitor(), TESS.email, "guess guess guess").await.status(422);
    }
    let page = try_password(&app.visitor(), TESS.email, PASSWORD).await;
    page.status(429).has_error("email", "We cannot sign you in now. Try again in 15 minutes");
    assert_eq!(page.form("/sign-in").value("email"), TESS.email);
    page.follow("email you a link").await.status(200);
    assert!(page.header("retry-after").is_some());
    try_password(&app.visitor(), ADA.email, PASSWORD).await.status(303);
    app.advance(TimeDelta::minutes(15));
    try_password(&app.visitor(), TESS.email, PASSWORD).await.status(303);
}

#[tokio::test]
async fn signing_in_is_no_wrong_guess() {
    let app = TestApp::start().await;
    for _ in 0..12 {
        try_password(&app.visitor(), TESS.email, PASSWORD).await.status(303);
    }
    // And it wipes none out.
    for _ in 0..9 {
        try_password(&app.visitor(), TESS.email, "guess guess guess").await.status(422);
    }
    try_password(&app.visitor(), TESS.email, PASSWORD).await.status(303);
    try_password(&app.visitor(), TESS.email, "guess guess guess").await.status(422);
    try_password(&app.visitor(), TESS.email, PASSWORD).await.status(429);
}

#[tokio::test]
async fn unknown_addresses_are_limited_like_known_ones() {
    let app = TestApp::start().await;
    for _ in 0..10 {
        try_password(&app.visitor(), "nobody@copse.example.org", "guess guess guess").await.status(422);
    }
    try_password(&app.visitor(), "nobody@copse.example.org", "guess guess guess").await.status(429);
}

#[tokio::test]
async fn one_machine_has_thirty_attempts_on_all_accounts_together() {
    let app = TestApp::start().await;
    let machine = app.visitor().at_address("192.0.2.7");
    for number in 0..30 {
        try_password(&machine, &format!("person{number}@example.org"), "guess guess guess").await.status(422);
    }
    try_password(&machine, TESS.email, PASSWORD).await.status(429);
    try_password(&app.visitor(), TESS.email, PASSWORD).await.status(303);
}

#[tokio::test]
async fn whoever_is_sent_to_sign_in_returns_to_where_they_were_going() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    let page = visitor.get("/organisations?q=stroke").await;
    page.redirects_to("/sign-in?next=%2Forganisations%3Fq%3Dstroke");
    let form = page.follow_redirect().await.form("/sign-in");
    let page = form.set("email", TESS.email).set("password", PASSWORD).submit().await;
    page.redirects_to("/organisations?q=stroke");
}

#[tokio::test]
async fn a_mistake_on_the_way_does_not_forget_where_they_were_going() {
    let app = TestApp::start().await;
    let page = app.visitor().get("/sign-in?next=%2Forganisations").await;
    let page = page.form("/sign-in").set("email", TESS.email).set("password", "a mistake").submit().await;
    let page = page.form("/sign-in").set("password", PASSWORD).submit().await;
    page.redirects_to("/organisations");
}

#[tokio::test]
async fn signing_in_never_leads_to_another_site() {
    let app = TestApp::start().await;
    for next in [
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "\\evil",
        "javascript:alert(1)",
        "/\t/evil.example",
    ] {
        let next: String = form_urlencoded::byte_serialize(next.as_bytes()).collect();
        let page = app.visitor().get(&format!("/sign-in?next={next}")).await;
        let page = page.form("/sign-in").set("email", TESS.email).set("password", PASSWORD).submit().await;
        page.redirects_to("/");
        app.advance(TimeDelta::minutes(15));
    }
}

#[tokio::test]
async fn who_is_signed_in_need_not_sign_in() {
    let app = TestApp::start().await;
    app.sign_in_as(TESS).await.get("/sign-in").await.redirects_to("/");
}

#[tokio::test]
async fn a_session_known_before_signing_in_is_worth_nothing_after() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    visitor.set_cookie("copse", "a-token-that-someone-slipped-in");
    try_password(&visitor, TESS.email, PASSWORD).await.status(303);
    let token = visitor.cookie("copse").expect("a session");
    assert_ne!(token, "a-token-that-someone-slipped-in");
}

#[tokio::test]
async fn signing_in_again_ends_the_session_before() {
    let app = TestApp::start().await;
    let tess = app.sign_in_as(TESS).await;
    let before = tess.stolen();
    tess.post("/sign-in", &[("email", TESS.email), ("password", PASSWORD)]).await.status(303);
    tess.get("/organisations").await.status(200);
    before.get("/organisations").await.status(303);
}

#[tokio::test]
async fn the_session_cookie_is_out_of_reach_of_scripts_and_other_sites() {
    let app = TestApp::start().await;
    let cookie = session_cookie(&app).await;
    assert!(cookie.starts_with("copse="), "{cookie}");
    for flag in ["HttpOnly", "SameSite=Lax", "Path=/"] {
        assert!(cookie.contains(flag), "{flag}: {cookie}");
    }
    assert!(!cookie.contains("Secure") && !cookie.contains("Domain"), "{cookie}");
}

#[tokio::test]
async fn over_https_the_cookie_is_tied_to_this_host() {
    let app = TestApp::setup().base_url("https://copse.example.org").start().await;
    let cookie = session_cookie(&app).await;
    assert!(cookie.starts_with("__Host-copse=") && cookie.contains("Secure"), "{cookie}");
    let ada = app.sign_in_as(ADA).await;
    let page = ada.get("/admin/accounts").await.press("Sign out").await;
    let gone = page.headers.get_all("set-cookie").iter().filter_map(|value| value.to_str().ok());
    assert!(gone.into_iter().any(|cookie| cookie.starts_with("__Host-copse=;") && cookie.contains("Secure")));
}

async fn session_cookie(app: &TestApp) -> String {
    let page = try_password(&app.visitor(), TESS.email, PASSWORD).await;
    page.status(303);
    page.header("set-cookie").expect("a cookie").to_owned()
}

#[tokio::test]
async fn a_working_day_ends_the_session_of_those_who_see_others_data() {
    let app = TestApp::filled().await;
    let (tess, asha) = (app.sign_in_as(TESS).await, app.sign_in_as(ASHA).await);
    app.advance(TimeDelta::hours(13));
    tess.get("/me/sessions").await.status(303);
    asha.get("/me/sessions").await.status(200);
    app.advance(TimeDelta::days(30));
    asha.get("/me/sessions").await.status(303);
}

#[tokio::test]
async fn signing_out_ends_the_session_for_thieves_too() {
    let app = TestApp::start().await;
    let tess = app.sign_in_as(TESS).await;
    let thief = tess.stolen();
    tess.get("/organisations").await.press("Sign out").await.redirects_to("/");
    assert_eq!(tess.cookie("copse"), None);
    thief.get("/organisations").await.status(303);
}
