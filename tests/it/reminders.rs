//! Reminders of events: when they go, to whom, and never twice.

use chrono::{DateTime, Utc};

use crate::events::{open, people, plan, sign_up};
use crate::harness::{Client, TESS, TestApp};

/// Lets time pass until that moment.
fn wait_until(app: &TestApp, moment: &str) {
    let moment: DateTime<Utc> = moment.parse().expect("a moment");
    assert!(moment >= app.now(), "{moment} is past");
    app.advance(moment - app.now());
}

async fn remind(app: &TestApp) -> usize {
    copse::remind(&app.app).await.expect("no failure")
}

/// The subjects of the reminders someone got.
async fn got(app: &TestApp, name: &str) -> Vec<String> {
    let mails = app.mails_to(&format!("{name}@example.org")).await;
    let about = |subject: &String| subject.starts_with("A reminder") || subject.starts_with("Thank you for coming");
    mails.into_iter().map(|mail| mail.subject).filter(about).collect()
}

/// People with a place, by the names that `people` gives them.
async fn placed(app: &TestApp, event: &str, prefix: &str, how_many: usize) -> Vec<Client> {
    let mut clients = Vec::new();
    for (_, client) in people(app, prefix, "carer", how_many).await {
        sign_up(&client, event).await.shows("You have a place");
        clients.push(client);
    }
    clients
}

// The event of the plan is on Saturday 20 June 2026, 2pm to 4:30pm in London.

#[tokio::test]
async fn an_event_has_the_usual_ones_and_each_goes_once_to_who_has_a_place() {
    let app = TestApp::at("2026-06-01").await;
    let tess = app.sign_in_as(TESS).await;
    let event = open(&tess, &[("capacity", "2")]).await;
    let list = format!("{event}/reminders");
    tess.get(&event)
        .await
        .follow("Reminders")
        .await
        .shows("7 days before it starts")
        .shows("1 day before it starts")
        .shows("1 day after it ends");
    placed(&app, &event, "Mary", 2).await;
    let (_, waits) = people(&app, "Waits", "carer", 1).await.remove(0);
    sign_up(&waits, &event).await.shows("waiting list");
    let page = tess.get(&list).await;
    page.shows("13 June 2026, 2:00pm")
        .shows("19 June 2026, 2:00pm")
        .shows("21 June 2026, 4:30pm")
        .shows("2 with a place now");
    page.follow("7 days before it starts")
        .await
        .shows("Is to go to 2")
        .shows("Mary0 Person")
        .shows_not("Waits0")
        .shows("is in 7 days, and you have a place");

    wait_until(&app, "2026-06-13T12:59:00Z");
    assert_eq!(remind(&app).await, 0, "a minute too early");
    wait_until(&app, "2026-06-13T13:00:00Z");
    assert_eq!(remind(&app).await, 2);
    assert_eq!(remind(&app).await, 0, "once");
    let mail = app.mail_to("mary0@example.org").await;
    assert_eq!(mail.subject, "A reminder: your event is in 7 days");
    for words in [
        "“Getting home after a stroke” is in 7 days",
        "Saturday 20 June 2026, 2:00pm to 4:30pm",
        "Room 3",
        "please cancel",
    ] {
        assert!(mail.body_text.contains(words), "{words}: {}", mail.body_text);
    }
    app.visitor().get(&mail.link()).await.shows("Your place at Getting home after a stroke");
    wait_until(&app, "2026-06-19T13:00:30Z");
    assert_eq!(remind(&app).await, 2);
    assert_eq!(got(&app, "mary1").await, ["A reminder: your event is in 7 days", "A reminder: your event is tomorrow"]);
    assert!(got(&app, "waits0").await.is_empty());
    let tess = app.session_of(TESS.email).await;
    let page = tess.get(&list).await;
    page.shows("Went 19 June 2026, 2:00pm").shows("2 people got it");
    page.follow("1 day before it starts").await.shows("Went to 2").shows("Mary1 Person");
    tess.get(&format!("{event}/history")).await.shows("Reminded people of the event");
    app.session_of("mary0@example.org").await.get("/me/data").await.shows("Reminders you got of events");
}

#[tokio::test]
async fn a_reminder_follows_the_date_and_what_went_stays_gone() {
    let app = TestApp::at("2026-06-01").await;
    let tess = app.sign_in_as(TESS).await;
    let event = open(&tess, &[]).await;
    placed(&app, &event, "Mary", 1).await;
    wait_until(&app, "2026-06-13T13:00:00Z");
    assert_eq!(remind(&app).await, 1);
    let tess = app.session_of(TESS.email).await;
    let move_to = async |day: &str| {
        let form = tess.get(&format!("{event}/edit")).await.form(&event).set("starts_on", day);
        form.submit().await.status(303);
    };
    move_to("30/6/2026").await;
    wait_until(&app, "2026-06-19T13:00:00Z");
    assert_eq!(remind(&app).await, 0, "the old day before");
    placed(&app, &event, "Otto", 1).await;
    wait_until(&app, "2026-06-23T13:00:00Z");
    assert_eq!(remind(&app).await, 1, "Otto had none yet; Mary had hers before it moved");
    assert_eq!(got(&app, "mary0").await.len(), 1);
    wait_until(&app, "2026-06-29T13:00:00Z");
    assert_eq!(remind(&app).await, 2);
    assert_eq!(got(&app, "otto0").await, ["A reminder: your event is in 7 days", "A reminder: your event is tomorrow"]);
}

#[tokio::test]
async fn two_instances_at_the_same_time_write_each_letter_once() {
    let app = TestApp::at("2026-06-01").await;
    let tess = app.sign_in_as(TESS).await;
    let event = open(&tess, &[]).await;
    placed(&app, &event, "Mary", 9).await;
    wait_until(&app, "2026-06-19T14:00:00Z");
    let both = tokio::join!(remind(&app), remind(&app));
    assert_eq!(both.0 + both.1, 9);
    let mails: i64 = sqlx::query_scalar("select count(*) from mails where kind = 'event reminder'")
        .fetch_one(app.db())
        .await
        .expect("a count");
    assert_eq!(mails, 9, "of the two that were due the later says it all");
    assert_eq!(got(&app, "mary0").await, ["A reminder: your event is tomorrow"]);
}

#[tokio::test]
async fn a_latecomer_is_not_reminded_of_what_they_have_just_been_told() {
    let app = TestApp::at("2026-06-01").await;
    let tess = app.sign_in_as(TESS).await;
    let event = open(&tess, &[]).await;
    wait_until(&app, "2026-06-19T13:10:00Z");
    placed(&app, &event, "Late", 1).await;
    assert_eq!(remind(&app).await, 0);
    // Nor does a reminder go whose time had passed when it was added.
    let tess = app.session_of(TESS.email).await;
    let list = format!("{event}/reminders");
    let add = async |amount: &str, unit: &str| {
        let form = tess.get(&format!("{list}/new")).await.form(&list).set("amount", amount).set("unit", unit);
        form.set("words", "Bring a cup.").submit().await
    };
    add("2", "days").await.follow_redirect().await.shows("Reminder added: 2 days before it starts");
    add("2", "days").await.status(422).has_error("amount", "There is a reminder at this time already");
    add("90", "hours").await.status(422).has_error("amount", "from 1 to 72");
    tess.get(&list).await.shows("Does not go: its time had passed when it was set");
    assert_eq!(remind(&app).await, 0);
    add("2", "hours").await.status(303);
    wait_until(&app, "2026-06-20T11:00:00Z");
    assert_eq!(remind(&app).await, 1);
    let mail = app.mail_to("late0@example.org").await;
    assert_eq!(mail.subject, "A reminder: your event is today");
    assert!(mail.body_text.contains("Bring a cup."));
}

#[tokio::test]
async fn nobody_is_reminded_of_what_is_off_or_given_up() {
    let app = TestApp::at("2026-06-01").await;
    let tess = app.sign_in_as(TESS).await;
    let (off, on) = (open(&tess, &[]).await, open(&tess, &[("title", "Another one")]).await);
    placed(&app, &off, "Mary", 1).await;
    let gives_up = placed(&app, &on, "Otto", 1).await.remove(0);
    let form = tess.get(&format!("{off}/cancellation")).await.form(&format!("{off}/cancellation"));
    form.set("reason", "Too few.").submit().await.status(303);
    let place = gives_up.get(&on).await.follow("Change or cancel").await.follow("I cannot come").await;
    place.form("main form[method=post]").submit().await.status(303);
    plan(&tess, &[("title", "A draft")]).await;
    wait_until(&app, "2026-06-19T14:00:00Z");
    assert_eq!(remind(&app).await, 0);
    let tess = app.session_of(TESS.email).await;
    tess.get(&format!("{off}/reminders")).await.shows("The event is cancelled, so no reminder goes any more");
}

#[tokio::test]
async fn after_a_server_was_off_it_says_what_is_right_by_then() {
    let app = TestApp::at("2026-06-01").await;
    let tess = app.sign_in_as(TESS).await;
    let event = open(&tess, &[]).await;
    placed(&app, &event, "Mary", 1).await;
    wait_until(&app, "2026-06-20T09:00:00Z");
    assert_eq!(remind(&app).await, 1, "20 hours late, and the event has not begun");
    assert_eq!(got(&app, "mary0").await, ["A reminder: your event is today"]);
    wait_until(&app, "2026-06-28T15:31:00Z");
    assert_eq!(remind(&app).await, 0, "a week late, thanks are dropped");
}

#[tokio::test]
async fn a_reminder_before_is_not_sent_once_it_has_begun() {
    let app = TestApp::at("2026-06-01").await;
    let tess = app.sign_in_as(TESS).await;
    let event = open(&tess, &[]).await;
    placed(&app, &event, "Mary", 1).await;
    wait_until(&app, "2026-06-20T13:00:00Z");
    assert_eq!(remind(&app).await, 0);
}

#[tokio::test]
async fn thanks_go_to_who_came_or_may_have_and_to_nobody_else() {
    let app = TestApp::at("2026-06-18").await;
    let tess = app.sign_in_as(TESS).await;
    let event = open(&tess, &[]).await;
    placed(&app, &event, "Mary", 4).await;
    wait_until(&app, "2026-06-20T16:00:00Z");
    for (name, state) in [("Mary0", "attended"), ("Mary1", "excused"), ("Mary2", "absent")] {
        let noted = "insert into attendances (event_id, associate_id, state, walk_in, noted_at)
             select e.id, a.id, $2::attendance_state, false, $3 from events e, associates a where a.given_name = $1";
        sqlx::query(noted).bind(name).bind(state).bind(app.now()).execute(app.db()).await.expect("an attendance");
    }
    wait_until(&app, "2026-06-21T15:30:00Z");
    assert_eq!(remind(&app).await, 2);
    for (name, letters) in [("mary0", 1), ("mary1", 0), ("mary2", 0), ("mary3", 1)] {
        let thanks = got(&app, name).await.iter().filter(|subject| *subject == "Thank you for coming").count();
        assert_eq!(thanks, letters, "{name}");
    }
    let link = app.mail_to("mary3@example.org").await.link();
    assert!(link.starts_with("/my-place/") && link.ends_with("/feedback"), "{link}");
}

#[tokio::test]
async fn the_team_changes_removes_and_copies_reminders() {
    let app = TestApp::at("2026-06-01").await;
    let tess = app.sign_in_as(TESS).await;
    let event = open(&tess, &[]).await;
    placed(&app, &event, "Mary", 1).await;
    let list = format!("{event}/reminders");
    let (first, second) = (
        tess.get(&list).await.follow("Change the reminder 7 days").await,
        tess.get(&list).await.follow("Change the reminder 7 days").await,
    );
    let at = first.path().trim_end_matches("/edit").to_owned();
    first.form(&at).set("amount", "2").set("unit", "weeks").submit().await.redirects_to(&list);
    second.form(&at).set("words", "Ring the bell.").submit().await.status(303);
    second
        .form(&at)
        .set("amount", "3")
        .submit()
        .await
        .status(409)
        .shows("Someone else changed this reminder meanwhile");
    tess.get(&list)
        .await
        .shows("2 weeks before it starts")
        .shows("6 June 2026, 2:00pm")
        .shows("With words of your own");
    first.form(&at).tamper("opened", "").set("amount", "1").set("unit", "days").submit().await.status(409);
    tess.get(&list)
        .await
        .follow("Remove the reminder 1 day before")
        .await
        .press("Remove the reminder")
        .await
        .redirects_to(&list);

    let copy = tess.get(&event).await.follow("Copy").await.form("/events").set("starts_on", "27/6/2026").submit().await;
    let copied = tess.get(&format!("{}/reminders", copy.location().expect("an event"))).await;
    copied.shows("2 weeks before it starts").shows("1 day after it ends").shows_not("1 day before it starts");

    wait_until(&app, "2026-06-06T13:00:00Z");
    assert_eq!(remind(&app).await, 1);
    let tess = app.session_of(TESS.email).await;
    tess.get(&format!("{at}/removal")).await.follow_redirect().await.shows("It has gone to people, so it stays");
    tess.post(&format!("{at}/removal"), &[]).await.follow_redirect().await.shows("2 weeks before it starts");
    tess.get(&format!("{at}/edit")).await.shows("It has gone to people already");
}

#[tokio::test]
async fn who_has_no_address_is_to_be_phoned() {
    let app = TestApp::at("2026-06-01").await;
    let tess = app.sign_in_as(TESS).await;
    let event = open(&tess, &[]).await;
    placed(&app, &event, "Mary", 1).await;
    sqlx::query("update associates set email = null, phone = '0115 496 0002'")
        .execute(app.db())
        .await
        .expect("no address");
    let page = tess.get(&format!("{event}/reminders")).await;
    page.shows("0 with a place now").shows("1 without email: please phone");
    page.follow("1 without email").await.shows("0115 496 0002");
    wait_until(&app, "2026-06-19T14:00:00Z");
    assert_eq!(remind(&app).await, 0);
}
