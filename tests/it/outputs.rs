//! What came of events and projects: the team's until it is published, then everyone's; names are nobody else's.

use uuid::Uuid;

use crate::feedback::held;
use crate::harness::{Client, Page, TestApp};

/// Fills in the form that this page is, and sends it.
async fn add(page: &Page, title: &str, published: bool) -> Page {
    let form = page.form("/outputs").set("title", title).set("kind", "toolkit").set("about", "What **to ask**.");
    let form = form.set("link", "https://example.org/toolkit");
    if published { form.check("published", "yes").submit().await } else { form.submit().await }
}

async fn contributors(tess: &Client, output: &str, name: &str) -> Page {
    let page = tess.get(&format!("{output}/contributors?q={name}")).await;
    page.press(&format!("Add {name} Person")).await.follow_redirect().await
}

#[tokio::test]
async fn an_output_is_the_team_s_until_everyone_may_see_it() {
    let app = TestApp::at("2026-06-01").await;
    let (tess, event, guests) = held(&app, 2, &[]).await;
    let page = tess.get(&event).await.follow("Add something that came of it").await;
    let wrong = page.form("/outputs").set("link", "javascript:alert(1)").submit().await;
    wrong.status(422).has_error("title", "Enter what").has_error("link", "https://").has_error("kind", "Choose");
    let form =
        page.form("/outputs").set("title", "Ten questions").set("kind", "toolkit").set("about", "What **to ask**.");
    let (first, second) = (form.clone().submit().await, form.submit().await);
    assert_eq!(first.location(), second.location(), "the form sent twice makes one");
    let output = first.location().expect("an address").to_owned();
    tess.get(&output).await.shows("Only the team sees this");
    let mary = &guests[0].client;
    for client in [mary, &app.visitor()] {
        client.get(&output).await.status(404);
        client.get("/outputs").await.shows_not("Ten questions");
    }
    mary.get(&event).await.shows_not("Ten questions");
    tess.get("/outputs").await.shows("Ten questions").shows("Only the team sees it");
    contributors(&tess, &output, "Mary0").await.shows("Mary0 Person worked on it");

    let edit = tess.get(&output).await.follow("Edit").await;
    edit.form(&output).check("published", "yes").submit().await.follow_redirect().await.shows("Changes saved");
    app.visitor().get("/outputs").await.follow("Ten questions").await.shows("What to ask.").shows_not("Mary0");
    // The event is for Associates: a visitor reads the output, and not what it came of.
    app.visitor().get(&output).await.shows_not("Getting home after a stroke");
    mary.get(&output).await.shows("Getting home after a stroke").shows("You worked on this").shows_not("Mary0");
    guests[1].client.get(&output).await.shows_not("You worked on this").shows_not("Mary0");
    mary.get(&event).await.follow("Ten questions").await.status(200);
    mary.get("/me/data").await.shows("What you worked on").shows("Ten questions");
    mary.get(&format!("{output}/edit")).await.status(403);

    let removal = tess.get(&output).await.follow("Remove").await;
    removal.shows("1 person").press("Remove it").await.redirects_to("/outputs");
    app.visitor().get(&output).await.status(404);
    let left: i64 =
        sqlx::query_scalar("select count(*) from output_contributors").fetch_one(app.db()).await.expect("a count");
    assert_eq!(left, 0);
}

#[tokio::test]
async fn the_list_is_filtered_by_sort_and_project_and_pages() {
    let app = TestApp::at("2026-06-01").await;
    let (tess, event, _) = held(&app, 0, &[]).await;
    crate::projects::add_project(&tess, "Home visits", false).await;
    let project: Uuid = sqlx::query_scalar("select id from projects").fetch_one(app.db()).await.expect("a project");
    for number in 0..32 {
        let page = tess.get(&format!("/outputs/new?event={}", event.trim_start_matches("/events/"))).await;
        add(&page, &format!("Output {number:02}"), true).await.status(303);
    }
    let form = tess.get("/outputs/new").await.form("/outputs").set("title", "A paper").set("kind", "paper");
    let form = form.set("about", "Words.").set("made_on", "1/6/2026").check("published", "yes");
    form.clone().submit().await.status(422).has_error("projects", "at least one event or project");
    form.check("projects", &project.to_string()).submit().await.status(303);
    let visitor = app.visitor();
    visitor.get("/outputs?kind=paper").await.shows("A paper").shows_not("Output 01");
    visitor.get("/outputs?project=home-visits").await.shows("A paper").shows_not("Output 01");
    visitor.get("/outputs?kind=report").await.shows("Nothing matches");
    let page = visitor.get("/outputs").await;
    assert_eq!(page.select(".copse-card").len(), 30);
    let older = page.follow("Older").await;
    assert_eq!(older.select(".copse-card").len(), 3);
    older.shows("A paper").follow("Newer").await.shows_not("A paper");
}

#[tokio::test]
async fn the_second_of_two_who_change_an_output_is_told() {
    let app = TestApp::at("2026-06-01").await;
    let (tess, event, _) = held(&app, 0, &[]).await;
    let page = tess.get(&format!("/outputs/new?event={}", event.trim_start_matches("/events/"))).await;
    let output = add(&page, "Ten questions", false).await.location().expect("an address").to_owned();
    let at = format!("{output}/edit");
    let (first, second) = (tess.get(&at).await, tess.get(&at).await);
    first.form(&output).set("title", "Eleven questions").submit().await.status(303);
    second.form(&output).set("about", "Other words.").submit().await.status(303);
    tess.get(&output).await.shows("Eleven questions").shows("Other words.");
    let clash = second.form(&output).set("title", "Twelve questions").submit().await;
    clash.status(409).shows("Someone else changed this meanwhile").shows("Eleven questions").shows("Twelve questions");
}
