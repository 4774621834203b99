//! Each number that leads somewhere leads to exactly its people.

use scraper::{ElementRef, Html};

use super::register::Register;
use super::{dashboard, selector};
use crate::harness::{Client, Page, TESS, TestApp};

/// Where a page's numbers stand, with the link of each: in tiles, charts, the figures behind them, the matrix, tables
/// and sentences.
const NUMBERS: [&str; 6] = [
    ".copse-tile__link",
    ".copse-bars tbody tr",
    ".copse-months__figures td a",
    ".copse-matrix__cell a",
    "td.govuk-table__cell--numeric a",
    "main p a",
];

/// The numbers of a page that lead somewhere: where, and how many.
fn numbers(page: &Page) -> Vec<(String, usize)> {
    let html = Html::parse_document(&page.body);
    let mut found = Vec::new();
    for place in NUMBERS {
        for element in html.select(&selector(place)) {
            let link =
                if element.value().name() == "a" { Some(element) } else { element.select(&selector("a")).next() };
            let Some(href) = link.and_then(|link| link.attr("href")) else { continue };
            let number = element.select(&selector(".copse-bars__number")).next().unwrap_or(element);
            if let Some(number) = first_number(&words(number)) {
                found.push((href.to_owned(), number));
            }
        }
    }
    found
}

fn words(element: ElementRef<'_>) -> String {
    element.text().collect::<Vec<_>>().concat()
}

/// The number a text begins with.
fn first_number(text: &str) -> Option<usize> {
    text.split_whitespace().next()?.parse().ok()
}

/// How many people there are at the end of a link.
async fn counted(team: &Client, from: &Page, href: &str) -> usize {
    let (path, fragment) = href.split_once('#').unwrap_or((href, ""));
    let page = team.get(if path.is_empty() { &from.url } else { path }).await;
    page.status(200);
    match (page.path(), fragment) {
        (_, "returning") => page.select("#returning + ul li").len(),
        (_, "groups") => page.select("#missing strong").len(),
        (_, "requests") => page.select("#requests tbody tr").len(),
        ("/coverage", _) => page.select("main p strong").iter().filter_map(|places| first_number(&places.text)).sum(),
        (path, _) if path.starts_with("/coverage/") => engaged(&page),
        _ => {
            let heading = page.heading();
            let number = heading.split_whitespace().find_map(|word| word.parse().ok());
            if heading.contains(" No ") || heading.starts_with("No ") || heading.contains("Nobody") {
                return 0;
            }
            number.unwrap_or_else(|| panic!("{href} does not say how many: {heading}"))
        }
    }
}

/// The people of a cell of the matrix who count.
fn engaged(page: &Page) -> usize {
    if page.text().contains("Nobody engaged") {
        return 0;
    }
    let table = page.select("h2.govuk-heading-m + .copse-table");
    table.first().map_or(0, |table| table.html.matches("data-label=\"Group\"").count())
}

#[tokio::test]
async fn every_number_leads_to_exactly_its_people() {
    let app = TestApp::filled().await;
    // Someone who joined, left and came back.
    let back = "insert into standing_changes (id, associate_id, standing, changed_at)
         select gen_random_uuid(), a.id, v.standing::standing, v.at::date
         from (select id from associates where standing = 'active' and joined_on < '2025-12-01' order by id limit 1) a,
              (values ('active', '2025-06-01'), ('left', '2026-02-10'), ('active', '2026-02-20')) v (standing, at)";
    sqlx::query(back).execute(app.db()).await.expect("changes");
    // People of whom little is known.
    sqlx::query("update associates set county = null where id in (select id from associates order by id limit 30)")
        .execute(app.db())
        .await
        .expect("a change");
    let tess = app.sign_in_as(TESS).await;
    let waiting = "select p.slug from memberships m
         join projects p on p.id = m.project_id
         join associates a on a.id = m.associate_id
         where m.state in ('requested', 'active') and a.standing = 'active' and awaits_health_consent(a.id, p.id) limit 1";
    let sensitive: String = sqlx::query_scalar(waiting).fetch_one(app.db()).await.expect("a link that waits");
    let home_visits = "home-visits-after-stroke";
    let pages = [
        ("/".to_owned(), 4),
        ("/dashboard".to_owned(), 80),
        (dashboard(home_visits), 40),
        (dashboard(&sensitive), 30),
        (format!("/projects/{home_visits}/members"), 0),
        (format!("/projects/{sensitive}/members"), 1),
        (format!("/projects/{home_visits}/events"), 1),
        (format!("/projects/{home_visits}/events?show=past"), 2),
        (format!("/projects/{sensitive}/events?show=past"), 0),
        ("/coverage".to_owned(), 60),
        ("/requests".to_owned(), 0),
        ("/projects".to_owned(), 16),
        ("/organisations".to_owned(), 10),
    ];
    for (address, least) in pages {
        let page = tess.get(&address).await;
        page.status(200);
        let numbers = numbers(&page);
        assert!(numbers.len() >= least, "{address}: {numbers:?}");
        for (href, number) in numbers {
            assert_eq!(counted(&tess, &page, &href).await, number, "{href} from {address}");
        }
    }
}

#[tokio::test]
async fn filters_a_number_brought_are_words_that_can_be_taken_away() {
    let app = TestApp::filled().await;
    let tess = app.sign_in_as(TESS).await;
    let page = tess.get("/dashboard").await.follow("joined").await;
    page.shows("Joined: the network, 1 April 2025 to 31 March 2026").shows("Status: everyone");
    let without = page.follow("Joined: the network").await;
    assert_eq!(without.url, "/associates?status=all");
    let page = tess.get(&dashboard("home-visits-after-stroke")).await.follow("joined").await;
    page.shows("Joined: the project, 1 April 2025").shows("Project: Home visits after stroke");
    tess.get("/associates?county=none").await.shows("County: not given");
    let late = tess.get("/requests?late=yes").await;
    assert_eq!(late.select(".moj-filter-tags").len(), 1, "{}", late.excerpt());
    late.shows("State: Late");
}

#[tokio::test]
async fn a_project_that_does_not_run_lacks_nobody() {
    let app = TestApp::start().await;
    let register = Register(&app);
    for (slug, stage) in [("old", "ended"), ("coming", "planned"), ("present", "running")] {
        let project = register.project(slug).await;
        register.crowd(project, "carer", 6).await;
        let stage =
            sqlx::query("update projects set stage = $2::project_stage where id = $1").bind(project).bind(stage);
        stage.execute(app.db()).await.expect("a change");
    }
    let tess = app.sign_in_as(TESS).await;
    tess.get("/coverage").await.shows("present").shows_not("old").shows_not("coming").shows("0 of 7 places");
    tess.get("/dashboard").await.shows("7 places without anyone engaged");
    let page = tess.get(&dashboard("present")).await;
    page.shows("Nobody yet from").shows("groups missing");
    assert!(!page.select(".copse-tile--alarm, .copse-matrix").is_empty());
    for (slug, words) in [("old", "This project has ended"), ("coming", "This project has not begun")] {
        let page = tess.get(&dashboard(slug)).await;
        page.shows(words).shows("6 members").shows_not("Nobody yet from").shows_not("groups missing");
        assert!(page.select(".copse-tile--alarm, .copse-matrix").is_empty(), "{slug}");
    }
}
