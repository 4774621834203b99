//! Places: capacity, kept places, the waiting list with its offers, links without signing in.

use std::sync::Arc;

use chrono::TimeDelta;
use uuid::Uuid;

use super::{open, people, sign_up};
use crate::harness::{Client, TESS, TestApp};
use crate::memberships::{associate, publish_notice};

/// How many stand how: with a place, offered one, waiting.
async fn standing(app: &TestApp) -> (i64, i64, i64) {
    let counts = "select count(*) filter (where state = 'registered'), count(*) filter (where state = 'offered'),
                count(*) filter (where state = 'waiting') from event_registrations";
    sqlx::query_as(counts).fetch_one(app.db()).await.expect("counts")
}

/// Places taken by the pools' own count, and how many there are.
async fn taken(app: &TestApp) -> (i64, i64) {
    let counts = "select sum(taken), sum(places) from place_pools";
    sqlx::query_as(counts).fetch_one(app.db()).await.expect("counts")
}

async fn move_lines(app: &TestApp) {
    copse::move_lines(&app.app).await.expect("the line moves");
}

/// Opens the link of the latest letter, without being signed in.
async fn by_letter(app: &TestApp, address: &str, subject: &str) -> crate::harness::Page {
    let mail = app.mail_to(address).await;
    assert_eq!(mail.subject, subject, "{address}");
    app.visitor().get(&mail.link()).await
}

#[tokio::test]
async fn forty_places_eight_of_them_kept_until_a_week_before() {
    let app = TestApp::at("2026-06-01").await;
    let tess = app.sign_in_as(TESS).await;
    let kept = [("kept", "8"), ("kept_for", "service_user"), ("kept_for", "third_sector"), ("release_days", "7")];
    let event = open(&tess, &kept).await;

    // 38 open sign-ups: 32 have a place, 6 wait.
    let others = people(&app, "Other", "commissioner", 38).await;
    for (number, (_, client)) in others.iter().enumerate() {
        let page = sign_up(client, &event).await;
        page.shows(if number < 32 { "You have a place" } else { "you are on the waiting list" });
        app.advance(TimeDelta::minutes(1));
    }
    assert_eq!(standing(&app).await, (32, 0, 6));
    // 5 of the kept places are taken.
    for group in ["service_user", "third_sector"] {
        for (_, client) in people(&app, group, group, if group == "service_user" { 3 } else { 2 }).await {
            sign_up(&client, &event).await.shows("You have a place");
        }
    }
    move_lines(&app).await;
    assert_eq!(standing(&app).await, (37, 0, 6), "three kept places stay free");

    // At release three offers go out.
    app.advance(TimeDelta::days(12) + TimeDelta::hours(1));
    move_lines(&app).await;
    assert_eq!(standing(&app).await, (37, 3, 3));
    let page = by_letter(&app, "other32@example.org", "A place is free for you: please answer").await;
    page.shows("A place is free for you")
        .press("Yes, I take the place")
        .await
        .follow_redirect()
        .await
        .shows("You have a place");
    let page = by_letter(&app, "other33@example.org", "A place is free for you: please answer").await;
    page.press("Yes, I take the place").await.status(303);
    // One lapses after 24 hours, and the fourth in line accepts.
    let unanswered = app.mail_to("other34@example.org").await.link();
    app.advance(TimeDelta::hours(23));
    move_lines(&app).await;
    assert_eq!(standing(&app).await, (39, 1, 3));
    app.advance(TimeDelta::hours(1));
    move_lines(&app).await;
    assert_eq!(app.mail_to("other34@example.org").await.subject, "The place was passed on");
    app.visitor().get(&unanswered).await.shows("The place was passed on").shows_not("Yes, I take the place");
    app.visitor()
        .post(&format!("{unanswered}/acceptance"), &[])
        .await
        .follow_redirect()
        .await
        .shows("The time to answer has run out");
    let page = by_letter(&app, "other35@example.org", "A place is free for you: please answer").await;
    page.press("Yes, I take the place").await.status(303);
    assert_eq!((standing(&app).await, taken(&app).await), ((40, 0, 2), (40, 40)));

    // One cancels by link, the fifth accepts: 40.
    let page = by_letter(&app, "other3@example.org", "You have a place").await;
    page.follow("I cannot come").await.press("Cancel the place").await.follow_redirect().await.shows("Cancelled");
    assert_eq!(app.mail_to("other3@example.org").await.subject, "You have cancelled");
    move_lines(&app).await;
    let page = by_letter(&app, "other36@example.org", "A place is free for you: please answer").await;
    page.press("Yes, I take the place").await.status(303);
    assert_eq!((standing(&app).await, taken(&app).await), ((40, 0, 1), (40, 40)));
    // A waiting person cancels.
    let page = by_letter(&app, "other37@example.org", "You are on the waiting list").await;
    page.follow("Leave the waiting list").await.press("Leave the waiting list").await.status(303);
    assert_eq!(standing(&app).await, (40, 0, 0));

    // The team sees it all, with the reason of each step.
    let tess = app.sign_in_as(TESS).await;
    let page = tess.get(&format!("{event}/registrations")).await;
    page.shows("40 of 40").shows("The time to answer ran out").shows("Left the waiting list");
}

#[tokio::test]
async fn a_place_is_never_given_twice_whatever_arrives_at_once() {
    let app = TestApp::at("2026-06-01").await;
    let tess = app.sign_in_as(TESS).await;
    let event = open(&tess, &[("capacity", "30")]).await;
    let crowd = people(&app, "Crowd", "carer", 60).await;
    let event = Arc::new(event);
    let rush = crowd.into_iter().enumerate().map(|(number, (_, client))| {
        let event = event.clone();
        tokio::spawn(async move {
            let page = sign_up(&client, &event).await;
            // Every third gives up at once what they have.
            if number % 3 == 0 {
                let place = page.path().to_owned();
                client.post(&format!("{place}/cancellation"), &[]).await.status(303);
            }
        })
    });
    let rush: Vec<_> = rush.collect();
    for _ in 0..5 {
        move_lines(&app).await;
        tokio::task::yield_now().await;
    }
    for one in rush {
        one.await.expect("a sign-up");
    }
    move_lines(&app).await;
    let (registered, offered, waiting) = standing(&app).await;
    assert_eq!((registered + offered, waiting), (30, 10), "twenty gave up, thirty have a place or are offered one");
    assert_eq!(taken(&app).await, (30, 30));
    let wrong: i64 = sqlx::query_scalar(
        "select count(*) from place_pools p
         where p.taken <> (select count(*) from event_registrations r where r.pool_id = p.id)",
    )
    .fetch_one(app.db())
    .await
    .expect("a count");
    assert_eq!(wrong, 0, "the count of a pool is the count of those who hold its places");
}

#[tokio::test]
async fn the_database_refuses_a_place_too_many_when_the_rules_are_gone_round() {
    let app = TestApp::at("2026-06-01").await;
    let tess = app.sign_in_as(TESS).await;
    let event = open(&tess, &[("capacity", "1")]).await;
    let (_, mary) = people(&app, "Mary", "carer", 1).await.remove(0);
    sign_up(&mary, &event).await.shows("You have a place");
    let refused =
        sqlx::query("update place_pools set taken = taken + 1").execute(app.db()).await.expect_err("a refusal");
    assert_eq!(refused.as_database_error().and_then(|error| error.constraint()), Some("place_pools_capacity"));
}

#[tokio::test]
async fn the_same_form_sent_twice_registers_once_and_nobody_twice() {
    let app = TestApp::at("2026-06-01").await;
    let tess = app.sign_in_as(TESS).await;
    let event = open(&tess, &[]).await;
    let (_, mary) = people(&app, "Mary", "carer", 1).await.remove(0);
    let (one, other) =
        (mary.get(&format!("{event}/registration")).await, mary.get(&format!("{event}/registration")).await);
    let form = one.form(&format!("{event}/registration"));
    let (first, second) = (form.clone().submit().await, form.submit().await);
    assert_eq!(first.location(), second.location());
    other
        .form(&format!("{event}/registration"))
        .submit()
        .await
        .follow_redirect()
        .await
        .shows("You are registered already");
    assert_eq!((standing(&app).await, taken(&app).await.0), ((1, 0, 0), 1));
    assert_eq!(app.mails_to("mary0@example.org").await.len(), 1);
}

#[tokio::test]
async fn fewer_places_than_are_taken_are_refused_and_more_are_offered() {
    let app = TestApp::at("2026-06-01").await;
    let tess = app.sign_in_as(TESS).await;
    let event = open(&tess, &[("capacity", "2")]).await;
    for (_, client) in people(&app, "Crowd", "carer", 4).await {
        sign_up(&client, &event).await;
    }
    let edit = |capacity: &'static str| {
        let (tess, event) = (tess.clone(), event.clone());
        async move { tess.get(&format!("{event}/edit")).await.form(&event).set("capacity", capacity).submit().await }
    };
    edit("1").await.status(422).has_error("capacity", "Enter at least as many places as are taken");
    edit("3").await.status(303);
    move_lines(&app).await;
    assert_eq!(standing(&app).await, (2, 1, 1));
}

#[tokio::test]
async fn what_someone_says_is_carried_over_changed_and_not_shown_to_whoever_holds_the_letter() {
    let app = TestApp::at("2026-06-01").await;
    let tess = app.sign_in_as(TESS).await;
    let event = open(&tess, &[("questions", "* Which table?\nParking?")]).await;
    let id = associate(&app, "Mary", "carer").await;
    publish_notice(&app).await;
    let needs = sqlx::query("update associates set access_needs = 'A hearing loop' where id = $1").bind(id);
    needs.execute(app.db()).await.expect("needs");
    let mary = app.session_of("mary@example.org").await;
    let form = mary.get(&format!("{event}/registration")).await.form(&format!("{event}/registration"));
    assert_eq!(form.value("access_needs"), "A hearing loop");
    form.clone().submit().await.status(422).has_error("answer_1", "Answer the question");
    form.set("answer_1", "The third").set("supporter", "Sam Person").submit().await.status(303);

    let link = app.mail_to("mary@example.org").await.link();
    let page = app.visitor().get(&link).await;
    page.shows_not("hearing loop").shows("Leave this empty to keep it");
    assert_eq!(page.header("referrer-policy"), Some("strict-origin"));
    page.form(&link).set("answer_2", "One car").submit().await.status(303);
    let kept: (Option<String>, i64) =
        sqlx::query_as("select access_needs, (select count(*) from registration_answers) from event_registrations")
            .fetch_one(app.db())
            .await
            .expect("a registration");
    assert_eq!(kept, (Some("A hearing loop".to_owned()), 2));

    tess.get(&format!("{event}/registrations")).await.shows("One car").shows("Sam Person").shows_not("hearing loop");
    tess.get(&format!("{event}/access-needs")).await.shows("A hearing loop");
    let read: i64 = sqlx::query_scalar(
        "select count(*) from audit_events where act = 'Read access needs for an event' and associate_id = $1",
    )
    .bind(id)
    .fetch_one(app.db())
    .await
    .expect("a count");
    assert_eq!(read, 1);
}

#[tokio::test]
async fn the_team_registers_someone_and_others_cannot_touch_it() {
    let app = TestApp::at("2026-06-01").await;
    let tess = app.sign_in_as(TESS).await;
    let event = open(&tess, &[]).await;
    let (_, otto) = people(&app, "Otto", "carer", 1).await.remove(0);
    associate(&app, "Mary", "carer").await;
    let page = tess.get(&format!("{event}/registrations")).await.follow("Register someone").await;
    let found = page.form(&format!("{event}/registrations/new")).set("q", "mary").submit().await;
    let form = found.follow("Mary Person").await.form(&format!("{event}/registrations"));
    form.submit().await.follow_redirect().await.shows("Mary Person has a place");
    assert_eq!(app.mail_to("mary@example.org").await.subject, "You have a place");
    let place: Uuid =
        sqlx::query_scalar("select id from event_registrations").fetch_one(app.db()).await.expect("a registration");
    for path in ["", "/cancellation"] {
        otto.get(&format!("/registrations/{place}{path}")).await.status(404);
        otto.post(&format!("/registrations/{place}{path}"), &[]).await.status(404);
    }
    otto.get(&format!("{event}/registrations")).await.status(403);
    app.visitor().get("/my-place/nonsense").await.status(404);
    assert_eq!(standing(&app).await, (1, 0, 0));
}

#[tokio::test]
async fn a_link_of_a_letter_works_until_the_event_is_over_and_changes_nothing_by_being_opened() {
    let app = TestApp::at("2026-06-01").await;
    let tess = app.sign_in_as(TESS).await;
    let event = open(&tess, &[]).await;
    let (_, mary) = people(&app, "Mary", "carer", 1).await.remove(0);
    sign_up(&mary, &event).await;
    let link = app.mail_to("mary0@example.org").await.link();
    let visitor: Client = app.visitor();
    visitor.get(&link).await.status(200);
    visitor.get(&format!("{link}/cancellation")).await.status(200);
    assert_eq!(standing(&app).await, (1, 0, 0));
    app.advance(TimeDelta::days(20));
    // Then it leads to what comes after an event, and changes no place any more.
    let after = visitor.get(&link).await;
    after.status(200).shows("The event is over");
    assert!(after.select("main form").is_empty());
    visitor.get(&format!("{link}/cancellation")).await.status(404);
    for act in ["", "/cancellation", "/acceptance"] {
        visitor.post(&format!("{link}{act}"), &[]).await.status(404);
    }
    app.advance(TimeDelta::days(400));
    visitor.get(&link).await.status(404);
}

#[tokio::test]
async fn an_event_at_which_it_fails_holds_up_no_other_line() {
    let app = TestApp::at("2026-06-01").await;
    let tess = app.sign_in_as(TESS).await;
    let crowd = people(&app, "Crowd", "carer", 2).await;
    let mut events = Vec::new();
    for title in ["It fails here", "It works here"] {
        let event = open(&tess, &[("title", title), ("capacity", "1")]).await;
        for (_, client) in &crowd {
            sign_up(client, &event).await;
        }
        events.push(event);
    }
    let broken = events[0].trim_start_matches("/events/");
    for statement in [
        "create function refuse() returns trigger language plpgsql as 'begin raise exception ''broken''; end'"
            .to_owned(),
        format!(
            "create trigger broken before update on event_registrations for each row
             when (new.state = 'offered' and new.event_id = '{broken}') execute function refuse()"
        ),
    ] {
        sqlx::query(sqlx::AssertSqlSafe(statement)).execute(app.db()).await.expect("a broken event");
    }
    for event in &events {
        let place = crowd[0].1.get(event).await.follow("Change or cancel").await;
        place.follow("I cannot come").await.press("Cancel the place").await.status(303);
    }
    copse::move_lines(&app.app).await.expect_err("one event fails");
    assert_eq!(standing(&app).await, (0, 1, 1), "the other line has moved");
}
