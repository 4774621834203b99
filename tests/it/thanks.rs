//! Thanks: everyone on the programme once, by letter or otherwise.

use crate::events::{open, people};
use crate::feedback::held;
use crate::harness::{Client, Page, TESS, TestApp};

/// Puts an item on the programme; where people are put on it.
async fn item(tess: &Client, event: &str, title: &str) -> String {
    let at = format!("{event}/programme");
    let form = tess.get(&at).await.form(&at).set("title", title).set("minutes", "30");
    let page = form.submit().await.follow_redirect().await;
    let links = page.select(".copse-programme__acts a");
    let hrefs = links.iter().rev().filter_map(|link| link.attribute("href"));
    hrefs.clone().find(|href| href.ends_with("/contributors")).expect("an item").to_owned()
}

async fn put(page: Page, at: &str, role: &str) {
    page.form(at).set("role", role).submit().await.status(303);
}

/// An event that is over, led by Mary0 in two items, by Tess and by a guest.
async fn led(app: &TestApp) -> (Client, String) {
    let (tess, event, _) = held(app, 1, &[]).await;
    let at = item(&tess, &event, "Welcome").await;
    put(tess.get(&format!("{at}?q=Mary0")).await.follow("Mary0").await, &at, "hosts").await;
    put(tess.get(&at).await.follow("Tess Team").await, &at, "chairs").await;
    let at = item(&tess, &event, "What we found").await;
    put(tess.get(&format!("{at}?q=Mary0")).await.follow("Mary0").await, &at, "speaks").await;
    let form = tess.get(&format!("{at}?guest=yes")).await.form(&at).set("guest_name", "Prof. Ann Other");
    form.set("guest_group", "commissioner").set("role", "panel").submit().await.status(303);
    (tess, event)
}

async fn letters(app: &TestApp, address: &str) -> usize {
    app.mails_to(address).await.iter().filter(|mail| mail.subject.starts_with("Thank you: ")).count()
}

#[tokio::test]
async fn contributors_are_thanked_once_with_what_they_did_and_the_team_s_words() {
    let app = TestApp::at("2026-06-01").await;
    let (tess, event) = led(&app).await;
    let at = format!("{event}/thanks");
    let page = tess.get(&event).await.follow("Thank the contributors: 0 of 3 are thanked").await;
    page.shows("To be thanked by letter (2)").shows("hosted “Welcome” and spoke in “What we found”");
    page.shows("To be thanked otherwise (1)").shows("A guest, whose address we do not keep");
    page.form(&at).set("words", "It was a good day.").submit().await.follow_redirect().await.shows("Words saved");
    tess.get("/events/to-finish").await.shows("Thank 3 contributors");

    let sending = tess.get(&at).await.follow("Look over the letters").await;
    sending.shows("2 people get this letter").shows("It was a good day.").shows("mary0@example.org");
    let form = sending.form(&format!("{at}/sending"));
    let (first, second) = tokio::join!(form.clone().submit(), form.clone().submit());
    first.redirects_to(&at);
    second.redirects_to(&at);
    form.submit().await.follow_redirect().await.shows("Nothing was sent. They were all thanked before");
    assert_eq!((letters(&app, "mary0@example.org").await, letters(&app, TESS.email).await), (1, 1));
    let mail = app.mail_to("mary0@example.org").await;
    assert!(mail.body_text.contains("You hosted “Welcome” and spoke in “What we found”."), "{}", mail.body_text);
    assert!(mail.body_text.contains("It was a good day."), "{}", mail.body_text);

    let page = tess.get(&at).await;
    let noted = page.press("Thanked by phone: Prof. Ann Other").await.follow_redirect().await;
    noted.shows("It is noted that you thanked Prof. Ann Other").shows("By phone on 21 June 2026, by Tess Team");
    noted.shows("Everyone on the programme is thanked");
    tess.get("/events/to-finish").await.shows_not("contributor");
    let back = noted.press("Not thanked after all: Prof. Ann Other").await.follow_redirect().await;
    back.shows("To be thanked otherwise (1)");
    let letter = tess.post(&format!("{at}/removal"), &[("who", &format!("associate:{}", mary(&app).await))]).await;
    letter.follow_redirect().await.shows("A letter cannot be taken back");
    let history = tess.get(&format!("{event}/history")).await;
    history.shows("Thanked a contributor").shows_not("Prof. Ann Other");
    let own = app.session_of("mary0@example.org").await;
    own.get("/me").await.shows("You were thanked for your part in Getting home after a stroke on 21 June 2026");
    own.get("/me/data").await.shows("What you were thanked for");
    own.get(&at).await.status(403);
}

async fn mary(app: &TestApp) -> uuid::Uuid {
    let id = "select id from associates where given_name = 'Mary0'";
    sqlx::query_scalar(id).fetch_one(app.db()).await.expect("Mary")
}

#[tokio::test]
async fn only_those_who_were_looked_over_are_written_to_with_the_words_that_were_read() {
    let app = TestApp::at("2026-06-01").await;
    let (tess, event) = led(&app).await;
    let at = format!("{event}/thanks");
    let sending = tess.get(&format!("{at}/sending")).await.form(&format!("{at}/sending"));
    // Somebody joins the programme, and somebody changes the words, after it was looked over.
    people(&app, "Late", "carer", 1).await;
    let place = item(&tess, &event, "Goodbye").await;
    put(tess.get(&format!("{place}?q=Late0")).await.follow("Late0").await, &place, "hosts").await;
    tess.get(&at).await.form(&at).set("words", "Other words.").submit().await.status(303);
    sending.clone().submit().await.follow_redirect().await.shows("Nothing was sent. The words have changed");
    tess.get(&at).await.form(&at).set("words", "").submit().await.status(303);
    sending.submit().await.follow_redirect().await.shows("2 people are thanked");
    assert_eq!((letters(&app, "mary0@example.org").await, letters(&app, "late0@example.org").await), (1, 0));
    tess.get(&at).await.shows("To be thanked by letter (1)").shows("Late0 Person");
}

#[tokio::test]
async fn nobody_is_thanked_before_the_event_is_over_and_who_takes_a_break_gets_no_letter() {
    let app = TestApp::at("2026-06-01").await;
    let tess = app.sign_in_as(TESS).await;
    people(&app, "Mary", "carer", 1).await;
    let event = open(&tess, &[]).await;
    let at = format!("{event}/thanks");
    tess.get(&at).await.shows("Nobody is on the programme");
    let place = item(&tess, &event, "Welcome").await;
    put(tess.get(&format!("{place}?q=Mary0")).await.follow("Mary0").await, &place, "hosts").await;
    tess.get(&at).await.shows("When the event is over you can thank everyone");
    let who = format!("associate:{}", mary(&app).await);
    let sent = tess.post(&format!("{at}/sending"), &[("to", &who)]).await;
    sent.follow_redirect().await.shows("Nothing was sent. The event is not over yet");
    tess.post(&format!("{at}/otherwise"), &[("who", &who), ("channel", "phone")])
        .await
        .follow_redirect()
        .await
        .shows("Nothing changed. The event is not over yet");
    let pause = "update associates set standing = 'paused', paused_until = '2026-09-01'";
    sqlx::query(pause).execute(app.db()).await.expect("a pause");
    app.advance(chrono::TimeDelta::days(20));
    let tess = app.session_of(TESS.email).await;
    tess.get(&at).await.shows("To be thanked otherwise (1)").shows("Takes a break until 1 September 2026");
    tess.get(&format!("{at}/sending")).await.shows("There is nobody to write to");
    let unknown = tess.post(&format!("{at}/otherwise"), &[("who", "guest:Nobody"), ("channel", "phone")]).await;
    unknown.status(404);
    tess.post(&format!("{at}/otherwise"), &[("who", &who), ("channel", "email")]).await.status(400);
}
