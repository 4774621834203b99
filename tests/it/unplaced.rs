//! Who takes part in nothing, and what would suit them.

use crate::harness::{TESS, TestApp};
use crate::memberships::associate;
use crate::projects::add_project;

#[tokio::test]
async fn someone_without_a_project_is_suggested_one_and_linked_in_two_steps() {
    let app = TestApp::start().await;
    let tess = app.sign_in_as(TESS).await;
    tess.get("/unplaced").await.shows("Everyone has a place");
    add_project(&tess, "Home visits", false).await;
    let id = associate(&app, "Mary", "public").await;
    let wish =
        "update associates set interests = 'Strokes, and visiting people', wants_help_choosing = true where id = $1";
    sqlx::query(wish).bind(id).execute(app.db()).await.expect("a wish");
    let page = tess.get("/unplaced").await;
    page.shows("1 Associate").shows("Asked for help choosing").shows("“visiting”").shows("“strokes”");
    let form = page.follow("Link Mary Person to Home visits").await.form(&format!("/associates/{id}/memberships/new"));
    assert_eq!((form.value("project"), form.value("role")), ("home-visits", "member"));
    form.submit().await.redirects_to(&format!("/associates/{id}"));
    tess.get("/unplaced").await.shows("Everyone has a place");
}

#[tokio::test]
async fn whoever_nothing_speaks_for_is_still_on_the_list() {
    let app = TestApp::start().await;
    let tess = app.sign_in_as(TESS).await;
    associate(&app, "Mary", "public").await;
    tess.get("/unplaced").await.shows("Mary Person").shows("Nothing we know of them points to a project");
}
