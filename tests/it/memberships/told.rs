//! Nothing a lead reads of a project about health tells whose consent it waited for, or who took it back.

use chrono::TimeDelta;

use super::{ask, associate, link, project, publish_notice};
use crate::harness::{Client, TESS, TestApp};

/// Mary, a carer; nobody has agreed to anything but the notice.
async fn with_mary(app: &TestApp) -> uuid::Uuid {
    project(app, false).await;
    let id = associate(app, "Mary", "carer").await;
    publish_notice(app).await;
    id
}

/// The project is one that says something about health from now on, for whoever is in it.
async fn becomes_sensitive(app: &TestApp) {
    sqlx::query("update projects set sensitive = true").execute(app.db()).await.expect("a sensitive project");
}

async fn agrees(mary: &Client) {
    mary.get("/me").await.press("I agree for Home visits").await.status(303);
}

#[tokio::test]
async fn a_request_that_waited_for_consent_looks_like_one_of_that_day() {
    let app = TestApp::start().await;
    with_mary(&app).await;
    ask(&app.session_of("mary@example.org").await, "/projects/home-visits").await.status(303);
    becomes_sensitive(&app).await;
    app.advance(TimeDelta::days(8));
    agrees(&app.session_of("mary@example.org").await).await;
    let leah = app.session_of("leah@example.org").await;
    let page = leah.get("/projects/home-visits/members").await;
    let request = &page.select("#requests tbody tr")[0].text;
    assert!(request.contains("Mary Person") && request.contains("10 March 2026"), "{request}");
    assert!(!request.contains("2 March 2026") && !request.contains("Late"), "{request}");
    leah.get("/projects/home-visits/dashboard").await.shows("since 10 March 2026 (today)").shows_not("Late");
}

#[tokio::test]
async fn a_link_that_waited_for_consent_looks_like_one_of_that_day() {
    let app = TestApp::start().await;
    let id = with_mary(&app).await;
    sqlx::query("update projects set starts_on = '2025-01-01'").execute(app.db()).await.expect("an older project");
    let tess = app.sign_in_as(TESS).await;
    let form = tess.get("/organisations/new").await.form("/organisations").set("name", "Derby City");
    form.set("kind", "council").submit().await.status(303);
    let fellow =
        [("role", "diffusion_fellow"), ("host", "Derby City"), ("days_a_week", "1"), ("starts_on", "1/2/2026")];
    link(&tess, id, "home-visits", &fellow).await.status(303);
    let leah = app.session_of("leah@example.org").await;
    let members = leah.get("/projects/home-visits/members?role=diffusion_fellow").await;
    members.shows("2 March 2026").shows_not("1 February 2026");
    becomes_sensitive(&app).await;
    app.advance(TimeDelta::days(8));
    agrees(&app.session_of("mary@example.org").await).await;
    let leah = app.session_of("leah@example.org").await;
    let members = leah.get("/projects/home-visits/members?role=diffusion_fellow").await;
    members.shows("Mary Person").shows("10 March 2026").shows_not("2 March 2026");
    leah.get("/projects/home-visits/dashboard").await.shows("since 10 March 2026").shows_not("1 February 2026");
    let tess = app.sign_in_as(TESS).await;
    tess.get("/projects/home-visits/members?role=diffusion_fellow").await.shows("1 February 2026");
    tess.get("/projects/home-visits/dashboard").await.shows("since 1 February 2026");
}
