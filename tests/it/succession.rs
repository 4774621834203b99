//! Organisations that end, and where their people go on.

use uuid::Uuid;

use crate::events::plan;
use crate::harness::{Client, Page, TESS, TestApp};
use crate::memberships::{associate, link};
use crate::projects::add_project;

async fn organisation(app: &TestApp, name: &str) -> Uuid {
    let id = Uuid::now_v7();
    let made = "insert into organisations (id, name, kind, county, created_at)
                values ($1, $2, 'nhs_commissioner', 'nottinghamshire', $3)";
    sqlx::query(made).bind(id).bind(name).bind(app.now()).execute(app.db()).await.expect("an organisation");
    id
}

async fn belongs(app: &TestApp, person: Uuid, organisation: Uuid, since: &str) {
    let made = "insert into affiliations (id, associate_id, organisation_id, job_title, starts_on)
                values ($1, $2, $3, 'Commissioning manager', $4::date)";
    let made = sqlx::query(made).bind(Uuid::now_v7()).bind(person).bind(organisation).bind(since);
    made.execute(app.db()).await.expect("an affiliation");
}

async fn count(app: &TestApp, sql: &'static str) -> i64 {
    sqlx::query_scalar(sql).fetch_one(app.db()).await.expect("a count")
}

const CCGS: [&str; 5] = ["Rushcliffe CCG", "Nottingham West CCG", "Newark CCG", "Mansfield CCG", "North and East CCG"];

/// A PCT with so many commissioners that became five CCGs on 1 April 2013.
async fn pct(app: &TestApp, tess: &Client, people: usize) -> (Uuid, Vec<Uuid>) {
    let pct = organisation(app, "NHS Nottinghamshire County").await;
    let mut ccgs = Vec::new();
    for name in &CCGS[..4] {
        ccgs.push(organisation(app, name).await);
    }
    for number in 0..people {
        let person = associate(app, &format!("Commissioner{number:02}"), "commissioner").await;
        belongs(app, person, pct, "2010-01-01").await;
    }
    let page = tess.get(&format!("/organisations/{pct}")).await.follow("Record that it ended").await;
    page.shows(&format!("{people} people in the register"));
    let mut form = page.form("main form").set("ends_on", "31/3/2013").check("how", "followed").set("others", CCGS[4]);
    for ccg in &ccgs {
        form = form.check("successors", &ccg.to_string());
    }
    // The fifth is not in the register: it is asked before it is added.
    let page = form.submit().await;
    page.status(422).has_error("others", "not in the register yet").shows(CCGS[4]);
    let form = page.form("main form").check("add", "yes");
    form.submit().await.redirects_to(&format!("/organisations/{pct}/succession"));
    let all = "select id from organisations where name like '%CCG' order by name";
    (pct, sqlx::query_scalar(all).fetch_all(app.db()).await.expect("five CCGs"))
}

async fn decide(page: &Page, people: &[usize], choice: &str, fields: &[(&str, &str)]) -> Page {
    let mut form = page.form("main form[action*='/decisions']");
    let offered = form.offers("people");
    for number in people {
        form = form.check("people", &offered[*number]);
    }
    form = form.check("choice", choice);
    for (field, value) in fields {
        form = form.set(field, value);
    }
    form.submit().await
}

#[tokio::test]
async fn twenty_three_commissioners_of_one_pct_go_to_five_ccgs() {
    let app = TestApp::at("2013-05-01").await;
    let tess = app.sign_in_as(TESS).await;
    let (pct, ccgs) = pct(&app, &tess, 23).await;
    assert_eq!(ccgs.len(), 5);
    let url = format!("/organisations/{pct}/succession");
    tess.get("/").await.shows("People at organisations that ended").shows("23");
    tess.get(&url).await.shows("23 unplaced").shows("It ended on 31 March 2013");

    // Several at once: four to each of four, two to the last.
    for (place, ccg) in ccgs.iter().enumerate() {
        let many: Vec<usize> = (0..if place < 4 { 4 } else { 2 }).collect();
        let page = tess.get(&url).await;
        let done = decide(&page, &many, "rehomed", &[("successor", &ccg.to_string())]).await;
        done.follow_redirect().await.shows(&format!("{} people went on to a successor", many.len()));
    }
    let left = decide(&tess.get(&url).await, &[0, 1, 2], "left", &[]).await;
    left.status(422).has_error("note", "Enter why");
    decide(&left, &[], "left", &[("note", "Took early retirement")])
        .await
        .follow_redirect()
        .await
        .shows("3 people left");
    let later = decide(&tess.get(&url).await, &[0], "later", &[("note", "On leave until June")]).await;
    let page = later.follow_redirect().await;
    page.shows("2 unplaced · 18 went on to a successor · 3 left").shows("On leave until June");
    tess.get("/organisations/successions").await.shows("2 people to place");

    // Whoever is undecided is shown as unplaced until it is done.
    let unplaced = page.follow("Commissioner22 Person").await;
    unplaced
        .shows("at an organisation that ended on 31 March 2013")
        .follow("Decide where they belong now")
        .await
        .status(200);
    let moved = page.follow("Decided (21)").await.follow("Commissioner00 Person").await;
    moved.shows_not("at an organisation that ended").shows("to 31 March 2013").shows("Since 1 April 2013");
    let history = tess.get(&format!("{}/history", moved.path())).await;
    history.shows("Went on to a successor of their organisation");
    let there_then = "select count(*) from affiliations f join organisations o on o.id = f.organisation_id
         where o.name = 'NHS Nottinghamshire County' and f.starts_on <= '2012-06-30'
           and (f.ends_on is null or f.ends_on >= '2012-06-30')";
    assert_eq!(count(&app, there_then).await, 23, "2012 is as it was, under the name of 2012");
    decide(&tess.get(&url).await, &[0, 1], "rehomed", &[("successor", &ccgs[4].to_string())]).await.status(303);
    tess.get(&url).await.shows("0 unplaced").shows("Everybody is placed");
    tess.get("/").await.shows_not("People at organisations that ended");
    assert_eq!(count(&app, "select count(*) from member_acts").await, 0, "no engagement clock moves");

    // Once people are placed neither the day nor what follows can be taken back, and a decision can be undone.
    tess.get(&format!("/organisations/{pct}/reopening"))
        .await
        .follow_redirect()
        .await
        .shows("Undo those decisions first");
    let form = tess.get(&format!("/organisations/{pct}/ending")).await.form("main form").set("ends_on", "30/4/2013");
    form.submit().await.status(422).has_error("ends_on", "People have been placed already");
    let page = tess.get(&format!("{url}?view=decided")).await;
    let form = page.form("main form[action$='/undoing']");
    let first = form.offers("decisions")[0].clone();
    form.check("decisions", &first)
        .submit()
        .await
        .follow_redirect()
        .await
        .shows("Undone for 1 person")
        .shows("1 unplaced");
    assert_eq!(count(&app, there_then).await, 23);
}

#[tokio::test]
async fn the_old_name_typed_later_offers_what_followed_it() {
    let app = TestApp::at("2013-05-01").await;
    let tess = app.sign_in_as(TESS).await;
    let (pct, ccgs) = pct(&app, &tess, 2).await;
    let person = associate(&app, "Newcomer", "commissioner").await;
    let url = format!("/associates/{person}/affiliations");
    let page = tess.get(&format!("{url}/new")).await;
    let form = page.form(&url).set("organisation_text", "nhs nottinghamshire county").set("starts_on", "15/4/2013");
    let asked = form.submit().await;
    asked.status(422).has_error("successor", "NHS Nottinghamshire County ended on 31 March 2013");
    asked.form(&url).check("successor", &ccgs[0].to_string()).submit().await.status(303);
    let there = "select count(*) from affiliations f join organisations o on o.id = f.organisation_id
                 where o.name like '%CCG' and f.starts_on = '2013-04-15'";
    assert_eq!(count(&app, there).await, 1);
    // Of an earlier date it may be chosen; "none of these" keeps what was written.
    let form = page.form(&url).set("organisation", &pct.to_string()).set("starts_on", "1/4/2011");
    form.submit().await.status(303);
    let other = associate(&app, "Other", "commissioner").await;
    let url = format!("/associates/{other}/affiliations");
    let form = tess.get(&format!("{url}/new")).await.form(&url).set("organisation", &pct.to_string());
    let asked = form.set("starts_on", "1/5/2013").submit().await;
    asked.status(422).form(&url).check("successor", "none").submit().await.status(303);
    assert_eq!(count(&app, "select count(*) from affiliations where organisation_text is not null").await, 1);
    // The person's own page asks the same.
    let own = app.session_of("other@example.org").await;
    let form = own.get("/me/organisation").await.form("/me/organisation");
    let form = form.set("organisation", "NHS Nottinghamshire County").set("starts_on", "1/5/2013");
    form.submit().await.status(422).has_error("successor", "Choose which of those that followed it is meant");
}

#[tokio::test]
async fn a_renaming_moves_everybody_at_once_and_can_be_taken_back_before() {
    let app = TestApp::at("2013-05-01").await;
    let tess = app.sign_in_as(TESS).await;
    let old = organisation(&app, "Queen's Medical Trust").await;
    for number in 0..3 {
        let person = associate(&app, &format!("Nurse{number}"), "health_professional").await;
        belongs(&app, person, old, "2010-01-01").await;
    }
    let ending = format!("/organisations/{old}/ending");
    let form =
        || async { tess.get(&ending).await.form("main form").set("ends_on", "31/3/2013").check("how", "followed") };
    let page = form().await.set("others", "Nottingham University Hospitals").submit().await;
    page.form("main form").check("add", "yes").submit().await.status(303);
    let taken = tess.get(&format!("/organisations/{old}/reopening")).await.press("Take it back").await;
    taken.follow_redirect().await.shows("Taken back");
    let form = form().await.set("others", "Nottingham University Hospitals").check("everyone", "yes");
    form.submit().await.follow_redirect().await.shows("3 people went on to a successor").shows("Everybody is placed");
    let own = format!("/organisations/{old}");
    tess.get(&own).await.shows("Followed by").shows("Until 31 March 2013");
    tess.get(&format!("{own}/history")).await.shows("Moved people on to a successor").shows("Recorded that it ended");
    // Nothing follows one that closed; both cannot be said at once.
    let closed = organisation(&app, "Closed Surgery").await;
    let form = tess.get(&format!("/organisations/{closed}/ending")).await.form("main form").set("ends_on", "1/4/2013");
    form.clone().submit().await.status(422).has_error("how", "Choose whether anything follows");
    form.check("how", "closed").submit().await.status(303);
}

#[tokio::test]
async fn a_long_worklist_is_read_a_page_at_a_time() {
    let app = TestApp::at("2013-05-01").await;
    let tess = app.sign_in_as(TESS).await;
    let old = organisation(&app, "NHS Derbyshire County").await;
    for number in 0..53 {
        let person = associate(&app, &format!("Manager{number:02}"), "commissioner").await;
        belongs(&app, person, old, "2010-01-01").await;
    }
    let form = tess.get(&format!("/organisations/{old}/ending")).await.form("main form").set("ends_on", "31/3/2013");
    form.check("how", "closed").submit().await.status(303);
    let url = format!("/organisations/{old}/succession");
    let first = tess.get(&url).await;
    first.shows("53 unplaced").shows("Manager49").shows_not("Manager50");
    let second = first.follow("Next").await;
    second.shows("53 unplaced").shows("Manager50").shows("Manager52").shows_not("Manager49");
    // Mistakes come back to the same page of the list, and what was decided is gone from it.
    let wrong = decide(&second, &[0, 1, 2], "left", &[]).await;
    wrong.status(422).has_error("note", "Enter why").shows("Manager50").shows_not("Manager49");
    decide(&wrong, &[], "left", &[("note", "Retired")]).await.status(303);
    second.client().get(&second.url).await.shows("50 unplaced").shows("Manager00");
    let decided = tess.get(&format!("{url}?view=decided")).await;
    assert_eq!(decided.select("tbody tr").len(), 3);
    let back = second.follow("Previous").await;
    assert_eq!(back.select("tbody tr").len(), 50);
}

#[tokio::test]
async fn what_has_ended_is_no_new_host_of_an_event_or_a_fellow() {
    let app = TestApp::at("2013-01-05").await;
    let tess = app.sign_in_as(TESS).await;
    let old = organisation(&app, "NHS Derby City").await;
    let event = plan(&tess, &[("host", &old.to_string())]).await;
    let project = add_project(&tess, "Home visits", false).await;
    let slug = project.path().trim_start_matches("/projects/").to_owned();
    let fellow = associate(&app, "Fay", "commissioner").await;
    let host = old.to_string();
    let fields =
        [("role", "diffusion_fellow"), ("host", host.as_str()), ("days_a_week", "1"), ("starts_on", "5/1/2013")];
    link(&tess, fellow, &slug, &fields).await.status(303);
    let ending = tess.get(&format!("/organisations/{old}/ending")).await.form("main form");
    let ending = ending.set("ends_on", "31/3/2013").check("how", "followed").set("others", "Southern Derbyshire CCG");
    ending.submit().await.form("main form").check("add", "yes").submit().await.status(303);

    app.advance(chrono::TimeDelta::days(120));
    let tess = app.sign_in_as(TESS).await;
    let why = "NHS Derby City ended on 31 March 2013. Choose Southern Derbyshire CCG, which followed it";
    // What was chosen before stays; a copy chooses anew.
    let form = tess.get(&format!("{event}/edit")).await.form("main form");
    form.set("title", "Another title").submit().await.status(303);
    let copy = tess.get(&format!("/events/new?copy={}", event.trim_start_matches("/events/"))).await.form("main form");
    let copy = copy.set("starts_on", "1/6/2013").set("ends_on", "1/6/2013");
    let refused = copy.submit().await;
    refused.status(422).has_error("host", why);
    let ccg: Uuid = sqlx::query_scalar("select id from organisations where name like '%CCG'")
        .fetch_one(app.db())
        .await
        .expect("a CCG");
    let planned = refused.form("main form").set("host", &ccg.to_string()).submit().await;
    let planned = planned.follow_redirect().await;
    let back = tess.get(&format!("{}/edit", planned.path())).await.form("main form").set("host", &host);
    back.submit().await.status(422).has_error("host", why);

    // Of a day on which it stood it may be chosen.
    let other = associate(&app, "Finn", "commissioner").await;
    let late = [("role", "diffusion_fellow"), ("host", host.as_str()), ("days_a_week", "1"), ("starts_on", "1/4/2013")];
    link(&tess, other, &slug, &late).await.status(422).has_error("host", why);
    link(&tess, other, &slug, &fields).await.status(303);
    let membership: Uuid = sqlx::query_scalar("select id from memberships where associate_id = $1")
        .bind(fellow)
        .fetch_one(app.db())
        .await
        .expect("a membership");
    let edit = format!("/memberships/{membership}");
    let page = tess.get(&format!("{edit}/edit")).await;
    page.form(&edit).set("days_a_week", "2").submit().await.status(303);
}

#[tokio::test]
async fn what_follows_still_stands_and_a_day_that_fits_nobody_is_named() {
    let app = TestApp::at("2013-05-01").await;
    let tess = app.sign_in_as(TESS).await;
    let old = organisation(&app, "NHS Derbyshire County").await;
    let closed = organisation(&app, "Closed Surgery").await;
    let person = associate(&app, "Manager", "commissioner").await;
    belongs(&app, person, old, "2013-02-01").await;
    let ending = |id: Uuid| format!("/organisations/{id}/ending");
    let form = tess.get(&ending(closed)).await.form("main form").set("ends_on", "1/3/2013").check("how", "closed");
    form.submit().await.status(303);
    let form = tess.get(&ending(old)).await.form("main form").set("ends_on", "31/3/2013").check("how", "followed");
    let refused = form.set("others", "Closed Surgery").submit().await;
    refused.status(422).has_error("others", "Closed Surgery ended on 1 March 2013");
    let asked = refused.form("main form").set("others", "Erewash CCG").submit().await;
    let worklist = asked.form("main form").check("add", "yes").submit().await.follow_redirect().await;
    let follower: Uuid = sqlx::query_scalar("select id from organisations where name = 'Erewash CCG'")
        .fetch_one(app.db())
        .await
        .expect("the follower");
    let to = follower.to_string();
    let fields = [("successor", to.as_str()), ("day", "1/1/2013")];
    let refused = decide(&worklist, &[0], "rehomed", &fields).await;
    refused.status(422).has_error("day", "Manager Person is recorded there only from a later day");
    decide(&refused, &[], "rehomed", &[("day", "1/4/2013")]).await.status(303);
}
