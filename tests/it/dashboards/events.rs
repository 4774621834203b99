//! Events on dashboards: those to come and to close, what those of the past year were for, who came, how they went.

use uuid::Uuid;

use super::register::Register;
use super::{chart, dashboard, selector};
use crate::events::{open, people};
use crate::harness::{LEO, Page, TESS, TestApp};

/// The numbers of a row of a table over time.
fn row(page: &Page, caption: &str, label: &str) -> Vec<String> {
    let html = scraper::Html::parse_document(&page.body);
    let words = |element: scraper::ElementRef<'_>| element.text().collect::<String>();
    let tables = selector(".copse-trend");
    let table = html.select(&tables).find(|table| words(*table).trim().starts_with(caption));
    let table = table.unwrap_or_else(|| panic!("no table {caption:?}: {}", page.excerpt()));
    let (rows, head, cells) = (selector("tbody tr"), selector("th"), selector("td.govuk-table__cell--numeric"));
    let row = table.select(&rows).find(|row| row.select(&head).next().is_some_and(|head| words(head) == label));
    let row = row.unwrap_or_else(|| panic!("no row {label:?}: {}", page.excerpt()));
    // The words that only a screen reader says follow the number.
    let number = |text: String| {
        let words = text.split_whitespace().take_while(|word| !word.contains(char::is_alphabetic));
        words.collect::<Vec<_>>().join(" ")
    };
    row.select(&cells).map(|cell| number(words(cell))).collect()
}

#[tokio::test]
async fn dashboards_tell_the_next_events_and_the_activity_mix() {
    let app = TestApp::filled().await;
    let leo = app.sign_in_as(LEO).await;
    let page = leo.get(&dashboard("home-visits-after-stroke")).await;
    page.shows("Working together on Home visits after stroke")
        .shows("taken by your members")
        .shows_not("Meet and talk");
    page.shows("taken by your members");
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
    leo.shows("Getting home after a stroke")
        .shows("Places: 0 taken by your members, fewer than 5 by others")
        .shows_not("40 places");
    leo.shows_not("3 of 40");
}

#[tokio::test]
async fn a_network_without_events_says_so() {
    let app = TestApp::start().await;
    let page = app.sign_in_as(TESS).await.get("/dashboard").await;
    page.shows("No event is open or announced").shows("There was no event in the last twelve months");
    assert_eq!(row(&page, "People who came to events", "Everyone"), ["0"; 8]);
}

#[tokio::test]
async fn the_worked_examples_stand_on_the_dashboard() {
    let app = TestApp::at("2026-06-25").await;
    let register = Register(&app);
    let event = register.event(None, "2026-06-20", "done").await;
    register.party(None, event, "health_professional", 33, Some("attended")).await;
    register.party(None, event, "carer", 3, Some("excused")).await;
    register.party(None, event, "commissioner", 4, Some("absent")).await;
    for name in ["Wanda", "Newton"] {
        register.noted(register.person(name, "commissioner").await, event, "attended").await;
    }
    register.programme(event, &[("applied_health_researcher", 120), ("carer", 80)]).await;
    let page = app.sign_in_as(TESS).await.get("/dashboard").await;
    page.shows("The no-show rate was 10.8 %: 4 of 37 people with a place who were expected");
    page.shows("Reciprocity was 0.80 at the one event with a programme");
    page.shows("The balance of the four activities is 0.84");
    assert_eq!(row(&page, "How events went", "Reciprocity")[7], "0.80");
    assert_eq!(row(&page, "How events went", "No-show rate")[7], "10.8 %");
    assert_eq!(row(&page, "People who came", "Health professional")[6..], ["0", "33"]);
    assert_eq!(row(&page, "People who came", "Commissioner")[7], "2", "who came without a place came too");
    assert_eq!(row(&page, "People who came", "Carer")[7], "0", "who was excused did not");
    page.follow("Events from 25 June 2025 to 25 June 2026").await.shows("1 past event").shows("Event of 2026-06-20");
}

#[tokio::test]
async fn the_mix_weighs_hours_by_who_came_and_by_places_only_where_nobody_noted_it() {
    let app = TestApp::at("2026-06-25").await;
    let register = Register(&app);
    let (noted, not_noted) =
        (register.event(None, "2026-06-10", "done").await, register.event(None, "2026-06-20", "closed").await);
    let other_mix = "update events set social_interaction = 0, knowledge_sharing = 0, knowledge_creation = 0,
                     identity_building = 100 where id = $1";
    sqlx::query(other_mix).bind(not_noted).execute(app.db()).await.expect("a change");
    register.party(None, noted, "carer", 6, Some("attended")).await;
    register.party(None, noted, "commissioner", 20, Some("absent")).await;
    register.party(None, not_noted, "carer", 2, None).await;
    let page = app.sign_in_as(TESS).await.get("/dashboard").await;
    let mix = chart(&page, "Activity mix of the last twelve months");
    // 6 of 8 people at 40, 40, 15 and 5 per cent, 2 of 8 at the last alone.
    assert_eq!((mix["Social interaction"].as_str(), mix["Identity building"].as_str()), ("30", "29"));
}

#[tokio::test]
async fn events_that_wait_to_be_closed_lead_to_their_list() {
    let app = TestApp::at("2026-06-25").await;
    let register = Register(&app);
    let (own, other) = (register.project("own-project").await, register.project("other-project").await);
    register.leo_leads(own).await;
    register.event(Some(own), "2026-06-20", "closed").await;
    register.event(Some(other), "2026-06-20", "open").await;
    register.event(Some(own), "2026-06-19", "cancelled").await;
    let tess = app.sign_in_as(TESS).await;
    let page = tess.get("/dashboard").await;
    page.follow("2 events are over and wait to be closed").await.shows("2 events").shows("Event of 2026-06-20");
    let leo = app.sign_in_as(LEO).await;
    let page = leo.get(&dashboard("own-project")).await.follow("1 event is over and waits to be closed").await;
    page.shows("1 event to close").shows("Event of 2026-06-20").shows("Not noted yet").shows_not("2026-06-19");
    assert_eq!(page.url, "/projects/own-project/events?show=to-close");
}

#[tokio::test]
async fn numbers_of_who_came_lead_to_exactly_them_and_a_link_that_waits_is_nobodys() {
    let app = TestApp::at("2026-06-25").await;
    let register = Register(&app);
    let project = register.project("own-project").await;
    let event = register.event(Some(project), "2026-06-20", "done").await;
    register.party(Some(project), event, "carer", 3, Some("attended")).await;
    let stranger = register.party(None, event, "carer", 2, Some("attended")).await[0];
    let tess = app.sign_in_as(TESS).await;
    let page = tess.get(&dashboard("own-project")).await;
    assert_eq!(row(&page, "Members who came", "Carer")[7], "3");
    let list = "/associates?project=own-project&group=carer&status=all&attended=2026-04-01..2026-06-30";
    assert!(page.select("a").iter().any(|link| link.attribute("href") == Some(list)), "{}", page.excerpt());
    tess.get(list).await.shows("3 Associates").shows("Came to: an event of the project, while a member, 1 April 2026");
    let page = tess.get("/dashboard").await;
    assert_eq!(row(&page, "People who came", "Carer")[7], "5");
    tess.get("/associates?group=carer&status=all&attended=2026-04-01..2026-06-30").await.shows("5 Associates");

    // The project turns out to say something about health: until they agree the carers are nobody of it.
    sqlx::query("update projects set sensitive = true").execute(app.db()).await.expect("a change");
    assert_eq!(row(&tess.get(&dashboard("own-project")).await, "Members who came", "Carer")[7], "0");
    tess.get(list).await.shows("Nobody matches");
    assert_eq!(row(&tess.get("/dashboard").await, "People who came", "Carer")[7], "5", "that they came is no secret");
    // Who joined after the event was no member on the day.
    sqlx::query("update projects set sensitive = false").execute(app.db()).await.expect("a change");
    register.links(stranger, project, "member").await;
    let late = "update memberships set starts_on = '2026-06-21' where associate_id = $1";
    sqlx::query(late).bind(stranger).execute(app.db()).await.expect("a change");
    tess.get(list).await.shows("3 Associates");
}

#[tokio::test]
async fn a_lead_reads_who_came_by_quarter_and_which_groups_and_no_number_of_a_group() {
    let app = TestApp::at("2026-07-02").await;
    let register = Register(&app);
    let project = register.project("own-project").await;
    register.leo_leads(project).await;
    let event = register.event(Some(project), "2026-03-20", "done").await;
    register.party(Some(project), event, "health_professional", 7, Some("attended")).await;
    register.party(Some(project), event, "carer", 6, Some("attended")).await;
    register.crowd(project, "commissioner", 6).await;
    let page = app.sign_in_as(LEO).await.get(&dashboard("own-project")).await;
    let quarters = chart(&page, "Members who came to its events, by quarter");
    assert_eq!((quarters.len(), quarters["January to March 2026"].as_str()), (8, "13"));
    page.shows("Came from: carer, health professional").shows("Nobody came from: service user");
    page.shows("until 31 March 2026").shows("Reciprocity").shows_not("People who came to events");
    assert!(page.select(".copse-trend, main td a").is_empty(), "no numbers by group, and no lists of the register");

    // One more comes, of a new group: nothing tells that it was of theirs.
    let event = register.event(Some(project), "2026-06-20", "done").await;
    register.party(Some(project), event, "industry", 1, Some("attended")).await;
    let page = app.sign_in_as(LEO).await.get(&dashboard("own-project")).await;
    let came = page.select("#visitors + .govuk-grid-row p");
    assert!(came.iter().any(|words| words.text == "Came from: carer, health professional."), "{came:?}");
    assert_eq!(chart(&page, "Members who came")["April to June 2026"], "fewer than 5");
}
