//! My page.

use chrono::TimeDelta;

use crate::harness::{ADA, ASHA, LEO, PASSWORD, TESS, TestApp};

async fn number(app: &TestApp, sql: &'static str) -> i64 {
    sqlx::query_scalar(sql).bind(ASHA.email).fetch_one(app.db()).await.expect("a number")
}

const ACTS: &str =
    "select count(*) from member_acts x join accounts a on a.associate_id = x.associate_id where a.email = $1";
const LEDGER: &str =
    "select count(*) from consents c join accounts a on a.associate_id = c.associate_id where a.email = $1";

#[tokio::test]
async fn it_shows_what_one_takes_part_in_and_what_waits() {
    let app = TestApp::filled().await;
    let asha = app.sign_in_as(ASHA).await;
    let page = asha.get("/me").await;
    page.status(200).shows("My projects").shows("Requests that wait for an answer");
    page.follow("Take back Home visits after stroke").await.status(200);
    app.sign_in_as(LEO).await.get("/me").await.shows("Lead");
    app.sign_in_as(TESS).await.get("/me").await.shows("My account").shows(TESS.email);
}

#[tokio::test]
async fn saying_that_the_details_are_right_is_an_own_act() {
    let app = TestApp::filled().await;
    let before = number(&app, ACTS).await;
    let asha = app.sign_in_as(ASHA).await;
    asha.get("/me").await.press("My details are right").await.redirects_to("/me");
    assert_eq!(number(&app, ACTS).await, before + 1);
}

#[tokio::test]
async fn details_are_changed_unless_someone_was_faster() {
    let app = TestApp::filled().await;
    let asha = app.sign_in_as(ASHA).await;
    let slow = asha.get("/me/details").await.form("/me/details");
    let quick = asha.get("/me/details").await.form("/me/details").set("phone", "0115 496 0001");
    quick.submit().await.redirects_to("/me");
    let page = slow.set("phone", "0115 496 0002").submit().await;
    page.status(409).shows("These details were changed meanwhile").shows("0115 496 0001");
    page.form("/me/details").submit().await.redirects_to("/me");
    asha.get("/me").await.shows("0115 496 0002");
}

#[tokio::test]
async fn details_with_mistakes_come_back_as_they_were_typed() {
    let app = TestApp::filled().await;
    let asha = app.sign_in_as(ASHA).await;
    let form = asha.get("/me/details").await.form("/me/details").set("given_name", "").set("phone", "ring me");
    let page = form.set("access_needs", "Large print").submit().await;
    page.status(422).has_error("given_name", "Enter a first name").has_error("phone", "Enter a phone number");
    assert_eq!(page.form("/me/details").value("phone"), "ring me");
}

#[tokio::test]
async fn nobody_smuggles_in_what_only_the_team_sets() {
    let app = TestApp::filled().await;
    let asha = app.sign_in_as(ASHA).await;
    let mut form = asha.get("/me/details").await.form("/me/details");
    for (name, value) in [
        ("standing", "left"),
        ("owner_id", "x"),
        ("topics", "networking"),
        ("involvement", "i_contribute"),
        ("email", "thief@example.org"),
    ] {
        form = form.tamper(name, value);
    }
    let before = asha.get("/me/preferences").await.form("/me/preferences").pairs();
    form.submit().await.redirects_to("/me");
    asha.get("/me").await.shows(ASHA.email);
    assert_eq!(asha.get("/me/preferences").await.form("/me/preferences").pairs(), before);
}

#[tokio::test]
async fn a_new_address_is_used_once_it_is_proved() {
    let app = TestApp::filled().await;
    let asha = app.sign_in_as(ASHA).await;
    let elsewhere = app.sign_in_as(ASHA).await;
    let page = asha.get("/me/details").await.follow("Change email address").await;
    let form = || page.form("/me/email").set("email", "asha.new@example.org");
    form().set("password", PASSWORD).set("email", ASHA.email).submit().await.status(422).has_error("email", "already");
    let again = form().set("password", "not my password").submit().await;
    again.status(422).has_error("password", "Enter the password");
    assert_eq!(again.form("/me/email").value("email"), "asha.new@example.org");
    assert!(app.mails_to("asha.new@example.org").await.is_empty());
    form().set("password", PASSWORD).submit().await.redirects_to("/me");
    asha.get("/me").await.shows(ASHA.email);
    assert_eq!(app.mail_to(ASHA.email).await.subject, "Your email address is about to change");
    let link = app.mail_to("asha.new@example.org").await.link();
    asha.get(&link).await.press("Use this address").await.redirects_to("/me");
    asha.get("/me").await.shows("asha.new@example.org").shows_not(ASHA.email);
    app.visitor().get(&link).await.status(404).shows("does not work any more");
    // Whoever had another way in has it no more.
    elsewhere.get("/me").await.redirects_to("/sign-in?next=%2Fme");
}

#[tokio::test]
async fn who_has_no_password_changes_the_address_only_just_after_signing_in() {
    let app = TestApp::filled().await;
    sqlx::query("update accounts set password_hash = null where email = $1")
        .bind(ASHA.email)
        .execute(app.db())
        .await
        .expect("no password");
    let asha = app.session_of(ASHA.email).await;
    let form = asha.get("/me/email").await.form("/me/email").set("email", "asha.new@example.org");
    app.advance(TimeDelta::minutes(31));
    form.submit().await.status(422).shows("please sign in again first");
    // Nor can they choose a password first, which would do instead.
    let password = asha.get("/me/password").await;
    password.shows("please sign in again first");
    asha.post("/me/password", &[("new_password", "three random words")]).await.status(422);
    password.press("Send me a link").await.redirects_to("/sign-in-links/sent");
    assert_eq!(app.mail_to(ASHA.email).await.subject, "Your link to sign in");
    let asha = app.session_of(ASHA.email).await;
    let form = asha.get("/me/email").await.form("/me/email").set("email", "asha.new@example.org");
    form.submit().await.redirects_to("/me");
    assert_eq!(app.mail_to("asha.new@example.org").await.subject, "Confirm your new email address");
}

#[tokio::test]
async fn a_new_password_and_ending_other_sessions_stop_a_change_of_address() {
    for stop in ["password", "sessions"] {
        let app = TestApp::filled().await;
        let asha = app.sign_in_as(ASHA).await;
        let form = asha.get("/me/email").await.form("/me/email").set("email", "thief@example.org");
        form.set("password", PASSWORD).submit().await.redirects_to("/me");
        let link = app.mail_to("thief@example.org").await.link();
        if stop == "password" {
            let form = asha.get("/me/password").await.form("/me/password").set("current_password", PASSWORD);
            form.set("new_password", "three random words").submit().await.redirects_to("/me");
        } else {
            asha.post("/me/sessions/endings", &[]).await.status(303);
        }
        app.visitor().get(&link).await.status(404).shows("does not work any more");
    }
}

#[tokio::test]
async fn a_password_cannot_be_guessed_at_an_open_browser() {
    let app = TestApp::filled().await;
    let asha = app.sign_in_as(ASHA).await;
    let form = asha.get("/me/email").await.form("/me/email").set("email", "thief@example.org");
    let mut codes = Vec::new();
    for number in 0..11 {
        let page = form.clone().set("password", &format!("a guess at it {number}")).submit().await;
        codes.push(page.code);
        if page.code == 429 {
            page.shows("Try again in");
            assert_eq!(page.form("/me/email").value("email"), "thief@example.org");
        }
    }
    assert_eq!((codes[0], codes[10]), (422, 429), "{codes:?}");
}

#[tokio::test]
async fn people_who_share_an_address_read_only_their_own_letters() {
    let app = TestApp::filled().await;
    let tess = app.sign_in_as(TESS).await;
    let (record, title): (uuid::Uuid, String) = sqlx::query_as(
        "update associates set email = $1, standing = 'active', stakeholder_group = 'commissioner'
         where id = (
             select id from associates a
             where standing = 'active' and not exists (select from accounts x where x.associate_id = a.id)
               and not exists (
                   select from memberships m join projects p on p.id = m.project_id
                   where m.associate_id = a.id and p.slug = 'home-visits-after-stroke')
             order by a.id limit 1)
         returning id, (select title from projects where slug = 'home-visits-after-stroke')",
    )
    .bind(ASHA.email)
    .fetch_one(app.db())
    .await
    .expect("someone with the same address");
    let page = tess.get(&format!("/associates/{record}/memberships/new")).await;
    let link = page.form(&format!("/associates/{record}/memberships/new"));
    link.set("project", "home-visits-after-stroke").set("reason", "Asked by phone").submit().await.status(303);
    assert!(app.mail_to(ASHA.email).await.body_text.contains(&title));
    let asha = app.sign_in_as(ASHA).await;
    asha.get("/me/data").await.shows("Letters to you").shows_not("You now take part in a project");
}

#[tokio::test]
async fn an_address_that_is_taken_gets_the_same_answer_and_another_mail() {
    let app = TestApp::filled().await;
    let asha = app.sign_in_as(ASHA).await;
    let form = asha.get("/me/email").await.form("/me/email").set("email", LEO.email).set("password", PASSWORD);
    form.submit().await.redirects_to("/me");
    let mail = app.mail_to(LEO.email).await;
    assert_eq!(mail.subject, "This address is registered already");
    asha.get("/me").await.shows("open the link we have sent");
}

#[tokio::test]
async fn someone_says_where_they_work_now_and_the_past_stays() {
    let app = TestApp::filled().await;
    let asha = app.sign_in_as(ASHA).await;
    let page = asha.get("/me").await.follow("Change organisation").await;
    let form = page.form("/me/organisation");
    let posts = form.offers("closes");
    let before = posts.len();
    assert!(before > 0 && form.chosen("closes").is_empty(), "who only looks has left nothing");
    form.clone().submit().await.status(422).has_error("organisation", "where you work");
    let form = posts.iter().fold(form, |form, post| form.check("closes", post));
    let half = form.clone().set("job_title", "Adviser").submit().await;
    half.status(422).has_error("organisation", "Enter the organisation, too");
    let wrong = form.clone().set("organisation", "NUH").set("starts_on", "31/2/2026").submit().await;
    wrong.status(422).has_error("starts_on", "Enter the date you started there");
    assert_eq!(wrong.form("/me/organisation").value("organisation"), "NUH");
    let form = form.set("organisation", "stroke association").set("job_title", "Adviser").set("starts_on", "1/3/2026");
    form.clone().submit().await.redirects_to("/me");
    form.submit().await.redirects_to("/me");
    asha.get("/me").await.shows("Adviser, Stroke Association").shows_not("adviser, stroke association");
    let rows: (i64, i64) = sqlx::query_as(
        "select count(*) filter (where ends_on is null), count(*) filter (where ends_on = '2026-02-28')
         from affiliations f join accounts a on a.associate_id = f.associate_id where a.email = $1",
    )
    .bind(ASHA.email)
    .fetch_one(app.db())
    .await
    .expect("affiliations");
    assert_eq!(rows, (1, i64::try_from(before).expect("few")), "sent twice, it is one move");
    asha.get("/me/data").await.shows("Moved to a new post").shows("Stroke Association");
}

#[tokio::test]
async fn each_topic_that_changes_is_a_row_of_the_ledger() {
    let app = TestApp::filled().await;
    let asha = app.sign_in_as(ASHA).await;
    let (rows, acts) = (number(&app, LEDGER).await, number(&app, ACTS).await);
    let form = asha.get("/me/preferences").await.form("/me/preferences");
    let chosen = form.chosen("topics");
    let mut changed = form;
    for topic in ["areas_of_interest", "networking"] {
        let is_chosen = chosen.iter().any(|one| one == topic);
        changed = if is_chosen { changed.uncheck("topics", topic) } else { changed.check("topics", topic) };
    }
    changed.submit().await.redirects_to("/me");
    assert_eq!(number(&app, LEDGER).await, rows + 2);
    assert_eq!(number(&app, ACTS).await, acts + 1);
    asha.get("/me/preferences").await.form("/me/preferences").submit().await.redirects_to("/me");
    assert_eq!((number(&app, LEDGER).await, number(&app, ACTS).await), (rows + 2, acts + 1), "nothing changed");
}

#[tokio::test]
async fn an_agreement_is_taken_back_with_one_button() {
    let app = TestApp::filled().await;
    let asha = app.sign_in_as(ASHA).await;
    let form = asha.get("/me/details").await.form("/me/details").set("access_needs", "Large print");
    form.check("access_consent", "yes").submit().await.redirects_to("/me");
    asha.get("/me").await.shows("Large print");
    let page = asha.get("/me/preferences").await;
    let words = "I agree that the network keeps what I wrote about my access needs, to make events work for me.";
    page.press(&format!("Take back: {words}")).await.redirects_to("/me/preferences");
    asha.get("/me").await.shows_not("Large print");
    let latest = "select count(*) from (
             select c.given from consents c join accounts a on a.associate_id = c.associate_id
             where a.email = $1 and c.purpose = 'access_needs' order by c.recorded_at desc, c.id desc limit 1) latest
         where not given";
    assert_eq!(number(&app, latest).await, 1);
}

#[tokio::test]
async fn a_health_link_hides_again_when_the_agreement_is_taken_back() {
    let app = TestApp::filled().await;
    sqlx::query("update associates set stakeholder_group = 'carer' where email = $1")
        .bind(ASHA.email)
        .execute(app.db())
        .await
        .expect("a carer");
    let asha = app.sign_in_as(ASHA).await;
    asha.get("/me").await.press("I agree for Home visits after stroke").await.redirects_to("/me");
    let page = asha.get("/me/preferences").await;
    let buttons = page.select("form[action='/me/consents'] button");
    let button = buttons.iter().find(|button| button.text.contains("Home visits after stroke")).expect("a button");
    page.press(&button.text).await.redirects_to("/me/preferences");
    asha.get("/me").await.shows("Waiting for your agreement").shows("Home visits after stroke");
    let leo = app.session_of(LEO.email).await;
    leo.get("/projects/home-visits-after-stroke/members").await.shows_not("Asha");
}

#[tokio::test]
async fn nobody_agrees_to_a_link_they_do_not_have() {
    let app = TestApp::filled().await;
    let asha = app.sign_in_as(ASHA).await;
    let project: uuid::Uuid =
        sqlx::query_scalar("select id from projects where slug = 'stak'").fetch_one(app.db()).await.expect("a project");
    let project = project.to_string();
    let form = [("purpose", "health_link"), ("project", project.as_str()), ("answer", "give")];
    asha.post("/me/consents", &form).await.status(404);
}

#[tokio::test]
async fn a_pause_has_an_end_and_can_end_sooner() {
    let app = TestApp::filled().await;
    let asha = app.sign_in_as(ASHA).await;
    let form = asha.get("/me/pause").await.form("/me/pause");
    form.set("until", "1/1/2020").submit().await.status(422).has_error("until", "in the future");
    let form = asha.get("/me/pause").await.form("/me/pause");
    form.set("until", "1 June 2026").submit().await.redirects_to("/me");
    let page = asha.get("/me").await;
    page.shows("You are taking a break until 1 June 2026").press("Come back now").await.redirects_to("/me");
    asha.get("/me").await.shows_not("You are taking a break");
}

#[tokio::test]
async fn leaving_ends_everything_and_one_can_come_back() {
    let app = TestApp::filled().await;
    let asha = app.sign_in_as(ASHA).await;
    let page = asha.get("/me/leaving").await;
    page.shows("Home visits after stroke").shows("You can come back at any time");
    page.form("/me/leaving").set("reason", "I am moving away").submit().await.redirects_to("/me/leaving");
    let open = "select count(*) from memberships m join accounts a on a.associate_id = m.associate_id
                where a.email = $1 and m.state in ('requested', 'active')";
    assert_eq!(number(&app, open).await, 0);
    let given = "select count(*) from (
             select distinct on (c.purpose, c.topic, c.project_id) c.given
             from consents c join accounts a on a.associate_id = c.associate_id
             where a.email = $1 order by c.purpose, c.topic, c.project_id, c.recorded_at desc, c.id desc) latest
         where given";
    assert_eq!(number(&app, given).await, 0);
    app.advance(TimeDelta::days(1));
    let page = asha.get("/me/leaving").await;
    page.shows("You have left the network");
    let join = asha.get("/projects/home-visits-after-stroke/join").await;
    join.shows("You have left the network. If you want to take part again").shows_not("You told us that you are away");
    page.form("/me/return").submit().await.status(422).has_error("consent", "Tick the box");
    page.form("/me/return").check("consent", "yes").submit().await.redirects_to("/me");
    asha.get("/me").await.shows("You are in no project yet");
}

#[tokio::test]
async fn everything_held_is_readable_and_can_be_taken_away() {
    let app = TestApp::filled().await;
    let asha = app.sign_in_as(ASHA).await;
    asha.get("/me/data").await.status(200).shows("What we hold about you").shows(ASHA.email);
    let json = asha.get("/me/data.json").await;
    json.status(200);
    assert_eq!(json.header("content-disposition"), Some("attachment; filename=\"what-is-held-about-me.json\""));
    for secret in ["password_hash", "token_hash", "$argon2"] {
        assert!(!json.body.contains(secret), "{secret}");
    }
    app.sign_in_as(ADA).await.get("/me/data").await.status(200).shows(ADA.email);
}

/// Tables that name a person and are not in it, each with its reason.
const NOT_ABOUT_THE_PERSON: [(&str, &str); 2] = [
    ("privacy_notices", "who published it: the office, not the person"),
    ("organisation_refusals", "who said that two organisations are two: the office, not the person"),
];

#[tokio::test]
async fn no_table_with_a_person_in_it_is_missing_from_what_is_held() {
    let app = TestApp::filled().await;
    let asha = app.sign_in_as(ASHA).await;
    let json: serde_json::Value = serde_json::from_str(&asha.get("/me/data.json").await.body).expect("JSON");
    let held: Vec<&str> =
        json["held"].as_array().expect("sections").iter().filter_map(|section| section["table"].as_str()).collect();
    // By what a column refers to, and by what it is called.
    let tables: Vec<String> = sqlx::query_scalar(
        "select distinct t.table_name::text
         from information_schema.tables t
         join information_schema.columns c using (table_schema, table_name)
         where t.table_schema = 'public' and t.table_type = 'BASE TABLE'
           and (c.column_name ~ '(^|_)(associate|account|actor|owner|person|email|recipient|phone)(_|$)'
                or c.column_name ~ '_by$'
                or exists (
                    select from information_schema.key_column_usage k
                    join information_schema.constraint_column_usage u using (constraint_schema, constraint_name)
                    where k.table_name = t.table_name and k.column_name = c.column_name
                      and u.table_name in ('associates', 'accounts')))",
    )
    .fetch_all(app.db())
    .await
    .expect("tables");
    assert!(tables.iter().any(|table| table == "member_acts"), "{tables:?}");
    let missing: Vec<_> = tables
        .iter()
        .filter(|table| !held.contains(&table.as_str()) && NOT_ABOUT_THE_PERSON.iter().all(|(name, _)| name != *table))
        .collect();
    assert!(missing.is_empty(), "show these on /me/data, or say why not: {missing:?}");
}
