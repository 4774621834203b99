//! Home pages, dashboards and coverage: whom they count, whom they show it to, and where a number leads.

mod as_of;
mod events;
mod happened;
mod movement;
mod numbers;
mod project_events;
mod register;

use std::collections::BTreeMap;

use self::register::Register;
use crate::harness::{ADA, ASHA, LENA, LEO, Page, TESS, TestApp};

/// The rows of a bar chart: what is counted, and how it is shown.
fn chart(page: &Page, caption: &str) -> BTreeMap<String, String> {
    let charts = page.select(".copse-bars");
    let chart = charts.iter().find(|chart| chart.text.starts_with(caption));
    let chart = chart.unwrap_or_else(|| panic!("{} has no chart {caption:?}: {}", page.asked, page.excerpt()));
    let html = scraper::Html::parse_fragment(&format!("<table>{}</table>", chart.html));
    let (row, label, value) = (selector("tbody tr"), selector("th"), selector(".copse-bars__number"));
    let words =
        |part: Option<scraper::ElementRef<'_>>| part.map(|part| part.text().collect::<String>()).unwrap_or_default();
    html.select(&row).map(|row| (words(row.select(&label).next()), words(row.select(&value).next()))).collect()
}

fn selector(css: &str) -> scraper::Selector {
    scraper::Selector::parse(css).expect("a selector")
}

fn dashboard(slug: &str) -> String {
    format!("/projects/{slug}/dashboard")
}

#[tokio::test]
async fn each_kind_of_user_is_led_to_their_work() {
    let app = TestApp::filled().await;
    let page = app.visitor().get("/").await;
    page.status(200).shows("Stroke rehabilitation").shows("Home visits after stroke");
    assert!(!page.select("main a[href='/register']").is_empty() && !page.select("main a[href='/projects']").is_empty());
    app.sign_in_as(ASHA).await.get("/").await.redirects_to("/me");
    app.sign_in_as(LEO).await.get("/").await.redirects_to("/my-projects");
    app.sign_in_as(TESS).await.get("/").await.status(200).shows("What needs you today").shows("Newest memberships");
}

#[tokio::test]
async fn an_empty_network_says_what_to_do_next() {
    let app = TestApp::start().await;
    app.visitor().get("/").await.shows("The first projects are on their way");
    let tess = app.sign_in_as(TESS).await;
    tess.get("/").await.shows("Nothing waits for you").shows("No Associates yet");
    tess.get("/coverage").await.shows("No project needs people yet");
    tess.get("/dashboard").await.status(200);
    tess.get("/my-projects").await.shows("You do not lead a project");
}

#[tokio::test]
async fn a_dashboard_is_for_its_lead_and_the_team() {
    let app = TestApp::filled().await;
    let (own, other) = (dashboard("home-visits-after-stroke"), dashboard("stak"));
    let leo = app.sign_in_as(LEO).await;
    leo.get(&own).await.status(200).shows("Members by stakeholder group").shows("These numbers do not lead to lists");
    let hidden = leo.get(&other).await;
    let nowhere = leo.get(&dashboard("no-such-project")).await;
    hidden.status(404);
    nowhere.status(404);
    assert_eq!(hidden.text(), nowhere.text());
    leo.get("/dashboard").await.status(403);
    leo.get("/coverage").await.status(403);
    leo.get("/coverage/home-visits-after-stroke/commissioner").await.status(403);
    app.sign_in_as(LENA).await.get(&own).await.status(404);
    // The lists behind it are hidden in the same way.
    let members = |slug: &str| format!("/projects/{slug}/members");
    leo.get(&members("home-visits-after-stroke")).await.status(200);
    assert_eq!(leo.get(&members("stak")).await.status(404).text(), leo.get(&members("no-such-project")).await.text());
    app.sign_in_as(ASHA).await.get(&own).await.status(404);
    app.visitor().get(&own).await.status(303);
    app.sign_in_as(TESS).await.get(&own).await.status(200);
}

#[tokio::test]
async fn people_of_another_project_leave_no_trace_on_a_leads_pages() {
    let app = TestApp::at("2026-04-10").await;
    let register = Register(&app);
    let (own, other) = (register.project("own-project").await, register.project("other-project").await);
    register.leo_leads(own).await;
    register.crowd(own, "commissioner", 6).await;
    let leo = app.sign_in_as(LEO).await;
    let addresses = [dashboard("own-project"), "/my-projects".to_owned()];
    let before = [leo.get(&addresses[0]).await.text(), leo.get(&addresses[1]).await.text()];

    register.crowd(other, "carer", 9).await;
    let canary = register.person("Canary", "industry").await;
    register.links(canary, other, "diffusion_fellow").await;
    let asking = register.person("Canary", "social_care").await;
    register.membership(asking, other, "member", "requested").await;

    for (address, before) in addresses.iter().zip(before) {
        let page = leo.get(address).await;
        assert_eq!(page.text(), before, "{address}");
        assert!(!page.body.contains("Canary") && !page.body.contains("other-project"), "{address}");
    }
}

#[tokio::test]
async fn small_counts_are_hidden_from_a_lead_and_cannot_be_worked_out() {
    let app = TestApp::at("2026-04-10").await;
    let register = Register(&app);
    let project = register.project("small-counts").await;
    register.leo_leads(project).await;
    register.crowd(project, "applied_health_researcher", 6).await;
    register.crowd(project, "health_professional", 12).await;
    register.crowd(project, "carer", 2).await;

    let page = app.sign_in_as(LEO).await.get(&dashboard("small-counts")).await;
    let groups = chart(&page, "Members by stakeholder group");
    assert_eq!(groups["Health professional"], "12");
    assert_eq!(groups["Carer"], "fewer than 5");
    assert_eq!(groups["Applied health researcher"], "not shown", "21 − 12 − 7 would be the carers");
    assert_eq!(groups["Commissioner"], "0", "absence is what a lead must see");
    page.shows("Nobody yet from: Commissioner, Third sector");
    assert_eq!(page.select(".copse-bars a[href^='/associates']").len(), 0);
    // Quarters instead of months, and no running total.
    assert_eq!(page.select(".copse-months").len(), 0);

    let page = app.sign_in_as(TESS).await.get(&dashboard("small-counts")).await;
    let groups = chart(&page, "Members by stakeholder group");
    assert_eq!((groups["Carer"].as_str(), groups["Applied health researcher"].as_str()), ("2", "7"));
}

#[tokio::test]
async fn a_link_that_waits_for_health_consent_is_in_no_number() {
    let app = TestApp::at("2026-04-10").await;
    let register = Register(&app);
    let project = register.project("sensitive-project").await;
    register.leo_leads(project).await;
    register.crowd(project, "health_professional", 9).await;
    register.crowd(project, "service_user", 10).await;
    let asking = register.person("Quiet", "carer").await;
    register.membership(asking, project, "member", "requested").await;
    let (leo, tess) = (app.sign_in_as(LEO).await, app.sign_in_as(TESS).await);
    for client in [&leo, &tess] {
        let page = client.get(&dashboard("sensitive-project")).await;
        assert_eq!(chart(&page, "Members by stakeholder group")["Service user"], "10");
        page.shows("Quiet Person");
    }

    sqlx::query("update projects set sensitive = true").execute(app.db()).await.expect("a change");
    for client in [&leo, &tess] {
        let page = client.get(&dashboard("sensitive-project")).await;
        assert_eq!(chart(&page, "Members by stakeholder group")["Service user"], "0");
        page.shows_not("Quiet Person");
    }
    tess.get("/").await.shows("11 People with a link that waits for health consent");
    let themes = chart(&tess.get("/dashboard").await, "Associates by theme");
    assert_eq!(themes["Stroke"], "10");
}

/// 16 projects of 7 places: 12 have everyone, 3 have three, 1 has people who have done nothing themselves.
#[tokio::test]
async fn coverage_is_93_of_112() {
    let app = TestApp::start().await;
    let register = Register(&app);
    let mut people = Vec::new();
    for (number, group) in [
        "health_professional",
        "health_professional",
        "applied_health_researcher",
        "service_user",
        "carer",
        "commissioner",
        "third_sector",
    ]
    .into_iter()
    .enumerate()
    {
        let person = register.person(&format!("Engaged {number}"), group).await;
        register.acts(person).await;
        people.push(person);
    }
    for number in 0..16 {
        let project = register.project(&format!("project-{number}")).await;
        let engaged = match number {
            0..12 => &people[..],
            12..15 => &people[..3],
            _ => &[],
        };
        for person in engaged {
            register.links(*person, project, "member").await;
        }
        if number == 15 {
            register.crowd(project, "commissioner", 3).await;
        }
    }
    let tess = app.sign_in_as(TESS).await;
    let page = tess.get("/coverage").await;
    page.shows("83.0 %: 93 of 112 places").shows("Commissioner 4, Third sector 4");
    page.shows("Service user or carer 8");
    let cell = page.follow("0 of 1").await;
    cell.shows("Nobody engaged from this group");
    let cell = tess.get("/coverage/project-15/commissioner").await;
    cell.shows("0 of 1").shows("commissioner 2 Person").shows("not counted");
    tess.get("/coverage/project-0/service_user").await.shows("2 of 2").shows("Engaged 3").shows("Engaged 4");
    tess.get("/dashboard").await.shows("19 places without anyone engaged").shows("83.0 %");
}

#[tokio::test]
async fn the_administrator_sets_the_targets_and_the_trail_shows_it() {
    let app = TestApp::start().await;
    let ada = app.sign_in_as(ADA).await;
    let page = ada.get("/admin").await;
    for place in ["/admin/accounts", "/admin/mail", "/admin/audit", "/admin/notices", "/admin/settings"] {
        assert_eq!(page.select(&format!("main a[href='{place}']")).len(), 1, "{place}");
    }
    let form = ada.get("/admin/settings").await.form("/admin/settings");
    assert_eq!((form.value("service_user"), form.value("industry")), ("2", ""));
    let page = form.set("industry", "none").set("carer", "0").submit().await;
    page.status(422).has_error("industry", "Enter a whole number").has_error("carer", "Enter a whole number");
    let page =
        page.form("/admin/settings").set("industry", "3").set("carer", "").set("commissioner", "").submit().await;
    let page = page.redirects_to("/admin/settings").follow_redirect().await;
    page.shows("Coverage targets saved");
    let form = page.form("/admin/settings");
    assert_eq!((form.value("industry"), form.value("commissioner")), ("3", ""));
    ada.get("/admin/audit").await.shows("Changed the coverage targets");

    // Saved as it is, it is no change.
    form.submit().await.status(303);
    let changes = "select count(*) from audit_events where act = 'Changed the coverage targets'";
    assert_eq!(sqlx::query_scalar::<_, i64>(changes).fetch_one(app.db()).await.expect("a count"), 1);
    app.sign_in_as(TESS).await.get("/admin/settings").await.status(403);
}

#[tokio::test]
async fn of_two_who_change_the_targets_at_once_the_second_is_told() {
    let app = TestApp::start().await;
    let ada = app.sign_in_as(ADA).await;
    let slow = ada.get("/admin/settings").await.form("/admin/settings").set("industry", "3");
    ada.get("/admin/settings").await.form("/admin/settings").set("carer", "4").submit().await.status(303);
    slow.clone().submit().await.status(303);
    let form = ada.get("/admin/settings").await.form("/admin/settings");
    assert_eq!((form.value("industry"), form.value("carer")), ("3", "4"));
    let page = slow.set("carer", "5").submit().await;
    page.status(409).shows("Someone else changed the targets meanwhile").shows("What stands now: 4");
    page.form("/admin/settings").submit().await.status(303);
    let form = ada.get("/admin/settings").await.form("/admin/settings");
    assert_eq!((form.value("industry"), form.value("carer")), ("3", "5"));
}

#[tokio::test]
async fn a_running_project_that_nobody_leads_is_told_to_the_team() {
    let app = TestApp::start().await;
    let (tess, leah) = crate::memberships::project(&app, false).await;
    crate::projects::add_project(&tess, "Early discharge", false).await;
    let home = tess.get("/").await;
    home.shows("1 Running projects without a lead");
    let list = home.follow("1 Running projects without a lead").await;
    list.shows("1 project")
        .shows("Early discharge")
        .shows_not("Home visits")
        .shows("Lead: Running, and nobody leads it");
    tess.get(&dashboard("early-discharge")).await.shows("Nobody leads this project");
    tess.get(&dashboard("home-visits")).await.shows_not("Nobody leads this project");
    // The only lead is away for good.
    let ending = tess.get("/projects/home-visits/members").await.follow("End the part of Leah Person").await;
    ending.form("form[action$='/ending']").set("reason", "She moved").submit().await.status(303);
    tess.get("/").await.shows("2 Running projects without a lead");
    tess.get("/projects?lead=none").await.shows("2 projects").shows("Home visits");
    tess.get("/projects?lead=maybe").await.shows("2 projects").shows_not("Lead: Running, and nobody leads it");
    // It is the team's: for everyone else the address shows all projects.
    sqlx::query("update projects set stage = 'planned' where slug = 'home-visits'")
        .execute(app.db())
        .await
        .expect("one");
    leah.get("/projects?lead=none").await.shows("Home visits").shows("Early discharge").shows_not("nobody leads");
    tess.get(&dashboard("home-visits")).await.shows_not("Nobody leads this project");
}

#[tokio::test]
async fn each_cell_of_coverage_says_its_group_where_the_heads_have_no_room() {
    let app = TestApp::filled().await;
    let page = app.sign_in_as(TESS).await.get("/coverage").await;
    let heads: Vec<String> = page.select(".copse-matrix__head").into_iter().map(|head| head.text).collect();
    let cells = page.select(".copse-matrix tbody tr:first-child .copse-matrix__cell");
    let labels: Vec<&str> = cells.iter().filter_map(|cell| cell.attribute("data-label")).collect();
    assert!(!labels.is_empty());
    assert_eq!(labels, heads);
}

#[tokio::test]
async fn only_the_administrator_of_a_network_without_a_notice_is_told_to_publish_one() {
    let app = TestApp::start().await;
    let home = app.sign_in_as(ADA).await.get("/").await;
    home.shows("Nobody can register yet").shows_not("Nothing waits for you");
    home.follow("Publish the first one").await.status(200);
    app.sign_in_as(TESS).await.get("/").await.shows_not("Nobody can register yet");
}
