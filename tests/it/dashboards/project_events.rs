//! A project's events for its lead: which of their members come, and of everyone else no more than a number.

use uuid::Uuid;

use super::register::Register;
use crate::harness::{Client, LENA, LEO, TESS, TestApp};

/// Leo's project, with an event to come and one that is done.
async fn prepared(app: &TestApp) -> (Uuid, Uuid, Uuid) {
    let register = Register(app);
    let project = register.project("own-project").await;
    register.leo_leads(project).await;
    let coming = register.event(Some(project), "2026-07-20", "open").await;
    let past = register.event(Some(project), "2026-06-20", "done").await;
    (project, coming, past)
}

async fn page_of(client: &Client, event: Uuid) -> crate::harness::Page {
    client.get(&format!("/projects/own-project/events/{event}")).await
}

#[tokio::test]
async fn a_lead_sees_their_members_by_name_and_of_others_a_number() {
    let app = TestApp::at("2026-07-02").await;
    let register = Register(&app);
    let (project, coming, past) = prepared(&app).await;
    register.party(Some(project), coming, "carer", 2, None).await;
    let waiting = register.person("Wilma", "commissioner").await;
    register.links(waiting, project, "member").await;
    register.waits(waiting, coming).await;
    register.party(None, coming, "industry", 3, None).await;
    let came = register.party(Some(project), past, "third_sector", 1, Some("attended")).await;
    register.party(Some(project), past, "social_care", 1, Some("absent")).await;
    let needs = "update event_registrations set access_needs = 'A ramp' where associate_id = $1";
    sqlx::query(needs).bind(came[0]).execute(app.db()).await.expect("needs");

    let leo = app.sign_in_as(LEO).await;
    let tabs = leo.get("/projects/own-project/dashboard").await.select(".copse-tabs a");
    let tab = tabs.iter().find(|tab| tab.text == "Events").and_then(|tab| tab.attribute("href")).expect("a tab");
    let list = leo.get(tab).await;
    list.status(200).shows("1 coming event").shows("Event of 2026-07-20").shows("Fewer than 5").shows_not("2026-06-20");
    let page = list.follow("2 members with a place").await;
    page.shows("2 members with a place").shows("carer0 Person").shows("carer1 Person").shows_not("Wilma");
    let page = page.follow("All members at this event").await;
    page.shows("3 members").shows("Wilma Person").shows("Waits for a place").shows("Fewer than 5 with a place.");
    page.shows_not("industry").shows_not("Carer").shows_not("Commissioner");

    let page = leo.get("/projects/own-project/events?show=past").await;
    page.shows("1 past event")
        .follow("1 members who came")
        .await
        .shows("third_sector0 Person")
        .shows("1 member who came");
    let page = page_of(&leo, past).await;
    page.shows("Came").shows("Did not come").shows_not("absent").shows_not("A ramp").shows("Nobody else.");
    // From the event's own page, too.
    leo.get(&format!("/events/{past}")).await.follow("Your members").await.shows("2 members");
    // The team sees the same with everything exact.
    let tess = app.sign_in_as(TESS).await;
    page_of(&tess, coming).await.shows("3 with a place.").shows("3 members");
}

#[tokio::test]
async fn nobody_else_sees_it_and_no_event_of_another_project() {
    let app = TestApp::at("2026-07-02").await;
    let register = Register(&app);
    let (_, coming, past) = prepared(&app).await;
    let other = register.project("other-project").await;
    let (elsewhere, draft) = (
        register.event(Some(other), "2026-07-20", "open").await,
        register.event(Some(other), "2026-07-21", "draft").await,
    );
    sqlx::query("insert into event_projects select $1, id from projects where slug = 'own-project'")
        .bind(draft)
        .execute(app.db())
        .await
        .expect("a link");
    let leo = app.sign_in_as(LEO).await;
    for (event, code) in [(coming, 200), (past, 200), (elsewhere, 404), (draft, 404), (Uuid::now_v7(), 404)] {
        page_of(&leo, event).await.status(code);
        leo.get(&format!("/projects/own-project/events/{event}/members.csv")).await.status(code);
    }
    leo.get("/projects/own-project/events").await.status(200).shows_not("2026-07-21");
    leo.get("/projects/other-project/events").await.status(404);
    leo.get(&format!("/projects/other-project/events/{elsewhere}")).await.status(404);
    page_of(&app.visitor(), coming).await.status(303);
    app.sign_in_as(TESS).await.get("/projects/own-project/events").await.status(200);

    let app = TestApp::filled().await;
    let lena = app.sign_in_as(LENA).await;
    lena.get("/projects/home-visits-after-stroke/events").await.status(404);
}

#[tokio::test]
async fn who_leads_two_of_an_event_s_projects_has_a_tab_for_each() {
    let app = TestApp::at("2026-07-02").await;
    let register = Register(&app);
    let (_, coming, _) = prepared(&app).await;
    let other = register.project("other-project").await;
    let leo = "select associate_id from accounts where email = $1";
    let leo = sqlx::query_scalar::<_, Uuid>(leo).bind(LEO.email).fetch_one(app.db()).await.expect("Leo");
    register.links(leo, other, "lead").await;
    sqlx::query("insert into event_projects (event_id, project_id) values ($1, $2)")
        .bind(coming)
        .bind(other)
        .execute(app.db())
        .await
        .expect("a link");
    let page = app.sign_in_as(LEO).await.get(&format!("/events/{coming}")).await;
    for project in ["own-project", "other-project"] {
        let members = page.follow(&format!("Your members of {project}")).await;
        assert_eq!(members.status(200).path(), format!("/projects/{project}/events/{coming}"));
        let current = members.select(".copse-tabs a[aria-current=page]");
        let current: Vec<&str> = current.iter().map(|tab| tab.text.as_str()).collect();
        assert_eq!(current, [format!("Your members of {project}")]);
    }
}

#[tokio::test]
async fn a_link_that_waits_for_consent_neither_appears_nor_counts() {
    let app = TestApp::at("2026-07-02").await;
    let register = Register(&app);
    let (project, coming, past) = prepared(&app).await;
    register.party(Some(project), coming, "service_user", 2, None).await;
    register.party(Some(project), past, "service_user", 6, Some("attended")).await;
    sqlx::query("update projects set sensitive = true").execute(app.db()).await.expect("a change");
    let leo = app.sign_in_as(LEO).await;
    for event in [coming, past] {
        let page = page_of(&leo, event).await;
        page.shows("Nobody of this project").shows_not("service_user");
        let csv = leo.get(&format!("/projects/own-project/events/{event}/members.csv")).await;
        assert!(!csv.status(200).body.contains("service_user"));
    }
    let list = leo.get("/projects/own-project/events?show=past").await;
    assert!(list.select("td a").is_empty(), "{}", list.excerpt());
    // They are among the others, of whom nobody knows who they are.
    page_of(&leo, past).await.shows("6 with a place: 6 came, 0 did not.");
    page_of(&app.sign_in_as(TESS).await, coming).await.shows("2 with a place.").shows("Nobody of this project");
}

#[tokio::test]
async fn small_numbers_of_others_are_not_left_over() {
    let app = TestApp::at("2026-07-02").await;
    let register = Register(&app);
    let (project, coming, past) = prepared(&app).await;
    register.party(Some(project), coming, "carer", 12, None).await;
    register.party(None, coming, "industry", 2, None).await;
    register.party(Some(project), past, "carer", 9, Some("attended")).await;
    register.party(None, past, "industry", 17, Some("attended")).await;
    register.party(None, past, "commissioner", 3, Some("absent")).await;
    let leo = app.sign_in_as(LEO).await;
    // 14 have a place and 12 are known by name: none of the pages says 14 or 2, and none the 26 who came or the 17.
    let pages = [
        leo.get("/projects/own-project/events").await,
        page_of(&leo, coming).await,
        leo.get("/projects/own-project/dashboard").await,
        leo.get(&format!("/events/{coming}")).await,
        page_of(&leo, past).await,
        leo.get("/projects/own-project/events?show=past").await,
        leo.get(&format!("/events/{past}")).await,
        leo.get("/events?view=past").await,
    ];
    let is_word = |text: &str, number: &str| text.split(|c: char| !c.is_alphanumeric()).any(|word| word == number);
    for page in pages {
        let text = page.status(200).text().replace("14:00", "").replace("2:00pm", "").replace("20 June", "");
        for number in ["14", "17", "26", "29"] {
            assert!(!is_word(&text, number), "{} says {number}: {text}", page.asked);
        }
    }
    page_of(&leo, coming).await.shows("Fewer than 5 with a place.");
    page_of(&leo, past)
        .await
        .shows("20 with a place. How many of them came is not shown.")
        .shows_not("came without a place");
    leo.get(&format!("/events/{past}")).await.shows("At least 20 people came");
}

#[tokio::test]
async fn the_list_can_be_taken_away_and_the_trail_says_so() {
    let app = TestApp::at("2026-07-02").await;
    let register = Register(&app);
    let (project, _, past) = prepared(&app).await;
    register.party(Some(project), past, "carer", 2, Some("attended")).await;
    let leo = app.sign_in_as(LEO).await;
    let csv = page_of(&leo, past).await.follow("Take the list away for a spreadsheet").await;
    assert_eq!(csv.header("content-type"), Some("text/csv; charset=utf-8"));
    assert!(csv.header("content-disposition").is_some_and(|name| name.contains("own-project-event-of-2026-06-20.csv")));
    let lines: Vec<&str> = csv.body.trim_start_matches('\u{feff}').lines().collect();
    assert_eq!(lines[0], "Name,Organisation,Event,Date,How they stand to it");
    assert_eq!((lines.len(), lines[1]), (3, "carer0 Person,,Event of 2026-06-20,20 June 2026,Came"));
    let history = app.sign_in_as(TESS).await.get(&format!("/events/{past}/history")).await;
    history.shows("Took away the list of a project's people at an event").shows("Leo Lead");
}

#[tokio::test]
async fn a_long_list_pages_and_an_empty_one_says_what_to_do() {
    let app = TestApp::at("2026-07-02").await;
    let register = Register(&app);
    let project = register.project("own-project").await;
    register.leo_leads(project).await;
    let leo = app.sign_in_as(LEO).await;
    leo.get("/projects/own-project/events").await.shows("Nothing is planned");
    leo.get("/projects/own-project/events?show=past").await.shows("No event has taken place yet");
    leo.get("/projects/own-project/events?show=to-close").await.shows("Every event is closed");
    leo.get("/projects/own-project/events?show=frog").await.shows("“frog”, which we do not understand");
    for number in 1..=31 {
        register.event(Some(project), &format!("2025-05-{number:02}"), "done").await;
    }
    let page = leo.get("/projects/own-project/events?show=past").await;
    page.shows("31 past events, 30 a page").shows("Event of 2025-05-31").shows_not("Event of 2025-05-01");
    let page = page.follow("Earlier").await;
    page.shows("Event of 2025-05-01").shows_not("Event of 2025-05-02");
    page.follow("Later").await.shows("Event of 2025-05-31");
}
