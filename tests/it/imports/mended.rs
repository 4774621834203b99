//! Several rows of one person, who else is at work meanwhile, and records that were merged.

use std::time::Duration;

use uuid::Uuid;

use super::{id_of, settled, tiles, upload};
use crate::harness::{Client, Page, TESS, TestApp};
use crate::memberships::associate;

async fn text(app: &TestApp, sql: &'static str) -> String {
    sqlx::query_scalar(sql).fetch_one(app.db()).await.expect(sql)
}

async fn run(app: &TestApp, sql: &'static str) {
    sqlx::query(sql).execute(app.db()).await.expect(sql);
}

/// A dry run in which the file's values are taken.
async fn taking_the_file(app: &TestApp, client: &Client, list: &str) -> Page {
    let columns = upload(client, "people.csv", list.as_bytes()).await.status(303).follow_redirect().await;
    let form = columns.form("#columns-form").set("group", "carer").check("takes_file", "yes");
    settled(app, form.submit().await.status(303)).await
}

async fn import(app: &TestApp, page: &Page) -> Page {
    let done = settled(app, page.form("#commit").submit().await.status(303)).await;
    done.shows("Imported").shows("Undo this import");
    done
}

/// Ends the wait of whoever waits for a lock, as a deadlock does; says whether there was anybody.
async fn somebody_waits(app: &TestApp, then: &'static str) -> bool {
    for _ in 0..200 {
        let sql = "select pid from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'";
        let waits: Vec<i32> = sqlx::query_scalar(sql).fetch_all(app.db()).await.expect("who waits");
        if let Some(pid) = waits.first() {
            sqlx::query(then).bind(pid).execute(app.db()).await.expect(then);
            return true;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    false
}

#[tokio::test]
async fn rows_that_change_one_detail_in_turn_are_written_and_undone_as_one_change() {
    let app = TestApp::filled().await;
    let tess = app.sign_in_as(TESS).await;
    associate(&app, "Qadira", "carer").await;
    run(&app, "update associates set postcode_district = 'NG1' where email = 'qadira@example.org'").await;
    let list = "Name;Email;Postcode;Interests;Consent\nQadira Person;qadira@example.org;NG7;;by phone\n\
                Qadira Person;qadira@example.org;NG8;Falls;by phone\n";
    let page = taking_the_file(&app, &tess, list).await;
    assert_eq!(tiles(&page)[..2], ["0 new", "2 matched"], "{}", page.excerpt());
    let done = import(&app, &page).await;
    let postcode =
        "select postcode_district || coalesce(interests, '') from associates where email = 'qadira@example.org'";
    assert_eq!(text(&app, postcode).await, "NG8Falls");
    let undo = tess.get(&done.url).await.follow("Undo this import").await;
    undo.shows("2 details are as they were before");
    settled(&app, undo.press("Undo this import").await.status(303)).await;
    assert_eq!(text(&app, postcode).await, "NG1");
}

#[tokio::test]
async fn an_account_has_the_name_of_the_register() {
    let app = TestApp::filled().await;
    let tess = app.sign_in_as(TESS).await;
    associate(&app, "Qadira", "carer").await;
    run(&app, "delete from accounts where email = 'qadira@example.org'").await;
    run(&app, "update associates set email = null, phone = '0115 496 0001' where email = 'qadira@example.org'").await;
    let list = "Name;Email;Phone;Consent\nPerson Qadira;qadira@example.org;0115 496 0001;by phone\n";
    let page = taking_the_file(&app, &tess, list).await;
    assert_eq!(tiles(&page)[..2], ["0 new", "1 matched"], "{}", page.excerpt());
    import(&app, &page).await;
    assert_eq!(text(&app, "select name from accounts where email = 'qadira@example.org'").await, "Qadira Person");
}

#[tokio::test]
async fn the_copse_id_of_a_merged_record_leads_to_the_one_that_stands_for_it() {
    let app = TestApp::filled().await;
    let tess = app.sign_in_as(TESS).await;
    let (kept, other) = (associate(&app, "Qadira", "carer").await, associate(&app, "Qwenda", "carer").await);
    let chosen = associate(&app, "Qiana", "carer").await;
    // Somebody decides that the row is Qiana, who is merged before the next dry run.
    let list = format!(
        "Copse id;Name;Email;Postcode;Consent\n{other};Qwenda Person;;NG7;by phone\n;Qiana Person;q@lists.example.org;NG8;by phone\n"
    );
    let page = taking_the_file(&app, &tess, &list).await;
    assert_eq!(tiles(&page)[..3], ["0 new", "1 matched", "1 to decide"], "{}", page.excerpt());
    let row = page.follow("To decide (1)").await.follow("Decide about row").await;
    let decided = row.form("#decision").set("who", &chosen.to_string()).submit().await;
    settled(&app, decided.status(303)).await;
    crate::merging::merge(&tess, kept, other, &[]).await;
    crate::merging::merge(&tess, kept, chosen, &[]).await;
    let page = tess.get(&page.url).await;
    let again = settled(&app, page.press("Make a new dry run").await.status(303)).await;
    assert_eq!(tiles(&again)[..3], ["0 new", "2 matched", "0 to decide"], "{}", again.excerpt());
    again.shows("Matched by the Copse id, which names a record that was merged into theirs");
    again.shows("Matched by your decision, which names a record that was merged into theirs");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_import_that_stood_in_somebodys_way_is_begun_again() {
    let app = TestApp::filled().await;
    let tess = app.sign_in_as(TESS).await;
    let list = "Name;Email;Consent\nXanthe Quornish;x@lists.example.org;by phone\n";
    let page = taking_the_file(&app, &tess, list).await;
    // Somebody holds a record, as the page on which it is changed does.
    let mut editing = app.db().begin().await.expect("a transaction");
    let held = "select id from associates order by id limit 1 for no key update";
    sqlx::query(held).execute(&mut *editing).await.expect("held");
    let form = page.form("#commit");
    let (submitted, waited) =
        tokio::join!(form.submit(), somebody_waits(&app, "select pg_cancel_backend($1::integer)"));
    assert!(waited, "it does not begin while somebody is at work on a record");
    editing.rollback().await.expect("let go");
    settled(&app, &submitted).await.shows("Imported").shows_not("Something went wrong");
    id_of(&app, "x@lists.example.org").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_an_undo_would_do_waits_for_who_is_being_referred_to() {
    let app = TestApp::filled().await;
    let tess = app.sign_in_as(TESS).await;
    let list = "Name;Email;Consent\nXanthe Quornish;x@lists.example.org;by phone\n";
    let done = import(&app, &taking_the_file(&app, &tess, list).await).await;
    let mut adding = app.db().begin().await.expect("a transaction");
    let added = "insert into affiliations (id, associate_id, organisation_text, starts_on)
                 select $1, id, 'The hospital', '2026-01-01' from associates where email = 'x@lists.example.org'";
    sqlx::query(added).bind(Uuid::now_v7()).execute(&mut *adding).await.expect("added");
    let there = async {
        let waited = somebody_waits(&app, "select $1::integer").await;
        adding.commit().await.expect("kept");
        waited
    };
    let url = format!("{}/undo", done.url);
    let (undo, waited) = tokio::join!(tess.get(&url), there);
    assert!(waited);
    undo.status(200).shows("has another affiliation");
}
