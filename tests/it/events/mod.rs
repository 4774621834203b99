//! Events: planning, who sees them, signing up, the waiting list, change and cancellation.

mod attendance;
mod calendars;
mod exports;
mod killed;
mod mine;
mod on_the_way;
mod places;
mod rush;

use chrono::TimeDelta;
use uuid::Uuid;

pub(crate) use attendance::walk_in;

use crate::harness::{Client, Page, TESS, TestApp};
use crate::memberships::associate;

/// What a plan has unless a test wants it otherwise.
const USUAL: [(&str, &str); 9] = [
    ("title", "Getting home after a stroke"),
    ("kind", "seminar"),
    ("description", "What helps, and **what does not**."),
    ("starts_on", "20/6/2026"),
    ("starts_at", "2pm"),
    ("ends_at", "4:30pm"),
    ("place", "Room 3, Institute of Mental Health\nTriumph Road, Nottingham NG7 2TU"),
    ("visibility", "associates"),
    ("capacity", "40"),
];

/// Plans an event through the form; its address.
pub(crate) async fn plan(tess: &Client, fields: &[(&str, &str)]) -> String {
    let mut form = tess.get("/events/new?kind=seminar").await.form("/events");
    for (field, value) in USUAL.iter().chain(fields) {
        form = if *field == "kept_for" { form.check(field, value) } else { form.set(field, value) };
    }
    let planned = form.submit().await;
    planned.status(303);
    planned.location().expect("a place to go").to_owned()
}

/// The same, open for registration.
pub(crate) async fn open(tess: &Client, fields: &[(&str, &str)]) -> String {
    let event = plan(tess, fields).await;
    tess.get(&event).await.press("Open for registration").await.follow_redirect().await.shows("The event is open");
    event
}

/// What the letters to an address bring for a calendar, the latest first.
async fn calendars(app: &TestApp, address: &str) -> Vec<Option<String>> {
    sqlx::query_scalar("select calendar from mails where recipient = $1 order by created_at desc, id desc")
        .bind(address)
        .fetch_all(app.db())
        .await
        .expect("calendars")
}

/// Signs someone up through the event's page; where they end up.
pub(crate) async fn sign_up(client: &Client, event: &str) -> Page {
    let page = client.get(&format!("{event}/registration")).await;
    let done = page.form(&format!("{event}/registration")).submit().await;
    done.status(303);
    done.follow_redirect().await
}

/// New Associates of a group, each with a browser of their own.
pub(crate) async fn people(app: &TestApp, prefix: &str, group: &str, how_many: usize) -> Vec<(Uuid, Client)> {
    let mut people = Vec::new();
    for number in 0..how_many {
        let name = format!("{prefix}{number}");
        let id = associate(app, &name, group).await;
        people.push((id, app.session_of(&format!("{}@example.org", name.to_lowercase())).await));
    }
    people
}

#[tokio::test]
async fn a_draft_is_seen_by_the_team_alone_until_it_is_opened() {
    let app = TestApp::at("2026-06-01").await;
    let tess = app.sign_in_as(TESS).await;
    let (_, mary) = people(&app, "Mary", "carer", 1).await.remove(0);
    let event = plan(&tess, &[("visibility", "public")]).await;
    for client in [&mary, &app.visitor()] {
        client.get(&event).await.status(404);
        client.get("/events").await.shows_not("Getting home");
    }
    tess.get(&event).await.press("Open for registration").await.status(303);
    let page = app.visitor().get(&event).await;
    page.shows("Getting home after a stroke").shows("Saturday 20 June 2026, 2:00pm to 4:30pm").shows("what does not");
    assert_eq!(page.select(".copse-prose strong").len(), 1, "Markdown is markup");
    app.visitor().get("/events").await.shows("Getting home");
    app.visitor().get("/events?view=month&month=2026-06").await.shows("Getting home");
}

#[tokio::test]
async fn an_event_is_seen_by_those_it_is_for() {
    let app = TestApp::at("2026-06-01").await;
    let tess = app.sign_in_as(TESS).await;
    crate::projects::add_project(&tess, "Home visits", false).await;
    let (mary, other) =
        (people(&app, "Mary", "carer", 1).await.remove(0), people(&app, "Otto", "carer", 1).await.remove(0));
    let project: Uuid = sqlx::query_scalar("select id from projects").fetch_one(app.db()).await.expect("a project");
    let link =
        "insert into memberships (id, associate_id, project_id, role, state, involvement, starts_on, requested_at)
         values ($1, $2, $3, 'member', 'active', 'ask_me', '2026-01-01', $4)";
    let link = sqlx::query(link).bind(Uuid::now_v7()).bind(mary.0).bind(project).bind(app.now());
    link.execute(app.db()).await.expect("a membership");
    let form = tess.get("/events/new").await.form("/events");
    let mut form = USUAL.iter().fold(form, |form, (field, value)| form.set(field, value));
    form = form.set("visibility", "members").check("projects", &project.to_string());
    let event = form.submit().await.location().expect("an address").to_owned();
    tess.get(&event).await.press("Open for registration").await.status(303);
    mary.1.get(&event).await.shows("Getting home");
    mary.1.get("/events").await.shows("Getting home");
    for client in [&other.1, &app.visitor()] {
        client.get(&event).await.status(404);
        client.get(&format!("{event}/registration")).await;
        client.get("/events").await.shows_not("Getting home");
    }
    other.1.get(&format!("{event}/registration")).await.status(404);
}

#[tokio::test]
async fn a_plan_with_mistakes_comes_back_with_all_of_them_and_what_was_typed() {
    let app = TestApp::at("2026-06-01").await;
    let tess = app.sign_in_as(TESS).await;
    let form = tess.get("/events/new").await.form("/events");
    let form = form.set("title", "Half a plan").set("starts_on", "31/6/2026").set("social_interaction", "50");
    let page = form.set("capacity", "-3").submit().await;
    page.status(422)
        .has_error("starts_on", "real date")
        .has_error("description", "Enter what")
        .has_error("capacity", "whole number");
    page.has_error("social_interaction", "They add up to 125");
    assert_eq!(page.form("/events").value("title"), "Half a plan");
}

#[tokio::test]
async fn a_form_sent_twice_makes_one_event_and_a_copy_has_all_but_the_day() {
    let app = TestApp::at("2026-06-01").await;
    let tess = app.sign_in_as(TESS).await;
    let form = tess.get("/events/new").await.form("/events");
    let form =
        USUAL.iter().fold(form, |form, (field, value)| form.set(field, value)).set("questions", "* Which table?");
    let (first, second) = (form.clone().submit().await, form.submit().await);
    assert_eq!(first.location(), second.location());
    let copy = tess.get(first.location().expect("an address")).await.follow("Copy").await.form("/events");
    assert_eq!(
        (copy.value("title"), copy.value("questions"), copy.value("starts_on")),
        ("Getting home after a stroke", "* Which table?", "")
    );
    copy.set("starts_on", "27/6/2026").submit().await.status(303);
    let events: i64 = sqlx::query_scalar("select count(*) from events").fetch_one(app.db()).await.expect("a count");
    assert_eq!(events, 2);
}

#[tokio::test]
async fn who_is_registered_hears_of_another_time_and_of_a_cancellation_with_their_calendar() {
    let app = TestApp::at("2026-06-01").await;
    let tess = app.sign_in_as(TESS).await;
    let event = open(&tess, &[("capacity", "1")]).await;
    let (mary, otto) =
        (people(&app, "Mary", "carer", 1).await.remove(0), people(&app, "Otto", "carer", 1).await.remove(0));
    sign_up(&mary.1, &event).await.shows("You have a place");
    sign_up(&otto.1, &event).await.shows("waiting list");
    let form = tess.get(&event).await.follow("Edit").await.form(&event);
    form.clone().set("description", "More about it.").submit().await.follow_redirect().await.shows("Changes saved");
    assert_eq!(app.mail_to("mary0@example.org").await.subject, "You have a place", "words alone are no move");
    let form = tess.get(&event).await.follow("Edit").await.form(&event).set("starts_at", "3pm");
    form.submit().await.follow_redirect().await.shows("The 2 people who are registered get a letter");
    let mail = app.mail_to("mary0@example.org").await;
    assert_eq!(mail.subject, "A change of time or place");
    assert!(mail.body_text.contains("3:00pm to 4:30pm"), "{}", mail.body_text);
    let moved = calendars(&app, "mary0@example.org").await.remove(0).expect("an invitation");
    assert!(
        moved.contains("METHOD:REQUEST") && moved.contains("SEQUENCE:1") && moved.contains("DTSTART:20260620T140000Z"),
        "{moved}"
    );
    assert_eq!(calendars(&app, "otto0@example.org").await[0], None, "who waits has nothing in the calendar");

    let page = tess.get(&event).await.follow("Cancel the event").await;
    page.shows("2 people have a place or wait for one");
    let form = page.form(&format!("{event}/cancellation"));
    form.clone().submit().await.status(422).has_error("reason", "Enter why");
    form.set("reason", "The speaker is ill.").submit().await.follow_redirect().await.shows("2 people get a letter");
    let mail = app.mail_to("mary0@example.org").await;
    assert!(mail.body_text.contains("The speaker is ill."));
    let gone = calendars(&app, "mary0@example.org").await.remove(0).expect("a cancellation");
    assert!(
        gone.contains("METHOD:CANCEL") && gone.contains("STATUS:CANCELLED") && gone.contains("SEQUENCE:2"),
        "{gone}"
    );
    mary.1.get(&event).await.shows("This event is cancelled").shows("The speaker is ill.");
    mary.1.get(&format!("{event}/registration")).await.shows("You cannot register for this event any more");
}

#[tokio::test]
async fn the_second_of_two_who_change_an_event_is_told() {
    let app = TestApp::at("2026-06-01").await;
    let tess = app.sign_in_as(TESS).await;
    let event = plan(&tess, &[]).await;
    let (first, second) = (tess.get(&format!("{event}/edit")).await, tess.get(&format!("{event}/edit")).await);
    let third = tess.get(&format!("{event}/edit")).await;
    first.form(&event).set("title", "Another title").submit().await.status(303);
    // What only one of them changed stands.
    second.form(&event).set("place", "Elsewhere").submit().await.status(303);
    tess.get(&event).await.shows("Another title").shows("Elsewhere");
    let page = third.form(&event).set("title", "A third title").submit().await;
    page.status(409).shows("Someone else changed this event meanwhile").shows("Another title").shows("A third title");
    page.form(&event).submit().await.status(303);
    tess.get(&event).await.shows("A third title").shows("Elsewhere");
}

#[tokio::test]
async fn a_draft_can_be_removed_and_an_open_event_only_be_cancelled() {
    let app = TestApp::at("2026-06-01").await;
    let tess = app.sign_in_as(TESS).await;
    let event = plan(&tess, &[]).await;
    tess.get(&event).await.follow("Remove").await.press("Remove the draft").await.redirects_to("/events");
    tess.get(&event).await.status(404);
    let event = open(&tess, &[]).await;
    tess.post(&format!("{event}/deletion"), &[]).await.follow_redirect().await.shows("Only a draft can be removed");
}

#[tokio::test]
async fn the_past_cannot_be_opened_and_what_is_not_over_is_not_done() {
    let app = TestApp::at("2026-06-01").await;
    let tess = app.sign_in_as(TESS).await;
    let past = plan(&tess, &[("starts_on", "1/5/2026")]).await;
    tess.post(&format!("{past}/state"), &[("state", "open")])
        .await
        .follow_redirect()
        .await
        .shows("Change the start to a time in the future");
    let coming = plan(&tess, &[]).await;
    tess.post(&format!("{coming}/state"), &[("state", "closed")])
        .await
        .follow_redirect()
        .await
        .shows("It has not taken place yet, so open it for registration");
    let event = open(&tess, &[]).await;
    tess.post(&format!("{event}/state"), &[("state", "done")]).await.follow_redirect().await.shows("Nothing changed");
    let done = format!("{event}/completion");
    tess.post(&done, &[]).await.follow_redirect().await.shows("It has not taken place yet");
    app.advance(TimeDelta::days(20));
    let tess = app.sign_in_as(TESS).await;
    tess.get(&event)
        .await
        .press("The event is done")
        .await
        .follow_redirect()
        .await
        .shows("Thank you for seeing it through");
}

#[tokio::test]
async fn what_took_place_before_copse_knew_of_it_is_recorded_afterwards() {
    let app = TestApp::at("2026-06-01").await;
    let tess = app.sign_in_as(TESS).await;
    let event = plan(&tess, &[("starts_on", "1/5/2026")]).await;
    let walk_ins = format!("{event}/walk-ins");
    let newcomer = ("Mary Lee", "mary@example.org");
    tess.get(&format!("{event}/attendance")).await.shows("record that it has taken place");
    let page = tess.get(&event).await.press("Record that it has taken place").await.follow_redirect().await;
    page.shows("The event is recorded. Now note who came");
    let form = tess.get(&format!("{walk_ins}/new")).await.form(&walk_ins);
    let form = form.set("name", newcomer.0).set("contact", newcomer.1).set("group", "carer");
    form.submit().await.follow_redirect().await.shows("Mary Lee is here");
    tess.get(&event).await.press("The event is done").await.follow_redirect().await.shows("1 attended");
    // Nobody was registered, so nobody is reminded of what is over.
    copse::remind(&app.app).await.expect("reminders");
    assert!(app.mails_to(newcomer.1).await.is_empty());
}
