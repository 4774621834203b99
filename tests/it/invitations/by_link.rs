//! An invitation through the link of its letter, without signing in.

use chrono::TimeDelta;
use uuid::Uuid;

use super::{agree, choose, count, prepared, reader, send, set};
use crate::events::{people, sign_up};
use crate::harness::{Client, TESS, TestApp};

/// An event to which Mary is invited; its address, the link of her letter, and Mary.
async fn invited(app: &TestApp, fields: &[(&str, &str)]) -> (Client, String, String, Uuid) {
    let (tess, event) = prepared(app, fields).await;
    let mary = reader(app, "Mary", "carer").await;
    send(&choose(&tess, &event, "group=carer").await).await.status(303);
    let link = app.mail_to("mary@example.org").await.link();
    (tess, event, link, mary)
}

#[tokio::test]
async fn it_says_yes_without_signing_in_and_leads_to_the_place() {
    let app = TestApp::at("2026-06-01").await;
    let (tess, event, link, mary) = invited(&app, &[("questions", "* Which table?")]).await;
    set(&app, "update associates set access_needs = 'A hearing loop' where id = $1", mary).await;
    let visitor = app.visitor();
    let page = visitor.get(&link).await;
    page.shows("You are invited to Getting home after a stroke").shows("Saturday 20 June 2026").shows("Dear Mary");
    page.shows_not("hearing loop, step").shows_not("A hearing loop");
    assert_eq!(page.header("cache-control"), Some("no-store"));
    let opened = "select count(*) from invitations where opened_at = '2026-06-01T12:00:00Z'";
    assert_eq!(count(&app, opened).await, 1);
    app.advance(TimeDelta::hours(1));
    visitor.get(&link).await.status(200);
    assert_eq!(count(&app, opened).await, 1, "the first time is kept");
    assert_eq!(count(&app, "select count(*) from member_acts").await, 0, "opening a page is no act");

    let form = page.form(&link);
    form.clone().submit().await.status(422).has_error("answer_1", "Answer the question").shows_not("A hearing loop");
    let place = form.clone().set("answer_1", "The third").submit().await;
    assert!(place.location().expect("a place").starts_with("/my-place/"), "{:?}", place.location());
    place.follow_redirect().await.shows("You have a place").shows_not("A hearing loop");
    assert_eq!(app.mail_to("mary@example.org").await.subject, "You have a place");
    let needs: Option<String> =
        sqlx::query_scalar("select access_needs from event_registrations").fetch_one(app.db()).await.expect("one");
    assert_eq!(needs.as_deref(), Some("A hearing loop"), "what is on the record is carried over, unseen");
    let page = visitor.get(&link).await;
    page.shows("You are coming: you have a place");
    page.press("See, change or cancel it").await.follow_redirect().await.shows("Your place at");
    // The form that was open twice registers once.
    form.set("answer_1", "Again").submit().await.follow_redirect().await.shows("You are coming");
    assert_eq!(count(&app, "select count(*) from event_registrations").await, 1);
    tess.get(&format!("{event}/invitations?state=coming")).await.shows("Mary Person").shows("opened 1 June 2026");
}

#[tokio::test]
async fn it_says_no_and_takes_it_back() {
    let app = TestApp::at("2026-06-01").await;
    let (tess, event, link, mary) = invited(&app, &[]).await;
    let visitor = app.visitor();
    let page = visitor.get(&link).await.press("I cannot come").await.follow_redirect().await;
    page.shows("You have told us that you cannot come");
    tess.get(&format!("{event}/invitations?state=not_coming")).await.shows("Mary Person").shows("said no 1 June 2026");
    let page = page.press("I can come after all").await.follow_redirect().await;
    page.shows("You are invited to");
    tess.get(&format!("{event}/invitations?state=not_coming")).await.shows_not("Mary Person");
    page.press("I am coming").await.follow_redirect().await.shows("You have a place");
    let history = tess.get(&format!("/associates/{mary}/history")).await;
    history.shows("Invited to an event").shows("Said that they cannot come").shows("Took back that they cannot come");
    // Who cancels their place is not coming, and can come after all.
    let place = app.mail_to("mary@example.org").await.link();
    visitor.get(&place).await.follow("I cannot come").await.form("main form[method=post]").submit().await.status(303);
    tess.get(&event).await.shows("1 not coming");
    visitor
        .get(&link)
        .await
        .shows("You have cancelled")
        .press("I am coming")
        .await
        .follow_redirect()
        .await
        .shows("You have a place");
    tess.get(&event).await.shows("1 coming");
}

#[tokio::test]
async fn who_is_invited_to_a_full_event_joins_the_line() {
    let app = TestApp::at("2026-06-01").await;
    let (tess, event, link, _) = invited(&app, &[("capacity", "1")]).await;
    let (_, otto) = people(&app, "Otto", "commissioner", 1).await.remove(0);
    agree(&app).await;
    sign_up(&otto, &event).await.shows("You have a place");
    let page = app.visitor().get(&link).await.press("I am coming").await.follow_redirect().await;
    page.shows("You are the first in line");
    app.visitor().get(&link).await.shows("wait for a place");
    tess.get(&event).await.shows("Invited: 1, 0 coming, 1 waiting, 0 not coming, 0 have not answered");
    let taken: i32 = sqlx::query_scalar("select taken from place_pools").fetch_one(app.db()).await.expect("a pool");
    assert_eq!(taken, 1);
}

#[tokio::test]
async fn a_link_that_is_forged_or_not_for_this_leads_nowhere() {
    let app = TestApp::at("2026-06-01").await;
    let (_, event, link, _) = invited(&app, &[]).await;
    let (_, otto) = people(&app, "Otto", "commissioner", 1).await.remove(0);
    agree(&app).await;
    sign_up(&otto, &event).await.shows("You have a place");
    let place = app.mail_to("otto0@example.org").await.link();
    let foreign = place.trim_start_matches("/my-place/");
    let own = link.trim_start_matches("/invitations/");
    let visitor = app.visitor();
    for token in ["guessed", foreign, &own[1..], &own.to_uppercase()] {
        visitor.get(&format!("/invitations/{token}")).await.status(404);
        for act in ["", "/refusal", "/second-thoughts", "/place"] {
            visitor.post(&format!("/invitations/{token}{act}"), &[]).await.status(404);
        }
    }
    visitor.get(&format!("/my-place/{own}")).await.status(404);
    let stored: Vec<u8> =
        sqlx::query_scalar("select token_hash from invitation_links").fetch_one(app.db()).await.expect("a trace");
    assert_ne!(stored, own.as_bytes());
    // Programs that look at mails ask for the head of a page.
    visitor.method("HEAD", &link).await.status(200);
    assert_eq!(count(&app, "select count(*) from invitations where opened_at is not null").await, 0);
}

#[tokio::test]
async fn when_it_is_too_late_the_page_says_why() {
    let app = TestApp::at("2026-06-01").await;
    let (tess, event, link, mary) = invited(&app, &[]).await;
    let visitor = app.visitor();
    let open = visitor.get(&link).await;
    tess.get(&event).await.press("Close the registration").await.status(303);
    visitor.get(&link).await.shows("Registration has closed").shows_not("I am coming");
    open.press("I am coming").await.follow_redirect().await.shows("Registration has closed");
    open.press("I cannot come").await.follow_redirect().await.shows("Registration has closed");
    assert_eq!(count(&app, "select count(*) from event_registrations").await, 0);
    assert_eq!(count(&app, "select count(*) from invitations where declined_at is not null").await, 0);
    tess.get(&event).await.press("Open the registration again").await.status(303);
    set(&app, "update associates set standing = 'left' where id = $1", mary).await;
    visitor.get(&link).await.shows("This invitation has ended").shows_not("Getting home");
    set(&app, "update associates set standing = 'active' where id = $1", mary).await;
    let form = tess.get(&format!("{event}/cancellation")).await.form(&format!("{event}/cancellation"));
    form.set("reason", "The speaker is ill.").submit().await.status(303);
    visitor.get(&link).await.shows("This event is cancelled").shows("The speaker is ill.");
    app.advance(TimeDelta::days(30));
    let tess = app.session_of(TESS.email).await;
    visitor.get(&link).await.status(200);
    tess.get(&format!("{event}/invitations")).await.shows("the event takes no registrations");
}

#[tokio::test]
async fn whoever_signs_in_finds_it_on_their_page() {
    let app = TestApp::at("2026-06-01").await;
    let (tess, event, _, _) = invited(&app, &[]).await;
    let mary = app.session_of("mary@example.org").await;
    let page = mary.get("/me").await;
    page.shows("You are invited").shows("Getting home after a stroke");
    page.follow("I am coming").await.shows("Register for Getting home after a stroke");
    page.press("I cannot come to Getting home after a stroke")
        .await
        .follow_redirect()
        .await
        .shows_not("You are invited");
    tess.get(&event).await.shows("1 not coming");
    mary.post(&format!("{event}/refusal"), &[]).await.follow_redirect().await.shows("Nothing changed");
    let (_, otto) = people(&app, "Otto", "commissioner", 1).await.remove(0);
    agree(&app).await;
    otto.post(&format!("{event}/refusal"), &[]).await.follow_redirect().await.shows("Nothing changed");
    assert_eq!(count(&app, "select count(*) from invitations where declined_at is not null").await, 1);
}
