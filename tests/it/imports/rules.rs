//! What a list may not do though somebody wrote it down, and what it adds besides people.

use super::{dry_run, id_of, register, settled, tiles};
use crate::harness::{TESS, TestApp};

async fn text(app: &TestApp, sql: &'static str) -> String {
    sqlx::query_scalar(sql).fetch_one(app.db()).await.expect(sql)
}

#[tokio::test]
async fn a_fellowship_is_refused_in_a_list_as_on_a_form_that_says_no_host() {
    let app = TestApp::filled().await;
    let tess = app.sign_in_as(TESS).await;
    let project = text(&app, "select slug from projects where stage = 'running' and not sensitive and (ends_on is null or ends_on > '2027-01-01') order by slug limit 1").await;
    let list = format!(
        "Name;Email;Project;Role;Consent\nXanthe Quornish;x@lists.example.org;{project};Diffusion Fellow;by phone\n\
         Xavier Quornish;y@lists.example.org;{project};Member;by phone\n"
    );
    let page = dry_run(&app, &tess, &list).await;
    assert_eq!(tiles(&page)[..4], ["1 new", "0 matched", "0 to decide", "1 rejected"], "{}", page.excerpt());
    page.shows("D2: A Diffusion Fellow needs a host and days a week");
    settled(&app, page.form("#commit").submit().await.status(303)).await.shows("Imported");
    let id = id_of(&app, "y@lists.example.org").await;
    let form = tess.get(&format!("/associates/{id}/memberships/new?project={project}")).await.form("main form");
    let form = form.set("role", "diffusion_fellow").set("reason", "Asked by phone");
    let refused = form.submit().await;
    refused
        .status(422)
        .has_error("host", "Choose the organisation that hosts them")
        .has_error("days_a_week", "Enter days");
}

#[tokio::test]
async fn nobody_is_put_where_an_organisation_has_ended_and_tags_are_taken_back() {
    let app = TestApp::filled().await;
    let tess = app.sign_in_as(TESS).await;
    let before = register(&app).await;
    let tags = "select coalesce(jsonb_agg(to_jsonb(x) order by tag_id, associate_id), '[]')::text || (select coalesce(jsonb_agg(to_jsonb(t) order by id), '[]')::text from tags t) from associate_tags x";
    let tags_before = text(&app, tags).await;
    let ended = text(
        &app,
        "select o.name from organisations o join organisation_successions s on s.organisation_id = o.id
         where o.ends_on < '2026-01-01' order by o.name limit 1",
    )
    .await;
    let known = text(
        &app,
        "select a.given_name || ' ' || a.family_name || ';' || a.email from associates a
         where a.standing = 'active' and a.email is not null
           and not exists (select from associates b where b.id <> a.id and (b.name_search = a.name_search or b.email = a.email))
         order by a.id limit 1",
    )
    .await;
    let list = format!(
        "Name;Email;Organisation;Tags;Consent\nXanthe Quornish;x@lists.example.org;{ended};Zyx panel, Zyx board;by phone\n{known};;zyx PANEL;by phone\n"
    );
    let page = dry_run(&app, &tess, &list).await;
    assert_eq!(tiles(&page)[..2], ["1 new", "1 matched"], "{}", page.excerpt());
    page.shows(&format!("{ended} ended on")).shows("followed by").shows("The place is kept as it is written");
    let done = settled(&app, page.form("#commit").submit().await.status(303)).await;
    done.shows("Imported");
    let place = text(
        &app,
        "select concat_ws('|', f.organisation_id, f.organisation_text) from affiliations f join associates a on a.id = f.associate_id
         where a.email = 'x@lists.example.org'",
    )
    .await;
    assert_eq!(place, ended);
    let on = text(&app, "select string_agg(t.name, ', ' order by t.name) from associate_tags x join tags t on t.id = x.tag_id where t.name like 'Zyx%'").await;
    assert_eq!(on, "Zyx board, Zyx panel, Zyx panel");
    let said = "select count(*)::text from audit_events e join associates a on a.id = e.associate_id
                where a.email = 'x@lists.example.org' and to_jsonb(e)::text like '%Zyx%'";
    assert_eq!(text(&app, said).await, "0", "the trail keeps no tag of whoever is new");
    let again = dry_run(&app, &tess, &list).await;
    again.shows("There is nothing to import");
    let undo = tess.get(&done.url).await.follow("Undo this import").await;
    undo.shows("1 tag of someone who stays").shows("2 tags that were added");
    settled(&app, undo.press("Undo this import").await.status(303)).await.shows("1 of the 1 people it had added");
    assert_eq!(before, register(&app).await);
    assert_eq!(tags_before, text(&app, tags).await);
}

#[tokio::test]
async fn a_further_row_of_somebody_needs_no_group_and_a_role_may_stand_with_its_project() {
    let app = TestApp::filled().await;
    let tess = app.sign_in_as(TESS).await;
    let project = text(&app, "select slug from projects where stage = 'running' and not sensitive and (ends_on is null or ends_on > '2027-01-01') order by slug limit 1").await;
    let list = format!(
        "Name;Email;Group;Organisation(s);Project(s);Consent\n\
         Xanthe Quornish;x@lists.example.org;Carer;Dales Hospice;{project} (adviser);by phone\n\
         Xanthe Quornish;x@lists.example.org;;Peak Hospice;;by phone\n\
         Xavier Quornish;y@lists.example.org;;;;by phone\n\
         Xerxes Quornish;z@lists.example.org;Carer;;{project}, The Nonesuch Study;by phone\n"
    );
    let columns = super::upload(&tess, "people.csv", list.as_bytes()).await.status(303).follow_redirect().await;
    let page = settled(&app, columns.form("#columns-form").submit().await.status(303)).await;
    assert_eq!(tiles(&page)[..4], ["1 new", "1 matched", "0 to decide", "2 rejected"], "{}", page.excerpt());
    page.shows("as adviser").shows("Belongs to “Peak Hospice”").shows("C4: No stakeholder group is given");
    page.shows("E5: “The Nonesuch Study” is no project of the register").shows_not(&format!("“{project}, The"));
}

#[tokio::test]
async fn headings_are_looked_for_where_there_is_a_row() {
    let app = TestApp::filled().await;
    let tess = app.sign_in_as(TESS).await;
    let list = "Name;Email;Consent\nXanthe Quornish;x@lists.example.org;by phone\n";
    let columns = super::upload(&tess, "people.csv", list.as_bytes()).await.status(303).follow_redirect().await;
    let looking = columns.form("main form[method=get]").set("header", "99").submit().await;
    looking.has_error("header", "Enter a row with headings, from 1 to 2").shows("Xanthe Quornish");
    let sent = [("kind", "people"), ("sheet", "0"), ("header", "99"), ("version", "1"), ("group", "carer")];
    tess.post(&columns.url, &sent).await.status(422).has_error("header", "Enter a row with headings");
    let form = looking.form("#columns-form").set("group", "carer");
    settled(&app, form.submit().await.status(303)).await.shows("1 new");
}

#[tokio::test]
async fn whoever_comes_into_the_register_after_a_decision_is_asked_about() {
    let app = TestApp::filled().await;
    let tess = app.sign_in_as(TESS).await;
    crate::memberships::associate(&app, "Qadira", "carer").await;
    let list = "Name;Email;Consent\nQadira Person;q@lists.example.org;by phone\n";
    let page = dry_run(&app, &tess, list).await;
    assert_eq!(tiles(&page)[..3], ["0 new", "0 matched", "1 to decide"], "{}", page.excerpt());
    let row = page.follow("Decide about row").await;
    let page = settled(&app, row.form("#decision").check("who", "new").submit().await.status(303)).await;
    assert_eq!(tiles(&page)[..3], ["1 new", "0 matched", "0 to decide"], "{}", page.excerpt());
    let namesake = crate::memberships::associate(&app, "Qadir", "carer").await;
    let named = sqlx::query("update associates set given_name = 'Qadira' where id = $1").bind(namesake);
    named.execute(app.db()).await.expect("a namesake");
    let page = settled(&app, page.press("Make a new dry run").await.status(303)).await;
    assert_eq!(tiles(&page)[..3], ["0 new", "0 matched", "1 to decide"], "{}", page.excerpt());
    // Both are offered, and the decision can be made again.
    let row = page.follow("Decide about row").await;
    assert_eq!(row.form("#decision").offers("who").len(), 4, "{}", row.excerpt());
    let page = settled(&app, row.form("#decision").check("who", "new").submit().await.status(303)).await;
    assert_eq!(tiles(&page)[0], "1 new");
}
