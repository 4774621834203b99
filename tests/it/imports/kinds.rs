//! Lists of something else than people.

use serde_json::Value;

use super::{look, settled, tiles, upload};
use crate::harness::{Client, Page, TESS, TestApp};

/// Uploads a list and makes a dry run with everything as it was guessed.
async fn dry_run(app: &TestApp, client: &Client, kind: &str, list: &str) -> Page {
    let columns = upload(client, "list.csv", list.as_bytes()).await.status(303).follow_redirect().await;
    let guessed = columns.form("#columns-form");
    assert_eq!(guessed.value("kind"), kind, "{}", columns.excerpt());
    settled(app, guessed.submit().await.status(303)).await
}

async fn import(app: &TestApp, page: &Page) -> Page {
    let done = settled(app, page.form("#commit").submit().await.status(303)).await;
    done.shows("Imported");
    done
}

async fn undo(app: &TestApp, client: &Client, done: &Page) -> Page {
    let undo = client.get(&done.url).await.follow("Undo this import").await;
    settled(app, undo.press("Undo this import").await.status(303)).await
}

/// What stands in these tables, but for how often a row was changed.
async fn state(app: &TestApp) -> Value {
    let mut tables = serde_json::Map::new();
    for table in ["organisations", "organisation_aliases", "themes", "projects", "memberships", "associates"] {
        let sql = format!("select jsonb_agg(to_jsonb(t) - 'version' order by to_jsonb(t) - 'version') from {table} t");
        let rows: Value = sqlx::query_scalar(sqlx::AssertSqlSafe(sql)).fetch_one(app.db()).await.expect("rows");
        tables.insert(table.to_owned(), rows);
    }
    Value::Object(tables)
}

async fn text(app: &TestApp, sql: &'static str) -> String {
    sqlx::query_scalar(sql).fetch_one(app.db()).await.expect(sql)
}

#[tokio::test]
async fn organisations_come_in_are_decided_about_and_are_undone() {
    let app = TestApp::filled().await;
    let tess = app.sign_in_as(TESS).await;
    let before = state(&app).await;
    let known = text(&app, "select name from organisations where county is not null and ends_on is null and array_length(string_to_array(name, ' '), 1) > 2 order by name limit 1").await;
    let list = format!(
        "Organisation;Type;County;ODS code;Other names\n{known};;;;Quornish House, QH9\nQuorn Harbour Trust;hospital;Lincs;qh1;QHT\n\
         Quorn Harbour;charity;;;\nZyx Council;wizards;;;\nZyx Council;council;;R-1;\n{known} Zyxton;council;;;\nTotal;6;;;"
    );
    let page = dry_run(&app, &tess, "organisations", &list).await;
    assert_eq!(tiles(&page)[..4], ["1 new", "1 matched", "2 to decide", "2 rejected"], "{}", page.excerpt());
    page.shows("Another name: Quornish House").shows("no sort of organisation");
    let row = page.follow("Decide about row 7").await;
    row.shows("Which is it?").shows(&format!("It is {known}"));
    let next = settled(&app, row.form("#decision").set("who", "new").submit().await.status(303)).await;
    next.shows("Decided. This is the next one");
    let page = tess.get(&page.url).await;
    assert_eq!(tiles(&page)[..3], ["2 new", "1 matched", "1 to decide"]);
    let done = import(&app, &page).await;
    let kind = text(&app, "select kind::text || county::text from organisations where ods_code = 'QH1'").await;
    assert_eq!(kind, "nhs_trustlincolnshire");
    let once = state(&app).await;
    let again = dry_run(&app, &tess, "organisations", &list).await;
    again.shows("There is nothing to import");
    assert_eq!(once, state(&app).await);
    look(&app).await;
    undo(&app, &tess, &done).await.shows("Organisations removed: 2").shows("Details restored: 2");
    assert_eq!(before, state(&app).await);
}

#[tokio::test]
async fn projects_need_their_themes_and_what_is_used_stays() {
    let app = TestApp::filled().await;
    let tess = app.sign_in_as(TESS).await;
    let before = state(&app).await;
    let list = "Project;Theme;Summary;Starts;Ends;ISRCTN;Sensitive;Takes new members\n\
                Quorn falls study;Zyx ageing;About falls;1/2/2025;;12345678;no;yes\n\
                Quorn sleep study;Zyx ageing;About sleep;1.3.25;31/12/2030;;yes;no\n\
                Quorn diet study;Zyx ageing;About diet;41000;;;;\n";
    let page = dry_run(&app, &tess, "projects", list).await;
    assert_eq!(tiles(&page)[..4], ["0 new", "0 matched", "0 to decide", "3 rejected"]);
    page.shows("There is no theme “Zyx ageing”").shows("B2");

    let themes = dry_run(&app, &tess, "themes", "Theme;Summary\nZyx ageing;Growing old\nZyx sports;Moving\n").await;
    let themes = import(&app, &themes).await;
    let page = settled(&app, page.press("Make a new dry run").await.status(303)).await;
    assert_eq!(tiles(&page)[..2], ["3 new", "0 matched"], "{}", page.excerpt());
    let done = import(&app, &page).await;
    let made = text(
        &app,
        "select string_agg(concat_ws(' ', slug, starts_on, stage, isrctn, sensitive, recruiting), ', ' order by slug) from projects where slug like 'quorn%'",
    )
    .await;
    assert_eq!(
        made,
        "quorn-diet-study 2012-04-01 running f t, quorn-falls-study 2025-02-01 running ISRCTN12345678 f t, \
         quorn-sleep-study 2025-03-01 running t f"
    );
    let again = dry_run(&app, &tess, "projects", list).await;
    again.shows("There is nothing to import");
    // The themes are used by the projects; one of these has been changed since.
    let kept = undo(&app, &tess, &themes).await;
    kept.shows("Removed: 1").shows("Zyx ageing").shows("it is named in projects");
    let edit = tess.get("/projects/quorn-diet-study/edit").await;
    edit.form("main form").set("summary", "About eating").submit().await.status(303);
    let kept = undo(&app, &tess, &done).await;
    kept.shows("Removed: 2").shows("Quorn diet study").shows("it was changed since");
    sqlx::query("delete from projects where slug = 'quorn-diet-study'").execute(app.db()).await.expect("gone");
    sqlx::query("delete from themes where name = 'Zyx ageing'").execute(app.db()).await.expect("gone");
    assert_eq!(before, state(&app).await);
}

#[tokio::test]
async fn memberships_link_those_who_are_found_for_sure() {
    let app = TestApp::filled().await;
    let tess = app.sign_in_as(TESS).await;
    let before = state(&app).await;
    let people: Vec<(String, String, String)> = sqlx::query_as(
        "select a.given_name || ' ' || a.family_name, a.email, a.id::text from associates a
         where a.standing = 'active' and a.email is not null and a.stakeholder_group = 'carer'
           and not exists (select from associates b where b.id <> a.id and (b.name_search = a.name_search or b.email = a.email))
           and not exists (select from memberships m join projects p on p.id = m.project_id where m.associate_id = a.id and p.sensitive)
         order by a.id limit 4",
    )
    .fetch_all(app.db())
    .await
    .expect("people");
    let sensitive = text(&app, "select title from projects where sensitive and stage = 'running' and starts_on < '2026-01-01' order by title limit 1").await;
    let [one, two, three, four] = people.as_slice() else { panic!("{people:?}") };
    let list = format!(
        "Name;Email;Copse id;Project;Role;From;Until\n;{};;{sensitive};;;\n{};other@lists.example.org;;{sensitive};;;\n;;{};{sensitive};adviser;;\n\
         Xanthe Quornish;;;{sensitive};;;\n{};{};;{sensitive};Diffusion Fellow;;\n;;;{sensitive};;;\n;{};;No such study;;;\n;{};;{sensitive};;1/1/1990;\n",
        one.1, two.0, three.2, four.0, four.1, one.1, four.1
    );
    let page = dry_run(&app, &tess, "memberships", &list).await;
    assert_eq!(tiles(&page)[..4], ["2 new", "0 matched", "1 to decide", "5 rejected"], "{}", page.excerpt());
    page.shows("Nobody in the register has this name")
        .shows("A Diffusion Fellow needs a host")
        .shows("Nothing says who it is");
    page.shows("is no project of the register").shows("nobody took part before");
    page.shows("2 with a link that waits");
    let row = page.follow("Decide about row 3").await;
    assert!(!row.body.contains("A new person"));
    row.shows(&two.0);
    let done = import(&app, &page).await;
    let waiting = text(
        &app,
        "select count(*)::text from memberships m join projects p on p.id = m.project_id and p.sensitive
         where m.reason = 'Imported from list.csv' and not exists (select from disclosable_memberships d where d.id = m.id)",
    )
    .await;
    assert_eq!(waiting, "2");
    let again = dry_run(&app, &tess, "memberships", &list).await;
    again.shows("There is nothing to import");
    undo(&app, &tess, &done).await.shows("Projects taken back: 2");
    assert_eq!(before, state(&app).await);
    let by_name = format!("Name;Project;Role;From;Until\n{};{sensitive};;;\nXanthe Quornish;{sensitive};;;\n", two.0);
    let page = dry_run(&app, &tess, "memberships", &by_name).await;
    assert_eq!(tiles(&page)[..4], ["1 new", "0 matched", "0 to decide", "1 rejected"], "{}", page.excerpt());
    page.shows("Warning Matched by the name alone, which nobody else has");
}

#[tokio::test]
async fn the_kind_is_guessed_and_can_be_corrected() {
    let app = TestApp::start().await;
    let tess = app.sign_in_as(TESS).await;
    let list = "Name;Summary\nZyx ageing;Growing old\n";
    let columns = upload(&tess, "list.csv", list.as_bytes()).await.status(303).follow_redirect().await;
    assert_eq!(columns.form("#columns-form").value("kind"), "themes");
    let looked = columns.form("main form").set("kind", "projects").submit().await;
    let form = looked.form("#columns-form");
    assert_eq!(form.value("kind"), "projects");
    let page = settled(&app, form.submit().await.status(303)).await;
    assert_eq!(tiles(&page)[3], "1 rejected");
    // The next list of this shape is taken for what the last one was.
    let columns = upload(&tess, "list.csv", list.as_bytes()).await.status(303).follow_redirect().await;
    assert_eq!(columns.form("#columns-form").value("kind"), "projects");
    columns.shows("A list with these headings was imported before");
}

#[tokio::test]
async fn organisations_come_with_their_days_and_what_is_left_alone_is_named() {
    let app = TestApp::filled().await;
    let tess = app.sign_in_as(TESS).await;
    let stands =
        text(&app, "select name from organisations where ends_on is null and starts_on is null order by name limit 1")
            .await;
    let list = format!(
        "Organisation;Type;Ended;First day;Website\nQuorn Valley PCT;pct;31/3/2013;1/10/2006;quorn.example.org\n\
         Quorn Hill PCT;pct;1/3/2013;2/3/2013;\n{stands};;31/3/2020;1/4/2001;\n"
    );
    let page = dry_run(&app, &tess, "organisations", &list).await;
    assert_eq!(tiles(&page)[..4], ["1 new", "1 matched", "0 to decide", "1 rejected"], "{}", page.excerpt());
    page.shows("Columns that nothing is taken from: Website.").shows("The last day is before the first");
    page.shows("the file says 31 March 2020, the register nothing. A list does not change that");
    let done = import(&app, &page).await;
    let days = "select starts_on || ' ' || ends_on from organisations where name = 'Quorn Valley PCT'";
    assert_eq!(text(&app, days).await, "2006-10-01 2013-03-31");
    let sql = "select starts_on::text from organisations where name = $1";
    let first: Option<String> = sqlx::query_scalar(sql).bind(&stands).fetch_one(app.db()).await.expect("a day");
    assert_eq!(first.as_deref(), Some("2001-04-01"));
    undo(&app, &tess, &done).await;
    let first: Option<String> = sqlx::query_scalar(sql).bind(&stands).fetch_one(app.db()).await.expect("a day");
    assert_eq!(first, None);
}
