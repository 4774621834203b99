//! What someone agreed to, or took back, by phone, by post or in person.

use uuid::Uuid;

use crate::harness::{ADA, ASHA, Client, FilledForm, LEO, Page, TESS, TestApp};

const LINK: &str = "health_link:home-visits-after-stroke";
const TITLE: &str = "Home visits after stroke";

async fn id_of(app: &TestApp, email: &str) -> Uuid {
    let id = sqlx::query_scalar("select id from associates where email = $1 and standing = 'active'");
    id.bind(email).fetch_one(app.db()).await.expect("somebody")
}

async fn count(app: &TestApp, sql: &'static str, id: Uuid) -> i64 {
    sqlx::query_scalar(sql).bind(id).fetch_one(app.db()).await.expect("a number")
}

/// A carer who has asked to join a project about a condition and has not agreed to the link; with their browser.
async fn carer(app: &TestApp) -> (Uuid, Client) {
    let client = app.visitor();
    let form = client.get("/register").await.form("/register");
    let form = form
        .set("given_name", "Mary")
        .set("family_name", "Byphone")
        .set("email", "mary@example.org")
        .set("stakeholder_group", "carer")
        .set("county", "derbyshire")
        .set("involvement", "ask_me")
        .set("access_needs", "A hearing loop")
        .check("access_consent", "yes")
        .check("projects", "home-visits-after-stroke")
        .check("consent", "yes");
    form.submit().await.redirects_to("/register/sent");
    client.get(&app.mail_to("mary@example.org").await.link()).await.press("Confirm and sign in").await.status(303);
    (id_of(app, "mary@example.org").await, client)
}

async fn told(tess: &Client, id: Uuid, agreement: &str, answer: &str, said_on: &str) -> FilledForm {
    let form =
        tess.get(&format!("/associates/{id}/agreements/new")).await.form(&format!("/associates/{id}/agreements"));
    form.check("agreement", agreement).check("answer", answer).set("said_on", said_on).check("source", "phone")
}

async fn record(tess: &Client, id: Uuid, agreement: &str, answer: &str, said_on: &str) -> Page {
    told(tess, id, agreement, answer, said_on).await.submit().await
}

#[tokio::test]
async fn an_agreement_given_by_phone_shows_the_link_at_once_and_taken_back_hides_it() {
    let app = TestApp::filled().await;
    let (id, mary) = carer(&app).await;
    let (tess, leo) = (app.session_of(TESS.email).await, app.session_of(LEO.email).await);
    let members = "/projects/home-visits-after-stroke/members";
    leo.get(members).await.shows_not("Byphone");

    let page = tess.get(&format!("/associates/{id}/sensitive")).await.follow("Record that they agree").await;
    page.status(200).shows("I agree that the network records my link to “Home visits after stroke”");
    let form = page.form(&format!("/associates/{id}/agreements"));
    let form = form.check("agreement", LINK).check("answer", "yes").set("said_on", "1/3/2026");
    let form = form.check("source", "phone").set("source_note", "To Tess, about four");
    form.submit().await.follow_redirect().await.shows("Their agreement is recorded");
    leo.get(members).await.shows("Byphone");
    let asked =
        "select count(*) from mails where kind = 'join request' and idempotency_key like '%' || $1::text || '%'";
    assert_eq!(count(&app, asked, id).await, 1, "the lead hears of the request that waited");
    let row = "select count(*) from consents c join accounts w on w.id = c.actor_id and w.name = 'Tess Team'
               where c.associate_id = $1 and c.purpose = 'health_link' and c.given and c.said_on = '2026-03-01'
                 and c.source = 'told us by phone: To Tess, about four' and c.lawful_basis = 'explicit_consent'
                 and c.wording like 'I agree that the network records my link to “Home visits after stroke”%'";
    assert_eq!(count(&app, row, id).await, 1);
    mary.get("/me/data").await.shows("told us by phone: To Tess, about four").shows("1 March 2026").shows("Tess Team");
    mary.get("/me").await.shows_not("Waiting for your agreement");

    record(&tess, id, LINK, "no", "2/3/2026").await.follow_redirect().await.shows("Recorded that they do not agree");
    leo.get(members).await.shows_not("Byphone");
    let history = tess.get(&format!("/associates/{id}/history")).await;
    history.shows("Gave an agreement").shows("Took an agreement back").shows("1 March 2026").shows_not(TITLE);
    tess.get(&format!("/associates/{id}")).await.shows_not(TITLE);
}

#[tokio::test]
async fn every_mistake_is_told_beside_its_field() {
    let app = TestApp::filled().await;
    let (id, _) = carer(&app).await;
    let tess = app.session_of(TESS.email).await;
    let action = format!("/associates/{id}/agreements");
    let page = tess.get(&format!("{action}/new")).await.form(&action).set("said_on", "3/3/2026").submit().await;
    page.status(422).has_error("agreement", "Choose what they told you about").has_error("answer", "Choose whether");
    page.has_error("said_on", "today or earlier").has_error("source", "Choose how they told you");
    assert_eq!(page.form(&action).value("said_on"), "3/3/2026");
    let page = record(&tess, id, "registration", "no", "2/3/2026").await;
    page.status(422).has_error("answer", "to leave the network");
    let page = record(&tess, id, LINK, "yes", "1/1/1999").await;
    page.status(422).has_error("said_on", "No privacy notice was published");
    let note = told(&tess, id, LINK, "yes", "2/3/2026").await.set("source_note", &"a".repeat(151));
    note.submit().await.status(422).has_error("source", "150 characters or fewer");
}

#[tokio::test]
async fn what_was_said_later_is_not_undone_by_what_was_said_before() {
    let app = TestApp::filled().await;
    let (id, mary) = carer(&app).await;
    let tess = app.session_of(TESS.email).await;
    mary.get("/me").await.press("I agree for Home visits after stroke").await.redirects_to("/me");
    let page = record(&tess, id, LINK, "no", "1/3/2026").await;
    page.status(422).has_error("said_on", "They said something else about this on 2 March 2026");
    let read = "select count(*) from audit_events
                where associate_id = $1 and act = 'Read whether they agreed to a health-related link'";
    assert_eq!(count(&app, read, id).await, 1, "the error tells what was said about the link");
    app.session_of(LEO.email).await.get("/projects/home-visits-after-stroke/members").await.shows("Byphone");
}

#[tokio::test]
async fn the_same_thing_told_twice_is_recorded_once() {
    let app = TestApp::filled().await;
    let (id, _) = carer(&app).await;
    let tess = app.session_of(TESS.email).await;
    let form = told(&tess, id, LINK, "yes", "2/3/2026").await;
    form.clone().submit().await.status(303);
    form.submit().await.follow_redirect().await.shows("what the record says already");
    let page = record(&tess, id, "mailings:networking", "no", "2/3/2026").await;
    page.follow_redirect().await.shows("They had not agreed to this");
    let rows =
        "select count(*) from consents where associate_id = $1 and (purpose = 'health_link' or topic = 'networking')";
    assert_eq!(count(&app, rows, id).await, 1);
}

#[tokio::test]
async fn what_rests_on_an_agreement_comes_and_goes_with_it() {
    let app = TestApp::filled().await;
    let (id, mary) = carer(&app).await;
    let tess = app.session_of(TESS.email).await;
    record(&tess, id, "mailings:networking", "yes", "2/3/2026").await.status(303);
    assert_eq!(mary.get("/me/preferences").await.form("/me/preferences").chosen("topics"), ["networking"]);
    tess.get(&format!("/associates/{id}")).await.shows("Agreed. Hearing about a topic: Networking");
    record(&tess, id, "mailings:networking", "no", "2/3/2026").await.status(303);
    assert!(mary.get("/me/preferences").await.form("/me/preferences").chosen("topics").is_empty());

    mary.get("/me").await.shows("A hearing loop");
    record(&tess, id, "access_needs", "no", "2/3/2026").await.status(303);
    mary.get("/me").await.shows_not("A hearing loop");
}

#[tokio::test]
async fn an_agreement_is_given_under_the_notice_of_its_day() {
    let app = TestApp::filled().await;
    let id = id_of(&app, ASHA.email).await;
    let (tess, asha) = (app.session_of(TESS.email).await, app.session_of(ASHA.email).await);
    let ada = app.session_of(ADA.email).await;
    let form = ada.get("/admin/notices/new").await.form("/admin/notices").set("summary_of_changes", "Clearer words.");
    form.submit().await.press("Publish this notice").await.status(303);
    asha.get("/me").await.redirects_to("/me/notice");
    record(&tess, id, "registration", "yes", "1/3/2026").await.status(303);
    asha.get("/me").await.redirects_to("/me/notice");
    record(&tess, id, "registration", "yes", "2/3/2026").await.status(303);
    asha.get("/me").await.status(200);
}

#[tokio::test]
async fn only_some_groups_are_asked_about_health_and_who_left_is_asked_nothing() {
    let app = TestApp::filled().await;
    let tess = app.session_of(TESS.email).await;
    let professional: Uuid = sqlx::query_scalar(
        "select id from associates where standing = 'active' and stakeholder_group = 'health_professional' order by id limit 1",
    )
    .fetch_one(app.db())
    .await
    .expect("somebody");
    tess.get(&format!("/associates/{professional}/agreements/new")).await.status(200).shows_not("my link to");
    let left: Uuid = sqlx::query_scalar("select id from associates where standing = 'left' order by id limit 1")
        .fetch_one(app.db())
        .await
        .expect("somebody");
    tess.get(&format!("/associates/{left}/agreements/new")).await.status(200).shows("Bring them back");
    let fields = [("agreement", "registration"), ("answer", "yes"), ("said_on", "2/3/2026"), ("source", "phone")];
    tess.post(&format!("/associates/{left}/agreements"), &fields).await.status(422);
    let rows = "select count(*) from consents where associate_id = $1 and said_on is not null";
    assert_eq!(count(&app, rows, left).await, 0);
}
