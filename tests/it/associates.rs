//! The team's register of people.

mod agreements;
mod finding;
mod order;

use uuid::Uuid;

use crate::harness::{Client, FilledForm, Page, TESS, TestApp};

/// The form of a new person, with what it cannot do without.
pub(crate) async fn new_person(tess: &Client, given: &str, family: &str) -> FilledForm {
    let form = tess.get("/associates/new").await.form("/associates");
    form.set("given_name", given)
        .set("family_name", family)
        .set("stakeholder_group", "Commissioner")
        .set("involvement", "ask_me")
        .set("source", "phone")
}

fn names(page: &Page) -> Vec<String> {
    page.select("tbody tr th a").into_iter().map(|row| row.text).collect()
}

fn ids(page: &Page) -> Vec<String> {
    page.select("tbody tr th a").iter().filter_map(|row| row.attribute("href").map(str::to_owned)).collect()
}

async fn one<T>(app: &TestApp, sql: &'static str) -> T
where
    T: for<'r> sqlx::Decode<'r, sqlx::Postgres> + sqlx::Type<sqlx::Postgres> + Send + Unpin,
{
    sqlx::query_scalar(sql).fetch_one(app.db()).await.expect("a value")
}

async fn count(app: &TestApp, sql: &'static str) -> i64 {
    one(app, sql).await
}

#[tokio::test]
async fn the_team_adds_someone_with_everything() {
    let app = TestApp::filled().await;
    let tess = app.sign_in_as(TESS).await;
    let form = new_person(&tess, "Zoë", "Quillfeather").await;
    let form = form
        .set("email", "zoe@example.org")
        .set("phone", "0115 496 0777")
        .set("postcode_district", "ng7 2rd")
        .set("organisation_text", "stroke association")
        .set("job_title", "Commissioning manager")
        .check("topics", "networking")
        .set("source_note", "on Monday");
    let page = form.submit().await.follow_redirect().await;
    page.shows("Zoë Quillfeather added").shows("NG7").shows("Stroke Association").shows("Unplaced");
    assert!(!page.select("a[href$='/memberships/new']").is_empty());
    let mail = app.mail_to("zoe@example.org").await;
    assert!(
        mail.body_text.contains("Tess Team") && mail.body_text.contains("you told us by phone"),
        "{}",
        mail.body_text
    );
    assert!(
        !mail.body_text.contains("on Monday")
            && mail.body_text.contains("/privacy")
            && mail.body_text.contains("/sign-in-links/new")
    );
    let consents = "select count(*) from consents c join associates a on a.id = c.associate_id
                    where a.family_name = 'Quillfeather' and c.given and c.source = 'told us by phone: on Monday'";
    assert_eq!(count(&app, consents).await, 2, "registration and one topic");
    assert_eq!(count(&app, "select count(*) from accounts where email = 'zoe@example.org'").await, 1);
    // Rule 6: what we do is not their act.
    let acts = "select count(*) from member_acts m join associates a on a.id = m.associate_id
                where a.family_name = 'Quillfeather'";
    assert_eq!(count(&app, acts).await, 0);
}

#[tokio::test]
async fn nobody_is_added_without_a_source_of_consent() {
    let app = TestApp::filled().await;
    let tess = app.sign_in_as(TESS).await;
    let page = tess.get("/associates/new").await.form("/associates").set("given_name", "Ann").submit().await;
    page.status(422).has_error("family_name", "last name").has_error("source", "how they told you");
    assert_eq!(page.form("/associates").value("given_name"), "Ann");
}

#[tokio::test]
async fn names_that_sound_the_same_are_look_alikes() {
    let app = TestApp::filled().await;
    let tess = app.sign_in_as(TESS).await;
    new_person(&tess, "Cathy", "Quayle-Smith").await.submit().await.status(303);
    let page = new_person(&tess, "Kathy", "Quail Smyth").await.submit().await;
    page.status(422).shows("Cathy Quayle-Smith").shows("a similar name");
    // One name in common makes nobody the same.
    new_person(&tess, "Kathy", "Umberwood").await.submit().await.status(303);
}

#[tokio::test]
async fn look_alikes_are_shown_with_reasons_and_stop_nobody() {
    let app = TestApp::filled().await;
    let tess = app.sign_in_as(TESS).await;
    let form = new_person(&tess, "Zoë", "Quillfeather").await;
    form.set("email", "zoe@example.org").set("phone", "0115 496 0777").submit().await.status(303);

    // Another order of the names, no accent, another way to write the number.
    let form = new_person(&tess, "Quilfeather", "Zoe").await;
    let page = form.set("phone", "+44 (115) 496 0777").submit().await;
    page.status(422).shows("Is this person in the register already?").shows("the same phone number, a similar name");
    assert_eq!(page.form("/associates").value("phone"), "+44 (115) 496 0777");
    let added = page.press("Add anyway: this is someone else").await;
    added.status(303).follow_redirect().await.shows("Quilfeather Zoe added");

    let form = new_person(&tess, "Someone", "Else").await.set("email", "zoe@example.org");
    let page = form.submit().await;
    page.status(422).shows("the same email address");
    // The couple that shares an address: one account, two people, both told.
    // The same at the end of the form, where the button that adds was.
    page.shows_not("Add Associate").press("Add anyway").await.status(303);
    assert_eq!(count(&app, "select count(*) from accounts where email = 'zoe@example.org'").await, 1);
    assert_eq!(app.mails_to("zoe@example.org").await.len(), 2);
}

#[tokio::test]
async fn sending_the_form_twice_makes_one_person() {
    let app = TestApp::filled().await;
    let tess = app.sign_in_as(TESS).await;
    let form = new_person(&tess, "Twice", "Sent").await.set("email", "twice@example.org");
    let pairs = form.pairs();
    let pairs: Vec<(&str, &str)> = pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let (first, second) = (tess.post("/associates", &pairs).await, tess.post("/associates", &pairs).await);
    assert_eq!(first.location(), second.location());
    assert_eq!(count(&app, "select count(*) from associates where family_name = 'Sent'").await, 1);
    assert_eq!(app.mails_to("twice@example.org").await.len(), 1);
}

#[tokio::test]
async fn filters_combine_and_stand_in_the_address() {
    let app = TestApp::filled().await;
    let tess = app.sign_in_as(TESS).await;
    let (slug, expected): (String, i64) = sqlx::query_as(
        "select p.slug, count(distinct a.id) from disclosable_memberships m
         join projects p on p.id = m.project_id join associates a on a.id = m.associate_id
         where m.state = 'active' and m.role = 'member' and a.standing in ('active', 'paused')
           and a.stakeholder_group = 'health_professional'
         group by p.slug order by count(*) desc limit 1",
    )
    .fetch_one(app.db())
    .await
    .expect("a project");
    let form = tess.get("/associates").await.form("form.copse-filters__form");
    let form = form.set("group", "Health professional").set("project", &slug).set("role", "Member");
    let page = form.submit().await;
    page.shows(&format!("{expected} Associates")).shows("Group: Health professional").shows("Role: Member");
    let asked = format!("/associates?group=health_professional&project={slug}&role=member");
    assert_eq!(names(&tess.get(&asked).await), names(&page), "the address alone gives the same list");
    let tags = page.select("a.moj-filter__tag");
    let without_role = tags.iter().find(|tag| tag.text.contains("Role: Member")).and_then(|tag| tag.attribute("href"));
    assert_eq!(without_role, Some(format!("/associates?group=health_professional&project={slug}").as_str()));

    let nobody = tess.get("/associates?owner=none").await;
    let ownerless = "select count(*) from associates where owner_id is null and standing in ('active', 'paused')";
    nobody.shows(&format!("{} Associates", count(&app, ownerless).await));
    let hostile = tess
        .get("/associates?group=x&county=%27&organisation=1&role=or+1%3D1&owner=%00&sort=;drop&dir=up&after=q")
        .await;
    hostile.status(200);
    assert_eq!(names(&hostile), names(&tess.get("/associates").await));
}

#[tokio::test]
async fn every_order_pages_forth_and_back_over_everyone_once() {
    let app = TestApp::filled().await;
    let tess = app.sign_in_as(TESS).await;
    let everyone = count(&app, "select count(*) from associates where standing in ('active', 'paused', 'left')").await;
    for sort in ["name", "group", "county", "joined", "last_act"] {
        for dir in ["asc", "desc"] {
            let mut page = tess.get(&format!("/associates?status=all&sort={sort}&dir={dir}")).await;
            let mut pages = vec![ids(&page)];
            while !page.select("a[rel=next]").is_empty() {
                page = page.follow("Next").await;
                pages.push(ids(&page));
            }
            let mut seen: Vec<&String> = pages.iter().flatten().collect();
            assert_eq!(seen.len() as i64, everyone, "{sort} {dir}");
            seen.sort();
            seen.dedup();
            assert_eq!(seen.len() as i64, everyone, "{sort} {dir}: nobody twice");
            for expected in pages.iter().rev().skip(1) {
                page = page.follow("Previous").await;
                assert_eq!(&ids(&page), expected, "{sort} {dir} backwards");
            }
            assert!(page.select("a[rel=prev]").is_empty());
        }
    }
}

/// Someone with a link that waits for their own consent, and the project it is to.
async fn someone_waiting(app: &TestApp) -> (Uuid, String, String) {
    sqlx::query_as(
        "select m.associate_id, p.slug, p.title from memberships m join projects p on p.id = m.project_id
         join associates a on a.id = m.associate_id
         where m.state in ('requested', 'active') and awaits_health_consent(m.associate_id, m.project_id)
           and a.standing = 'active'
         limit 1",
    )
    .fetch_one(app.db())
    .await
    .expect("someone who waits")
}

#[tokio::test]
async fn a_waiting_link_shows_only_where_reading_is_logged() {
    let app = TestApp::filled().await;
    let tess = app.sign_in_as(TESS).await;
    let (id, slug, title) = someone_waiting(&app).await;
    let record = format!("/associates/{id}");
    for list in [format!("/associates?project={slug}&q="), format!("/associates?project={slug}&role=member")] {
        let mut page = tess.get(&list).await;
        loop {
            assert!(!ids(&page).contains(&record), "{list} gives the link away");
            if page.select("a[rel=next]").is_empty() {
                break;
            }
            page = page.follow("Next").await;
        }
    }
    tess.get(&record).await.shows_not(&title).shows("opening them is logged");
    tess.get(&format!("{record}/history")).await.shows_not(&title);
    tess.get(&format!("{record}/leaving")).await.shows_not(&title);
    let read = "select count(*) from audit_events where act = 'Read access needs and health-related links'
                and actor_name = 'Tess Team'";
    let before = count(&app, read).await;
    let page = tess.get(&record).await.follow("Open access needs and health-related links").await;
    page.shows(&title).shows("Waits for their consent");
    assert_eq!(count(&app, read).await, before + 1);
    tess.get(&format!("{record}/history")).await.shows("Read access needs and health-related links").shows_not(&title);
    let waiting = tess.get("/associates?health=waiting").await;
    assert!(ids(&waiting).contains(&record));
    assert!(waiting.select("tbody tr").iter().all(|row| !row.text.contains(&title)), "the list names the project");
    let looked = "select count(*) from audit_events where act = 'Read that a link waits for their consent'";
    assert!(count(&app, looked).await > 0);
}

#[tokio::test]
async fn access_needs_are_kept_apart_and_survive_an_edit() {
    let app = TestApp::filled().await;
    let tess = app.sign_in_as(TESS).await;
    let form = new_person(&tess, "Nora", "Quillfeather").await.set("access_needs", "A hearing loop");
    let record = form.submit().await.location().expect("a record").to_owned();
    tess.get(&record).await.shows_not("hearing loop");
    let edit = tess.get(&format!("{record}/edit")).await;
    edit.shows_not("hearing loop");
    edit.form(&record).set("phone", "0115 496 0999").submit().await.status(303);
    let page = tess.get(&format!("{record}/sensitive")).await;
    let form = page.form(&format!("{record}/access-needs"));
    assert_eq!(form.value("access_needs"), "A hearing loop");
    page.form(&format!("{record}/access-needs"))
        .set("access_needs", "Large print")
        .submit()
        .await
        .status(422)
        .has_error("source", "how they told you");
    let other = form.clone().set("access_needs", "Braille").set("source", "phone");
    form.set("access_needs", "Large print").set("source", "paper").submit().await.status(303);
    // Two who enter them: the second is asked, and has read what the first entered.
    let read = "select count(*) from audit_events where act = 'Read access needs and health-related links'";
    let before = count(&app, read).await;
    let clash = other.submit().await;
    clash.status(409).shows("What stands now: Large print").shows("What you typed: Braille");
    assert_eq!(count(&app, read).await, before + 1);
    clash.form(&format!("{record}/access-needs")).set("access_needs", "Large print").submit().await.status(303);
    let history = tess.get(&format!("{record}/history")).await;
    history.shows("(not shown here)").shows_not("Large print").shows_not("hearing loop").shows("0115 496 0999");
}

#[tokio::test]
async fn another_address_moves_the_account_and_tells_the_old_one() {
    let app = TestApp::filled().await;
    let tess = app.sign_in_as(TESS).await;
    let form = new_person(&tess, "Nora", "Quillfeather").await.set("email", "nora@example.org");
    let record = form.submit().await.location().expect("a record").to_owned();
    let edit = tess.get(&format!("{record}/edit")).await;
    let page = edit.form(&record).set("email", "tess@copse.example.org").submit().await;
    page.status(422).has_error("email", "Another account signs in with this address");
    edit.form(&record).set("email", "nora@new.example.org").set("given_name", "Norah").submit().await.status(303);
    assert!(app.mail_to("nora@example.org").await.body_text.contains("changed the email address"));
    let moved = "select count(*) from accounts where email = 'nora@new.example.org' and name = 'Norah Quillfeather'";
    assert_eq!(count(&app, moved).await, 1);

    // Without an address nobody signs in: whoever reads mail at the old one has no way in.
    let nora = app.session_of("nora@new.example.org").await;
    let edit = tess.get(&format!("{record}/edit")).await;
    edit.form(&record).set("email", "").submit().await.status(303);
    assert!(app.mail_to("nora@new.example.org").await.body_text.contains("no longer sign in"));
    nora.get("/me").await.redirects_to("/sign-in?next=%2Fme");
    let ask = app.visitor().get("/sign-in-links/new").await.form("/sign-in-links");
    ask.set("email", "nora@new.example.org").submit().await.status(303);
    assert!(app.mails_to("nora@new.example.org").await.iter().all(|mail| mail.subject != "Your link to sign in"));
}

#[tokio::test]
async fn topics_change_only_with_a_source() {
    let app = TestApp::filled().await;
    let tess = app.sign_in_as(TESS).await;
    let record =
        new_person(&tess, "Nora", "Quillfeather").await.submit().await.location().expect("a record").to_owned();
    let edit = tess.get(&format!("{record}/edit")).await;
    edit.form(&record)
        .check("topics", "networking")
        .submit()
        .await
        .status(422)
        .has_error("source", "how they told you");
    edit.form(&record).check("topics", "networking").set("source", "email").submit().await.status(303);
    let given = "select count(*) from consents where topic = 'networking' and given and source = 'told us by email'";
    assert_eq!(count(&app, given).await, 1);
}

#[tokio::test]
async fn moving_job_ends_the_last_post_and_keeps_it() {
    let app = TestApp::filled().await;
    let tess = app.sign_in_as(TESS).await;
    let form = new_person(&tess, "Nora", "Quillfeather").await;
    let form = form.set("organisation_text", "A small charity").set("since", "1/2/2019");
    let record = form.submit().await.location().expect("a record").to_owned();
    tess.get(&record).await.shows("A small charity").shows("Not matched yet");
    let page = tess.get(&format!("{record}/affiliations/new")).await;
    // The same form twice changes nothing more.
    for _ in 0..2 {
        let moved = page.form(&format!("{record}/affiliations"));
        moved.set("organisation_text", "Stroke Association").set("starts_on", "1/3/2020").submit().await.status(303);
    }
    let page = tess.get(&record).await;
    page.shows("1 February 2019 to 29 February 2020").shows("Since 1 March 2020");
    assert_eq!(page.text().matches("Since 1 March 2020").count(), 1);

    let edit = page.select("a[href$='/edit']").iter().rev().find_map(|link| link.attribute("href").map(str::to_owned));
    let edit = tess.get(&edit.expect("a link to the old post")).await;
    let action = edit.path().trim_end_matches("/edit").to_owned();
    edit.form(&action)
        .set("ends_on", "1/1/2018")
        .submit()
        .await
        .status(422)
        .has_error("ends_on", "not before the first");
    edit.form(&action).set("organisation_text", "Framework").submit().await.status(303);
    // Two who correct it: what only one of them changed stands, what both changed is asked.
    edit.form(&action).set("job_title", "Director").submit().await.status(303);
    tess.get(&record).await.shows("Director").shows("Framework");
    let clash = edit.form(&action).set("organisation_text", "Mind").submit().await;
    clash.status(409).shows("What stands now: nothing").shows("What you typed: Mind").shows_not("Director");
    clash.form(&action).set("organisation_text", "Mind").submit().await.status(303);
    tess.get(&record).await.shows("Director").shows("Mind").shows_not("Framework");
    tess.get(&format!("{record}/history")).await.shows("Moved to a new post").shows("Corrected an affiliation");
}
