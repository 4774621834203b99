//! Lists from spreadsheets: a dry run says what will happen, the import does exactly that or refuses, and it can be taken
//! back.

mod command;
mod kinds;
mod mended;
mod rules;
mod together;
mod workbooks;

use chrono::TimeDelta;
use serde_json::Value;

use crate::harness::{Client, Page, TESS, TestApp};

/// Sends a file as the page of imports does.
pub(crate) async fn upload(client: &Client, name: &str, bytes: &[u8]) -> Page {
    let mut body = format!(
        "--list\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\nContent-Type: application/octet-stream\r\n\r\n"
    )
    .into_bytes();
    body.extend_from_slice(bytes);
    body.extend_from_slice(b"\r\n--list--\r\n");
    client.post_body("/associates/import", "multipart/form-data; boundary=list", body).await
}

/// The page once nothing is at work any more.
pub(crate) async fn settled(app: &TestApp, page: &Page) -> Page {
    let mut page = page.follow_redirect().await;
    for _ in 0..100 {
        if page.select("[data-renews]").is_empty() && page.code != 303 {
            return page;
        }
        copse::work_on_imports(&app.app).await.expect("work");
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        page = page.client().get(&page.url).await;
        if page.code == 303 {
            page = page.follow_redirect().await;
        }
    }
    panic!("still at work: {}", page.excerpt());
}

/// Uploads a list and makes a dry run with the columns as they were guessed.
pub(crate) async fn dry_run(app: &TestApp, client: &Client, list: &str) -> Page {
    let columns = upload(client, "people.csv", list.as_bytes()).await.status(303).follow_redirect().await;
    let form = columns.form("#columns-form");
    settled(app, form.set("group", "carer").submit().await.status(303)).await
}

pub(crate) fn tiles(page: &Page) -> Vec<String> {
    let numbers = page.select(".copse-tile__top");
    numbers.into_iter().map(|tile| tile.text).collect()
}

/// Lets the job that looks for records of one person, or one organisation, see all that is new.
pub(crate) async fn look(app: &TestApp) {
    while copse::find_duplicates(&app.app).await.expect("the job") > 0 {}
}

/// Names that nobody of the demonstration has.
pub(crate) fn newcomer(at: usize) -> (String, String) {
    let letters = |mut number: usize| {
        let mut text = String::new();
        for _ in 0..4 {
            text.push(char::from(b"bdfgklmp"[number % 8]));
            text.push(char::from(b"aeiou"[number % 5]));
            number = number / 3 + 7;
        }
        text
    };
    (format!("Xanthe{}", letters(at)), format!("Quorn{}x{at}y", letters(at * 31 + 5)))
}

/// People of the register whose name nobody else has.
async fn people(app: &TestApp) -> Vec<(String, String, String)> {
    sqlx::query_as(
        "select a.given_name, a.family_name, a.email from associates a
         where a.standing = 'active' and a.email is not null and a.email not like '%@copse.example.org'
           and not exists (select from associates b where b.id <> a.id and (b.name_search = a.name_search or b.email = a.email))
         order by a.id limit 37",
    )
    .fetch_all(app.db())
    .await
    .expect("people")
}

/// The list of the walkthrough: 71 new, 29 matched, 8 to decide, 4 rejected, with a title, a blank row and a total.
pub(crate) async fn list(app: &TestApp) -> String {
    let people = people(app).await;
    assert_eq!(people.len(), 37);
    let mut lines = vec!["Contacts of the stroke network".to_owned(), String::new()];
    lines.push("Surname;First name;E-mail;Telephone;Stakeholder;Consent;Organisation;Job title".to_owned());
    for at in 0..71 {
        let (given, family) = newcomer(at);
        let place = if at < 3 { ";Quornwick Hall;Zyxwright" } else { "" };
        let family = family.to_uppercase();
        lines.push(format!("{family};{given};new{at}@lists.example.org;7700900{at:03};carer;by phone{place}"));
    }
    for (given, family, email) in &people[..29] {
        lines.push(format!("{family};{given};{email};;carer;paper form"));
    }
    for (at, (given, family, _)) in people[29..].iter().enumerate() {
        lines.push(format!("{family};{given};other{at}@lists.example.org;;carer;by phone"));
    }
    lines.push("Fenwick;Ida;ida at home;;carer;by phone".to_owned());
    lines.push("Fenwick;Ivor;ivor@;;carer;by phone".to_owned());
    lines.push("Garside;Una;una@lists.example.org;;carer;".to_owned());
    lines.push("Garside;Ulf;ulf@lists.example.org;;carer;n/a".to_owned());
    lines.push("Total;112;;;;".to_owned());
    lines.join("\r\n")
}

/// What the register holds, but for how often a row was changed.
async fn register(app: &TestApp) -> Value {
    let mut tables = serde_json::Map::new();
    for table in [
        "associates",
        "affiliations",
        "memberships",
        "consents",
        "accounts",
        "organisations",
        "standing_changes",
        "mails",
    ] {
        let sql = format!("select coalesce(jsonb_agg(to_jsonb(t) - 'version' order by t.id), '[]') from {table} t");
        let rows: Value = sqlx::query_scalar(sqlx::AssertSqlSafe(sql)).fetch_one(app.db()).await.expect("rows");
        tables.insert(table.to_owned(), rows);
    }
    Value::Object(tables)
}

pub(crate) async fn id_of(app: &TestApp, email: &str) -> String {
    let id = sqlx::query_scalar::<_, String>("select id::text from associates where email = $1");
    id.bind(email).fetch_one(app.db()).await.expect("someone")
}

#[tokio::test]
async fn the_import_does_what_the_dry_run_said_and_is_undone_but_for_what_was_used() {
    let app = TestApp::filled().await;
    let tess = app.sign_in_as(TESS).await;
    let acts = "select count(*) from member_acts";
    let before: i64 = sqlx::query_scalar(acts).fetch_one(app.db()).await.expect("a count");
    let list = list(&app).await;
    let page = dry_run(&app, &tess, &list).await;
    assert_eq!(tiles(&page)[..4], ["71 new", "29 matched", "8 to decide", "4 rejected"], "{}", page.excerpt());
    page.shows("This is a dry run. Nothing is written yet.");
    page.follow("Rejected (4)").await.shows("is no email address").shows("how they agreed").shows("C112");
    let file = page.follow("Download the rejected rows").await;
    assert!(file.status(200).body.contains("ida at home") && file.body.contains("Why it was rejected"));

    let done = settled(&app, page.form("#commit").submit().await.status(303)).await;
    assert_eq!(tiles(&done)[..4], ["71 new", "29 matched", "8 to decide", "4 rejected"]);
    done.shows("Imported");
    let made: i64 = sqlx::query_scalar("select count(*) from associates where email like 'new%@lists.example.org'")
        .fetch_one(app.db())
        .await
        .expect("a count");
    let told: i64 = sqlx::query_scalar(
        "select count(*) from consents c join associates a on a.id = c.associate_id
         where a.email like 'new%@lists.example.org' and c.source = 'told us by phone' and c.purpose = 'registration'",
    )
    .fetch_one(app.db())
    .await
    .expect("a count");
    assert_eq!((made, told), (71, 71));
    let phone: String = sqlx::query_scalar("select phone from associates where email = 'new7@lists.example.org'")
        .fetch_one(app.db())
        .await
        .expect("a phone");
    assert_eq!(phone, "07700900007");
    let after: i64 = sqlx::query_scalar(acts).fetch_one(app.db()).await.expect("a count");
    assert_eq!(before, after, "an import is no act of its people");

    look(&app).await;

    // On day 3 two of them have been used.
    app.advance(TimeDelta::days(3));
    let tess = app.session_of(TESS.email).await;
    app.session_of("new1@lists.example.org").await;
    let second = id_of(&app, "new2@lists.example.org").await;
    let agreement = tess.get(&format!("/associates/{second}/agreements/new")).await;
    let today = app.app.clock.today().format("%-d/%-m/%Y").to_string();
    let agreement = agreement.form("main form").set("agreement", "mailings:networking").set("answer", "yes");
    agreement.set("said_on", &today).set("source", "phone").submit().await.status(303);
    let undo = tess.get(&done.url).await.follow("Undo this import").await;
    undo.shows("69 people who were added").shows("What stays (2)").shows("signed in").shows("Gave an agreement");
    let undone = settled(&app, undo.press("Undo this import").await.status(303)).await;
    undone.shows("69 of the 71 people it had added are gone");
    let kept = undone.select("#kept li");
    assert_eq!(kept.len(), 2, "{kept:?}");
    assert!(kept.iter().all(|one| one.text.contains("Xanthe")), "{kept:?}");
    let left: i64 = sqlx::query_scalar("select count(*) from associates where email like 'new%@lists.example.org'")
        .fetch_one(app.db())
        .await
        .expect("a count");
    assert_eq!(left, 2);
}

#[tokio::test]
async fn what_changed_since_the_dry_run_is_not_written_but_planned_anew() {
    let app = TestApp::filled().await;
    let tess = app.sign_in_as(TESS).await;
    let page = dry_run(&app, &tess, &list(&app).await).await;
    let before = register(&app).await;
    let (_, _, email) = people(&app).await[0].clone();
    sqlx::query("update associates set email = 'moved@lists.example.org' where email = $1")
        .bind(&email)
        .execute(app.db())
        .await
        .expect("a change");
    let refused = settled(&app, page.form("#commit").submit().await.status(303)).await;
    refused
        .shows("Nothing was imported: the register has changed since the dry run, and 1 row would do something else")
        .shows("(75)");
    sqlx::query("update associates set email = $1 where email = 'moved@lists.example.org'")
        .bind(&email)
        .execute(app.db())
        .await
        .expect("a change");
    assert_eq!(before, register(&app).await);
    let again = settled(&app, refused.press("Make a new dry run").await.status(303)).await;
    let done = settled(&app, again.form("#commit").submit().await.status(303)).await;
    done.shows("Imported");
}

#[tokio::test]
async fn the_same_file_again_changes_nothing_and_an_unused_import_leaves_no_trace() {
    let app = TestApp::filled().await;
    let tess = app.sign_in_as(TESS).await;
    let before = register(&app).await;
    let list = list(&app).await;
    let page = dry_run(&app, &tess, &list).await;
    let done = settled(&app, page.form("#commit").submit().await.status(303)).await;
    let once = register(&app).await;
    assert_ne!(before, once);
    let again = dry_run(&app, &tess, &list).await;
    assert_eq!(tiles(&again)[..2], ["0 new", "100 matched"]);
    again.shows("There is nothing to import");
    assert_eq!(once, register(&app).await);
    look(&app).await;
    app.advance(TimeDelta::days(1));
    let tess = app.session_of(TESS.email).await;
    let undo = tess.get(&done.url).await.follow("Undo this import").await;
    undo.shows("Nothing of it has been used since");
    assert_eq!(once, register(&app).await, "looking at it changes nothing");
    settled(&app, undo.press("Undo this import").await.status(303)).await.shows("71 of the 71 people");
    assert_eq!(before, register(&app).await);
    let named: i64 = sqlx::query_scalar(
        "select count(*) from audit_events e where to_jsonb(e)::text ~ 'Quorn|lists.example.org|Zyxwright'",
    )
    .fetch_one(app.db())
    .await
    .expect("a count");
    assert_eq!(named, 0, "the trail keeps nothing of them");
}

#[tokio::test]
async fn a_decision_makes_a_new_dry_run() {
    let app = TestApp::filled().await;
    let tess = app.sign_in_as(TESS).await;
    let page = dry_run(&app, &tess, &list(&app).await).await;
    let row = page.follow("To decide (8)").await.follow("Decide about row").await;
    let form = row.form("#decision").set("who", "new");
    let next = settled(&app, form.submit().await.status(303)).await;
    next.shows("Decided. This is the next one");
    let page = tess.get(&page.url).await;
    assert_eq!(tiles(&page)[..3], ["72 new", "29 matched", "7 to decide"]);
}

#[tokio::test]
async fn a_file_that_is_no_list_is_refused_where_it_was_chosen() {
    let app = TestApp::start().await;
    let tess = app.sign_in_as(TESS).await;
    upload(&tess, "list.xlsx", b"%PDF-1.7 and so on").await.status(422).has_error("file", "PDF");
    upload(&tess, "list.csv", b"").await.status(422);
    upload(&tess, "", b"Name").await.status(422).has_error("file", "Choose a file");
    let left: i64 =
        sqlx::query_scalar("select count(*) from import_batches").fetch_one(app.db()).await.expect("a count");
    assert_eq!(left, 0);
    let large = tess.post_body("/associates/import", "multipart/form-data; boundary=list", vec![b'x'; 22 << 20]).await;
    assert!([400, 413].contains(&large.code), "{}", large.code);
}
