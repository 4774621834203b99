//! Events on dashboards: those to come, and what those of the past year were for.

use uuid::Uuid;

use super::{chart, dashboard};
use crate::events::{open, people};
use crate::harness::{LEO, TESS, TestApp};

#[tokio::test]
async fn dashboards_tell_the_next_events_and_the_activity_mix() {
    let app = TestApp::filled().await;
    let leo = app.sign_in_as(LEO).await;
    let page = leo.get(&dashboard("home-visits-after-stroke")).await;
    page.shows("Working together on Home visits after stroke")
        .shows("16 of 16 places taken")
        .shows_not("Meet and talk");
    let page = app.sign_in_as(TESS).await.get("/dashboard").await;
    page.shows("Meet and talk").shows("14 of 16 places taken").shows("The balance of the four activities is 0.");
    let mix = chart(&page, "Activity mix of the last twelve months");
    let shares: Vec<u32> = mix.values().map(|share| share.parse().expect("a number")).collect();
    assert_eq!(mix.len(), 4);
    // Each is rounded for itself.
    assert!((98..=102).contains(&shares.iter().sum::<u32>()), "{mix:?}");
}

#[tokio::test]
async fn how_few_have_a_place_is_told_to_the_team_alone() {
    let app = TestApp::filled().await;
    let tess = app.sign_in_as(TESS).await;
    let event = open(&tess, &[]).await;
    let id: Uuid = event.trim_start_matches("/events/").parse().expect("an event");
    let link = "insert into event_projects (event_id, project_id) select $1, id from projects where slug = $2";
    sqlx::query(link).bind(id).bind("home-visits-after-stroke").execute(app.db()).await.expect("a link");
    for (person, _) in people(&app, "Mary", "carer", 3).await {
        let form = tess.get(&format!("{event}/registrations/new?associate={person}")).await;
        form.form(&format!("{event}/registrations")).submit().await.status(303);
    }
    let page = dashboard("home-visits-after-stroke");
    tess.get(&page).await.shows("Getting home after a stroke").shows("3 of 40 places taken");
    let leo = app.sign_in_as(LEO).await.get(&page).await;
    leo.shows("Getting home after a stroke").shows("fewer than 5 of 40 places taken").shows_not("3 of 40");
}

#[tokio::test]
async fn a_network_without_events_says_so() {
    let app = TestApp::start().await;
    let page = app.sign_in_as(TESS).await.get("/dashboard").await;
    page.shows("No event is open or announced").shows("There was no event in the last twelve months");
}
