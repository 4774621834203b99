//! Signing in with a link from a mail.

use chrono::TimeDelta;

use crate::harness::{ADA, Client, Page, TESS, TestApp};

async fn ask_for_link(client: &Client, email: &str) -> Page {
    client.get("/sign-in-links/new").await.form("/sign-in-links").set("email", email).submit().await
}

#[tokio::test]
async fn a_link_signs_in_with_a_button_and_once() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    ask_for_link(&visitor, TESS.email).await.redirects_to("/sign-in-links/sent");
    let link = app.mail_to(TESS.email).await.link();

    let page = visitor.get(&link).await;
    assert_eq!(page.heading(), "Sign in");
    page.press("Sign in").await.status(303);
    visitor.get("/organisations").await.status(200);

    let other = app.visitor();
    let page = other.get(&link).await;
    page.status(200).shows("This link no longer works");
    other.post(&link, &[]).await.redirects_to(&link);
    assert_eq!(other.cookie("copse"), None);
}

#[tokio::test]
async fn programs_that_look_at_mails_do_not_use_a_link_up() {
    let app = TestApp::start().await;
    ask_for_link(&app.visitor(), TESS.email).await;
    let link = app.mail_to(TESS.email).await.link();
    for _ in 0..3 {
        app.visitor().get(&link).await.status(200);
        app.visitor().method("HEAD", &link).await.status(200);
    }
    app.visitor().get(&link).await.press("Sign in").await.status(303);
}

#[tokio::test]
async fn a_link_works_for_thirty_minutes_and_then_sends_a_new_one() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    ask_for_link(&visitor, TESS.email).await;
    let old = app.mail_to(TESS.email).await.link();
    app.advance(TimeDelta::minutes(31));

    let page = visitor.get(&old).await;
    page.shows("This link no longer works");
    page.press("Send me a new link").await.redirects_to("/sign-in-links/sent");
    let new = app.mail_to(TESS.email).await.link();
    assert_ne!(new, old);
    visitor.get(&new).await.press("Sign in").await.status(303);
    visitor.get("/organisations").await.status(200);
}

#[tokio::test]
async fn of_two_who_use_a_link_at_once_one_gets_in() {
    let app = TestApp::start().await;
    ask_for_link(&app.visitor(), TESS.email).await;
    let link = app.mail_to(TESS.email).await.link();
    let clients: Vec<Client> = (0..6).map(|_| app.visitor()).collect();
    let [a, b, c, d, e, f] = &clients[..] else { unreachable!("six of them") };
    tokio::join!(
        a.post(&link, &[]),
        b.post(&link, &[]),
        c.post(&link, &[]),
        d.post(&link, &[]),
        e.post(&link, &[]),
        f.post(&link, &[])
    );
    assert_eq!(clients.iter().filter(|client| client.cookie("copse").is_some()).count(), 1);
}

#[tokio::test]
async fn nobody_learns_whether_an_address_is_registered() {
    let app = TestApp::start().await;
    let known = ask_for_link(&app.visitor(), TESS.email).await;
    let unknown = ask_for_link(&app.visitor(), "nobody@example.org").await;
    assert_eq!((known.code, known.location()), (unknown.code, unknown.location()));
    assert!(app.mails_to("nobody@example.org").await.is_empty());
    assert_eq!(app.mails_to(TESS.email).await.len(), 1);
}

#[tokio::test]
async fn an_address_gets_no_more_than_six_links_an_hour() {
    let app = TestApp::start().await;
    for _ in 0..6 {
        ask_for_link(&app.visitor(), TESS.email).await.status(303);
    }
    ask_for_link(&app.visitor(), TESS.email).await.status(429);
    assert_eq!(app.mails_to(TESS.email).await.len(), 6);
    app.advance(TimeDelta::hours(1));
    ask_for_link(&app.visitor(), TESS.email).await.status(303);
}

#[tokio::test]
async fn something_that_is_no_address_is_said_to_be_none() {
    let app = TestApp::start().await;
    let page = ask_for_link(&app.visitor(), "tess at copse").await;
    page.status(422).has_error("email", "Enter an email address");
    assert_eq!(page.form("/sign-in-links").value("email"), "tess at copse");
}

#[tokio::test]
async fn a_link_that_was_never_made_is_no_page() {
    let app = TestApp::start().await;
    for link in ["/sign-in-links/AAAA", "/sign-in-links/%00", "/sign-in-links/..%2F..%2Fadmin"] {
        app.visitor().get(link).await.status(404);
    }
}

#[tokio::test]
async fn a_link_of_someone_who_was_disabled_meanwhile_opens_nothing() {
    let app = TestApp::start().await;
    ask_for_link(&app.visitor(), TESS.email).await;
    let link = app.mail_to(TESS.email).await.link();
    let ada = app.sign_in_as(ADA).await;
    let page = ada.get("/admin/accounts").await.follow(TESS.name).await;
    page.form("main form").check("disabled", "yes").submit().await.status(303);

    let visitor = app.visitor();
    visitor.post(&link, &[]).await;
    assert_eq!(visitor.cookie("copse"), None);
    ask_for_link(&app.visitor(), TESS.email).await.status(303);
    assert_eq!(app.mails_to(TESS.email).await.len(), 1);
}

#[tokio::test]
async fn links_in_mails_begin_with_the_configured_address() {
    let app = TestApp::setup().base_url("https://copse.example.org").start().await;
    ask_for_link(&app.visitor(), TESS.email).await;
    let mail = app.mail_to(TESS.email).await;
    assert!(mail.body_text.contains("https://copse.example.org/sign-in-links/"), "{}", mail.body_text);
    assert!(mail.body_html.contains("https://copse.example.org/sign-in-links/"), "{}", mail.body_html);
}
