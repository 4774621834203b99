//! Accounts with rights over other people's data, and the trail of everything.

use crate::harness::{ADA, ASHA, Client, Page, TESS, TestApp};

async fn account_form(client: &Client, name: &str) -> Page {
    client.get("/admin/accounts").await.follow(name).await
}

#[tokio::test]
async fn an_administrator_makes_an_account_and_its_owner_gets_a_link() {
    let app = TestApp::start().await;
    let ada = app.sign_in_as(ADA).await;
    let page = ada.get("/admin/accounts").await.follow("Add an account").await;
    let form =
        page.form("/admin/accounts").set("name", "Nina New").set("email", "nina@example.org").set("role", "team");
    let page = form.submit().await;
    page.redirects_to("/admin/accounts");
    page.follow_redirect().await.shows("Account made").shows("Nina New");

    let nina = app.visitor();
    nina.get(&app.mail_to("nina@example.org").await.link()).await.press("Sign in").await.status(303);
    nina.get("/organisations").await.status(200);
    nina.get("/admin/accounts").await.status(403);
}

#[tokio::test]
async fn an_address_has_one_account() {
    let app = TestApp::start().await;
    let ada = app.sign_in_as(ADA).await;
    let form = ada.get("/admin/accounts/new").await.form("/admin/accounts");
    let page = form.set("name", "Tess Again").set("email", "TESS@copse.example.org").set("role", "team").submit().await;
    page.status(422).has_error("email", "This address has an account already");
    assert_eq!(page.form("/admin/accounts").value("name"), "Tess Again");
}

#[tokio::test]
async fn an_account_form_says_everything_that_is_wrong_at_once() {
    let app = TestApp::start().await;
    let ada = app.sign_in_as(ADA).await;
    let form = ada.get("/admin/accounts/new").await.form("/admin/accounts");
    let page = form.set("email", "nobody").submit().await;
    page.status(422).has_error("name", "Enter their name").has_error("email", "Enter an email address");
}

#[tokio::test]
async fn an_account_made_here_is_never_an_associates() {
    let app = TestApp::start().await;
    let ada = app.sign_in_as(ADA).await;
    let form = ada.get("/admin/accounts/new").await.form("/admin/accounts");
    assert!(!form.offers("role").iter().any(|role| role == "associate"));
    let form = form.set("name", "Nina New").set("email", "nina@example.org").tamper("role", "associate");
    form.submit().await.status(422).has_error("role", "Choose the engagement team or administrator");
}

#[tokio::test]
async fn disabling_an_account_ends_its_sessions_at_once() {
    let app = TestApp::start().await;
    let (ada, tess) = (app.sign_in_as(ADA).await, app.sign_in_as(TESS).await);
    account_form(&ada, TESS.name).await.form("main form").check("disabled", "yes").submit().await.status(303);
    tess.get("/organisations").await.status(303);
    let sign_in = app.visitor().get("/sign-in").await.form("/sign-in").set("email", TESS.email);
    sign_in.set("password", crate::harness::PASSWORD).submit().await.status(422);
    ada.get("/admin/accounts").await.shows("Disabled");
}

#[tokio::test]
async fn new_rights_hold_from_the_next_request() {
    let app = TestApp::start().await;
    let (ada, tess) = (app.sign_in_as(ADA).await, app.sign_in_as(TESS).await);
    tess.get("/admin/accounts").await.status(403);
    account_form(&ada, TESS.name).await.form("main form").set("role", "administrator").submit().await.status(303);
    // A session from before does not grow with the rights, in case it is a thief's.
    tess.get("/admin/accounts").await.status(303);
    let tess = app.sign_in_as(TESS).await;
    tess.get("/admin/accounts").await.status(200);
    account_form(&ada, TESS.name).await.form("main form").set("role", "team").submit().await.status(303);
    tess.get("/admin/accounts").await.status(303);
    app.sign_in_as(TESS).await.get("/admin/accounts").await.status(403);
}

#[tokio::test]
async fn nobody_takes_their_own_rights_away() {
    let app = TestApp::start().await;
    let ada = app.sign_in_as(ADA).await;
    let page = account_form(&ada, ADA.name).await;
    let demoted = page.form("main form").set("role", "team").submit().await;
    demoted.status(422).has_error("role", "You cannot take your own rights away");
    page.form("main form").check("disabled", "yes").submit().await.status(422);
    ada.get("/admin/accounts").await.status(200);
}

#[tokio::test]
async fn of_two_administrators_who_remove_each_other_at_once_one_stays() {
    for _ in 0..5 {
        let app = TestApp::start().await;
        let ada = app.sign_in_as(ADA).await;
        account_form(&ada, TESS.name).await.form("main form").set("role", "administrator").submit().await.status(303);
        let tess = app.sign_in_as(TESS).await;
        let (against_tess, against_ada) = (account_form(&ada, TESS.name).await, account_form(&tess, ADA.name).await);
        tokio::join!(
            against_tess.form("main form").set("role", "team").submit(),
            against_ada.form("main form").set("role", "team").submit(),
        );
        let left = sqlx::query_scalar::<_, i64>("select count(*) from accounts where role = 'administrator'");
        assert_ne!(left.fetch_one(app.db()).await.expect("a count"), 0, "nobody is left to run this Copse");
    }
}

#[tokio::test]
async fn an_address_smuggled_into_the_form_changes_nothing() {
    let app = TestApp::start().await;
    let ada = app.sign_in_as(ADA).await;
    let form = account_form(&ada, TESS.name).await.form("main form");
    form.tamper("email", "mallory@example.org").tamper("associate_id", "x").tamper("password_hash", "x").submit().await;
    app.sign_in_as(TESS).await.get("/organisations").await.status(200);
}

#[tokio::test]
async fn an_associate_comes_to_no_page_of_the_team() {
    let app = TestApp::filled().await;
    let (ada, asha) = (app.sign_in_as(ADA).await, app.sign_in_as(ASHA).await);
    for path in ["/admin/accounts", "/admin/mail", "/admin/audit", "/organisations"] {
        asha.get(path).await.status(403);
        ada.get(path).await.status(200);
    }
}

#[tokio::test]
async fn every_change_is_in_the_trail_with_who_and_what() {
    let app = TestApp::start().await;
    let ada = app.sign_in_as(ADA).await;
    account_form(&ada, TESS.name).await.form("main form").set("name", "Tess Teamworker").submit().await.status(303);
    let trail = ada.get("/admin/audit").await;
    trail.shows("Changed an account").shows(ADA.name).shows("Tess Teamworker").shows("Signed in with a password");
    let rows = trail.select("tbody tr");
    assert!(rows[0].text.contains("Changed an account"), "the latest comes first: {}", rows[0].text);
}

#[tokio::test]
async fn the_trail_cannot_be_altered_even_by_hand() {
    let app = TestApp::start().await;
    app.sign_in_as(ADA).await;
    for act in ["update audit_events set act = 'nothing'", "delete from audit_events"] {
        assert!(sqlx::query(act).execute(app.db()).await.is_err(), "{act}");
    }
}
