//! Where someone is signed in, and passwords.

use crate::harness::{ADA, PASSWORD, TESS, TestApp};

const NEW_PASSWORD: &str = "otter lantern hill";

#[tokio::test]
async fn someone_sees_where_they_are_signed_in_and_ends_it_there() {
    let app = TestApp::start().await;
    let (here, there) = (app.sign_in_as(TESS).await, app.sign_in_as(TESS).await);
    let page = here.get("/me/sessions").await;
    assert_eq!(page.select("tbody tr").len(), 2);
    page.shows("Firefox on Linux").shows("This one");

    let buttons = page.select("form[action$='/ending'] button");
    assert_eq!(buttons.len(), 1, "{buttons:?}");
    let page = page.press(&buttons[0].text).await;
    page.redirects_to("/me/sessions");
    page.follow_redirect().await.shows("That device is signed out");
    there.get("/organisations").await.status(303);
    here.get("/organisations").await.status(200);
}

#[tokio::test]
async fn someone_ends_all_their_other_sessions_at_once() {
    let app = TestApp::start().await;
    let (here, there, elsewhere) = (app.sign_in_as(TESS).await, app.sign_in_as(TESS).await, app.sign_in_as(TESS).await);
    let ada = app.sign_in_as(ADA).await;
    here.get("/me/sessions").await.press("Sign out everywhere else").await.redirects_to("/me/sessions");
    for gone in [there, elsewhere] {
        gone.get("/organisations").await.status(303);
    }
    here.get("/organisations").await.status(200);
    ada.get("/organisations").await.status(200);
}

#[tokio::test]
async fn nobody_ends_a_session_of_someone_else() {
    let app = TestApp::start().await;
    let (tess, ada) = (app.sign_in_as(TESS).await, app.sign_in_as(ADA).await);
    let other = app.sign_in_as(ADA).await;
    let ending = ada.get("/me/sessions").await.form("form[action$='/ending']").action;
    tess.post(&ending, &[]).await.status(404);
    other.get("/organisations").await.status(200);
}

#[tokio::test]
async fn a_new_password_needs_the_present_one_and_ends_all_other_sessions() {
    let app = TestApp::start().await;
    let (here, there) = (app.sign_in_as(TESS).await, app.sign_in_as(TESS).await);
    let thief = here.stolen();
    let form = here.get("/me/password").await.form("/me/password");
    let page = form.set("current_password", "not this one").set("new_password", NEW_PASSWORD).submit().await;
    page.status(422).has_error("current_password", "Enter the password you have now");

    let page =
        page.form("/me/password").set("current_password", PASSWORD).set("new_password", NEW_PASSWORD).submit().await;
    page.status(303);
    here.get("/organisations").await.status(200);
    there.get("/organisations").await.status(303);
    thief.get("/organisations").await.status(303);

    let sign_in = app.visitor().get("/sign-in").await.form("/sign-in").set("email", TESS.email);
    sign_in.set("password", PASSWORD).submit().await.status(422);
    let sign_in = app.visitor().get("/sign-in").await.form("/sign-in").set("email", TESS.email);
    sign_in.set("password", NEW_PASSWORD).submit().await.status(303);
}

#[tokio::test]
async fn a_password_that_everyone_tries_first_is_refused() {
    let app = TestApp::start().await;
    let tess = app.sign_in_as(TESS).await;
    for (password, message) in [
        ("short", "Enter a password of 12 to 128 characters"),
        ("Password1234", "Choose a password that is harder to guess"),
        ("aaaaaaaaaaaaaaaa", "Choose a password that is harder to guess"),
    ] {
        let form = tess.get("/me/password").await.form("/me/password");
        form.set("current_password", PASSWORD)
            .set("new_password", password)
            .submit()
            .await
            .status(422)
            .has_error("new_password", message);
    }
}

#[tokio::test]
async fn the_present_password_cannot_be_guessed_from_a_session_left_open() {
    let app = TestApp::start().await;
    let tess = app.sign_in_as(TESS).await;
    for _ in 0..10 {
        tess.post("/me/password", &[("current_password", "a guess"), ("new_password", NEW_PASSWORD)]).await.status(422);
    }
    tess.post("/me/password", &[("current_password", PASSWORD), ("new_password", NEW_PASSWORD)]).await.status(429);
}
