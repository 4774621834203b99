//! Who gets no letter, and why.

use chrono::TimeDelta;
use uuid::Uuid;

use super::{choose, count, prepared, reader, say, send, set};
use crate::events::{open, sign_up};
use crate::harness::{TESS, TestApp};
use crate::memberships::{associate, publish_notice};

/// Someone for whom nothing of theirs has been said yet.
async fn stranger(app: &TestApp, given: &str) -> Uuid {
    associate(app, given, "carer").await
}

/// Nine carers, of whom one gets a letter.
async fn nine_carers(app: &TestApp, event: &str) {
    let gets = reader(app, "Gets", "carer").await;
    let paused = reader(app, "Paused", "carer").await;
    set(app, "update associates set standing = 'paused', paused_until = '2026-09-01' where id = $1", paused).await;
    let left = reader(app, "Left", "carer").await;
    set(app, "update associates set standing = 'left' where id = $1", left).await;
    for name in ["Hasplace", "Saidno"] {
        reader(app, name, "carer").await;
        let client = app.session_of(&format!("{}@example.org", name.to_lowercase())).await;
        let place = sign_up(&client, event).await;
        if name == "Saidno" {
            place.follow("I cannot come").await.form("main form[method=post]").submit().await.status(303);
        }
    }
    stranger(app, "Silent").await;
    let took_back = reader(app, "Tookback", "carer").await;
    app.advance(TimeDelta::minutes(1));
    say(app, took_back, "conferences_and_seminars", false).await;
    let no_email = reader(app, "Noemail", "carer").await;
    set(app, "update associates set email = null, phone = '0115 496 0001' where id = $1", no_email).await;
    let bounced = reader(app, "Bounced", "carer").await;
    let mail = "insert into mails (id, idempotency_key, kind, recipient, associate_id, subject, body_text, body_html, secret,
                                   state, due_at, created_at, last_error, is_refused)
         values (gen_random_uuid(), $3, 'test', $3 || '@example.org', $1, 'Hello', 'Hello', 'Hello', false, 'dead', $2, $2, $4, $5)";
    // That a mail server was away says nothing about an address.
    for (id, name, error, is_refused) in
        [(bounced, "bounced", "no such mailbox", true), (gets, "gets", "Connection error", false)]
    {
        let mail = sqlx::query(mail).bind(id).bind(app.now()).bind(name).bind(error).bind(is_refused);
        mail.execute(app.db()).await.expect("a mail");
    }
}

#[tokio::test]
async fn whoever_gets_no_letter_is_counted_and_named_with_the_reason() {
    let app = TestApp::at("2026-06-01").await;
    let (tess, event) = prepared(&app, &[]).await;
    nine_carers(&app, &event).await;
    let page = choose(&tess, &event, "group=carer&status=all").await;
    page.shows("1 person will get a letter").shows("Who does not (8)").shows("Gets Person");
    for (reason, name) in [
        ("Have paused: 1", "Paused Person"),
        ("Have left the network: 1", "Left Person"),
        ("Have a place already, or wait for one: 1", "Hasplace Person"),
        ("Have said that they are not coming: 1", "Saidno Person"),
        ("Do not agree to be written to about events like this: 2", "Tookback Person"),
        ("Have no email address: 1", "Noemail Person"),
        ("Could not be reached at their address the last time: 1", "Bounced Person"),
    ] {
        page.shows(reason);
        page.follow(reason).await.shows(name).shows_not("Gets Person");
    }
    let to_phone = page.follow("Have no email address: 1").await;
    to_phone.shows("0115 496 0001");
    let file = to_phone.follow("CSV").await.status(200).body.clone();
    assert!(file.contains("Noemail Person") && file.contains("0115 496 0001") && !file.contains("Gets"), "{file}");
    page.follow("Do not agree").await.shows("Silent Person");
    send(&page).await.follow_redirect().await.shows("1 person gets a letter");
    assert_eq!(count(&app, "select count(*) from mails where kind = 'invitation'").await, 1);

    // Once invited, they are a reason themselves.
    reader(&app, "Another", "carer").await;
    let page = choose(&tess, &event, "group=carer").await;
    page.shows("1 person will get a letter").shows("Another Person").shows("Are invited already: 1");
}

#[tokio::test]
async fn what_people_agreed_to_hear_about_decides_and_their_interests_count() {
    let app = TestApp::at("2026-06-01").await;
    let (tess, event) = prepared(&app, &[("kind", "networking")]).await;
    reader(&app, "Seminars", "carer").await;
    let networking = stranger(&app, "Networking").await;
    say(&app, networking, "networking", true).await;
    let interested = stranger(&app, "Interested").await;
    say(&app, interested, "areas_of_interest", true).await;
    let page = choose(&tess, &event, "group=carer").await;
    page.shows("1 person will get a letter").shows("Networking Person");
    page.shows("We write to people about a networking event when they agree to news about networking");
    page.follow("Do not agree").await.shows("Interested Person").shows("Seminars Person");

    // The event is in one of their areas.
    for sql in [
        "insert into themes (id, slug, name, summary) values ($1, 'stroke', 'Stroke', '')",
        "insert into associate_themes (associate_id, theme_id) select $1, id from themes",
        "update events set theme_id = (select id from themes) where $1::uuid is not null",
    ] {
        set(&app, sql, interested).await;
    }
    choose(&tess, &event, "group=carer").await.shows("2 people will get a letter").shows("Interested Person");
}

#[tokio::test]
async fn an_event_for_members_reaches_members_and_hides_who_waits_for_consent() {
    let app = TestApp::at("2026-06-01").await;
    publish_notice(&app).await;
    let tess = app.sign_in_as(TESS).await;
    crate::projects::add_project(&tess, "Home visits", true).await;
    let project: Uuid = sqlx::query_scalar("select id from projects").fetch_one(app.db()).await.expect("a project");
    let event = open(&tess, &[]).await;
    let to_members =
        "with changed as (update events set visibility = 'members' where $1::uuid is not null returning id)
         insert into event_projects (event_id, project_id) select id, $1 from changed";
    set(&app, to_members, project).await;
    for (name, group) in [("Member", "commissioner"), ("Waits", "service_user")] {
        let id = reader(&app, name, group).await;
        let link =
            "insert into memberships (id, associate_id, project_id, role, state, involvement, starts_on, requested_at)
             values ($1, $2, $3, 'member', 'active', 'ask_me', '2026-01-01', $4)";
        let link = sqlx::query(link).bind(Uuid::now_v7()).bind(id).bind(project).bind(app.now());
        link.execute(app.db()).await.expect("a membership");
    }
    reader(&app, "Outside", "carer").await;
    let page = choose(&tess, &event, "county=lincolnshire").await;
    page.shows("1 person will get a letter")
        .shows("Member Person")
        .shows("May not see this event: it is for members of its projects: 2");
    let read = "select count(*) from audit_events where act = 'Read that a link waits for their consent'";
    assert_eq!(count(&app, read).await, 0);
    // Whoever was chosen by the project can be told by their being on this list, so it is logged too.
    let all = page.follow("May not see this event").await;
    all.shows("Waits Person").shows("Outside Person").shows("Some of them may have a link");
    assert_eq!(count(&app, read).await, 1);
    // It leaves by no file.
    assert!(all.select("a[download]").is_empty());
    let file = all.path().replace("/people", "/people.csv");
    for reason in ["may_not_see", "awaiting_consent"] {
        let refused = tess.get(&format!("{file}?reason={reason}")).await;
        refused.redirects_to(&format!("{}?reason={reason}", all.path()));
    }
    page.follow("Whoever of these has a link").await.shows("Waits Person").shows_not("Outside Person");
    assert_eq!(count(&app, read).await, 2);
}
