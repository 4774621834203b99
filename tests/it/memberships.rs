//! Taking part: asking, answering, linking, changing, leaving, and what nobody may see.

mod ending;
mod linking;
mod lists;
mod told;

use chrono::TimeDelta;
use uuid::Uuid;

pub(crate) use self::ending::until_done_or_waiting;
use crate::harness::{Client, Page, TESS, TestApp};
use crate::projects::add_project;

const HOME_VISITS: &str = "/projects/home-visits";

/// An active Associate with an account, whose address is their first name.
pub(crate) async fn associate(app: &TestApp, given: &str, group: &str) -> Uuid {
    let (id, email) = (Uuid::now_v7(), format!("{}@example.org", given.to_lowercase()));
    let person = "insert into associates
         (id, given_name, family_name, email, county, stakeholder_group, involvement, standing, created_at, joined_on)
         values ($1, $2, 'Person', $3, 'lincolnshire', $4::stakeholder_group, 'ask_me', 'active', $5, $5::date)";
    let person = sqlx::query(person).bind(id).bind(given).bind(&email).bind(group).bind(app.now());
    person.execute(app.db()).await.expect("an associate");
    let account = "insert into accounts (id, email, name, role, associate_id, created_at)
         values ($1, $2, $3, 'associate', $4, $5)";
    let account = sqlx::query(account).bind(Uuid::now_v7()).bind(&email).bind(format!("{given} Person"));
    account.bind(id).bind(app.now()).execute(app.db()).await.expect("an account");
    id
}

/// Someone registered, and their browser.
async fn person(app: &TestApp, given: &str, group: &str) -> (Uuid, Client) {
    let id = associate(app, given, group).await;
    (id, app.session_of(&format!("{}@example.org", given.to_lowercase())).await)
}

/// The first privacy notice, under which people can consent; everyone who is there has answered it.
pub(crate) async fn publish_notice(app: &TestApp) {
    let notice = "insert into privacy_notices (id, version, title, body, summary_of_changes, published_at)
         values ($1, 1, 'Privacy', 'What we keep.', 'The first.', $2)";
    sqlx::query(notice).bind(Uuid::now_v7()).bind(app.now()).execute(app.db()).await.expect("a notice");
    let answer = "insert into consents (id, associate_id, purpose, lawful_basis, notice_id, wording, wording_hash, source, given, recorded_at)
         select gen_random_uuid(), a.id, 'registration', 'consent', n.id, 'Yes', sha256('Yes'), 'test', true, $1
         from associates a, privacy_notices n";
    sqlx::query(answer).bind(app.now()).execute(app.db()).await.expect("answers");
}

pub(crate) async fn link(team: &Client, associate: Uuid, slug: &str, fields: &[(&str, &str)]) -> Page {
    let url = format!("/associates/{associate}/memberships/new");
    let mut form = team.get(&format!("{url}?project={slug}&reason=Asked+by+phone")).await.form(&url);
    for (field, value) in fields {
        form = form.set(field, value);
    }
    form.submit().await
}

async fn ask(client: &Client, project: &str) -> Page {
    let page = client.get(&format!("{project}/join")).await;
    page.form(&format!("{project}/join")).set("involvement", "i_contribute").submit().await
}

async fn states(app: &TestApp, associate: Uuid) -> Vec<(String, String)> {
    let rows = "select role::text, state::text from memberships where associate_id = $1 order by requested_at, id";
    sqlx::query_as(rows).bind(associate).fetch_all(app.db()).await.expect("memberships")
}

/// A project with a lead, and the browsers of the team and the lead.
pub(crate) async fn project(app: &TestApp, sensitive: bool) -> (Client, Client) {
    let tess = app.sign_in_as(TESS).await;
    add_project(&tess, "Home visits", sensitive).await;
    let lead = associate(app, "Leah", "applied_health_researcher").await;
    link(&tess, lead, "home-visits", &[("role", "lead")]).await.status(303);
    (tess, app.session_of("leah@example.org").await)
}

fn pair(role: &str, state: &str) -> (String, String) {
    (role.to_owned(), state.to_owned())
}

#[tokio::test]
async fn someone_asks_the_lead_accepts_and_they_are_a_member() {
    let app = TestApp::start().await;
    let (_, leah) = project(&app, false).await;
    let (id, mary) = person(&app, "Mary", "carer").await;
    let form = mary.get(HOME_VISITS).await.follow("Join this project").await.form("/projects/home-visits/join");
    let form = form.set("involvement", "i_contribute").set("reason", "My mother had a visit.");
    form.submit().await.follow_redirect().await.shows("You asked to join Home visits").shows("Take back your request");
    assert_eq!(states(&app, id).await, [pair("member", "requested")]);

    let mail = app.mail_to("leah@example.org").await;
    assert_eq!(mail.subject, "Someone asked to join your project");
    assert!(
        !mail.body_text.contains("Mary") && !mail.body_text.contains("carer") && !mail.body_text.contains("mother")
    );
    let members = leah.get(&mail.link()).await;
    members.shows("Mary Person").shows("My mother had a visit.").shows_not("Lincolnshire").shows_not("Carer");
    let answer = members.follow("Answer the request of Mary Person").await;
    let form = answer.form("form[method=post][action*='/decision']").set("answer", "accept");
    form.submit().await.follow_redirect().await.shows("Mary Person now takes part").shows("Nobody waits");
    assert_eq!(states(&app, id).await, [pair("member", "active")]);
    assert_eq!(app.mail_to("mary@example.org").await.subject, "You have joined a project");
    mary.get(HOME_VISITS).await.shows("You take part as member since");

    let acts: i64 =
        sqlx::query_scalar("select count(*) from member_acts where associate_id = $1 and kind = 'joined_project'")
            .bind(id)
            .fetch_one(app.db())
            .await
            .expect("acts");
    assert_eq!(acts, 1, "asking is their own act, the answer is not");
}

#[tokio::test]
async fn a_decline_mails_its_kind_reason_and_the_second_answer_changes_nothing() {
    let app = TestApp::start().await;
    let (tess, leah) = project(&app, false).await;
    let (id, mary) = person(&app, "Mary", "carer").await;
    ask(&mary, HOME_VISITS).await.status(303);
    let late = leah.get("/projects/home-visits/members").await.follow("Answer the request of Mary Person").await;
    let page = tess.get("/requests").await.follow("Answer the request of Mary Person").await;
    let form = |page: &Page| page.form("form[method=post][action*='/decision']");
    form(&page).set("answer", "decline").submit().await.status(422).has_error("reason", "Enter a kind reason");
    form(&page)
        .set("answer", "decline")
        .set("reason", "Thank you, Mary. Ask us in May.")
        .submit()
        .await
        .redirects_to("/requests");
    let mail = app.mail_to("mary@example.org").await;
    assert!(mail.body_text.contains("Thank you, Mary. Ask us in May."), "{}", mail.body_text);
    form(&late)
        .set("answer", "accept")
        .submit()
        .await
        .follow_redirect()
        .await
        .shows("it was declined. Nothing was changed");
    assert_eq!(states(&app, id).await, [pair("member", "declined")]);
}

#[tokio::test]
async fn a_request_shows_as_late_after_three_working_days() {
    let app = TestApp::at("2026-03-05").await;
    let (tess, leah) = project(&app, false).await;
    let (_, mary) = person(&app, "Mary", "carer").await;
    ask(&mary, HOME_VISITS).await.status(303);
    // A Thursday: Friday, Monday, Tuesday are the three days.
    app.advance(TimeDelta::hours(5 * 24));
    app.session_of("leah@example.org").await.get("/projects/home-visits/members").await.shows_not("Late");
    app.advance(TimeDelta::hours(24));
    let (tess, leah) = (app.session_of(TESS.email).await, {
        drop((tess, leah));
        app.session_of("leah@example.org").await
    });
    leah.get("/projects/home-visits/members").await.shows("Late");
    tess.get("/requests").await.shows("1 waits for an answer and is late").shows("10 March 2026");
}

#[tokio::test]
async fn nobody_asks_twice_however_fast_they_press() {
    let app = TestApp::start().await;
    project(&app, false).await;
    let (id, mary) = person(&app, "Mary", "carer").await;
    let (one, other) = (mary.get("/projects/home-visits/join").await, mary.get("/projects/home-visits/join").await);
    let fill = |page: &Page| page.form("/projects/home-visits/join").set("involvement", "ask_me");
    let (first, second, third) = tokio::join!(fill(&one).submit(), fill(&one).submit(), fill(&other).submit());
    let codes = [first.code, second.code, third.code];
    assert!(codes.iter().all(|code| [303, 409].contains(code)), "{codes:?}");
    assert_eq!(states(&app, id).await, [pair("member", "requested")]);
    assert_eq!(app.mails_to("leah@example.org").await.iter().filter(|m| m.subject.contains("asked")).count(), 1);
    mary.get("/projects/home-visits/join").await.shows("You have asked already");
}

#[tokio::test]
async fn a_person_has_several_roles_and_each_once() {
    let app = TestApp::start().await;
    let (tess, _) = project(&app, false).await;
    let (id, mary) = person(&app, "Mary", "health_professional").await;
    link(&tess, id, "home-visits", &[("role", "member")]).await.status(303);
    link(&tess, id, "home-visits", &[("role", "adviser")]).await.status(303);
    link(&tess, id, "home-visits", &[("role", "adviser")]).await.status(422).has_error("role", "They have this role");
    link(&tess, id, "home-visits", &[("reason", "")]).await.status(422).has_error("reason", "Enter why you link");
    link(&tess, id, "home-visits", &[("starts_on", "1/1/2030")])
        .await
        .status(422)
        .has_error("starts_on", "in the past");
    mary.get(HOME_VISITS).await.shows("You take part as member").shows("You take part as adviser");
    assert_eq!(app.mail_to("mary@example.org").await.subject, "You now take part in a project");
    let acts: i64 = sqlx::query_scalar("select count(*) from member_acts").fetch_one(app.db()).await.expect("a count");
    assert_eq!(acts, 0, "what the team does moves nobody's clock");
}

#[tokio::test]
async fn a_diffusion_fellow_has_a_host_and_days_and_changes_are_dated() {
    let app = TestApp::at("2026-03-02").await;
    let (tess, _) = project(&app, false).await;
    sqlx::query("update projects set starts_on = '2026-01-01'").execute(app.db()).await.expect("an older project");
    let id = associate(&app, "Mary", "health_professional").await;
    let host = tess.get("/organisations/new").await.form("/organisations");
    host.set("name", "Derby Hospitals").set("kind", "nhs_trust").submit().await.status(303);
    let fellow = [("role", "diffusion_fellow"), ("starts_on", "1/2/2026")];
    link(&tess, id, "home-visits", &fellow)
        .await
        .status(422)
        .has_error("host", "Choose the")
        .has_error("days_a_week", "Enter days");
    let with =
        [("role", "diffusion_fellow"), ("starts_on", "1/2/2026"), ("host", "Derby Hospitals"), ("days_a_week", "1.5")];
    link(&tess, id, "home-visits", &with).await.status(303);
    let edit = tess.get("/projects/home-visits/members").await.follow("Change the part of Mary Person").await;
    let form = || edit.form("form[action^='/memberships/']");
    assert_eq!(form().value("days_a_week"), "1.5");
    form().set("days_a_week", "2").set("from", "1/3/2026").submit().await.status(303);
    form().set("days_a_week", "3").submit().await.status(303);
    let rows: Vec<(String, Option<String>, String)> = sqlx::query_as(
        "select starts_on::text, ends_on::text, days_a_week::text from memberships where associate_id = $1 order by starts_on",
    )
    .bind(id)
    .fetch_all(app.db())
    .await
    .expect("periods");
    assert_eq!(
        rows,
        [
            ("2026-02-01".to_owned(), Some("2026-02-28".to_owned()), "1.5".to_owned()),
            ("2026-03-01".to_owned(), None, "2.0".to_owned())
        ],
        "the second form was too late and changed nothing"
    );
}

#[tokio::test]
async fn a_new_role_ends_the_old_one() {
    let app = TestApp::start().await;
    let (tess, _) = project(&app, false).await;
    let id = associate(&app, "Mary", "health_professional").await;
    link(&tess, id, "home-visits", &[]).await.status(303);
    let edit = tess.get("/projects/home-visits/members").await.follow("Change the part of Mary Person").await;
    edit.form("form[action^='/memberships/']").set("role", "lead").submit().await.status(303);
    assert_eq!(states(&app, id).await, [pair("member", "ended"), pair("lead", "active")]);
    app.session_of("mary@example.org").await.get("/projects/home-visits/members").await.status(200);
}

#[tokio::test]
async fn people_leave_and_may_come_back() {
    let app = TestApp::start().await;
    let (tess, leah) = project(&app, false).await;
    let (id, mary) = person(&app, "Mary", "carer").await;
    ask(&mary, HOME_VISITS).await.status(303);
    let back = mary.get(HOME_VISITS).await.follow("Take back your request").await;
    back.form("form[action^='/memberships/']").submit().await.status(303);
    assert_eq!(states(&app, id).await, [pair("member", "declined")], "a request taken back was never a membership");
    link(&tess, id, "home-visits", &[]).await.status(303);
    let leave = mary.get(HOME_VISITS).await.follow("Leave this project").await;
    leave.shows("This is the only thing you take part in");
    leah.get(leave.path()).await.status(403);
    app.visitor().get(leave.path()).await.status(303);
    leave.form("form[action^='/memberships/']").submit().await.status(303);
    assert_eq!(states(&app, id).await, [pair("member", "declined"), pair("member", "ended")]);
    leah.get("/projects/home-visits/members").await.shows_not("Mary");
    mary.get(HOME_VISITS).await.shows("Join this project").shows("Your past part in this project");
    ask(&mary, HOME_VISITS).await.status(303);
}

#[tokio::test]
async fn a_health_revealing_link_waits_for_explicit_consent_and_nobody_sees_it() {
    let app = TestApp::start().await;
    let (tess, leah) = project(&app, true).await;
    let id = associate(&app, "Mary", "service_user").await;
    publish_notice(&app).await;
    let (mary, leah) = (app.session_of("mary@example.org").await, {
        drop(leah);
        app.session_of("leah@example.org").await
    });
    // What is said at once to whoever made the link is not what the page of members says.
    link(&tess, id, "home-visits", &[]).await.follow_redirect().await.status(200);
    let mail = app.mail_to("mary@example.org").await;
    assert!(!mail.body_text.contains("Home visits") && !mail.body_text.contains("stroke"), "{}", mail.body_text);
    leah.get("/projects/home-visits/members").await.shows_not("Mary").shows_not("1 link").shows("1 member");
    tess.get("/projects/home-visits/members").await.shows_not("Mary").shows("1 person has a link").shows("1 member");
    let decision: Uuid = sqlx::query_scalar("select id from memberships where associate_id = $1")
        .bind(id)
        .fetch_one(app.db())
        .await
        .expect("a link");
    leah.get(&format!("/memberships/{decision}/decision")).await.status(404);
    leah.get(&format!("/memberships/{decision}/ending")).await.status(404);
    mary.get(HOME_VISITS).await.shows("agree to the link on your page");

    // Asking for oneself: the box is unticked and needed.
    let ann = associate(&app, "Ann", "service_user").await;
    sqlx::query("insert into consents (id, associate_id, purpose, lawful_basis, notice_id, wording, wording_hash, source, given, recorded_at)
         select gen_random_uuid(), $1, 'registration', 'consent', n.id, 'Yes', sha256('Yes'), 'test', true, $2 from privacy_notices n")
        .bind(ann).bind(app.now()).execute(app.db()).await.expect("an answer");
    let client = app.session_of("ann@example.org").await;
    let page = client.get("/projects/home-visits/join").await;
    page.form("/projects/home-visits/join")
        .submit()
        .await
        .status(422)
        .has_error("health_consent", "Tick the box if you agree");
    page.form("/projects/home-visits/join").check("health_consent", "yes").submit().await.status(303);
    leah.get("/projects/home-visits/members").await.shows("Ann Person").shows_not("Service user");
    let source: String =
        sqlx::query_scalar("select source from consents where associate_id = $1 and purpose = 'health_link' and given")
            .bind(ann)
            .fetch_one(app.db())
            .await
            .expect("a consent");
    assert_eq!(source, "join form");
}

#[tokio::test]
async fn everyone_whose_link_comes_to_wait_is_asked_once() {
    let app = TestApp::start().await;
    let (tess, _) = project(&app, false).await;
    let id = associate(&app, "Mary", "carer").await;
    link(&tess, id, "home-visits", &[]).await.status(303);
    copse::clear_away(&app.app).await.expect("no letter");
    let edit = tess.get("/projects/home-visits/edit").await;
    edit.form("/projects/home-visits").check("sensitive", "yes").submit().await.status(303);
    for _ in 0..2 {
        copse::clear_away(&app.app).await.expect("a letter");
    }
    let mails = app.mails_to("mary@example.org").await;
    let asked: Vec<_> = mails.iter().filter(|mail| mail.subject == "Please tell us whether you agree").collect();
    assert_eq!((mails.len(), asked.len()), (2, 1), "linked, then asked");
    assert!(!asked[0].body_text.contains("Home visits"), "{}", asked[0].body_text);
}

#[tokio::test]
async fn a_sentence_to_begin_with_is_added_and_nothing_is_sent() {
    let app = TestApp::start().await;
    let (_, leah) = project(&app, false).await;
    let (id, mary) = person(&app, "Mary", "carer").await;
    ask(&mary, HOME_VISITS).await.status(303);
    let page = leah.get("/projects/home-visits/members").await.follow("Answer the request of Mary Person").await;
    let sentence = page.select("button[name=begin]")[0].attribute("value").expect("a name").to_owned();
    let page = page.form("#decision").set("reason", "Dear Mary, ").tamper("begin", &sentence).submit().await;
    let reason = page.status(200).form("#decision").value("reason").to_owned();
    assert!(reason.starts_with("Dear Mary, ") && reason.len() > 20, "{reason}");
    assert_eq!(states(&app, id).await, [pair("member", "requested")]);
    page.form("#decision").submit().await.status(303);
    assert!(app.mail_to("mary@example.org").await.body_text.contains("Dear Mary"));
}

#[tokio::test]
async fn a_project_that_becomes_sensitive_hides_links_and_says_how_many() {
    let app = TestApp::start().await;
    let (tess, leah) = project(&app, false).await;
    let (id, mary) = person(&app, "Mary", "service_user").await;
    ask(&mary, HOME_VISITS).await.status(303);
    let edit = tess.get("/projects/home-visits/edit").await;
    edit.shows("the link of 1 person will wait");
    let saved = edit.form("/projects/home-visits").check("sensitive", "yes").submit().await.follow_redirect().await;
    saved.shows("The link of 1 person now waits for their consent");
    leah.get("/projects/home-visits/members").await.shows("Nobody waits").shows_not("Mary");
    let request: Uuid = sqlx::query_scalar("select id from memberships where associate_id = $1")
        .bind(id)
        .fetch_one(app.db())
        .await
        .expect("a request");
    let url = format!("/memberships/{request}/decision");
    leah.get(&url).await.status(404);
    leah.post(&url, &[("answer", "accept")]).await.status(404);
    assert_eq!(states(&app, id).await, [pair("member", "requested")]);
    tess.get("/requests").await.shows("1 more person has asked to join").shows_not("Mary");
}

#[tokio::test]
async fn a_lead_sees_only_their_own_project() {
    let app = TestApp::start().await;
    let (tess, leah) = project(&app, false).await;
    add_project(&tess, "Other project", false).await;
    let (id, mary) = person(&app, "Mary", "carer").await;
    ask(&mary, "/projects/other-project").await.status(303);
    leah.get("/projects/other-project/members").await.status(404);
    leah.get("/requests").await.status(403);
    leah.get("/unplaced").await.status(403);
    leah.get("/projects/home-visits/members").await.status(200).shows_not("Mary").shows_not("County");
    let request: Uuid = sqlx::query_scalar("select id from memberships where associate_id = $1")
        .bind(id)
        .fetch_one(app.db())
        .await
        .expect("a request");
    leah.get(&format!("/memberships/{request}/decision")).await.status(404);
    leah.post(&format!("/memberships/{request}/decision"), &[("answer", "accept")]).await.status(404);
    leah.post(&format!("/memberships/{request}/ending"), &[]).await.status(404);
    assert_eq!(states(&app, id).await, [pair("member", "requested")]);
}
