//! Several who import at once, and a worker that is taken away in the middle.

use std::time::Duration;

use chrono::TimeDelta;

use super::{dry_run, newcomer, register, settled, tiles};
use crate::harness::{ADA, TESS, TestApp};

fn people(many: usize) -> String {
    let line = |at: usize| {
        let (given, family) = newcomer(at);
        format!("{given} {family};new{at}@lists.example.org;by phone")
    };
    std::iter::once("Name;Email;Consent".to_owned()).chain((0..many).map(line)).collect::<Vec<_>>().join("\n")
}

async fn made(app: &TestApp) -> i64 {
    let sql = "select count(*) from associates where email like 'new%@lists.example.org'";
    sqlx::query_scalar(sql).fetch_one(app.db()).await.expect("a count")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_who_import_the_same_people_at_once_one_is_refused() {
    let app = TestApp::filled().await;
    let (tess, ada) = (app.sign_in_as(TESS).await, app.sign_in_as(ADA).await);
    let list = people(40);
    let one = dry_run(&app, &tess, &list).await;
    let other = dry_run(&app, &ada, &list.replace("by phone", "on paper")).await;
    assert_eq!((tiles(&one)[0].as_str(), tiles(&other)[0].as_str()), ("40 new", "40 new"));
    let (first, second) = tokio::join!(one.form("#commit").submit(), other.form("#commit").submit());
    let pages = [settled(&app, &first).await.text(), settled(&app, &second).await.text()];
    let refused = pages.iter().filter(|page| page.contains("the register has changed since the dry run")).count();
    let done = pages.iter().filter(|page| page.contains("Undo this import")).count();
    assert_eq!((done, refused), (1, 1), "{pages:?}");
    assert_eq!(made(&app).await, 40);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_presses_the_button_twice_imports_once() {
    let app = TestApp::filled().await;
    let (tess, ada) = (app.sign_in_as(TESS).await, app.sign_in_as(ADA).await);
    let page = dry_run(&app, &tess, &people(20)).await;
    let same = ada.get(&page.url).await;
    let (first, second) = tokio::join!(page.form("#commit").submit(), same.form("#commit").submit());
    settled(&app, &first).await.shows("Imported");
    settled(&app, &second).await.shows("Imported");
    assert_eq!(made(&app).await, 20);
    let effects: i64 = sqlx::query_scalar("select count(*) from import_effects where what = 'person'")
        .fetch_one(app.db())
        .await
        .expect("a count");
    assert_eq!(effects, 20);
}

type Worker = tokio::task::JoinHandle<anyhow::Result<usize>>;

/// The button was pressed, and a worker has begun to write: it waits before the consents, with the people written. It, and
/// what it waits for.
async fn held_in_the_middle(app: &TestApp) -> (sqlx::Transaction<'static, sqlx::Postgres>, Worker) {
    let marked = "update import_batches set state = 'committing', committed_by = made_by, version = version + 1";
    sqlx::query(marked).execute(app.db()).await.expect("marked");
    let mut hold = app.db().begin().await.expect("a transaction");
    sqlx::query("lock table consents in share mode").execute(&mut *hold).await.expect("held");
    let with = app.app.clone();
    let worker = tokio::spawn(async move { copse::work_on_imports(&with).await });
    for _ in 0..200 {
        let waits =
            "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'";
        let waits: i64 = sqlx::query_scalar(waits).fetch_one(app.db()).await.expect("a count");
        if waits > 0 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    (hold, worker)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_stopped_in_the_middle_leaves_nothing_and_can_be_begun_again() {
    let app = TestApp::filled().await;
    let tess = app.sign_in_as(TESS).await;
    let page = dry_run(&app, &tess, &people(30)).await;
    let before = register(&app).await;
    let (hold, worker) = held_in_the_middle(&app).await;
    let stopped = tess.get(&page.url).await.press("Stop this").await.status(303).follow_redirect().await;
    stopped.shows("Stopped. Nothing of it was done").shows("stopped this, and nothing of it was done.");
    // The worker is told while it still waits.
    worker.await.expect("it ends by itself").expect("and not by a failure");
    hold.rollback().await.expect("let go");
    assert_eq!(before, register(&app).await, "nothing of it stands");
    let done = settled(&app, stopped.form("#commit").submit().await.status(303)).await;
    done.shows("Imported").shows_not("Stop this");
    assert_eq!(made(&app).await, 30);
    tess.post(&format!("{}/stopping", done.url), &[]).await.follow_redirect().await.shows("It was done before");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_worker_left_in_the_middle_is_begun_from_nothing_once_its_lease_is_over() {
    let app = TestApp::filled().await;
    let tess = app.sign_in_as(TESS).await;
    let page = dry_run(&app, &tess, &people(30)).await;
    let before = register(&app).await;
    let (hold, worker) = held_in_the_middle(&app).await;
    worker.abort();
    assert!(worker.await.is_err_and(|error| error.is_cancelled()), "it was taken away in the middle");
    hold.rollback().await.expect("let go");
    assert_eq!(before, register(&app).await, "nothing of it stands");
    // As long as the lease lasts nobody takes it up.
    copse::work_on_imports(&app.app).await.expect("work");
    assert_eq!(made(&app).await, 0);
    tess.get(&page.url).await.shows("You can leave this page");
    app.advance(TimeDelta::seconds(61));
    copse::work_on_imports(&app.app).await.expect("work");
    app.session_of(TESS.email).await.get(&page.url).await.shows("Imported");
    assert_eq!(made(&app).await, 30);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_long_list_says_who_stays_before_it_is_taken_back() {
    let app = TestApp::filled().await;
    let tess = app.sign_in_as(TESS).await;
    let page = dry_run(&app, &tess, &people(1_001)).await;
    let done = settled(&app, page.form("#commit").submit().await.status(303)).await;
    assert_eq!(made(&app).await, 1_001);
    let used = "select id from associates where email = 'new7@lists.example.org'";
    let used: uuid::Uuid = sqlx::query_scalar(used).fetch_one(app.db()).await.expect("somebody of the list");
    let logged = "insert into member_acts (id, associate_id, kind, at) select gen_random_uuid(), $1, kind, $2 from member_acts limit 1";
    sqlx::query(logged).bind(used).bind(app.now()).execute(app.db()).await.expect("an own act");
    let undo = done.follow("Undo this import").await;
    undo.shows("The list is long").shows("1000 people who were added").shows("What stays (1)");
    let undone = settled(&app, undo.press("Undo this import").await.status(303)).await;
    undone.shows("1000 of the 1001 people it had added are gone");
    assert_eq!(made(&app).await, 1);
    tess.get(&format!("{}/undo", done.url)).await.follow_redirect().await.shows("It was undone already");
}
