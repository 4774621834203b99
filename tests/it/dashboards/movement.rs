//! Who came and who went.

use uuid::Uuid;

use super::register::Register;
use super::{dashboard, selector};
use crate::harness::{Page, TESS, TestApp};

/// The figures of a month: joined, left, total.
fn month(page: &Page, name: &str) -> [String; 3] {
    let html = scraper::Html::parse_document(&page.body);
    let words = |part: scraper::ElementRef<'_>| part.text().next().unwrap_or_default().to_owned();
    let (row, head, cell) = (selector(".copse-months__figures tbody tr"), selector("th"), selector("td"));
    let mut rows = html.select(&row);
    let row = rows.find(|row| row.select(&head).next().is_some_and(|head| words(head) == name));
    let row = row.unwrap_or_else(|| panic!("{} has no {name}: {}", page.asked, page.excerpt()));
    let figures: Vec<String> =
        row.select(&cell).map(|cell| words(cell.select(&selector("a")).next().unwrap_or(cell))).collect();
    figures.try_into().expect("three figures")
}

/// Someone's part in a project from one day to another, as it ended.
async fn ended(app: &TestApp, person: Uuid, project: Uuid, days: (&str, &str), was_decided: bool) {
    sqlx::query(
        "insert into memberships
             (id, associate_id, project_id, role, state, involvement, starts_on, ends_on, requested_at, decided_at)
         values (gen_random_uuid(), $1, $2, 'member', 'ended', 'ask_me', $3::date, $4::date, $5, case when $6 then $5 end)",
    )
    .bind(person)
    .bind(project)
    .bind(days.0.parse::<chrono::NaiveDate>().expect("a date"))
    .bind(days.1.parse::<chrono::NaiveDate>().expect("a date"))
    .bind(app.now())
    .bind(was_decided)
    .execute(app.db())
    .await
    .expect("a membership");
}

#[tokio::test]
async fn who_changes_roles_neither_joins_nor_leaves() {
    let app = TestApp::start().await;
    let register = Register(&app);
    let project = register.project("movement").await;
    let [changes, leaves, withdraws, adds] =
        ["Changes", "Leaves", "Withdraws", "Adds"].map(|name| register.person(name, "carer"));
    let (changes, leaves, withdraws, adds) = (changes.await, leaves.await, withdraws.await, adds.await);
    ended(&app, changes, project, ("2025-12-05", "2026-01-19"), true).await;
    register.links(changes, project, "adviser").await;
    ended(&app, leaves, project, ("2025-12-08", "2026-02-15"), true).await;
    ended(&app, withdraws, project, ("2026-02-03", "2026-02-03"), false).await;
    register.links(adds, project, "member").await;
    register.links(adds, project, "co_applicant").await;

    let page = app.sign_in_as(TESS).await.get(&dashboard("movement")).await;
    assert_eq!(month(&page, "December 2025"), ["2", "0", "2"]);
    assert_eq!(month(&page, "January 2026"), ["1", "0", "3"]);
    assert_eq!(month(&page, "February 2026"), ["0", "1", "2"]);
    page.shows("3 joined").shows("In the same time 1 left").shows("2 members");
}

#[tokio::test]
async fn who_leaves_the_network_and_returns_is_counted_both_ways() {
    let app = TestApp::start().await;
    let register = Register(&app);
    let person = register.person("Returns", "carer").await;
    register.person("Stays", "carer").await;
    for (standing, at) in [("active", "2026-01-15"), ("left", "2026-02-10"), ("active", "2026-02-20")] {
        sqlx::query(
            "insert into standing_changes (id, associate_id, standing, changed_at)
             values (gen_random_uuid(), $1, $2::standing, $3::date)",
        )
        .bind(person)
        .bind(standing)
        .bind(at.parse::<chrono::NaiveDate>().expect("a date"))
        .execute(app.db())
        .await
        .expect("a change");
    }
    let page = app.sign_in_as(TESS).await.get("/dashboard").await;
    assert_eq!(month(&page, "January 2026"), ["2", "0", "2"]);
    assert_eq!(month(&page, "February 2026"), ["1", "1", "2"]);
    page.shows("2 Associates").shows("2 joined");
}
