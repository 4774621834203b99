//! A person's own events, what the team reads of them, and what stays in sight.

use chrono::TimeDelta;
use uuid::Uuid;

use super::{open, people, sign_up};
use crate::harness::{TESS, TestApp};

async fn noted(app: &TestApp, event: &str, person: Uuid, state: &str) {
    let event: Uuid = event.trim_start_matches("/events/").parse().expect("an event");
    let noted = "insert into attendances (event_id, associate_id, state, walk_in, noted_at)
         select $1, $2, $3::attendance_state, not exists (
             select from event_registrations where event_id = $1 and associate_id = $2 and state = 'registered'), $4";
    let noted = sqlx::query(noted).bind(event).bind(person).bind(state).bind(app.now());
    noted.execute(app.db()).await.expect("a note");
}

async fn sits_at(app: &TestApp, event: &str, person: Uuid, table: i16) {
    let event: Uuid = event.trim_start_matches("/events/").parse().expect("an event");
    let seat = "insert into event_seats (event_id, associate_id, table_number) values ($1, $2, $3)";
    sqlx::query(seat).bind(event).bind(person).bind(table).execute(app.db()).await.expect("a seat");
}

#[tokio::test]
async fn my_page_tells_the_next_three_events_and_my_events_all_of_them() {
    let app = TestApp::at("2026-06-01").await;
    let tess = app.sign_in_as(TESS).await;
    let (_, mary) = people(&app, "Mary", "carer", 1).await.remove(0);
    mary.get("/me/events")
        .await
        .shows("You are registered for no coming event")
        .shows("Events you were at appear here");
    mary.get("/me").await.shows("You are registered for no coming event").shows_not("All my events");
    for (day, title) in
        [("23/6/2026", "Third"), ("24/6/2026", "Fourth"), ("21/6/2026", "First"), ("22/6/2026", "Second")]
    {
        sign_up(&mary, &open(&tess, &[("starts_on", day), ("title", title)]).await).await;
    }
    let page = mary.get("/me").await;
    page.shows("First").shows("Second").shows("Third").shows_not("Fourth");
    let page = page.follow("All my events: 4 to come").await;
    assert_eq!(page.url, "/me/events");
    let titles: Vec<String> = page.select("dt a").iter().map(|link| link.text.clone()).collect();
    assert_eq!(titles, ["First", "Second", "Third", "Fourth"]);
    page.follow("Have my events in my calendar").await.status(200);
    let place = page.follow("Change or cancel Second").await.follow("I cannot come").await;
    place.press("Cancel the place").await.status(303);
    mary.get("/me/events").await.shows_not("Second");
}

#[tokio::test]
async fn my_events_say_where_i_stand_in_line_and_afterwards_how_it_was() {
    let app = TestApp::at("2026-06-01").await;
    let tess = app.sign_in_as(TESS).await;
    let crowd = people(&app, "Mary", "carer", 3).await;
    let full = open(&tess, &[("capacity", "1"), ("title", "Full")]).await;
    for (_, client) in &crowd {
        sign_up(client, &full).await;
    }
    crowd[1].1.get("/me/events").await.shows("You are the first in line");
    crowd[2].1.get("/me/events").await.shows("1 person is before you in line").shows("You are on the waiting list");
    let walked_into = open(&tess, &[("title", "Open door")]).await;

    app.advance(TimeDelta::days(20));
    noted(&app, &full, crowd[0].0, "attended").await;
    sits_at(&app, &full, crowd[0].0, 3).await;
    noted(&app, &walked_into, crowd[0].0, "attended").await;
    let mary = app.session_of("mary0@example.org").await;
    let page = mary.get("/me/events").await;
    page.shows("You came").shows("Table 3.").shows("You came without a place").shows("Open door");
    app.session_of("mary1@example.org").await.get("/me/events").await.shows_not("Full");
    mary.get("/me").await.follow("All my events: 0 to come, 2 past").await.status(200);
    let record = app.session_of(TESS.email).await.get(&format!("/associates/{}", crowd[0].0)).await;
    record.shows("Attended 1 of 1 event with a place; 1 without a place.").shows("Past events (2)").shows("Walk-in");
    let visitor = app.visitor().get("/me/events").await;
    visitor.redirects_to("/sign-in?next=%2Fme%2Fevents");
    app.session_of(TESS.email).await.get("/me/events").await.redirects_to("/events");
}

#[tokio::test]
async fn who_has_a_place_at_an_event_for_members_keeps_sight_of_it() {
    let app = TestApp::at("2026-06-01").await;
    let tess = app.sign_in_as(TESS).await;
    crate::projects::add_project(&tess, "Home visits", false).await;
    let crowd = people(&app, "Mary", "carer", 2).await;
    let project: Uuid = sqlx::query_scalar("select id from projects").fetch_one(app.db()).await.expect("a project");
    for (person, _) in &crowd {
        let link =
            "insert into memberships (id, associate_id, project_id, role, state, involvement, starts_on, requested_at)
             values ($1, $2, $3, 'member', 'active', 'ask_me', '2026-01-01', $4)";
        let link = sqlx::query(link).bind(Uuid::now_v7()).bind(person).bind(project).bind(app.now());
        link.execute(app.db()).await.expect("a membership");
    }
    let event = open(&tess, &[]).await;
    for statement in [
        "update events set visibility = 'members'",
        "insert into event_projects (event_id, project_id) select e.id, p.id from events e, projects p",
    ] {
        sqlx::query(statement).execute(app.db()).await.expect("a change");
    }
    sign_up(&crowd[0].1, &event).await;
    let ended = "update memberships set state = 'ended', ends_on = '2026-05-30', ended_at = $1";
    sqlx::query(ended).bind(app.now()).execute(app.db()).await.expect("an end");

    let (with_place, without) = (&crowd[0].1, &crowd[1].1);
    for list in ["/events", "/events?view=month&month=2026-06"] {
        with_place.get(list).await.shows("Getting home");
        without.get(list).await.shows_not("Getting home");
    }
    with_place.get(&event).await.shows("You have a place");
    without.get(&event).await.status(404);
    // Nothing else of it opens: they cannot come to the project, and once they cancel it is gone.
    let page = with_place.get("/me/events").await.follow("Change or cancel").await.follow("I cannot come").await;
    page.press("Cancel the place").await.status(303);
    with_place.get(&event).await.status(404);
    with_place.get("/events").await.shows_not("Getting home");
}

#[tokio::test]
async fn visitors_read_in_tens_how_many_came() {
    let app = TestApp::at("2026-06-15").await;
    let tess = app.sign_in_as(TESS).await;
    let event = open(&tess, &[("visibility", "public")]).await;
    let crowd = people(&app, "Mary", "carer", 12).await;
    app.advance(TimeDelta::days(10));
    noted(&app, &event, crowd[0].0, "attended").await;
    let visitor = app.visitor();
    visitor.get(&event).await.shows("Has taken place").shows("Fewer than 5 people came");
    for (person, _) in &crowd[1..] {
        noted(&app, &event, *person, "attended").await;
    }
    visitor.get(&event).await.shows("At least 10 people came.").shows_not("12");
    visitor.get("/events?view=past").await.shows("1 past event").shows("At least 10 people came");
    visitor.get("/events").await.shows_not("people came");
}
