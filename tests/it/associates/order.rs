//! What is not known comes last.

use super::ids;
use crate::harness::{Client, TESS, TestApp};

/// The days of joining down the list and up again, page by page.
async fn days(tess: &Client, address: &str) -> (Vec<String>, Vec<String>) {
    let mut page = tess.get(address).await;
    let joined = |page: &crate::harness::Page| page.select("td[data-label=Joined]").into_iter().map(|day| day.text);
    let (mut down, mut up): (Vec<String>, Vec<Vec<String>>) = (joined(&page).collect(), Vec::new());
    while !page.select("a[rel=next]").is_empty() {
        page = page.follow("Next").await;
        down.extend(joined(&page));
    }
    up.push(joined(&page).collect());
    while !page.select("a[rel=prev]").is_empty() {
        page = page.follow("Previous").await;
        up.push(joined(&page).collect());
    }
    (down, up.into_iter().rev().flatten().collect())
}

#[tokio::test]
async fn whose_joining_is_not_known_comes_last_in_both_directions_and_pages_meet_there() {
    let app = TestApp::filled().await;
    let tess = app.sign_in_as(TESS).await;
    let everyone = ids(&tess.get("/associates?status=all").await).len();
    assert_eq!(everyone, 50, "a page");
    // The first page ends among those who are known, then among those who are not.
    for unknown in [20, 45] {
        sqlx::query(
            "update associates set joined_on = null where id in (select id from associates order by id limit $1)",
        )
        .bind(unknown)
        .execute(app.db())
        .await
        .expect("a change");
        for dir in ["asc", "desc"] {
            let (down, up) = days(&tess, &format!("/associates?status=all&sort=joined&dir={dir}")).await;
            assert_eq!(down, up, "{dir}");
            let known = down.iter().position(|day| day == "Not yet").expect("someone unknown");
            assert!(known > 0 && down.len() - known >= unknown as usize, "{dir}: {known} of {}", down.len());
            assert!(down[known..].iter().all(|day| day == "Not yet"), "{dir}: {down:?}");
            let day = |text: &String| chrono::NaiveDate::parse_from_str(text, "%d %B %Y").expect("a day");
            let mut sorted: Vec<_> = down[..known].iter().map(day).collect();
            let given = sorted.clone();
            sorted.sort();
            if dir == "desc" {
                sorted.reverse();
            }
            assert_eq!(given, sorted, "{dir}");
        }
    }
}
