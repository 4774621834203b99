//! Pausing, leaving, coming back.

use crate::harness::{Client, TESS, TestApp};

async fn someone_with_projects(app: &TestApp) -> String {
    let id: uuid::Uuid = sqlx::query_scalar(
        "select a.id from associates a
         where a.standing = 'active' and a.stakeholder_group = 'health_professional'
           and exists (select from memberships m where m.associate_id = a.id and m.state = 'active')
         order by a.id limit 1",
    )
    .fetch_one(app.db())
    .await
    .expect("someone");
    format!("/associates/{id}")
}

async fn pause(tess: &Client, record: &str, until: &str) -> crate::harness::Page {
    let page = tess.get(&format!("{record}/standing")).await;
    page.form(&format!("{record}/standing")).set("paused_until", until).submit().await
}

#[tokio::test]
async fn someone_pauses_until_a_date_and_comes_back() {
    let app = TestApp::filled().await;
    let tess = app.sign_in_as(TESS).await;
    let record = someone_with_projects(&app).await;
    pause(&tess, &record, "1/1/2001").await.status(422).has_error("paused_until", "in the future");
    let until = (app.now() + chrono::TimeDelta::days(60)).format("%-d/%-m/%Y").to_string();
    pause(&tess, &record, &until).await.status(303).follow_redirect().await.shows("Paused until");
    let page = tess.get(&format!("{record}/standing")).await;
    page.form(&format!("{record}/standing")).submit().await.follow_redirect().await.shows("is active again");
    let history = tess.get(&format!("{record}/history")).await;
    history.shows("Paused").shows("Brought back");
}

#[tokio::test]
async fn a_pause_sent_twice_brings_nobody_back() {
    let app = TestApp::filled().await;
    let tess = app.sign_in_as(TESS).await;
    let record = someone_with_projects(&app).await;
    let until = (app.now() + chrono::TimeDelta::days(60)).format("%-d/%-m/%Y").to_string();
    let page = tess.get(&format!("{record}/standing")).await;
    let form = page.form(&format!("{record}/standing")).set("paused_until", &until);
    form.clone().submit().await.status(303);
    form.submit().await.status(422).shows("they are paused now");
    tess.get(&record).await.shows("Paused until");
}

#[tokio::test]
async fn leaving_says_what_ends_and_ends_it() {
    let app = TestApp::filled().await;
    let tess = app.sign_in_as(TESS).await;
    let record = someone_with_projects(&app).await;
    let page = tess.get(&record).await.follow("Pause or leave").await;
    let title: String = sqlx::query_scalar(
        "select p.title from memberships m join projects p on p.id = m.project_id
         where m.associate_id = $1 and m.state = 'active' limit 1",
    )
    .bind(record.trim_start_matches("/associates/").parse::<uuid::Uuid>().expect("an id"))
    .fetch_one(app.db())
    .await
    .expect("a project");
    let ask = tess.get(&format!("{record}/leaving")).await;
    ask.shows(&title).shows("they can still sign in");
    page.status(200);
    let leaving = || ask.form(&format!("{record}/leaving")).set("reason", "Moved abroad");
    leaving().submit().await.follow_redirect().await.shows("has left the network").shows("Left");
    leaving().submit().await.status(422);
    let id = record.trim_start_matches("/associates/").parse::<uuid::Uuid>().expect("an id");
    let open: i64 = sqlx::query_scalar(
        "select count(*) from memberships where associate_id = $1 and state in ('requested', 'active')",
    )
    .bind(id)
    .fetch_one(app.db())
    .await
    .expect("a count");
    assert_eq!(open, 0);
    // What they agreed to is taken back as if they had left by themselves.
    let kept: i64 = sqlx::query_scalar(
        "select (select count(*) from (
                     select distinct on (purpose, topic, project_id) given from consents
                     where associate_id = $1 order by purpose, topic, project_id, recorded_at desc, id desc) latest
                 where given)
              + (select count(*) from associates where id = $1 and (topics <> '{}' or access_needs is not null))
              + (select count(*) from member_acts where associate_id = $1 and at = $2)",
    )
    .bind(id)
    .bind(app.now())
    .fetch_one(app.db())
    .await
    .expect("a count");
    assert_eq!(kept, 0);

    // Back again: active, and unplaced until linked.
    let back = tess.get(&record).await.follow("Bring back").await;
    let form = back.form(&format!("{record}/standing"));
    form.clone().submit().await.status(422).has_error("source", "Choose how they told you");
    let page = form.set("source", "phone").submit().await.follow_redirect().await;
    page.shows("in no project yet").shows("Unplaced");
    let agreed: bool = sqlx::query_scalar(
        "select given from consents where associate_id = $1 and purpose = 'registration'
         order by recorded_at desc, id desc limit 1",
    )
    .bind(id)
    .fetch_one(app.db())
    .await
    .expect("a row of the ledger");
    assert!(agreed, "nobody is in the register without having agreed");
}
