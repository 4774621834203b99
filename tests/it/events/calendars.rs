//! Invitations in letters and feeds for calendars, read by a parser that is not the one that wrote them.

use calcard::icalendar::{ICalendar, ICalendarProperty};

use super::{open, people, sign_up};
use crate::harness::{TESS, TestApp};

/// The text of every property of this name, unfolded and unescaped by the parser.
fn values(calendar: &str, name: &ICalendarProperty) -> Vec<String> {
    let parsed = ICalendar::parse(calendar).expect("a calendar by RFC 5545");
    let entries = parsed.components.iter().flat_map(|component| component.entries.iter());
    let texts = entries.filter(|entry| entry.name == *name).flat_map(|entry| entry.values.iter());
    texts.map(|value| value.as_text().map_or_else(|| format!("{value:?}"), str::to_owned)).collect()
}

#[tokio::test]
async fn an_invitation_survives_commas_semicolons_line_ends_and_long_lines_in_many_letters() {
    let app = TestApp::at("2026-06-01").await;
    let tess = app.sign_in_as(TESS).await;
    let title = "Fish; chips, and “Zoë’s” \\ café: a very long title that does not fit on one line of a calendar file \
                 because it goes on — und zwar länger als fünfundsiebzig Oktette";
    let event = open(&tess, &[("title", title), ("place", "Room 3; first floor,\nMain Street, Nottingham")]).await;
    let (_, mary) = people(&app, "Mary", "carer", 1).await.remove(0);
    sign_up(&mary, &event).await.shows("You have a place");
    let invitation: String = sqlx::query_scalar("select calendar from mails where calendar is not null")
        .fetch_one(app.db())
        .await
        .expect("an invitation");
    assert!(invitation.lines().all(|line| line.trim_end_matches('\r').len() <= 75), "lines are folded: {invitation}");
    assert!(invitation.split('\n').all(|line| line.is_empty() || line.ends_with('\r')), "lines end in CR LF");
    assert_eq!(values(&invitation, &ICalendarProperty::Summary), [title]);
    assert_eq!(values(&invitation, &ICalendarProperty::Location), ["Room 3; first floor, Main Street, Nottingham"]);
    let uid = values(&invitation, &ICalendarProperty::Uid);
    assert_eq!(uid.len(), 1);
    assert!(invitation.contains("METHOD:REQUEST") && invitation.contains("SEQUENCE:0"));

    let place = mary.get("/me").await.follow("Change or cancel").await;
    place.follow("I cannot come").await.press("Cancel the place").await.status(303);
    let gone: String = sqlx::query_scalar("select calendar from mails where calendar like '%METHOD:CANCEL%'")
        .fetch_one(app.db())
        .await
        .expect("a cancellation");
    assert_eq!(values(&gone, &ICalendarProperty::Uid), uid, "the same event");
}

#[tokio::test]
async fn the_network_s_feed_has_what_is_public_and_a_person_s_own_what_they_come_to() {
    let app = TestApp::at("2026-06-01").await;
    let tess = app.sign_in_as(TESS).await;
    open(&tess, &[("title", "For everyone"), ("visibility", "public")]).await;
    let event = open(&tess, &[("title", "For Associates"), ("link", "https://meet.example.org/secret")]).await;
    let feed = app.visitor().get("/events.ics").await;
    assert_eq!(feed.header("content-type"), Some("text/calendar; charset=utf-8"));
    assert_eq!(values(&feed.body, &ICalendarProperty::Summary), ["For everyone"]);

    let (_, mary) = people(&app, "Mary", "carer", 1).await.remove(0);
    sign_up(&mary, &event).await.shows("You have a place");
    let page = mary.get("/me/calendar").await.press("Make my address").await;
    page.status(200).shows("It is shown this once");
    let address = page.select("code").remove(0).text;
    let path = address.strip_prefix("http://copse.example.org").expect("an address of ours").to_owned();
    let own = app.visitor().get(&path).await;
    assert_eq!(values(&own.body, &ICalendarProperty::Summary), ["For Associates"]);
    assert!(!own.body.contains("secret"), "nothing in it that opens a door");
    mary.get("/me/calendar")
        .await
        .shows_not(&path)
        .shows("Last fetched")
        .press("Take the address back")
        .await
        .status(303);
    app.visitor().get(&path).await.status(404);
}
