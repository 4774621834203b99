//! The programme of an event: items, who leads them, reciprocity, and who hears of it.

use chrono::TimeDelta;

use crate::events::{open, people, plan};
use crate::harness::{Client, Page, TESS, TestApp};

/// Puts an item on the programme of an event; the page it leads to.
async fn add(tess: &Client, event: &str, title: &str, minutes: &str) -> Page {
    let at = format!("{event}/programme");
    let form = tess.get(&at).await.form(&at).set("title", title).set("minutes", minutes);
    form.submit().await.follow_redirect().await
}

/// The address where people are put on the item that was added last.
fn contributors(page: &Page) -> String {
    let links = page.select(".copse-programme__acts a");
    let last =
        links.iter().rev().find_map(|link| link.attribute("href").filter(|href| href.ends_with("/contributors")));
    last.expect("an item").to_owned()
}

/// Puts a guest of a group on an item.
async fn add_guest(tess: &Client, at: &str, name: &str, group: &str, minutes: &str) -> Page {
    let form = tess.get(&format!("{at}?guest=yes")).await.form(at).set("guest_name", name).set("guest_group", group);
    form.set("role", "speaks").set("minutes", minutes).submit().await
}

fn titles(page: &Page) -> Vec<String> {
    page.select(".copse-programme__title").iter().map(|one| one.text.trim().to_owned()).collect()
}

async fn tell(app: &TestApp) {
    copse::clear_away(&app.app).await.expect("no failure");
}

#[tokio::test]
async fn a_programme_is_drafted_item_by_item_and_read_on_the_event() {
    let app = TestApp::at("2026-06-01").await;
    let tess = app.sign_in_as(TESS).await;
    let event = open(&tess, &[("visibility", "public")]).await;
    tess.get(&event).await.follow("Programme").await.shows("Nothing is on the programme yet");
    let at = format!("{event}/programme");
    let wrong = tess.get(&at).await.form(&at).set("minutes", "0").submit().await;
    wrong.status(422).has_error("title", "Enter what").has_error("minutes", "from 1 to 600");
    add(&tess, &event, "Welcome", "20").await.shows("130 minutes of the event are not planned yet");
    let page = add(&tess, &event, "What we found", "200").await;
    page.shows("The programme is 70 minutes longer than the event").shows("2:20pm to 5:40pm");
    assert_eq!(titles(&page), ["Welcome", "What we found"]);
    let moved = page.press("Move up What we found").await.follow_redirect().await;
    assert_eq!(titles(&moved), ["What we found", "Welcome"]);
    let edit = moved.follow("What we found").await;
    let path = edit.path().to_owned();
    edit.form(&path).set("minutes", "60").submit().await.redirects_to(&at);
    add_guest(&tess, &contributors(&moved), "Prof. Ann Other", "commissioner", "").await.redirects_to(&at);
    let visitor = app.visitor().get(&event).await;
    visitor.shows("2:00pm to 3:00pm").shows("3:00pm to 3:20pm").shows("Speaks: Prof. Ann Other");
    visitor.shows_not("reciprocity").shows_not("Commissioner");
    app.visitor().get(&at).await.redirects_to(&format!("/sign-in?next={}", at.replace('/', "%2F")));
    let removal = tess.get(&at).await.follow("Remove Welcome").await.press("Take it off").await;
    assert_eq!(titles(&removal.follow_redirect().await), ["What we found"]);
    let history = tess.get(&format!("{event}/history")).await;
    history.shows("Put someone on the programme").shows("Took an item off").shows_not("Prof. Ann Other");
}

#[tokio::test]
async fn reciprocity_is_computed_while_it_is_drafted() {
    let app = TestApp::at("2026-06-01").await;
    let tess = app.sign_in_as(TESS).await;
    let event = plan(&tess, &[]).await;
    let page = add(&tess, &event, "What we found", "120").await;
    page.shows("Say who leads each item");
    let at = contributors(&page);
    let page = add_guest(&tess, &at, "A researcher", "applied_health_researcher", "").await.follow_redirect().await;
    page.shows("100 % of the minutes are led by researchers; ask a commissioner to lead an item.").shows("0.00");
    let at = contributors(&add(&tess, &event, "What we need", "80").await);
    let page = add_guest(&tess, &at, "A commissioner", "commissioner", "50").await.follow_redirect().await;
    page.shows("120 minutes are led by researchers and 50 by everyone else.");
    // A worker of the team shares what the commissioner leaves of the item.
    let tess_herself = tess.get(&at).await.follow("Tess Team").await.form(&at).set("role", "chairs").submit().await;
    let page = tess_herself.follow_redirect().await;
    page.shows("0.80").shows("60 % of the minutes are led by researchers: both sides give and take.");
    page.shows("Engagement team, chairs, 30 min");
    let again = tess.get(&at).await.follow("Tess Team").await.form(&at).set("role", "hosts").submit().await;
    again.status(422).has_error("role", "on this item already");
    add_guest(&tess, &at, "A carer", "carer", "31").await.status(422).has_error("minutes", "leave 30 of them");
}

#[tokio::test]
async fn a_form_sent_twice_adds_one_item_and_one_person() {
    let app = TestApp::at("2026-06-01").await;
    let tess = app.sign_in_as(TESS).await;
    let event = plan(&tess, &[]).await;
    let at = format!("{event}/programme");
    let form = tess.get(&at).await.form(&at).set("title", "Welcome").set("minutes", "20");
    form.clone().submit().await.status(303);
    let page = form.submit().await.follow_redirect().await;
    assert_eq!(titles(&page), ["Welcome"]);
    let at = contributors(&page);
    let form = tess.get(&at).await.follow("Tess Team").await.form(&at).set("role", "hosts").set("minutes", "15");
    form.clone().submit().await.status(303);
    form.submit().await.follow_redirect().await.shows("Tess Team is on the programme");
    let parts: i64 =
        sqlx::query_scalar("select count(*) from programme_contributors").fetch_one(app.db()).await.expect("a count");
    assert_eq!(parts, 1);
}

#[tokio::test]
async fn the_second_of_two_who_change_an_item_or_a_part_is_told() {
    let app = TestApp::at("2026-06-01").await;
    let tess = app.sign_in_as(TESS).await;
    let event = plan(&tess, &[]).await;
    let page = add(&tess, &event, "Welcome", "20").await;
    let at = contributors(&page);
    let (first, second) = (page.follow("Welcome").await, page.follow("Welcome").await);
    let path = first.path().to_owned();
    first.form(&path).set("title", "Hello").submit().await.status(303);
    second.form(&path).set("minutes", "30").submit().await.status(303);
    let clash = second.form(&path).set("title", "Good morning").submit().await;
    clash.status(409).shows("Someone else changed this item meanwhile").shows("Hello").shows("Good morning");
    let page = add_guest(&tess, &at, "A guest", "carer", "").await.follow_redirect().await;
    page.shows("Hello").shows("A guest");
    let (first, second) = (page.follow("A guest").await, page.follow("A guest").await);
    let path = first.path().to_owned();
    first.form(&path).set("role", "hosts").submit().await.status(303);
    let clash = second.form(&path).set("role", "chairs").submit().await;
    clash.status(409).shows("Someone else changed this part meanwhile").shows("What stands now: Hosts");
    tess.get(&path).await.press("Take off this item A guest").await.follow_redirect().await.shows("is not on “Hello”");
}

#[tokio::test]
async fn associates_hear_that_they_are_on_it_once_people_know_of_the_event_and_once_a_day() {
    let app = TestApp::at("2026-06-01").await;
    let tess = app.sign_in_as(TESS).await;
    people(&app, "Mary", "carer", 1).await;
    let event = plan(&tess, &[]).await;
    let at = contributors(&add(&tess, &event, "Welcome", "20").await);
    let found = tess.get(&format!("{at}?q=Mary0")).await.follow("Mary0").await;
    found.form(&at).set("role", "hosts").submit().await.follow_redirect().await.shows("is on the programme");
    app.advance(TimeDelta::hours(2));
    tell(&app).await;
    assert!(app.mails_to("mary0@example.org").await.is_empty(), "a draft is nobody's business");
    tess.get(&event).await.press("Open for registration").await.status(303);
    tell(&app).await;
    let mail = app.mail_to("mary0@example.org").await;
    assert_eq!(mail.subject, "You are on the programme");
    assert!(mail.body_text.contains("2:00pm to 2:20pm: Welcome (hosts)"), "{}", mail.body_text);
    add(&tess, &event, "Something before", "30").await.press("Move up Something before").await.status(303);
    app.advance(TimeDelta::hours(2));
    tell(&app).await;
    tell(&app).await;
    assert_eq!(app.mails_to("mary0@example.org").await.len(), 1, "no second letter on one day");
    app.advance(TimeDelta::days(1));
    tell(&app).await;
    let mail = app.mail_to("mary0@example.org").await;
    assert_eq!(mail.subject, "The programme has changed");
    assert!(mail.body_text.contains("2:30pm to 2:50pm: Welcome (hosts)"), "{}", mail.body_text);
    app.advance(TimeDelta::days(1));
    tell(&app).await;
    assert_eq!(app.mails_to("mary0@example.org").await.len(), 2, "nothing has changed since");
    let tess = app.sign_in_as(TESS).await;
    let form = tess.get(&format!("{event}/cancellation")).await.form(&format!("{event}/cancellation"));
    form.set("reason", "The speaker is ill.").submit().await.status(303);
    tell(&app).await;
    let mail = app.mail_to("mary0@example.org").await;
    assert_eq!(mail.subject, "An event you contribute to is cancelled");
    assert!(mail.body_text.contains("The speaker is ill."), "{}", mail.body_text);
}

#[tokio::test]
async fn who_is_taken_off_hears_of_it_only_if_they_were_told_before() {
    let app = TestApp::at("2026-06-01").await;
    let tess = app.sign_in_as(TESS).await;
    people(&app, "Mary", "carer", 2).await;
    let event = open(&tess, &[]).await;
    let at = contributors(&add(&tess, &event, "Welcome", "20").await);
    let mut pages = Vec::new();
    for name in ["Mary0", "Mary1"] {
        let found = tess.get(&format!("{at}?q={name}")).await.follow(name).await;
        let page = found.form(&at).set("role", "hosts").submit().await.follow_redirect().await;
        pages.push((name, page.follow(name).await));
        // Mary1 joins after Mary0 has been told.
        app.advance(TimeDelta::minutes(if name == "Mary0" { 61 } else { 1 }));
        tell(&app).await;
    }
    for (name, page) in pages {
        page.press(&format!("Take off this item {name} Person")).await.status(303);
    }
    app.advance(TimeDelta::days(1));
    tell(&app).await;
    assert_eq!(app.mail_to("mary0@example.org").await.subject, "You are not on the programme any more");
    assert!(app.mails_to("mary1@example.org").await.is_empty());
}

#[tokio::test]
async fn an_item_is_found_under_its_own_event_only() {
    let app = TestApp::at("2026-06-01").await;
    let tess = app.sign_in_as(TESS).await;
    let (event, other) = (plan(&tess, &[]).await, plan(&tess, &[("title", "Another")]).await);
    let page = add(&tess, &event, "Welcome", "20").await;
    let item = page.follow("Welcome").await.path().to_owned();
    let elsewhere = item.replace(&event, &other);
    for path in [elsewhere.clone(), format!("{elsewhere}/deletion"), format!("{elsewhere}/contributors")] {
        tess.get(&path).await.status(404);
    }
    tess.post(&format!("{elsewhere}/deletion"), &[]).await.status(404);
    tess.get(&format!("{item}/contributors?associate=00000000-0000-7000-8000-000000000000")).await.status(404);
    tess.get(&format!("{item}/contributors?worker=nobody")).await.status(404);
}

#[tokio::test]
async fn an_empty_programme_can_begin_as_that_of_another_event() {
    let app = TestApp::at("2026-06-01").await;
    let tess = app.sign_in_as(TESS).await;
    let mary = people(&app, "Mary", "carer", 1).await.remove(0).0;
    let model = plan(&tess, &[("title", "Last year")]).await;
    let at = contributors(&add(&tess, &model, "Welcome", "20").await);
    for (query, role) in [(format!("associate={mary}"), "hosts"), ("guest=yes".to_owned(), "speaks")] {
        let form = tess.get(&format!("{at}?{query}")).await.form(&at).set("role", role).set("minutes", "5");
        let form = if role == "speaks" { form.set("guest_name", "Ann").set("guest_group", "carer") } else { form };
        form.submit().await.status(303);
    }
    add(&tess, &model, "What we found", "60").await;

    let bare = open(&tess, &[("title", "This year")]).await;
    let choose = tess.get(&format!("{bare}/programme")).await.follow("Begin with another programme").await;
    choose.shows("Last year, 20 June 2026").shows("2 items, 80 minutes").shows_not("This year, 20");
    let to = format!("{bare}/programme/model");
    choose.form(&to).submit().await.status(422).has_error("model", "Choose the event");
    let id = model.trim_start_matches("/events/");
    let page = choose.form(&to).set("model", id).submit().await.follow_redirect().await;
    assert_eq!(titles(&page), ["Welcome", "What we found"]);
    page.shows("The programme begins as that of “Last year”").shows_not("Mary0").shows_not("Ann");
    let again = choose.form(&to).set("model", id).submit().await.follow_redirect().await;
    again.shows("Nothing changed: something is on the programme by now");

    let full = open(&tess, &[("title", "Next year")]).await;
    let to = format!("{full}/programme/model");
    let page = tess.get(&to).await.form(&to).set("model", id).check("contributors", "yes").submit().await;
    page.follow_redirect().await.shows("Mary0 Person").shows("Carer, hosts, 5 min").shows("Ann").shows("speaks, 5 min");
    let history = tess.get(&format!("{full}/history")).await;
    history.shows("Took over the programme of another event").shows("Put someone on the programme");
    app.advance(TimeDelta::hours(2));
    tell(&app).await;
    assert_eq!(app.mail_to("mary0@example.org").await.subject, "You are on the programme");

    // Who has left the network is left out, and named.
    sqlx::query("update associates set standing = 'left' where id = $1")
        .bind(mary)
        .execute(app.db())
        .await
        .expect("gone");
    let last = plan(&tess, &[("title", "The year after")]).await;
    let to = format!("{last}/programme/model");
    let form = tess.get(&to).await.form(&to).set("model", id).check("contributors", "yes");
    let page = form.submit().await.follow_redirect().await;
    page.shows("without who has left since: Mary0 Person").shows("Ann");
}
