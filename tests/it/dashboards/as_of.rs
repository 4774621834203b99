//! A lead cannot tell what somebody counts as from what changed when they came or went.

use uuid::Uuid;

use super::register::Register;
use super::{chart, dashboard};
use crate::harness::{Client, Crawler, LEO, Page, TESS, TestApp};

/// Everything on a page that divides members up or says who is absent.
fn divided(page: &Page) -> Vec<String> {
    let movement = ["Joined by", "Left by", "Members who came"];
    let is_movement = |text: &str| movement.iter().any(|title| text.starts_with(title));
    let bars = page.select(".copse-bars").into_iter().filter(|bars| !is_movement(&bars.text));
    let tiles = page.select(".copse-tile").into_iter().filter(|tile| tile.text.contains("groups missing"));
    let missing = page.select("#missing, #missing + p, #visitors + .govuk-grid-row p");
    bars.chain(tiles).chain(missing).map(|part| part.html).collect()
}

/// The same of every page a lead finds, by its address.
async fn all_divided(leo: &Client) -> Vec<(String, Vec<String>)> {
    let (mut crawler, mut found) = (Crawler::new(leo), Vec::new());
    while let Some(page) = crawler.next().await {
        let parts = divided(&page);
        if !parts.is_empty() {
            found.push((page.url.clone(), parts));
        }
    }
    found.sort();
    found
}

/// Forty-two people and Leo, as at 31 March.
async fn community(app: &TestApp) -> (Register<'_>, Uuid) {
    let register = Register(app);
    let project = register.project("own-project").await;
    register.leo_leads(project).await;
    for (group, size) in [("health_professional", 20), ("carer", 12), ("third_sector", 10)] {
        register.crowd(project, group, size).await;
    }
    (register, project)
}

async fn asks(register: &Register<'_>, name: &str, group: &str, project: Uuid) {
    let person = register.person(name, group).await;
    register.membership(person, project, "member", "requested").await;
}

async fn accept_all(leo: &Client) {
    for name in ["Conny", "Sue"] {
        let page =
            leo.get("/projects/own-project/members").await.follow(&format!("Answer the request of {name}")).await;
        page.form("form[method=post][action*='/decision']").set("answer", "accept").submit().await.status(303);
    }
}

#[tokio::test]
async fn accepting_somebody_changes_no_breakdown_a_lead_can_reach() {
    let app = TestApp::at("2026-04-10").await;
    let (register, project) = community(&app).await;
    asks(&register, "Conny", "commissioner", project).await;
    asks(&register, "Sue", "service_user", project).await;
    let leo = app.sign_in_as(LEO).await;
    let page = leo.get(&dashboard("own-project")).await;
    page.shows("As at 31 March 2026. Renewed at the end of a quarter, when at least five people have joined or left");
    page.shows("Today 43 people take part").shows("43 members").shows("Nobody yet from: Commissioner");
    let before = all_divided(&leo).await;
    assert!(
        before.iter().any(|(address, parts)| *address == dashboard("own-project") && parts.len() > 4),
        "{before:?}"
    );

    accept_all(&leo).await;
    assert_eq!(all_divided(&leo).await, before);
    let page = leo.get(&dashboard("own-project")).await;
    page.shows("Today 45 people take part").shows("45 members");
    leo.get("/projects/own-project/members").await.shows("Conny Person").shows("Sue Person");
    let groups =
        chart(&app.sign_in_as(TESS).await.get(&dashboard("own-project")).await, "Members by stakeholder group");
    assert_eq!((groups["Commissioner"].as_str(), groups["Service user"].as_str()), ("1", "1"), "the team's are live");

    // Two in a quarter are too few; with three more the next picture has them all.
    app.advance(chrono::TimeDelta::days(85));
    let own = before.into_iter().find(|(address, _)| *address == dashboard("own-project")).expect("the dashboard");
    let leo = app.sign_in_as(LEO).await;
    assert_eq!(divided(&leo.get(&dashboard("own-project")).await), own.1);
    register.crowd(project, "social_care", 3).await;
    let later = "update memberships set requested_at = '2026-05-05', starts_on = '2026-05-05'
         where associate_id in (select id from associates where stakeholder_group = 'social_care')";
    sqlx::query(later).execute(app.db()).await.expect("a change");
    let page = leo.get(&dashboard("own-project")).await;
    page.shows("As at 30 June 2026").shows("Today 48 people take part").shows_not("Nobody yet from: Commissioner");
}

#[tokio::test]
async fn what_is_entered_later_with_an_earlier_date_is_in_no_earlier_picture() {
    let app = TestApp::at("2026-04-10").await;
    let (register, _) = community(&app).await;
    let newcomer = register.person("Conny", "commissioner").await;
    let leo = app.sign_in_as(LEO).await;
    let before = divided(&leo.get(&dashboard("own-project")).await);

    let tess = app.sign_in_as(TESS).await;
    let form = format!("/associates/{newcomer}/memberships/new");
    let form = tess.get(&format!("{form}?project=own-project&reason=Asked")).await.form(&form);
    form.set("starts_on", "2026-02-02").submit().await.status(303);
    let list = tess.get("/projects/own-project/members?group=carer").await;
    let form = list.follow("End the part of carer 3 Person").await.form("form[method=post][action*='/ending']");
    form.set("ends_on", "2026-02-20").set("reason", "Moved away").submit().await.status(303);

    let page = leo.get(&dashboard("own-project")).await;
    assert_eq!(divided(&page), before);
    page.shows("43 members");
    let groups = chart(&tess.get(&dashboard("own-project")).await, "Members by stakeholder group");
    assert_eq!((groups["Commissioner"].as_str(), groups["Carer"].as_str()), ("1", "11"));
}

#[tokio::test]
async fn a_consent_given_later_raises_no_earlier_picture_and_one_withdrawn_hides_at_once() {
    let app = TestApp::at("2026-04-10").await;
    let (register, project) = community(&app).await;
    // The smallest group is hidden with Leo, who is the only one of his.
    register.crowd(project, "provider_manager", 6).await;
    sqlx::query("update projects set sensitive = true").execute(app.db()).await.expect("a change");
    let carers = "select id from associates where stakeholder_group = 'carer' order by given_name";
    let carers: Vec<Uuid> = sqlx::query_scalar(carers).fetch_all(app.db()).await.expect("carers");
    register.notice().await;
    for carer in &carers[..8] {
        register.consents(*carer, project, true, "2026-02-01").await;
    }
    let leo = app.sign_in_as(LEO).await;
    let count =
        async || chart(&leo.get(&dashboard("own-project")).await, "Members by stakeholder group")["Carer"].clone();
    assert_eq!(count().await, "8");
    register.consents(carers[8], project, true, "2026-04-05").await;
    assert_eq!(count().await, "8", "the picture is of the time before");
    leo.get(&dashboard("own-project")).await.shows("46 members");
    register.consents(carers[0], project, false, "2026-04-06").await;
    assert_eq!(count().await, "7");
    register.consents(carers[0], project, true, "2026-04-07").await;
    assert_eq!(count().await, "7", "agreeing again is of the next picture too");
}

#[tokio::test]
async fn a_consent_that_comes_later_or_is_taken_back_changes_nobodys_coming() {
    let app = TestApp::at("2026-04-10").await;
    let (register, project) = community(&app).await;
    sqlx::query("update projects set sensitive = true").execute(app.db()).await.expect("a change");
    let carers = "select id from associates where stakeholder_group = 'carer' order by given_name";
    let carers: Vec<Uuid> = sqlx::query_scalar(carers).fetch_all(app.db()).await.expect("carers");
    register.notice().await;
    for carer in &carers[..6] {
        register.consents(*carer, project, true, "2026-02-01").await;
    }
    let leo = app.sign_in_as(LEO).await;
    let movement = async |title| chart(&leo.get(&dashboard("own-project")).await, title);
    let first = "January to March 2026";
    assert_eq!(movement("Joined by quarter").await[first], "37");
    for carer in &carers[6..] {
        register.consents(*carer, project, true, "2026-04-05").await;
    }
    assert_eq!(movement("Joined by quarter").await[first], "37", "they come when they agree");
    assert_eq!(movement("Joined by quarter").await["April to June 2026"], "6");
    for carer in &carers[..6] {
        register.consents(*carer, project, false, "2026-04-08").await;
    }
    assert_eq!(movement("Joined by quarter").await[first], "37", "and go when they do no longer");
    assert_eq!(movement("Left by quarter").await["April to June 2026"], "6");
    let list = "/associates?project=own-project&status=all&joined=2026-01-01..2026-03-31";
    app.sign_in_as(TESS).await.get(list).await.shows("37 Associates");
}

#[tokio::test]
async fn before_there_were_five_people_at_the_end_of_a_quarter_nothing_is_divided_up() {
    let app = TestApp::at("2026-04-10").await;
    let register = Register(&app);
    let project = register.project("own-project").await;
    register.leo_leads(project).await;
    register.crowd(project, "carer", 3).await;
    let leo = app.sign_in_as(LEO).await;
    let page = leo.get(&dashboard("own-project")).await;
    page.shows("Not shown yet").shows("Today fewer than 5 people take part").shows_not("Nobody yet from");
    assert_eq!(page.select(".copse-bars").iter().filter(|bars| bars.text.starts_with("Members by")).count(), 0);
    register.crowd(project, "carer", 1).await;
    chart(&leo.get(&dashboard("own-project")).await, "Members by stakeholder group");
}
