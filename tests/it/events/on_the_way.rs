//! Coming to an event from outside, and leaving the network with a place at one.

use super::{open, people, sign_up};
use crate::harness::{TESS, TestApp};

#[tokio::test]
async fn someone_new_registers_with_the_network_and_for_the_event_at_once() {
    let app = TestApp::filled().await;
    let tess = app.sign_in_as(TESS).await;
    let day = (app.now() + chrono::TimeDelta::days(40)).format("%-d/%-m/%Y").to_string();
    let event = open(&tess, &[("title", "An open day"), ("visibility", "public"), ("starts_on", &day)]).await;
    let visitor = app.visitor();
    let page = visitor.get(&event).await.follow("Register with the network and for this event").await;
    page.shows("You come for “An open day”");
    let form = page.form("/register").set("given_name", "Nora").set("family_name", "Newcomer");
    let form = form.set("email", "nora@example.org").set("stakeholder_group", "carer").set("county", "derbyshire");
    form.set("involvement", "ask_me").check("consent", "yes").submit().await.status(303);
    let registered = async || {
        sqlx::query_scalar::<_, i64>(
            "select count(*) from event_registrations r join associates a on a.id = r.associate_id
                                      where a.email = 'nora@example.org' and r.state = 'registered'",
        )
        .fetch_one(app.db())
        .await
        .expect("a count")
    };
    assert_eq!(registered().await, 0, "nobody unconfirmed has a place");
    let link = app.mail_to("nora@example.org").await.link();
    let confirmed = visitor.get(&link).await;
    confirmed
        .form("form[method=post]")
        .submit()
        .await
        .follow_redirect()
        .await
        .shows("You have a place at the event you came for");
    assert_eq!(registered().await, 1);
    assert!(app.mails_to("nora@example.org").await.iter().any(|mail| mail.subject == "You have a place"));
}

#[tokio::test]
async fn who_leaves_the_network_gives_their_places_to_others() {
    let app = TestApp::at("2026-06-01").await;
    let tess = app.sign_in_as(TESS).await;
    let event = open(&tess, &[("capacity", "1")]).await;
    let mut two = people(&app, "Person", "carer", 2).await;
    let ((_, otto), (_, mary)) = (two.remove(1), two.remove(0));
    sign_up(&mary, &event).await.shows("You have a place");
    sign_up(&otto, &event).await.shows("waiting list");
    let leaving = mary.get("/me/leaving").await;
    leaving.form("/me/leaving").submit().await.status(303);
    copse::move_lines(&app.app).await.expect("the line moves");
    let states: Vec<String> =
        sqlx::query_scalar("select state::text from event_registrations order by registered_at, id")
            .fetch_all(app.db())
            .await
            .expect("states");
    assert_eq!(states, ["cancelled", "offered"]);
}
