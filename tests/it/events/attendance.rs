//! The day of an event and what came of it: who came, walk-ins, tables, the code at the door, the end.

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

use super::{open, people, sign_up};
use crate::harness::{Client, Page, TESS, TestApp};
use crate::memberships::associate;

/// The event of the plan begins at 2pm in London.
fn starts_at() -> DateTime<Utc> {
    "2026-06-20T13:00:00Z".parse().expect("a moment")
}

/// Lets time pass until so many minutes after the start. Sessions end meanwhile: Tess signs in anew.
async fn wait_until(app: &TestApp, minutes_after_start: i64) -> Client {
    app.advance(starts_at() + TimeDelta::minutes(minutes_after_start) - app.now());
    app.session_of(TESS.email).await
}

/// Presses a button beside someone's name.
async fn press(tess: &Client, event: &str, person: Uuid, button: &str) -> Page {
    let page = tess.get(&format!("{event}/attendance")).await;
    let form = page.form(&format!("#person-{person} form"));
    let name = page.select(&format!("#person-{person} .copse-roll__name"))[0].text.replace(" Walk-in", "");
    form.press(&format!("{button}: {name}")).await
}

async fn counts(app: &TestApp) -> (i64, i64, i64, i64) {
    let counts = "select count(*) filter (where state = 'attended'), count(*) filter (where state = 'excused'),
                count(*) filter (where state = 'absent'), count(*) filter (where walk_in) from attendances";
    sqlx::query_as(counts).fetch_one(app.db()).await.expect("counts")
}

/// How many acts of coming there are, for one person or for all.
async fn acts(app: &TestApp, person: Option<Uuid>) -> i64 {
    let acts = "select count(*) from member_acts where kind = 'attended' and ($1::uuid is null or associate_id = $1)";
    sqlx::query_scalar(acts).bind(person).fetch_one(app.db()).await.expect("acts")
}

/// People with a place at an event.
async fn placed(app: &TestApp, event: &str, group: &str, how_many: usize) -> Vec<(Uuid, Client)> {
    let people = people(app, &format!("{}x", group.replace('_', "")), group, how_many).await;
    for (_, client) in &people {
        sign_up(client, event).await.shows("You have a place");
    }
    people
}

pub(crate) async fn walk_in(tess: &Client, event: &str, name: &str, contact: &str) -> Page {
    let form = tess.get(&format!("{event}/walk-ins/new")).await.form(&format!("{event}/walk-ins"));
    form.set("name", name).set("group", "commissioner").set("contact", contact).submit().await
}

/// The plan of seven tables as it is offered, with its groups, and saved.
async fn seat_at_tables_of_five(app: &TestApp, tess: &Client, event: &str) {
    let url = format!("{event}/tables");
    let page = tess.get(&url).await;
    page.shows("35 people are here or expected").shows("Nobody sits at a table yet");
    let plan = page.form("main form[method=get]").set("size", "5").submit().await;
    plan.shows("A plan, not saved yet").shows("Table 7");
    let (other, which) = (plan.follow("Shuffle again").await, "main form[method=post]");
    assert_ne!(plan.form(which).chosen("seat"), other.form(which).chosen("seat"));
    tess.get(&url).await.shows("Nobody sits at a table yet");
    plan.press("Save this plan").await.follow_redirect().await.shows("35 people sit at 7 tables");
    let tables: Vec<i64> = sqlx::query_scalar("select count(*) from event_seats group by table_number")
        .fetch_all(app.db())
        .await
        .expect("tables");
    assert_eq!(tables, [5; 7]);
}

/// Two come without a place: Wanda is in the register, the other is new.
async fn two_walk_in(app: &TestApp, tess: &Client, event: &str, wanda: Uuid) {
    let page = walk_in(tess, event, "Wanda Person", "").await;
    page.status(422).shows("Is it one of these?").shows("the same name");
    page.press("It is Wanda Person").await.follow_redirect().await.shows("Wanda Person is here");
    let page = walk_in(tess, event, "Newton Heath", "0115 496 0000").await;
    let page = page.follow_redirect().await;
    page.shows("Newton Heath is here and new in the register").shows("35 here, 4 still to come");
    page.follow("Record what they say").await.status(200);
    let newcomer: (String, Option<Uuid>) = sqlx::query_as(
        "select standing::text, (select c.id from consents c where c.associate_id = a.id) from associates a where family_name = 'Heath'",
    )
    .fetch_one(app.db())
    .await
    .expect("an Associate");
    assert_eq!(newcomer, ("active".to_owned(), None), "nobody has asked them yet");
    let joined: bool = sqlx::query_scalar("select walk_in from attendances where associate_id = $1")
        .bind(wanda)
        .fetch_one(app.db())
        .await
        .expect("an attendance");
    assert!(joined);
}

#[tokio::test]
async fn thirty_three_came_of_forty_and_two_without_a_place() {
    let app = TestApp::at("2026-06-15").await;
    let tess = app.sign_in_as(TESS).await;
    let event = open(&tess, &[]).await;
    let mut registered = placed(&app, &event, "applied_health_researcher", 20).await;
    registered.extend(placed(&app, &event, "commissioner", 12).await);
    registered.extend(placed(&app, &event, "service_user", 8).await);
    let known = associate(&app, "Wanda", "third_sector").await;

    let tess = wait_until(&app, -10).await;
    tess.get(&format!("{event}/attendance")).await.shows("0 here, 40 still to come");
    for (person, _) in &registered[..33] {
        press(&tess, &event, *person, "Here").await.status(303);
    }
    for (person, _) in &registered[33..36] {
        press(&tess, &event, *person, "Excused").await.status(303);
    }
    tess.get(&format!("{event}/attendance")).await.shows("33 here, 4 still to come, 3 excused, 0 absent");

    two_walk_in(&app, &tess, &event, known).await;

    let tess = wait_until(&app, 151).await;
    let page = tess.get(&event).await;
    page.shows("Of 4 people with a place it is not noted whether they came");
    assert_eq!(
        tess.post(&format!("{event}/completion"), &[]).await.location(),
        Some(format!("{event}/attendance?show=missing").as_str())
    );
    tess.get("/").await.shows("Events to finish");
    tess.get("/events/to-finish").await.shows("Note whether 4 people came");
    let page = tess.get(&format!("{event}/attendance")).await.follow("Everyone else was absent").await;
    page.shows("Of 4 people nothing is noted")
        .press("They were absent")
        .await
        .follow_redirect()
        .await
        .shows("4 people were absent");
    assert_eq!(counts(&app).await, (35, 3, 4, 2));
    seat_at_tables_of_five(&app, &tess, &event).await;

    assert_eq!(acts(&app, None).await, 0, "it counts when the event is done");
    let page = tess.get(&event).await.press("The event is done").await.follow_redirect().await;
    page.shows("Thank you for seeing it through").shows("10.8 % no-show rate").shows("35 attended").shows("2 walk-ins");
    // 20 of 35, 13 of 35, 1 of 35, 1 of 35.
    page.shows("0.53 cross-boundary mix");
    page.follow("no-show rate").await.shows("Shown: absent").shows_not("Wanda Person");
    page.follow("walk-ins").await.shows("Wanda Person").shows("Newton Heath");
    assert_eq!(acts(&app, None).await, 35);
    tess.get("/events/to-finish").await.shows("Every event is done");
    tess.get("/").await.shows_not("Events to finish");
}

#[tokio::test]
async fn attendance_is_noted_from_an_hour_before_on_and_set_not_toggled() {
    let app = TestApp::at("2026-06-19").await;
    let tess = app.sign_in_as(TESS).await;
    let event = open(&tess, &[]).await;
    let (mary, _) = placed(&app, &event, "carer", 1).await.remove(0);
    let (id, url) = (mary.to_string(), format!("{event}/attendance"));

    let tess = wait_until(&app, -61).await;
    tess.get(&url).await.shows("You can note who is here from an hour before the event on: 20 June 2026, 1:00pm");
    let here = [("associate", id.as_str()), ("state", "attended")];
    let refused = tess.post(&url, &here).await.follow_redirect().await;
    refused.shows("Nothing changed").shows("Please note");
    assert_eq!(refused.select(".copse-notice--refusal").len(), 1, "a refusal does not look like a success");
    assert_eq!(counts(&app).await, (0, 0, 0, 0));

    let tess = wait_until(&app, -60).await;
    // A script sends it, and once more since it never heard the answer.
    let quietly = [here[0], here[1], ("quiet", "yes")];
    for _ in 0..2 {
        tess.post(&url, &quietly).await.status(204);
    }
    assert_eq!(counts(&app).await, (1, 0, 0, 0));
    tess.get(&format!("{event}/history")).await.shows("Noted who came");
    let entries: i64 = sqlx::query_scalar("select count(*) from audit_events where act = 'Noted who came'")
        .fetch_one(app.db())
        .await
        .expect("a count");
    assert_eq!(entries, 1);
    // The same button takes it back.
    let done = press(&tess, &event, mary, "Here").await.follow_redirect().await;
    assert!(done.shows("taken back").select(".copse-notice--refusal").is_empty());
    assert_eq!(counts(&app).await, (0, 0, 0, 0));
    press(&tess, &event, mary, "Absent").await.status(303);
    tess.get(&format!("{url}?q=CARER")).await.shows("carerx0 Person");
    tess.get(&format!("{url}?q=nobody")).await.shows("Nobody to show");
    tess.get(&format!("{url}?show=absent")).await.shows("carerx0 Person");
    tess.get(&format!("{url}?show=attended")).await.shows("Nobody to show");

    // Only people of the event, only states there are, and nobody is absent before it is over.
    let stranger = associate(&app, "Stranger", "carer").await.to_string();
    tess.post(&url, &[("associate", &stranger), ("state", "attended")]).await.status(404);
    tess.post(&url, &[("associate", &id), ("state", "late")]).await.status(404);
    tess.post(&url, &[("associate", &stranger), ("state", "none"), ("quiet", "yes")]).await.status(204);
    tess.post(&format!("{event}/absences"), &[]).await.follow_redirect().await.shows("they may still come");
}

#[tokio::test]
async fn a_correction_after_the_end_takes_the_act_back_and_gives_it() {
    let app = TestApp::at("2026-06-19").await;
    let tess = app.sign_in_as(TESS).await;
    let event = open(&tess, &[]).await;
    let pair = placed(&app, &event, "carer", 2).await;
    let (came, not) = (pair[0].0, pair[1].0);
    let tess = wait_until(&app, 200).await;
    press(&tess, &event, came, "Here").await.status(303);
    press(&tess, &event, not, "Absent").await.status(303);
    for _ in 0..2 {
        tess.get(&event).await.press("The event is done").await.status(303);
        assert_eq!((acts(&app, Some(came)).await, acts(&app, Some(not)).await), (1, 0));
        tess.get(&event).await.press("Not done yet after all").await.status(303);
    }
    tess.get(&event).await.press("The event is done").await.status(303);
    tess.get(&event).await.shows_not("no-show rate");
    press(&tess, &event, came, "Excused").await.status(303);
    press(&tess, &event, not, "Here").await.status(303);
    assert_eq!((acts(&app, Some(came)).await, acts(&app, Some(not)).await), (0, 1));
    tess.get(&format!("/associates/{not}")).await.shows("Came to Getting home after a stroke");
    let own = app.session_of("carerx1@example.org").await.get("/me/data").await;
    own.shows("Events you came to").shows("Getting home after a stroke");
}

#[tokio::test]
async fn whoever_reads_the_code_at_the_door_says_so_themselves() {
    let app = TestApp::at("2026-06-19").await;
    let tess = app.sign_in_as(TESS).await;
    let event = open(&tess, &[]).await;
    let (mary, _) = placed(&app, &event, "carer", 1).await.remove(0);
    associate(&app, "Otto", "carer").await;
    let page = tess.get(&format!("{event}/check-in-code")).await.press("Make the code").await;
    page.status(200).shows("Print it now");
    assert_eq!(page.header("cache-control"), Some("no-store"));
    assert_eq!(page.select("svg.copse-code path").len(), 2);
    tess.get(&format!("{event}/check-in-code")).await.shows("A code was made on 19 June 2026, 1:00pm");

    // What the square says is stored as a digest only, so the test puts one there that it knows.
    let code = "a-code-that-hangs-at-the-door";
    let known = sqlx::query("update check_in_codes set token_hash = sha256($1::bytea)").bind(code.as_bytes());
    assert_eq!(known.execute(app.db()).await.expect("a code").rows_affected(), 1);
    let url = format!("{event}/check-in?code={code}");
    let session = app.session_of("carerx0@example.org").await;
    session.get(&url).await.shows("You can say that you are here from 20 June 2026, 1:00pm on");

    let tess = wait_until(&app, -30).await;
    let session = app.session_of("carerx0@example.org").await;
    app.visitor().get(&url).await.status(303);
    session.get(&format!("{event}/check-in?code=guessed")).await.shows("This is not the code of this event");
    session.post(&format!("{event}/check-in"), &[("code", "guessed")]).await.status(409);
    app.session_of("otto@example.org").await.get(&url).await.shows("You have no place at this event");
    tess.get(&url).await.shows("You have no place at this event");
    assert_eq!((acts(&app, None).await, counts(&app).await.0), (0, 0));
    let page = session.get(&url).await;
    for _ in 0..2 {
        page.press("I am here").await.follow_redirect().await.shows("You are here. Welcome!");
    }
    assert_eq!((acts(&app, Some(mary)).await, counts(&app).await.0), (1, 1), "an own act, once");
    press(&tess, &event, mary, "Absent").await.status(303);
    assert_eq!(acts(&app, Some(mary)).await, 0);

    // Noted by the team before, it becomes an own act all the same.
    press(&tess, &event, mary, "Here").await.status(303);
    assert_eq!(acts(&app, Some(mary)).await, 0);
    session.get(&url).await.press("I am here").await.status(303);
    assert_eq!(acts(&app, Some(mary)).await, 1);

    let tess = wait_until(&app, 151).await;
    app.session_of("carerx0@example.org").await.get(&url).await.shows("This event is over");
    tess.get(&format!("{event}/check-in-code")).await.shows("not over");
}

#[tokio::test]
async fn three_fields_for_who_comes_without_a_place_and_each_person_once() {
    let app = TestApp::at("2026-06-19").await;
    let tess = app.sign_in_as(TESS).await;
    let event = open(&tess, &[]).await;
    let mary = placed(&app, &event, "carer", 1).await.remove(0).0;
    tess.post(&format!("{event}/walk-ins"), &[]).await.follow_redirect().await.shows("Nothing changed");
    let tess = wait_until(&app, 5).await;
    let form = tess.get(&format!("{event}/walk-ins/new")).await.form(&format!("{event}/walk-ins"));
    let page = form.clone().set("name", "Cher").set("contact", "x").submit().await;
    page.status(422)
        .has_error("name", "first and last name")
        .has_error("group", "Choose")
        .has_error("contact", "phone");
    assert_eq!(page.form("#walk-in").value("name"), "Cher");

    // The same form twice makes one person.
    let form = form.set("name", "Zelda Quist").set("group", "industry");
    for _ in 0..2 {
        form.clone().submit().await.status(303);
    }
    let zeldas: i64 = sqlx::query_scalar("select count(*) from associates where given_name = 'Zelda'")
        .fetch_one(app.db())
        .await
        .expect("a count");
    assert_eq!((zeldas, counts(&app).await.3), (1, 1));
    // Someone new though they are called like someone known.
    let page = walk_in(&tess, &event, "Zelda Quist", "").await;
    page.status(422).press("It is someone new").await.status(303);
    assert_eq!(counts(&app).await, (2, 0, 0, 2));
    // Who has a place is no walk-in.
    let page = walk_in(&tess, &event, "carerx0 Person", "").await;
    page.press("It is carerx0 Person").await.follow_redirect().await.shows("carerx0 Person is here");
    assert_eq!(counts(&app).await, (3, 0, 0, 2));
    let walk_in: bool = sqlx::query_scalar("select walk_in from attendances where associate_id = $1")
        .bind(mary)
        .fetch_one(app.db())
        .await
        .expect("an attendance");
    assert!(!walk_in);
    // A walk-in can be taken back, but was never excused.
    let zelda: Uuid = sqlx::query_scalar("select associate_id from attendances where walk_in limit 1")
        .fetch_one(app.db())
        .await
        .expect("a walk-in");
    tess.post(&format!("{event}/attendance"), &[("associate", &zelda.to_string()), ("state", "excused")])
        .await
        .status(404);
    press(&tess, &event, zelda, "Here").await.status(303);
    assert_eq!(counts(&app).await, (2, 0, 0, 1));
}

#[tokio::test]
async fn paper_and_tables_say_nothing_about_health() {
    let app = TestApp::at("2026-06-19").await;
    let tess = app.sign_in_as(TESS).await;
    let event = open(&tess, &[]).await;
    let mary = placed(&app, &event, "service_user", 1).await.remove(0).0;
    placed(&app, &event, "commissioner", 2).await;
    for page in ["sign-in-sheet", "badges"] {
        let page = tess.get(&format!("{event}/{page}")).await;
        page.shows("serviceuserx0 Person").shows("Commissioner").shows_not("Service user");
    }
    // By hand: one table for one person.
    let seat = format!("{event}/seats/{mary}");
    let form = tess.get(&seat).await.form(&seat);
    form.clone().set("table", "round").submit().await.status(422).has_error("table", "whole number");
    form.set("table", "3").submit().await.status(303);
    tess.get(&format!("{event}/tables")).await.shows("Table 3").shows("At no table");
    tess.get(&format!("{event}/history")).await.shows("Changed a seat");
    tess.get(&seat).await.form(&seat).set("table", "").submit().await.status(303);
    tess.get(&format!("{event}/tables")).await.shows("Nobody sits at a table yet");
    tess.get(&format!("{event}/tables?size=1&seed=1")).await.status(422).has_error("size", "whole number from 2");
    // What was never shown is not saved.
    let stranger = associate(&app, "Stranger", "carer").await;
    let seats = [("seat", format!("{stranger}=1"))];
    let seats: Vec<(&str, &str)> = seats.iter().map(|(name, value)| (*name, value.as_str())).collect();
    tess.post(&format!("{event}/tables"), &seats).await.follow_redirect().await.shows("nobody to seat");
    tess.post(&format!("{event}/tables"), &[("seat", "x")]).await.status(404);
}
