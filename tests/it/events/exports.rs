//! Lists of events and of their people as spreadsheets.

use super::{open, people, plan, sign_up};
use crate::harness::{ADA, TESS, TestApp};

#[tokio::test]
async fn the_list_of_events_is_taken_away_as_its_reader_sees_it() {
    let app = TestApp::at("2026-06-01").await;
    let tess = app.sign_in_as(TESS).await;
    open(&tess, &[("visibility", "public"), ("title", "=Tea")]).await;
    open(&tess, &[("title", "For Associates")]).await;
    plan(&tess, &[("title", "A draft")]).await;
    let page = app.visitor().get("/events").await;
    let file = page.follow("Take it away as a spreadsheet").await;
    file.status(200);
    assert_eq!(file.header("content-disposition"), Some("attachment; filename=\"events-2026-06-01.csv\""));
    let lines: Vec<&str> = file.body.lines().collect();
    assert_eq!(lines[0], "\u{feff}Event,Sort of event,Date,From,Until,Where,Online,State");
    let expected =
        "'=Tea,Seminar,20 June 2026,2:00pm,4:30pm,\"Room 3, Institute of Mental Health\",no,Open for registration";
    assert_eq!(lines[1..], [expected], "neither drafts nor what is for others, and no numbers");
    let (_, mary) = people(&app, "Mary", "carer", 1).await.remove(0);
    assert_eq!(mary.get("/events.csv").await.body.lines().count(), 3);
    let file = tess.get("/events.csv?q=draft").await;
    let lines: Vec<&str> = file.body.lines().collect();
    assert!(lines[0].ends_with("State,For,Places,Places taken,Waiting"), "{}", lines[0]);
    assert!(lines.len() == 2 && lines[1].ends_with("Draft,Associates,40,0,0"), "{lines:?}");
}

#[tokio::test]
async fn the_people_of_an_event_are_taken_away_without_what_they_need_unless_there_is_a_reason() {
    let app = TestApp::at("2026-06-01").await;
    let (tess, ada) = (app.sign_in_as(TESS).await, app.sign_in_as(ADA).await);
    let event = open(&tess, &[("capacity", "1")]).await;
    let both = people(&app, "Mary", "carer", 2).await;
    crate::memberships::publish_notice(&app).await;
    for (id, client) in both {
        sqlx::query("update associates set access_needs = 'A ramp' where id = $1")
            .bind(id)
            .execute(app.db())
            .await
            .expect("a need");
        sign_up(&client, &event).await;
    }
    let file = tess.get(&format!("{event}/registrations")).await.follow("Take it away as a spreadsheet").await;
    let lines: Vec<&str> = file.body.lines().collect();
    assert_eq!(lines[0], "\u{feff}Name,Organisation,Registration,Table,Attendance");
    assert_eq!(lines[1..], ["Mary0 Person,,Has a place,,", "Mary1 Person,,On the waiting list,,"]);
    let history = tess.get(&format!("{event}/history")).await;
    history.shows("Took the registrations away").shows("everyone").shows("2");
    let ask = tess.get(&format!("{event}/access-needs")).await.follow("Take them away as a spreadsheet").await;
    let form = ask.form(&format!("{event}/registrations.csv"));
    form.clone().submit().await.status(422).has_error("reason", "Enter what you need them for");
    let file = form.set("reason", "The caterer asks").submit().await;
    assert!(file.body.contains("Mary0 Person,,Has a place,,,A ramp"), "{}", file.body);
    tess.get(&format!("{event}/history")).await.shows("The caterer asks").shows("with access needs");
    let mary = app.session_of("mary0@example.org").await;
    mary.get("/me/data").await.shows("Took access needs for an event away");
    mary.get(&format!("{event}/registrations.csv")).await.status(403);
    let trail = ada.get("/admin/audit").await;
    trail.shows("Took the registrations away").shows_not("A ramp");
}
