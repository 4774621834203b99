//! Two people with one address: only one account can have it.

use super::{NEW, filled_form};
use crate::harness::{ASHA, Page, TESS, TestApp};

async fn register_as(app: &TestApp, given: &str, family: &str, email: &str) -> Page {
    let form = filled_form(&app.visitor(), email, "commissioner").await;
    form.set("given_name", given).set("family_name", family).check("help", "yes").submit().await
}

#[tokio::test]
async fn somebody_else_with_a_known_address_is_told_that_it_belongs_to_another_registration() {
    let app = TestApp::filled().await;
    let (other, new) =
        (register_as(&app, "Bob", "Sharer", ASHA.email).await, register_as(&app, "Bob", "Sharer", NEW).await);
    assert_eq!((other.code, other.location(), &other.body), (new.code, new.location(), &new.body));
    let mail = app.mail_to(ASHA.email).await;
    assert_eq!(mail.subject, "This address belongs to another registration");
    for words in ["register with another address", "ask the engagement team to add you", "/register"] {
        assert!(mail.body_text.contains(words), "{words:?}: {}", mail.body_text);
    }
    for name in ["Asha", "Bob", "Sharer"] {
        assert!(!mail.body_text.contains(name), "{}", mail.body_text);
    }
}

#[tokio::test]
async fn the_same_person_is_known_however_they_write_their_name() {
    let app = TestApp::filled().await;
    register_as(&app, "ásha", "ASSOCIATE", ASHA.email).await.redirects_to("/register/sent");
    assert_eq!(app.mail_to(ASHA.email).await.subject, "You are registered already");
}

#[tokio::test]
async fn of_people_whom_the_team_added_the_one_of_that_name_gets_the_way_in() {
    let app = TestApp::filled().await;
    for (given, created) in [("Ann", "2026-01-01"), ("Noor", "2026-01-02")] {
        let person = "insert into associates (id, given_name, family_name, email, stakeholder_group, involvement, standing, created_at, joined_on)
             values (gen_random_uuid(), $1, 'Newcomer', $2, 'other', 'ask_me', 'active', $3::date, $3::date)";
        let person =
            sqlx::query(person).bind(given).bind(NEW).bind(created.parse::<chrono::NaiveDate>().expect("a date"));
        person.execute(app.db()).await.expect("an Associate");
    }
    register_as(&app, "Bob", "Sharer", NEW).await.redirects_to("/register/sent");
    let mail = app.mail_to(NEW).await;
    assert_eq!(mail.subject, "This address belongs to another registration");
    assert!(!mail.body_text.contains("/register/confirm/"), "it opens nobody's page: {}", mail.body_text);
    register_as(&app, "Noor", "Newcomer", NEW).await.redirects_to("/register/sent");
    let client = app.visitor();
    client.get(&app.mail_to(NEW).await.link()).await.shows("Go to your page").press("Sign in").await.status(303);
    let whose = "select s.given_name from accounts a join associates s on s.id = a.associate_id where a.email = $1";
    let whose: String = sqlx::query_scalar(whose).bind(NEW).fetch_one(app.db()).await.expect("an account");
    assert_eq!(whose, "Noor");
}

#[tokio::test]
async fn the_record_says_whose_account_has_the_address() {
    let app = TestApp::filled().await;
    let tess = app.session_of(TESS.email).await;
    let form = tess.get("/associates/new").await.form("/associates");
    let form = form
        .set("given_name", "Bob")
        .set("family_name", "Sharer")
        .set("email", ASHA.email)
        .set("stakeholder_group", "carer")
        .set("involvement", "ask_me")
        .set("source", "phone")
        .tamper("confirmed", "yes");
    let record = form.submit().await.location().expect("a record").to_owned();
    let page = tess.get(&record).await;
    page.shows("No: the address is used by Asha Associate’s account");
    let mail = app.mail_to(ASHA.email).await.body_text;
    assert!(
        mail.starts_with("Dear Bob") && mail.contains("already signs in to somebody else’s registration"),
        "{mail}"
    );
    assert!(!mail.contains("Sign in to see everything"), "{mail}");
    page.follow("Open that record").await.status(200).shows("Asha Associate").shows("Yes");
}

#[tokio::test]
async fn who_has_no_address_any_more_cannot_sign_in() {
    let app = TestApp::filled().await;
    let tess = app.session_of(TESS.email).await;
    let id: uuid::Uuid = sqlx::query_scalar("select associate_id from accounts where email = $1")
        .bind(ASHA.email)
        .fetch_one(app.db())
        .await
        .expect("Asha");
    let record = format!("/associates/{id}");
    tess.get(&format!("{record}/edit")).await.form(&record).set("email", "").submit().await.redirects_to(&record);
    let facts = tess.get(&record).await.select(".govuk-summary-list__row");
    let signs_in = facts.iter().find(|row| row.text.starts_with("Can sign in")).expect("the fact");
    assert_eq!(signs_in.text, "Can sign in No");
}
