//! Becoming an Associate.

mod shared_address;
mod unconfirmed;

use chrono::TimeDelta;

use crate::harness::{ADA, ASHA, Client, FilledForm, LEO, Page, TESS, TestApp};

const NEW: &str = "noor@example.org";

/// The slug of a project that can be joined, sensitive or not.
async fn open_project(app: &TestApp, sensitive: bool) -> String {
    sqlx::query_scalar(
        "select slug from projects
         where recruiting and stage = 'running' and (ends_on is null or ends_on > '2026-12-01') and sensitive = $1
         order by slug limit 1",
    )
    .bind(sensitive)
    .fetch_one(app.db())
    .await
    .expect("such a project")
}

async fn count(app: &TestApp, sql: &'static str) -> i64 {
    sqlx::query_scalar(sql).bind(NEW).fetch_one(app.db()).await.expect("a number")
}

/// The form with everything that must be filled in but the projects.
async fn filled_form(client: &Client, email: &str, group: &str) -> FilledForm {
    let page = client.get("/register").await;
    page.form("/register")
        .set("given_name", "Noor")
        .set("family_name", "Newcomer")
        .set("email", email)
        .set("stakeholder_group", group)
        .set("county", "derbyshire")
        .set("involvement", "ask_me")
        .check("consent", "yes")
}

async fn register(app: &TestApp, email: &str) -> Page {
    let project = open_project(app, false).await;
    filled_form(&app.visitor(), email, "commissioner").await.check("projects", &project).submit().await
}

#[tokio::test]
async fn a_visitor_registers_confirms_and_is_an_associate_with_a_request() {
    let app = TestApp::filled().await;
    let visitor = app.visitor();
    let project = open_project(&app, false).await;
    let form = filled_form(&visitor, NEW, "commissioner").await;
    let form =
        form.set("organisation", "A body nobody knows").check("topics", "networking").check("projects", &project);
    form.submit().await.redirects_to("/register/sent");
    assert_eq!(
        count(&app, "select count(*) from memberships m join associates a on a.id = m.associate_id where a.email = $1")
            .await,
        0
    );
    assert_eq!(count(&app, "select count(*) from accounts where email = $1").await, 0);

    let link = app.mail_to(NEW).await.link();
    visitor.get(&link).await.shows("Noor Newcomer");
    let page = visitor.get(&link).await.press("Confirm and sign in").await;
    // Back to where they were.
    let again = visitor.get(&link).await;
    again.shows("You are signed in already").shows_not("Sign in to go to your page");
    assert!(!again.select("main a[href='/me']").is_empty());
    app.visitor().get(&link).await.shows("Sign in to go to your page");
    let page = page.redirects_to("/me").client().get("/me").await;
    page.status(200).shows("Requests that wait for an answer").shows("A body nobody knows");
    let facts = "select count(*) from associates a
         join memberships m on m.associate_id = a.id and m.state = 'requested'
         join member_acts x on x.associate_id = a.id and x.kind = 'joined_project'
         join consents c on c.associate_id = a.id and c.purpose = 'mailings' and c.topic = 'networking' and c.given
         where a.email = $1 and a.standing = 'active' and a.joined_on = '2026-03-02'";
    assert_eq!(count(&app, facts).await, 1);
}

#[tokio::test]
async fn the_form_comes_back_with_every_mistake_and_with_what_was_typed() {
    let app = TestApp::filled().await;
    let page = app.visitor().get("/register").await;
    let page = page.form("/register").set("given_name", "Noor").set("access_needs", "A loop").submit().await;
    page.status(422).has_error("family_name", "Enter a last name").has_error("email", "Enter an email address");
    page.has_error("projects", "Choose at least one project").has_error("county", "Choose your county");
    page.has_error("access_consent", "Tick the box").has_error("consent", "To register, agree");
    assert_eq!(page.form("/register").value("given_name"), "Noor");
}

#[tokio::test]
async fn nothing_is_ticked_but_the_project_one_came_from() {
    let app = TestApp::filled().await;
    let project = open_project(&app, true).await;
    let form = app.visitor().get(&format!("/register?project={project}")).await.form("/register");
    assert_eq!(form.chosen("projects"), [project]);
    for name in ["health", "help", "topics", "involvement", "access_consent", "consent"] {
        assert!(form.chosen(name).is_empty(), "{name}");
    }
}

#[tokio::test]
async fn who_is_registered_gets_the_same_page_and_a_mail_that_says_so() {
    let app = TestApp::filled().await;
    let form = filled_form(&app.visitor(), ASHA.email, "commissioner").await.check("help", "yes");
    let known = form.set("given_name", "Asha").set("family_name", "Associate").submit().await;
    let unknown = register(&app, NEW).await;
    assert_eq!((known.code, known.location(), &known.body), (unknown.code, unknown.location(), &unknown.body));
    let mail = app.mail_to(ASHA.email).await;
    assert_eq!(mail.subject, "You are registered already");
    assert!(mail.link().starts_with("/sign-in-links"), "{}", mail.link());
}

#[tokio::test]
async fn someone_the_team_added_gets_a_way_in() {
    let app = TestApp::filled().await;
    sqlx::query(
        "insert into associates (id, given_name, family_name, email, stakeholder_group, involvement, standing, created_at, joined_on)
         values (gen_random_uuid(), 'Noor', 'Newcomer', $1, 'other', 'ask_me', 'active', '2026-01-01', '2026-01-01')",
    )
    .bind(NEW)
    .execute(app.db())
    .await
    .expect("an Associate");
    register(&app, NEW).await.redirects_to("/register/sent");
    assert_eq!(count(&app, "select count(*) from associates where email = $1").await, 1);
    let link = app.mail_to(NEW).await.link();
    let client = app.visitor();
    client.get(&link).await.press("Sign in").await.redirects_to("/me");
    client.get("/me").await.redirects_to("/me/notice");
}

#[tokio::test]
async fn a_worker_of_the_team_can_be_an_associate_too() {
    let app = TestApp::filled().await;
    register(&app, TESS.email).await.redirects_to("/register/sent");
    let client = app.visitor();
    client.get(&app.mail_to(TESS.email).await.link()).await.press("Confirm and sign in").await.redirects_to("/me");
    // The link works for days, so it opens no session with rights over others.
    client.get("/me").await.redirects_to("/sign-in?next=%2Fme");
    let tess = app.sign_in_as(TESS).await;
    tess.get("/me").await.shows("Noor Newcomer");
    tess.get("/requests").await.status(200);
}

#[tokio::test]
async fn each_link_confirms_what_was_typed_with_it() {
    let app = TestApp::filled().await;
    register(&app, NEW).await.redirects_to("/register/sent");
    let first = app.mail_to(NEW).await.link();
    let form = filled_form(&app.visitor(), NEW, "carer").await;
    form.set("given_name", "Norbert").check("help", "yes").submit().await.redirects_to("/register/sent");
    let second = app.mail_to(NEW).await.link();
    assert_ne!(first, second);

    app.visitor().get(&first).await.shows("Noor Newcomer").shows_not("Norbert");
    app.visitor().get(&first).await.press("Confirm and sign in").await.redirects_to("/me");
    assert_eq!(count(&app, "select count(*) from associates where email = $1").await, 1);
    app.visitor().get(&second).await.status(404).shows("This link does not work any more");
}

#[tokio::test]
async fn who_goes_back_and_corrects_the_address_is_registered_with_it() {
    let app = TestApp::filled().await;
    let visitor = app.visitor();
    let form = filled_form(&visitor, "nor@example.org", "commissioner").await.check("help", "yes");
    form.clone().submit().await.redirects_to("/register/sent");
    form.set("email", NEW).submit().await.redirects_to("/register/sent");
    let link = app.mail_to(NEW).await.link();
    visitor.get(&link).await.press("Confirm and sign in").await.redirects_to("/me");
    assert_eq!(count(&app, "select count(*) from associates where email = $1 and standing = 'active'").await, 1);
}

#[tokio::test]
async fn the_form_sent_twice_registers_once() {
    let app = TestApp::filled().await;
    let project = open_project(&app, false).await;
    let visitor = app.visitor();
    let form = filled_form(&visitor, NEW, "commissioner").await.check("projects", &project);
    let pairs = form.pairs();
    let pairs: Vec<(&str, &str)> = pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    for _ in 0..2 {
        visitor.post("/register", &pairs).await.redirects_to("/register/sent");
    }
    assert_eq!(count(&app, "select count(*) from associates where email = $1").await, 1);
    assert_eq!(app.mails_to(NEW).await.len(), 1);
}

#[tokio::test]
async fn a_used_link_leads_to_signing_in() {
    let app = TestApp::filled().await;
    register(&app, NEW).await;
    let link = app.mail_to(NEW).await.link();
    app.visitor().get(&link).await.press("Confirm and sign in").await.status(303);
    let other = app.visitor();
    other.get(&link).await.status(200).shows("You have used this link already");
    other.post(&link, &[]).await.redirects_to(&link);
    assert_eq!(other.cookie("copse"), None);
}

#[tokio::test]
async fn a_link_that_has_run_out_sends_a_new_one() {
    let app = TestApp::filled().await;
    register(&app, NEW).await;
    let old = app.mail_to(NEW).await.link();
    app.advance(TimeDelta::days(7));
    let page = app.visitor().get(&old).await;
    page.status(200).shows("This link has run out");
    page.press("Send me a new link").await.redirects_to("/register/sent");
    copse::clear_away(&app.app).await.expect("cleared away");
    let new = app.mail_to(NEW).await.link();
    assert_ne!(new, old);
    app.visitor().get(&new).await.press("Confirm and sign in").await.redirects_to("/me");
}

#[tokio::test]
async fn a_registration_nobody_confirms_vanishes_after_seven_days() {
    let app = TestApp::filled().await;
    register(&app, NEW).await;
    let link = app.mail_to(NEW).await.link();
    app.advance(TimeDelta::days(6));
    copse::clear_away(&app.app).await.expect("cleared away");
    assert_eq!(count(&app, "select count(*) from associates where email = $1").await, 1);
    app.advance(TimeDelta::days(1));
    copse::clear_away(&app.app).await.expect("cleared away");
    assert_eq!(count(&app, "select count(*) from associates where email = $1").await, 0);
    assert!(app.mails_to(NEW).await.is_empty());
    let traces = "select count(*) from audit_events where before::text || after::text like '%' || $1 || '%' or after::text like '%Noor%'";
    assert_eq!(count(&app, traces).await, 0);
    app.visitor().get(&link).await.status(404).shows("Nothing about you is kept");
}

#[tokio::test]
async fn housekeeping_that_fails_at_one_thing_does_the_others() {
    let app = TestApp::filled().await;
    register(&app, NEW).await;
    app.advance(TimeDelta::days(7));
    sqlx::query("alter table sessions rename to elsewhere").execute(app.db()).await.expect("a fault");
    let error = copse::clear_away(&app.app).await.expect_err("a fault");
    assert!(error.to_string().contains("removing old sessions and links"), "{error:#}");
    assert_eq!(count(&app, "select count(*) from associates where email = $1").await, 0);
}

#[tokio::test]
async fn a_carer_who_does_not_agree_waits_and_no_lead_sees_it() {
    let app = TestApp::filled().await;
    let client = app.visitor();
    let form = filled_form(&client, NEW, "carer").await.check("projects", "home-visits-after-stroke");
    form.submit().await.redirects_to("/register/sent");
    client.get(&app.mail_to(NEW).await.link()).await.press("Confirm and sign in").await.redirects_to("/me");
    let page = client.get("/me").await;
    page.shows("Your request to join “Home visits after stroke” waits until you agree").shows_not("We have passed on");
    page.shows("Waiting for your agreement").shows("Home visits after stroke");
    let leo = app.session_of(LEO.email).await;
    leo.get("/projects/home-visits-after-stroke/members").await.shows_not("Newcomer");
    let asked =
        "select count(*) from mails where recipient <> $1 and kind = 'join request' and created_at >= '2026-03-02'";
    assert_eq!(count(&app, asked).await, 0);

    page.press("I agree for Home visits after stroke").await.redirects_to("/me");
    client.get("/me").await.shows_not("Waiting for your agreement").shows("Requests that wait for an answer");
    leo.get("/projects/home-visits-after-stroke/members").await.shows("Newcomer");
    assert!(count(&app, asked).await > 0);
}

#[tokio::test]
async fn a_carer_who_agrees_at_once_does_not_wait() {
    let app = TestApp::filled().await;
    let client = app.visitor();
    let form = filled_form(&client, NEW, "carer").await;
    let form = form.check("projects", "home-visits-after-stroke").check("health", "home-visits-after-stroke");
    form.submit().await.redirects_to("/register/sent");
    client.get(&app.mail_to(NEW).await.link()).await.press("Confirm and sign in").await.redirects_to("/me");
    client.get("/me").await.shows("Requests that wait for an answer").shows_not("Waiting for your agreement");
}

#[tokio::test]
async fn an_address_can_be_tried_six_times_an_hour() {
    let app = TestApp::filled().await;
    for _ in 0..6 {
        register(&app, NEW).await.status(303);
    }
    let page = register(&app, NEW).await;
    page.status(429).shows("Try again in");
    assert!(page.header("retry-after").is_some());
    assert_eq!(page.form("/register").value("given_name"), "Noor");
}

#[tokio::test]
async fn the_same_form_sent_again_and_again_is_counted() {
    let app = TestApp::filled().await;
    let form = filled_form(&app.visitor(), NEW, "commissioner").await.check("help", "yes");
    for _ in 0..6 {
        form.clone().submit().await.status(303);
    }
    form.submit().await.status(429);
}

#[tokio::test]
async fn one_machine_cannot_use_up_what_is_everyones() {
    let app = TestApp::filled().await;
    let greedy = app.visitor().at_address("192.0.2.1");
    let mut last = 0;
    for number in 0..61 {
        let form = filled_form(&greedy, &format!("noor{number}@example.org"), "commissioner").await;
        last = form.check("help", "yes").submit().await.code;
    }
    assert_eq!(last, 429);
    let counted: i64 =
        sqlx::query_scalar("select count(*) from rate_limits").fetch_one(app.db()).await.expect("a count");
    assert_eq!(
        counted, 62,
        "the machine, everyone, and 60 addresses: the attempt that was refused counts for nobody else"
    );
    let other = app.visitor().at_address("198.51.100.7");
    filled_form(&other, NEW, "commissioner").await.check("help", "yes").submit().await.status(303);
}

#[tokio::test]
async fn a_stranger_can_put_no_words_into_our_letter() {
    let app = TestApp::filled().await;
    let form = filled_form(&app.visitor(), NEW, "commissioner").await.check("help", "yes");
    let form = form.set("given_name", "You have won, ring 0900 1 now").set("family_name", "Really");
    form.submit().await.status(303);
    let mail = app.mail_to(NEW).await;
    assert!(mail.body_text.starts_with("Hello,") && !mail.body_text.contains("won"), "{}", mail.body_text);
}

#[tokio::test]
async fn registration_opens_with_the_first_notice() {
    let app = TestApp::start().await;
    app.visitor().get("/register").await.status(200).shows("Registration is not open yet");
    let ada = app.sign_in_as(ADA).await;
    let preview = ada.get("/admin/notices/new").await.form("/admin/notices").submit().await;
    preview.status(200).shows("Nobody has to be asked again");
    preview.press("Publish this notice").await.redirects_to("/admin/notices");
    app.visitor().get("/register").await.status(200).shows("About you");
}
