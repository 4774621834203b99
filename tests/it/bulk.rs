//! One act on many people of the register.

use uuid::Uuid;

use crate::harness::{ADA, Client, LEO, Page, TESS, TestApp};
use crate::memberships::{associate, link, publish_notice};
use crate::projects::add_project;

async fn count(app: &TestApp, sql: &'static str) -> i64 {
    sqlx::query_scalar(sql).fetch_one(app.db()).await.expect("a count")
}

/// Chooses all that the filter finds; the page that asks what to do.
async fn choose(tess: &Client, filter: &str) -> Page {
    let page = tess.get(&format!("/associates?{filter}")).await;
    let button = page.select("#selection button[value=all], #selection button[value=everyone]")[0].text.clone();
    page.form("#selection").press(&button).await.follow_redirect().await
}

/// Says what to do; the page before it is done.
async fn plan(page: &Page, kind: &str, fields: &[(&str, &str)]) -> Page {
    let mut form = page.form("main form[method=get]").check("kind", kind).submit().await.form("main form[method=post]");
    for (field, value) in fields {
        form = form.set(field, value);
    }
    form.submit().await.follow_redirect().await
}

async fn carry_out(page: &Page) -> Page {
    page.form("main form[action$='/doing']").submit().await.follow_redirect().await
}

async fn people(app: &TestApp, names: &[(&str, &str)]) -> Vec<Uuid> {
    let mut ids = Vec::new();
    for (name, group) in names {
        ids.push(associate(app, name, group).await);
    }
    ids
}

#[tokio::test]
async fn an_owner_is_set_for_a_frozen_choice_and_undone() {
    let app = TestApp::at("2026-06-01").await;
    let tess = app.sign_in_as(TESS).await;
    let ids = people(&app, &[("Anna", "carer"), ("Bert", "carer"), ("Cora", "commissioner")]).await;
    let page = choose(&tess, "group=carer").await;
    page.shows("You have chosen 2 people").shows("Group: Carer").shows("Anna Person").shows_not("Cora Person");
    people(&app, &[("Later", "carer")]).await;
    let page = plan(&page, "owner", &[("owner", TESS.name)]).await;
    page.shows("Set the owner to").shows("It will be done for 2 people");
    let done = carry_out(&page).await;
    done.shows("Done for 2 people");
    assert_eq!(count(&app, "select count(*) from associates where owner_id is not null").await, 2);
    tess.get(&format!("/associates/{}/history", ids[0])).await.shows("Changed the owner");
    assert_eq!(count(&app, "select count(*) from audit_events where act like '%many people%'").await, 1);
    assert_eq!(count(&app, "select count(*) from audit_events where part_of is not null").await, 2);
    // Pressed twice nothing happens; what was changed since stays.
    carry_out(&page).await.shows("done already");
    sqlx::query("update associates set owner_id = null where id = $1")
        .bind(ids[1])
        .execute(app.db())
        .await
        .expect("a change");
    done.press("Undo this").await.follow_redirect().await.shows("Undone for 1 person");
    assert_eq!(count(&app, "select count(*) from associates where owner_id is not null").await, 0);
    assert_eq!(count(&app, "select count(*) from member_acts").await, 0, "no engagement clock moves");
}

#[tokio::test]
async fn nobody_and_everybody_are_never_meant_by_accident() {
    let app = TestApp::at("2026-06-01").await;
    let tess = app.sign_in_as(TESS).await;
    let ids = people(&app, &[("Anna", "carer"), ("Bert", "carer")]).await;
    tess.post("/bulk-acts", &[("whom", "all")]).await.follow_redirect().await.shows("Nobody is chosen yet");
    tess.post("/bulk-acts", &[("whom", "selected")]).await.follow_redirect().await.shows("Nobody is selected");
    tess.post("/bulk-acts", &[("whom", "all"), ("health", "waiting")])
        .await
        .follow_redirect()
        .await
        .shows("cannot be chosen");
    assert_eq!(count(&app, "select count(*) from bulk_acts").await, 0);
    let everyone = tess.get("/associates").await;
    everyone.shows("Do something with everyone in the register (2)");
    // One by one, without JavaScript.
    let form = everyone.form("#selection").check("pick", &ids[1].to_string());
    let page = form.press("Do something with the selected").await.follow_redirect().await;
    page.shows("You have chosen 1 person").shows("Selected one by one").shows("Bert Person");
    let page = plan(&page, "add_tag", &[("tag", "Reads drafts")]).await;
    carry_out(&page).await.shows("Done for 1 person").press("Undo this").await.status(303);
    assert_eq!(count(&app, "select count(*) from associate_tags").await, 0);
    app.session_of("anna@example.org").await.get("/bulk-acts").await.status(403);
    let _ = LEO;
}

#[tokio::test]
async fn many_are_linked_and_what_reveals_health_waits_and_is_not_named() {
    let app = TestApp::at("2026-06-01").await;
    let tess = app.sign_in_as(TESS).await;
    add_project(&tess, "Home visits", true).await;
    let ids = people(
        &app,
        &[("Anna", "carer"), ("Bert", "commissioner"), ("Cora", "commissioner"), ("Dora", "commissioner")],
    )
    .await;
    publish_notice(&app).await;
    link(&tess, ids[1], "home-visits", &[]).await.status(303);
    sqlx::query("update associates set standing = 'paused', paused_until = '2026-09-01' where id = $1")
        .bind(ids[3])
        .execute(app.db())
        .await
        .expect("a pause");
    let page = choose(&tess, "county=lincolnshire").await;
    page.shows("You have chosen 4 people");
    let fields = [("project", "Home visits"), ("role", "Member"), ("reason", "Asked at the fair")];
    let page = plan(&page, "link", &fields).await;
    page.shows("It will be done for 2 people")
        .shows("Are away for a time: 1")
        .shows("Have this role in the project already");
    page.follow("Are away for a time: 1").await.shows("Dora Person").shows_not("Bert Person");
    // Somebody takes part meanwhile: the act refuses, and says the new numbers.
    link(&tess, ids[2], "home-visits", &[]).await.status(303);
    carry_out(&page).await.shows("something has changed since you looked").shows("It will be done for 1 person");
    let done = carry_out(&tess.get(page.path()).await).await;
    done.shows("Done for 1 person").shows("1 wait for their person’s own consent").shows_not("Anna Person");
    assert_eq!(count(&app, "select count(*) from disclosable_memberships where associate_id in (select id from associates where given_name = 'Anna')").await, 0);
    assert_eq!(app.mail_to("anna@example.org").await.subject, "Please tell us whether you agree");
    // Whoever of them waits for a consent is named in no list of it and in no file, also not among all.
    for which in ["done", ""] {
        let list = tess.get(&format!("{}/people?which={which}", page.path())).await;
        list.shows("1 more have a link that waits").shows_not("Anna Person");
        for ending in ["csv", "xlsx"] {
            tess.get(&format!("{}/people.{ending}?which={which}", page.path())).await.status(200);
        }
        let file = tess.get(&format!("{}/people.csv?which={which}", page.path())).await.body.clone();
        assert!(!file.contains("Anna") && file.contains("Bert") == which.is_empty(), "{file}");
    }
    app.sign_in_as(ADA).await.get("/admin/audit").await.shows("People of an act on many").shows_not("Anna");
    // Done again, it says the same of someone whose link waits as of someone who has none yet.
    let again = plan(&choose(&tess, "county=lincolnshire").await, "link", &fields).await;
    again.shows("It will be done for 1 person");
    for which in ["", "done", "takes_part"] {
        tess.get(&format!("{}/people?which={which}", again.path())).await.shows_not("Anna Person");
    }
    carry_out(&again).await.shows("Done for 1 person");
    let links =
        "select count(*) from memberships m join associates a on a.id = m.associate_id where a.given_name = 'Anna'";
    assert_eq!(count(&app, links).await, 1);
}

#[tokio::test]
async fn parts_of_many_end_together_and_a_tag_is_taken_from_many() {
    let app = TestApp::at("2026-06-01").await;
    let tess = app.sign_in_as(TESS).await;
    add_project(&tess, "Home visits", false).await;
    let ids = people(&app, &[("Anna", "commissioner"), ("Bert", "commissioner"), ("Cora", "commissioner")]).await;
    for id in &ids[..2] {
        link(&tess, *id, "home-visits", &[]).await.status(303);
    }
    let page = choose(&tess, "group=commissioner").await;
    let page = plan(&page, "ending", &[("project", "Home visits"), ("reason", "The panel is over")]).await;
    page.shows("It will be done for 2 people")
        .shows("Have no such part in the project on that day: 1")
        .shows("2 people will be in no project");
    carry_out(&page).await.shows("Done for 2 people").shows("cannot be undone in one step");
    assert_eq!(count(&app, "select count(*) from memberships where state = 'ended'").await, 2);
    tess.get(&format!("/associates/{}/history", ids[0])).await.shows("Ended a membership").shows("The panel is over");

    let page = plan(&choose(&tess, "group=commissioner").await, "add_tag", &[("tag", "Panel")]).await;
    carry_out(&page).await.shows("Done for 3 people");
    let page = plan(&choose(&tess, "group=commissioner").await, "remove_tag", &[("tag", "Panel")]).await;
    let done = carry_out(&page).await;
    assert_eq!(count(&app, "select count(*) from associate_tags").await, 0);
    done.press("Undo this").await.follow_redirect().await.shows("Undone for 3 people");
    assert_eq!(count(&app, "select count(*) from associate_tags").await, 3);
    tess.get("/bulk-acts").await.shows("undone since").shows("Group: Commissioner");
}

#[tokio::test]
async fn three_thousand_people_take_seconds_and_not_minutes() {
    let app = TestApp::at("2026-06-01").await;
    let tess = app.sign_in_as(TESS).await;
    add_project(&tess, "Home visits", false).await;
    let many = "insert into associates (id, given_name, family_name, email, county, stakeholder_group, involvement, standing,
                                        created_at, joined_on)
                select gen_random_uuid(), 'Person', 'Number' || n, 'n' || n || '@example.org', 'lincolnshire', 'commissioner',
                       'ask_me', 'active', $1, $1::date
                from generate_series(1, 3000) n";
    sqlx::query(many).bind(app.now()).execute(app.db()).await.expect("many people");
    let page = choose(&tess, "group=commissioner").await;
    let fields = [("project", "Home visits"), ("role", "Member"), ("reason", "All of them")];
    let page = plan(&page, "link", &fields).await;
    let begun = std::time::Instant::now();
    carry_out(&page).await.shows("Done for 3000 people");
    let took = begun.elapsed();
    println!("3,000 people were linked and written to in {took:?}");
    assert!(took.as_secs() < 30, "{took:?}");
    assert_eq!(count(&app, "select count(*) from mails").await, 3000);
}

#[tokio::test]
async fn what_to_do_is_asked_until_it_is_said_and_many_people_are_read_a_page_at_a_time() {
    let app = TestApp::at("2026-06-01").await;
    let tess = app.sign_in_as(TESS).await;
    for number in 0..53 {
        associate(&app, &format!("Anna{number:02}"), "carer").await;
    }
    let page = choose(&tess, "group=carer").await;
    page.shows_not("Choose what to do with them");
    let asked = page.form("main form[method=get]").submit().await;
    asked.has_error("kind", "Choose what to do with them");
    let first = asked.follow("53 people").await;
    first.shows("Anna49").shows_not("Anna50");
    let second = first.follow("Next").await;
    second.shows("Anna50").shows("Anna52").shows_not("Anna49");
    assert_eq!(second.follow("Previous").await.select("tbody tr").len(), 50);
}
