//! Two records of one person: found, put together, taken apart.

pub(crate) mod identity;
mod organisations;
mod parts;
mod references;
mod since;

use chrono::TimeDelta;
use uuid::Uuid;

use crate::events::{open, sign_up};
use crate::harness::{Client, Page, TESS, TestApp};
use crate::memberships::{associate, publish_notice};

/// Sees a record as another name, and as little else as is said.
async fn set(app: &TestApp, person: Uuid, columns: &str) {
    let sql = format!("update associates set {columns}, version = version + 1 where id = $1");
    let done = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(person).execute(app.db()).await.expect("a change");
    assert_eq!(done.rows_affected(), 1);
}

async fn run(app: &TestApp, sql: &str, person: Uuid) -> u64 {
    let query = sqlx::query(sqlx::AssertSqlSafe(sql.to_owned())).bind(person).bind(app.now());
    query.execute(app.db()).await.unwrap_or_else(|error| panic!("{sql}: {error}")).rows_affected()
}

async fn count(app: &TestApp, sql: &str, person: Uuid) -> i64 {
    sqlx::query_scalar(sqlx::AssertSqlSafe(sql.to_owned())).bind(person).fetch_one(app.db()).await.expect("a count")
}

async fn look(app: &TestApp) {
    while copse::find_duplicates(&app.app).await.expect("the job") > 0 {}
}

/// Robert and Bob Hill, one person, in the register twice.
async fn robert_and_bob(app: &TestApp) -> (Uuid, Uuid) {
    let (robert, bob) = (associate(app, "Robert", "carer").await, associate(app, "Bob", "carer").await);
    set(app, robert, "family_name = 'Hill', phone = '0115 496 0001'").await;
    set(app, bob, "family_name = 'Hill', phone = '+44 115 496 0001'").await;
    (robert, bob)
}

/// Puts `other` together with `kept`, by the pages, with these values taken from the other.
pub(crate) async fn merge(tess: &Client, kept: Uuid, other: Uuid, others: &[&str]) -> Page {
    let page = tess.get(&format!("/associates/{kept}/duplicates/{other}")).await;
    let mut form = page.form(&format!("/associates/{kept}/merge/{other}")).set("keep", "one");
    for field in form.names() {
        if !["keep", "reason"].contains(&field.as_str()) {
            form = form.set(&field, if others.contains(&field.as_str()) { "other" } else { "one" });
        }
    }
    form.submit().await.press("Put them together").await
}

/// Takes apart what the page after a merge leads to.
pub(crate) async fn take_apart(tess: &Client, person: Uuid) -> Page {
    tess.get(&format!("/associates/{person}")).await.follow("Put together with").await.press("Take them apart").await
}

#[tokio::test]
async fn pairs_are_found_with_their_reasons_and_what_was_decided_is_remembered() {
    let app = TestApp::start().await;
    let tess = app.sign_in_as(TESS).await;
    let (robert, bob) = robert_and_bob(&app).await;
    // Twins with one telephone, and somebody who has not confirmed.
    let (anna, amy) = (associate(&app, "Anna", "carer").await, associate(&app, "Amy", "carer").await);
    set(&app, anna, "family_name = 'Lee', phone = '07700 900 001'").await;
    set(&app, amy, "family_name = 'Lee', phone = '07700 900 001'").await;
    let pending = associate(&app, "Roberta", "carer").await;
    set(&app, pending, "given_name = 'Robert', family_name = 'Hill', standing = 'pending'").await;
    look(&app).await;
    tess.get("/").await.follow("Pairs that may be one person").await.shows("1 pair to decide");
    let list = tess.get("/associates/duplicates").await;
    assert_eq!(list.select("tbody tr").len(), 1);
    list.shows("A short form of the same name, the same phone number").shows("Different email addresses");
    tess.get(&format!("/associates/{bob}"))
        .await
        .shows("1 other record may be of the same person")
        .follow("Compare")
        .await
        .shows("Robert Hill");

    let pair = tess.get(&format!("/associates/{robert}/duplicates/{bob}")).await;
    let refusal = format!("/associates/{robert}/duplicates/{bob}/refusal");
    pair.form(&refusal).set("reason", &"x".repeat(301)).submit().await.status(422).has_error("reason", "300");
    pair.form(&refusal).set("reason", "Father and son").submit().await.follow_redirect().await.shows("stay two people");
    tess.get("/associates/duplicates").await.shows("Nothing to decide");
    tess.get("/associates/duplicates?view=two-people").await.shows("Father and son").shows("Tess Team");
    // It is remembered though their records change.
    set(&app, bob, "postcode_district = 'NG7'").await;
    look(&app).await;
    tess.get("/associates/duplicates").await.shows("Nothing to decide");
    tess.get(&format!("/associates/{bob}/duplicates/{robert}")).await.press("Take that back").await.status(303);
    tess.get("/associates/duplicates").await.shows("1 pair to decide");
    let own = app.session_of("bob@example.org").await;
    own.get("/me/data").await.shows("Records that may be yours too").shows_not("Robert");
}

/// The same, with an affiliation each, three agreements of one of them and one thing that they say differently.
async fn with_a_history(app: &TestApp) -> (Uuid, Uuid) {
    let (robert, bob) = robert_and_bob(app).await;
    for (person, organisation) in [(robert, "The hospital"), (bob, "The surgery")] {
        let sql = format!(
            "insert into affiliations (id, associate_id, organisation_text, starts_on)
             values (gen_random_uuid(), $1, '{organisation}', $2::timestamptz::date - 90)"
        );
        run(app, &sql, person).await;
    }
    for topic in ["networking", "training_and_development", "conferences_and_seminars"] {
        crate::invitations::say(app, bob, topic, true).await;
    }
    set(app, bob, "county = 'derbyshire', topics = '{networking,training_and_development,conferences_and_seminars}'")
        .await;
    (robert, bob)
}

/// Everything of a record that was put together with another leads to that one.
async fn leads_on(app: &TestApp, tess: &Client, (robert, bob): (Uuid, Uuid)) {
    // The old address leads on, whichever page of it, and a form of it changes nothing.
    tess.get(&format!("/associates/{bob}")).await.redirects_to(&format!("/associates/{robert}"));
    tess.get(&format!("/associates/{bob}/history?a=b"))
        .await
        .redirects_to(&format!("/associates/{robert}/history?a=b"));
    tess.post(&format!("/associates/{bob}"), &[]).await.status(403).shows("put together with another");
    // It is in no list, and found by what it said.
    let found = tess.get("/associates?q=Bob+Hill").await.select("tbody tr");
    assert!(found.len() == 1 && found[0].text.contains("Robert Hill"), "{found:?}");
    assert_eq!(tess.get("/associates?q=bob@example.org").await.select("tbody tr").len(), 1);
    tess.get(&format!("/associates/{robert}/history"))
        .await
        .follow("History of the record of Bob Hill")
        .await
        .shows("Put this record together with another");
    // Who adds a person with the address that was not chosen is told whose it is.
    let added = crate::associates::new_person(tess, "Bobby", "Hull").await.set("email", "bob@example.org");
    added.submit().await.status(422).shows("Robert Hill").shows("the same email address");
    let own = app.session_of("robert@example.org").await;
    own.get("/me/data").await.shows("Records of yours that were put together").shows("Bob Hill");
}

#[tokio::test]
async fn two_are_put_together_and_taken_apart_next_day_and_each_keeps_what_is_theirs() {
    let app = TestApp::at("2026-06-01").await;
    publish_notice(&app).await;
    let tess = app.sign_in_as(TESS).await;
    let (robert, bob) = with_a_history(&app).await;
    let clock = "select count(*) from member_acts where associate_id = $1";
    let before = identity::dump(&app).await;

    let page = tess.get(&format!("/associates/{robert}/duplicates/{bob}")).await;
    page.shows("The hospital").shows("The surgery");
    let merged = merge(&tess, robert, bob, &["county"]).await;
    merged.redirects_to(&format!("/associates/{robert}"));
    let record = merged.follow_redirect().await;
    record.shows("Robert Hill").shows("The hospital").shows("The surgery").shows("Derbyshire");
    record.shows("Also known as").shows("Bob Hill").shows("Earlier county").shows("Lincolnshire");
    record.shows("Earlier email address").shows("bob@example.org");
    assert_eq!(count(&app, "select count(*) from consents where associate_id = $1", robert).await, 3);
    assert_eq!(count(&app, clock, robert).await, 0, "a merge moves no clock (rule 6)");
    leads_on(&app, &tess, (robert, bob)).await;

    app.advance(TimeDelta::hours(20));
    let tess = app.sign_in_as(TESS).await;
    for number in 0..5 {
        let event = open(&tess, &[("title", &format!("Event {number}"))]).await;
        let sql = format!(
            "insert into attendances (event_id, associate_id, state, walk_in, noted_at) values ('{}', $1, 'attended', true, $2)",
            event.trim_start_matches("/events/")
        );
        run(&app, &sql, robert).await;
    }
    let apart = take_apart(&tess, robert).await;
    apart.follow_redirect().await.shows("Taken apart").shows("Lincolnshire");
    tess.get(&format!("/associates/{bob}"))
        .await
        .status(200)
        .shows("Bob Hill")
        .shows("The surgery")
        .shows("Derbyshire")
        .shows_not("The hospital");
    let attended = "select count(*) from attendances where associate_id = $1";
    assert_eq!(
        (count(&app, attended, robert).await, count(&app, attended, bob).await),
        (5, 0),
        "they stay where they happened"
    );
    let mut after = identity::dump(&app).await;
    for table in ["attendances", "events", "place_pools", "event_reminders", "mails", "event_projects"] {
        after.insert(table.to_owned(), before[table].clone());
    }
    identity::same(&before, &after);
    tess.get("/associates/duplicates?view=merged").await.shows("Undone");
    tess.get(&format!("/associates/{robert}/history")).await.shows("Took two records apart again");
}

#[tokio::test]
async fn nobody_signs_in_with_an_address_that_was_not_chosen() {
    let app = TestApp::start().await;
    let tess = app.sign_in_as(TESS).await;
    let (robert, bob) = robert_and_bob(&app).await;
    let (roberts, bobs) = (app.session_of("robert@example.org").await, app.session_of("bob@example.org").await);
    let page = tess.get(&format!("/associates/{robert}/duplicates/{bob}")).await;
    let preview =
        page.form(&format!("/associates/{robert}/merge/{bob}")).set("keep", "one").set("email", "other").submit().await;
    preview.shows("The account of robert@example.org is closed").shows("They sign in with bob@example.org");
    preview.press("Put them together").await.status(303);
    let told = app.mail_to("robert@example.org").await;
    assert_eq!(told.subject, "You sign in with your other address now");
    assert!(!told.body_text.contains("bob@example.org"), "{}", told.body_text);
    roberts.get("/me").await.status(303);
    bobs.get("/me").await.status(200).shows("Robert");
    let open: Vec<String> =
        sqlx::query_scalar("select email from accounts where disabled_at is null and role = 'associate'")
            .fetch_all(app.db())
            .await
            .expect("accounts");
    assert_eq!(open, ["bob@example.org"]);
    take_apart(&tess, robert).await.status(303);
    app.session_of("robert@example.org").await.get("/me").await.shows("Robert");
    bobs.get("/me").await.status(200).shows("Bob");
}

#[tokio::test]
async fn a_worker_keeps_how_they_sign_in() {
    let app = TestApp::start().await;
    let tess = app.sign_in_as(TESS).await;
    let (robert, bob) = robert_and_bob(&app).await;
    run(
        &app,
        "update accounts set role = 'administrator' where associate_id = $1 and $2::timestamptz is not null",
        bob,
    )
    .await;
    let page = tess.get(&format!("/associates/{robert}/duplicates/{bob}")).await;
    let form = page.form(&format!("/associates/{robert}/merge/{bob}")).set("keep", "one");
    form.clone().set("email", "one").submit().await.shows("Nobody else changes how a worker signs in");
    form.set("email", "other").submit().await.press("Put them together").await.status(303);
    let role: String =
        sqlx::query_scalar("select role::text from accounts where associate_id = $1 and disabled_at is null")
            .bind(robert)
            .fetch_one(app.db())
            .await
            .expect("an account");
    assert_eq!(role, "administrator");
}

#[tokio::test]
async fn a_place_that_both_have_is_given_back_and_not_invented_again() {
    let app = TestApp::at("2026-06-01").await;
    let tess = app.sign_in_as(TESS).await;
    let event = open(&tess, &[("visibility", "public"), ("capacity", "2")]).await;
    let (robert, bob) = robert_and_bob(&app).await;
    associate(&app, "Wendy", "carer").await;
    for email in ["robert@example.org", "bob@example.org", "wendy@example.org"] {
        sign_up(&app.session_of(email).await, &event).await;
    }
    let page = tess.get(&format!("/associates/{robert}/duplicates/{bob}")).await;
    let preview = page.form(&format!("/associates/{robert}/merge/{bob}")).set("keep", "one").submit().await;
    preview.shows("Both are registered for these");
    let states = "select string_agg(state::text, ' ' order by state::text) from event_registrations";
    let taken = "select taken from place_pools";
    let read = async |sql: &'static str| -> String {
        sqlx::query_scalar(sqlx::AssertSqlSafe(format!("select ({sql})::text")))
            .fetch_one(app.db())
            .await
            .expect("a value")
    };
    assert_eq!((read(states).await, read(taken).await), ("registered registered waiting".to_owned(), "2".to_owned()));
    preview.press("Put them together").await.status(303);
    assert_eq!((read(states).await, read(taken).await), ("registered waiting".to_owned(), "1".to_owned()));
    copse::move_lines(&app.app).await.expect("the line");
    assert_eq!(read(states).await, "offered registered", "who waits gets it");
    let apart = take_apart(&tess, robert).await.follow_redirect().await;
    apart.shows("The places are taken by now");
    assert_eq!((read(states).await, read(taken).await), ("offered registered waiting".to_owned(), "2".to_owned()));
}

#[tokio::test]
async fn a_chain_is_undone_from_its_end_and_nothing_after_ninety_days() {
    let app = TestApp::at("2026-06-01").await;
    let tess = app.sign_in_as(TESS).await;
    let (robert, bob) = robert_and_bob(&app).await;
    let rob = associate(&app, "Rob", "carer").await;
    let before = identity::dump(&app).await;
    merge(&tess, robert, bob, &[]).await.status(303);
    let first = tess.get(&format!("/associates/{robert}")).await.follow("Put together with").await;
    app.advance(TimeDelta::minutes(1));
    merge(&tess, rob, robert, &[]).await.redirects_to(&format!("/associates/{rob}"));
    tess.get(&format!("/associates/{bob}")).await.redirects_to(&format!("/associates/{rob}"));
    tess.get(&format!("/associates/{rob}")).await.shows("Bob Hill");
    first.press("Take them apart").await.status(403);
    take_apart(&tess, rob).await.status(303);
    take_apart(&tess, robert).await.status(303);
    identity::same(&before, &identity::dump(&app).await);
    merge(&tess, robert, bob, &[]).await.status(303);
    app.advance(TimeDelta::days(91));
    let tess = app.sign_in_as(TESS).await;
    let late = tess.get(&format!("/associates/{robert}")).await.follow("Put together with").await;
    late.shows("more than 90 days ago");
    assert!(late.select("form[action$=undoing]").is_empty());
    let path = late.path().to_owned();
    tess.post(&format!("{path}/undoing"), &[]).await.redirects_to(&path);
    tess.get(&format!("/associates/{bob}")).await.redirects_to(&format!("/associates/{robert}"));
}

#[tokio::test]
async fn a_preview_that_is_stale_or_was_never_seen_changes_nothing() {
    let app = TestApp::start().await;
    let tess = app.sign_in_as(TESS).await;
    let (robert, bob) = robert_and_bob(&app).await;
    let path = format!("/associates/{robert}/merge/{bob}");
    let preview = tess.get(&path).await;
    set(&app, bob, "phone = '0115 496 0002'").await;
    preview.press("Put them together").await.follow_redirect().await.shows("changed meanwhile");
    tess.post(&path, &[("keep", "one")]).await.status(303);
    tess.get(&format!("/associates/{bob}")).await.status(200).shows("Bob Hill");
    // Who has left does not swallow who takes part, and nobody is merged with themselves.
    set(&app, robert, "standing = 'left'").await;
    tess.get(&format!("{path}?keep=one")).await.shows("Keep the record of whoever still takes part");
    tess.get(&format!("/associates/{bob}/merge/{bob}")).await.redirects_to(&format!("/associates/{bob}"));
}

#[tokio::test]
async fn of_very_many_with_one_name_only_those_of_one_place_are_compared() {
    let app = TestApp::start().await;
    let tess = app.sign_in_as(TESS).await;
    let mut people = Vec::new();
    for number in 0..70 {
        people.push(associate(&app, &format!("Robert{number}"), "carer").await);
    }
    let sql = "update associates set given_name = 'Robert', family_name = 'Hill', version = version + 1
               where id = any($1)";
    sqlx::query(sql).bind(&people).execute(app.db()).await.expect("one name");
    look(&app).await;
    tess.get("/associates/duplicates").await.shows("Nothing to decide");
    for person in &people[3..5] {
        set(&app, *person, "postcode_district = 'NG7', phone = '0115 496 0001'").await;
    }
    // A neighbour of another name has no mark in common with them.
    let other = associate(&app, "Zelda", "carer").await;
    set(&app, other, "postcode_district = 'NG7'").await;
    look(&app).await;
    tess.get("/associates/duplicates").await.shows("1 pair to decide").shows("The same name");
}
