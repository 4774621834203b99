//! Linking someone to a project on their behalf.

use super::{associate, link, pair, states};
use crate::harness::{TESS, TestApp};
use crate::projects::add_project;

#[tokio::test]
async fn a_form_of_one_record_sent_for_another_links_that_other_person() {
    let app = TestApp::start().await;
    let tess = app.sign_in_as(TESS).await;
    add_project(&tess, "Home visits", false).await;
    let (mary, john) =
        (associate(&app, "Mary", "health_professional").await, associate(&app, "John", "health_professional").await);
    let url = format!("/associates/{mary}/memberships/new");
    let form = tess.get(&format!("{url}?project=home-visits&reason=Asked+by+phone")).await.form(&url);
    let pairs = form.pairs();
    let pairs: Vec<(&str, &str)> = pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    form.submit().await.status(303);
    tess.post(&format!("/associates/{john}/memberships/new"), &pairs).await.status(303);
    for person in [mary, john] {
        assert_eq!(states(&app, person).await, [pair("member", "active")]);
    }
}

/// Projects of the tests begin on the day they are added.
#[tokio::test]
async fn nobody_took_part_before_the_project_began() {
    let app = TestApp::at("2026-03-01").await;
    let tess = app.sign_in_as(TESS).await;
    add_project(&tess, "Home visits", false).await;
    let mary = associate(&app, "Mary", "health_professional").await;
    let page = link(&tess, mary, "home-visits", &[("starts_on", "1/1/1900")]).await;
    page.status(422).has_error("starts_on", "Enter a date on or after the day the project began, 1 March 2026");
    page.shows("Today or earlier, and not before the project began").shows_not("At most a year");
    let page = link(&tess, mary, "home-visits", &[("starts_on", "2/3/2026")]).await;
    page.status(422).has_error("starts_on", "Enter today or a date in the past");
    link(&tess, mary, "home-visits", &[("starts_on", "1/3/2026")]).await.status(303);

    // A row of earlier days can still be changed, but no new period begins before the project.
    let old = "update memberships set starts_on = '1900-01-01'";
    sqlx::query(old).execute(app.db()).await.expect("an old membership");
    let edit = tess.get("/projects/home-visits/members").await.follow("Change the part of Mary Person").await;
    let form = || edit.form("form[action^='/memberships/']");
    let page = form().set("role", "adviser").set("from", "1/1/1900").submit().await;
    page.status(422).has_error("from", "Enter a date on or after the day the project began, 1 March 2026");
    form().set("involvement", "keep_me_informed").set("from", "1/1/1900").submit().await.status(303);
    assert_eq!(states(&app, mary).await, [pair("member", "active")]);
}

#[tokio::test]
async fn whoever_is_linked_before_a_project_begins_takes_part_from_today() {
    let app = TestApp::at("2026-03-01").await;
    let tess = app.sign_in_as(TESS).await;
    add_project(&tess, "Home visits", false).await;
    let form = tess.get("/projects/new").await.form("/projects").set("title", "Later").set("starts_on", "1/6/2026");
    form.set("theme", "Stroke rehabilitation").set("summary", "Later.").submit().await.status(303);
    let mary = associate(&app, "Mary", "health_professional").await;
    let page = link(&tess, mary, "later", &[("starts_on", "28/2/2026")]).await;
    page.status(422).has_error("starts_on", "Enter today's date: this project begins on 1 June 2026");
    link(&tess, mary, "later", &[("starts_on", "1/3/2026")]).await.status(303);
}

#[tokio::test]
async fn the_team_can_link_to_a_project_that_takes_no_requests() {
    let app = TestApp::start().await;
    let tess = app.sign_in_as(TESS).await;
    add_project(&tess, "Home visits", false).await;
    let closed = "update projects set recruiting = false";
    sqlx::query(closed).execute(app.db()).await.expect("a closed project");
    let mary = associate(&app, "Mary", "health_professional").await;
    tess.get(&format!("/associates/{mary}/memberships/new")).await.shows("Home visits (takes no requests)");
    link(&tess, mary, "home-visits", &[]).await.follow_redirect().await.shows("Linked to Home visits");
    assert_eq!(states(&app, mary).await, [pair("member", "active")]);
    let john = associate(&app, "John", "health_professional").await;
    let over = "update projects set starts_on = $1, ends_on = $1";
    sqlx::query(over)
        .bind(app.now().date_naive() - chrono::Days::new(1))
        .execute(app.db())
        .await
        .expect("a project that is over");
    tess.get(&format!("/associates/{john}/memberships/new")).await.shows_not("Home visits");
}
