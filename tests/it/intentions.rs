//! What people will do differently: theirs to say, change and take away; the team reads it.

use chrono::TimeDelta;

use crate::feedback::held;
use crate::harness::{Page, TESS, TestApp};

/// Says something through the form of this page.
async fn say(page: &Page, at: &str, words: &str, by_when: &str) -> Page {
    page.form(at).set("words", words).set("by_when", by_when).check("reminder", "yes").submit().await
}

async fn ask(app: &TestApp) {
    copse::clear_away(&app.app).await.expect("no failure");
}

async fn count(app: &TestApp) -> i64 {
    sqlx::query_scalar("select count(*) from intentions").fetch_one(app.db()).await.expect("a count")
}

#[tokio::test]
async fn someone_says_it_changes_it_is_done_with_it_and_the_team_reads_it() {
    let app = TestApp::at("2026-06-01").await;
    let (tess, event, guests) = held(&app, 2, &[]).await;
    let (mary, at) = (&guests[0].client, format!("{event}/intentions/new"));
    let page = mary.get(&at).await;
    page.shows("You and the engagement team read it, with your name");
    let wrong = say(&page, &at, "", "1/6/2026").await;
    wrong.status(422).has_error("words", "Enter what").has_error("by_when", "Enter today or a day to come");
    let form = page.form(&at).set("words", "Ask families first.").set("by_when", "1/7/2026");
    form.clone().submit().await.follow_redirect().await.shows("Ask families first.").shows("by 1 July 2026");
    form.submit().await.status(303);
    assert_eq!(count(&app).await, 1, "the form sent twice makes one");

    tess.get(&event).await.follow("1 person said what they will do differently").await.shows("Ask families first.");
    tess.get(&format!("/associates/{}", guests[0].id))
        .await
        .shows("What they said they would do")
        .shows("Ask families");
    tess.get("/intentions?state=done").await.shows("Nothing matches");
    let theirs = tess.get("/intentions").await.follow("Ask families first.").await;
    theirs.shows("only they change it");
    assert!(theirs.select("main form").is_empty());
    let path = theirs.path().to_owned();
    tess.post(&path, &[("words", "Other"), ("state", "done")]).await.status(403);
    tess.post(&format!("{path}/deletion"), &[]).await.status(403);
    guests[1].client.get(&path).await.status(404);
    guests[1].client.post(&path, &[("words", "Other"), ("state", "done")]).await.status(404);

    let own = mary.get("/me").await.follow("Say how it went").await;
    let form = own.form(&path).set("state", "done").set("what_came", "They were glad.");
    form.submit().await.follow_redirect().await.shows("Well done").shows("What came of it: They were glad.");
    tess.get("/intentions?state=done").await.shows("They were glad.");
    let history = tess.get(&format!("{event}/history")).await;
    history.shows("Said what they will do differently").shows_not("Ask families").shows_not("They were glad");
    mary.get("/me/data").await.shows("What you said you would do").shows("Ask families first.");
    let removal = mary.get(&path).await.follow("Remove it").await;
    removal.press("Remove it").await.follow_redirect().await.shows("Copse keeps no copy of it");
    assert_eq!(count(&app).await, 0);
    mary.get(&path).await.status(404);
    tess.get("/intentions").await.shows("Nobody has said anything yet");
}

#[tokio::test]
async fn the_link_of_the_letter_leads_to_what_was_said_after_its_event_and_to_nothing_else() {
    let app = TestApp::at("2026-06-01").await;
    let (_, event, guests) = held(&app, 2, &[]).await;
    let (mary, other) = (format!("{}/intentions", guests[0].letter), format!("{}/intentions", guests[1].letter));
    let visitor = app.visitor();
    say(&visitor.get(&mary).await, &mary, "Ring the group.", "").await.redirects_to(&mary);
    let own = visitor.get(&mary).await.follow("Change it, or say how it went").await;
    let path = own.path().to_owned();
    assert_eq!(own.header("cache-control"), Some("no-store"));
    let id = path.rsplit('/').next().expect("a number").to_owned();
    visitor.get(&format!("{other}/{id}")).await.status(404);
    visitor.post(&format!("{other}/{id}/deletion"), &[]).await.status(404);
    own.form(&path).set("state", "dropped").submit().await.redirects_to(&mary);
    visitor.get(&mary).await.shows("Not any more");
    let removal = visitor.get(&path).await.follow("Remove it").await.press("Remove it").await;
    removal.redirects_to(&mary);
    assert_eq!(count(&app).await, 0);
    // By whom it was done stands in the trail, though nobody signed in.
    let names: Vec<String> =
        sqlx::query_scalar("select actor_name from audit_events where act like '%do differently' order by at")
            .fetch_all(app.db())
            .await
            .expect("names");
    assert_eq!(names, vec!["Mary0 Person".to_owned(); 3]);
    app.visitor().get(&format!("{event}/intentions/new")).await.status(303);
    app.advance(TimeDelta::days(401));
    visitor.get(&mary).await.status(404);
}

#[tokio::test]
async fn who_wants_it_is_asked_once_after_the_day_they_named() {
    let app = TestApp::at("2026-06-01").await;
    let (_, event, guests) = held(&app, 3, &[]).await;
    let at = format!("{event}/intentions/new");
    let at = at.as_str();
    say(&guests[0].client.get(at).await, at, "With a day.", "1/7/2026").await.status(303);
    say(&guests[1].client.get(at).await, at, "Without a day.", "").await.status(303);
    let form = guests[2].client.get(at).await.form(at).set("words", "Do not ask.").set("by_when", "1/7/2026");
    form.submit().await.status(303);
    let mails = async |number: usize| {
        let mails = app.mails_to(&guests[number].email).await;
        mails.into_iter().filter(|mail| mail.subject == "Did you manage?").collect::<Vec<_>>()
    };
    app.advance(TimeDelta::days(10));
    ask(&app).await;
    assert!(mails(0).await.is_empty(), "it is the very day");
    app.advance(TimeDelta::days(1));
    ask(&app).await;
    ask(&app).await;
    let asked = mails(0).await;
    assert_eq!((asked.len(), mails(1).await.len(), mails(2).await.len()), (1, 0, 0));
    let text = &asked[0].body_text;
    assert!(text.contains("differently, by 1 July 2026.") && !text.contains("With a day."), "{text}");
    let page = app.visitor().get(&asked[0].link()).await;
    let path = page.path().to_owned();
    page.form(&path).set("state", "done").submit().await.follow_redirect().await.shows("Well done");
    app.advance(TimeDelta::days(80));
    ask(&app).await;
    app.advance(TimeDelta::days(100));
    ask(&app).await;
    assert_eq!((mails(0).await.len(), mails(1).await.len(), mails(2).await.len()), (1, 1, 0));
}

#[tokio::test]
async fn who_was_not_there_says_nothing_and_the_list_pages() {
    let app = TestApp::at("2026-06-01").await;
    let (tess, event, guests) = held(&app, 1, &[("visibility", "public")]).await;
    let at = format!("{event}/intentions/new");
    let outsider = crate::events::people(&app, "Otto", "carer", 1).await.remove(0).1;
    outsider.get(&at).await.shows("As far as we know you were not at this event");
    outsider.post(&at, &[("words", "Anything")]).await.status(409);
    for number in 0..35 {
        let page = guests[0].client.get(&at).await;
        page.form(&at).set("words", &format!("Number {number}.")).submit().await.status(303);
        app.advance(TimeDelta::seconds(1));
    }
    let page = tess.get("/intentions").await;
    page.shows("35 things people said, 30 a page").shows("Number 34.").shows_not("Number 4.");
    page.follow("Older").await.shows("Number 4.").follow("Newer").await.shows("Number 34.");
    assert!(app.session_of(TESS.email).await.get("/intentions?state=late").await.text().contains("Nothing matches"));
}
