//! Themes and projects: the public pages, and how the team keeps them.

use crate::harness::{Client, Page, TESS, TestApp};
use crate::memberships::until_done_or_waiting;

/// Registers a theme and a project through their forms; returns the project's page.
pub(crate) async fn add_project(team: &Client, title: &str, sensitive: bool) -> Page {
    if team.get("/themes").await.select("tbody tr").is_empty() {
        let form = team.get("/themes/new").await.form("/themes");
        form.set("name", "Stroke rehabilitation").set("summary", "Life after a stroke.").submit().await.status(303);
    }
    let form = team.get("/projects/new").await.form("/projects").set("title", title);
    let form = form.set("theme", "Stroke rehabilitation").set("summary", "Does a home visit help after a stroke?");
    let form = if sensitive { form.check("sensitive", "yes") } else { form };
    let page = form.submit().await;
    page.status(303);
    page.follow_redirect().await
}

#[tokio::test]
async fn the_team_registers_a_project_and_everyone_can_read_about_it() {
    let app = TestApp::start().await;
    let tess = app.sign_in_as(TESS).await;
    add_project(&tess, "Home visits", false).await.shows("Project added").shows("Open to new members");
    let visitor = app.visitor();
    let list = visitor.get("/projects").await;
    list.status(200).shows("Stroke rehabilitation").shows("Open to new members").shows_not("Add a project");
    let page = list.follow("Home visits").await;
    page.status(200).shows("Does a home visit help").shows("Register and join").shows_not("Members").shows_not("End");
    assert_eq!(page.path(), "/projects/home-visits");
    visitor.get("/projects?theme=primary-care").await.shows("No project matches");
    visitor.get("/projects?theme=%00&open=maybe").await.status(200).shows("Home visits");
    for words in ["visits hmoe", "stroke", "help after", "%00"] {
        let page = list.form("form[role=search]").set("q", words).submit().await;
        let is_shown = page.text().contains("Does a home visit help");
        assert_eq!(is_shown, words != "%00", "searching {words:?}");
    }
    let narrowed = visitor.get("/projects?q=stroke&theme=stroke-rehabilitation&open=yes").await;
    let tags = narrowed.select("a.moj-filter__tag");
    let without: Vec<_> = tags.iter().filter_map(|tag| tag.attribute("href")).collect();
    let theme = "theme=stroke-rehabilitation";
    let expected = [format!("{theme}&open=yes"), "q=stroke&open=yes".to_owned(), format!("q=stroke&{theme}")];
    assert_eq!(without, expected.map(|query| format!("/projects?{query}")));
    visitor.get("/projects?q=diabetes").await.shows("No project matches");
    visitor.get("/projects/home-visits/members").await.status(303);
    visitor.get("/projects/nothing").await.status(404);
}

#[tokio::test]
async fn mistakes_are_said_all_at_once_and_an_address_is_given_once() {
    let app = TestApp::start().await;
    let tess = app.sign_in_as(TESS).await;
    add_project(&tess, "Home visits", false).await;
    let form = tess.get("/projects/new").await.form("/projects").set("starts_on", "31/2/2026").set("isrctn", "12");
    let page = form.submit().await;
    page.status(422)
        .has_error("title", "Enter the title")
        .has_error("theme", "Choose the theme")
        .has_error("summary", "Enter a summary")
        .has_error("starts_on", "Enter the date it starts as a real date")
        .has_error("isrctn", "Enter an ISRCTN number");
    let form = page.form("/projects").set("title", "Home visits").set("theme", "Stroke rehabilitation");
    let form = form.set("summary", "Again").set("starts_on", "1/2/2026").set("isrctn", "");
    form.clone().submit().await.status(422).has_error("title", "Another project has this title already");
    let form = form.set("title", "HOME VISITS!").set("slug", "home-visits");
    form.submit().await.status(422).has_error("slug", "Another project has this address");
}

#[tokio::test]
async fn someone_elses_change_is_never_overwritten_unseen() {
    let app = TestApp::start().await;
    let (tess, ada) = (app.sign_in_as(TESS).await, app.sign_in_as(crate::harness::ADA).await);
    add_project(&tess, "Home visits", false).await;
    let (mine, theirs) = (tess.get("/projects/home-visits/edit").await, ada.get("/projects/home-visits/edit").await);
    theirs.form("/projects/home-visits").set("title", "Home visits after stroke").submit().await.status(303);
    let mine = mine.form("/projects/home-visits").set("summary", "Mine");
    mine.clone().submit().await.redirects_to("/projects/home-visits");
    tess.get("/projects/home-visits").await.shows("Mine").shows("Home visits after stroke");
    let page = mine.set("title", "Visits at home").submit().await;
    page.status(409).shows("Someone else changed this project").shows("What stands now: Home visits after stroke");
    page.form("/projects/home-visits").submit().await.redirects_to("/projects/home-visits");
    tess.get("/projects/home-visits").await.shows("Visits at home").shows("Mine");
    tess.get("/projects/home-visits/history").await.shows("Changed the project").shows("Registered a project");
}

#[tokio::test]
async fn a_planned_project_is_started_once() {
    let app = TestApp::start().await;
    let tess = app.sign_in_as(TESS).await;
    add_project(&tess, "Home visits", false).await;
    let form = tess.get("/projects/new").await.form("/projects").set("title", "Later");
    let form = form.set("theme", "Stroke rehabilitation").set("summary", "Later").set("starts_on", "1/2/2027");
    let page = form.submit().await.follow_redirect().await;
    page.shows("Starts on 1 February 2027");
    let ask = page.follow("Start").await;
    ask.status(200)
        .shows("Its first day becomes today")
        .shows("Nobody takes part in it yet")
        .shows("This cannot be undone");
    tess.get("/projects/later").await.shows("Starts on 1 February 2027");
    let started = ask.press("Start the project").await.follow_redirect().await;
    started.shows("The project has started").shows("Open to new");
    ask.press("Start the project").await.follow_redirect().await.shows("Nothing changed");
    tess.get("/projects/later/start").await.follow_redirect().await.shows("is not planned any more");
}

#[tokio::test]
async fn two_projects_have_two_titles_and_two_themes_two_names() {
    let app = TestApp::start().await;
    let tess = app.sign_in_as(TESS).await;
    add_project(&tess, "Home visits", false).await;
    add_project(&tess, "Walking groups", false).await;
    let edit = || async { tess.get("/projects/walking-groups/edit").await.form("/projects/walking-groups") };
    edit()
        .await
        .set("title", "home VISITS")
        .submit()
        .await
        .status(422)
        .has_error("title", "Another project has this title");
    edit().await.set("title", "Walking Groups").submit().await.status(303);
    // Two that were called the same before can still be edited.
    for statement in [
        "alter table projects disable trigger projects_title_still_free",
        "update projects set title = 'Home visits'",
        "alter table projects enable trigger projects_title_still_free",
    ] {
        sqlx::query(statement).execute(app.db()).await.expect("two alike");
    }
    edit().await.set("summary", "We walk.").submit().await.status(303);
    let form = tess.get("/themes/new").await.form("/themes").set("name", "Stroke rehabilitation");
    form.set("summary", "Again.").submit().await.status(422).has_error("name", "Another theme has this name already");
    let form = tess.get("/themes/new").await.form("/themes").set("name", "Dementia").set("summary", "Memory.");
    form.submit().await.status(303);
    let form = tess.get("/themes/dementia/edit").await.form("/themes/dementia").set("name", "stroke rehabilitation");
    form.submit().await.status(422).has_error("name", "Another theme has this name already");
}

#[tokio::test]
async fn of_two_who_give_the_same_title_at_once_one_is_told() {
    let app = TestApp::start().await;
    let tess = app.sign_in_as(TESS).await;
    add_project(&tess, "Home visits", false).await;
    let form = tess.get("/projects/new").await.form("/projects").set("title", "Walking groups");
    let form = form.set("theme", "Stroke rehabilitation").set("summary", "We walk.").set("starts_on", "2026-01-01");
    let mut first = app.db().begin().await.expect("a transaction");
    let rename = "update projects set title = 'WALKING groups' where slug = 'home-visits'";
    sqlx::query(rename).execute(&mut *first).await.expect("a title");
    let second = tokio::spawn(async move {
        form.submit().await.status(422).has_error("title", "Another project has this title already");
    });
    until_done_or_waiting(&app, &second).await;
    first.commit().await.expect("the first");
    second.await.expect("the second is told");
}

#[tokio::test]
async fn an_ended_project_says_so_and_keeps_its_dates() {
    let app = TestApp::start().await;
    let tess = app.sign_in_as(TESS).await;
    let page = add_project(&tess, "Home visits", false).await.follow("End").await;
    page.shows("This cannot be undone").shows("0 memberships end");
    page.form("/projects/home-visits/ending").submit().await.status(422).has_error("reason", "Enter why");
    let form = page.form("/projects/home-visits/ending").set("reason", "The study is complete");
    form.submit().await.follow_redirect().await.shows("The project has ended").shows("Ended on");
    page.form("/projects/home-visits/ending").submit().await.follow_redirect().await.shows("had ended already");
    let edit = tess.get("/projects/home-visits/edit").await;
    edit.shows("This project has ended");
    edit.form("/projects/home-visits").set("summary", "What we learned").submit().await.status(303);
    app.visitor().get("/projects/home-visits").await.shows("What we learned").shows("Nobody can join this project");
}
