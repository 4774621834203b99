//! Inviting people: choosing, freezing, sending, nudging, and who is left out.

mod by_link;
mod left_out;

use chrono::TimeDelta;
use uuid::Uuid;

use crate::events::{open, sign_up};
use crate::harness::{Client, Page, TESS, TestApp};
use crate::memberships::{associate, publish_notice};

/// Tess with an open seminar, and a notice under which people have agreed to things.
pub(crate) async fn prepared(app: &TestApp, fields: &[(&str, &str)]) -> (Client, String) {
    publish_notice(app).await;
    let tess = app.sign_in_as(TESS).await;
    let event = open(&tess, fields).await;
    (tess, event)
}

/// What someone says about a topic, now.
pub(crate) async fn say(app: &TestApp, person: Uuid, topic: &str, given: bool) {
    let consent = "insert into consents (id, associate_id, purpose, topic, lawful_basis, notice_id, wording, wording_hash, source,
                                         given, recorded_at)
         select $1, $2, 'mailings', $3::topic, 'consent', n.id, 'Yes', sha256('Yes'), 'test', $4, $5
         from privacy_notices n order by n.version desc limit 1";
    let consent = sqlx::query(consent).bind(Uuid::now_v7()).bind(person).bind(topic).bind(given).bind(app.now());
    assert_eq!(consent.execute(app.db()).await.expect("a consent").rows_affected(), 1);
}

/// Everyone has answered the notice, so that they can sign in and go on.
pub(crate) async fn agree(app: &TestApp) {
    let answer = "insert into consents (id, associate_id, purpose, lawful_basis, notice_id, wording, wording_hash, source, given, recorded_at)
         select gen_random_uuid(), a.id, 'registration', 'consent', n.id, 'Yes', sha256('Yes'), 'test', true, $1
         from associates a, privacy_notices n
         where not exists (select from consents c where c.associate_id = a.id and c.purpose = 'registration')";
    sqlx::query(answer).bind(app.now()).execute(app.db()).await.expect("answers");
}

/// An Associate who agrees to news about seminars.
pub(crate) async fn reader(app: &TestApp, given: &str, group: &str) -> Uuid {
    let id = associate(app, given, group).await;
    say(app, id, "conferences_and_seminars", true).await;
    agree(app).await;
    id
}

async fn set(app: &TestApp, sql: &'static str, person: Uuid) {
    let done = sqlx::query(sql).bind(person).execute(app.db()).await.expect("a change");
    assert_eq!(done.rows_affected(), 1, "{sql}");
}

/// Chooses people by a filter; the page before sending.
pub(crate) async fn choose(tess: &Client, event: &str, filter: &str) -> Page {
    let page = tess.get(&format!("{event}/invitations/new?{filter}")).await;
    page.form("#choice").submit().await.follow_redirect().await
}

/// Sends what the page before sending shows.
pub(crate) async fn send(page: &Page) -> Page {
    page.form("#sending").submit().await
}

/// The subjects of the letters about invitations to an address.
pub(crate) async fn letters(app: &TestApp, name: &str) -> Vec<String> {
    let mails = app.mails_to(&format!("{}@example.org", name.to_lowercase())).await;
    let about = |subject: &String| subject.contains("invited") || subject.contains("heard from you");
    mails.into_iter().map(|mail| mail.subject).filter(about).collect()
}

async fn count(app: &TestApp, sql: &'static str) -> i64 {
    sqlx::query_scalar(sql).fetch_one(app.db()).await.expect("a count")
}

#[tokio::test]
async fn nobody_is_chosen_without_a_filter_unless_everyone_is_meant() {
    let app = TestApp::at("2026-06-01").await;
    let (tess, event) = prepared(&app, &[]).await;
    reader(&app, "Mary", "carer").await;
    reader(&app, "Cora", "commissioner").await;
    let list = format!("{event}/invitations");
    tess.get(&list).await.shows("Nobody is invited yet");
    for filter in ["", "status=active", "group=nonsense", "sort=county"] {
        let page = tess.get(&format!("{list}/new?{filter}")).await;
        page.shows("Nobody is chosen yet").shows_not("Mary Person");
        assert!(page.select("#choice").is_empty(), "{filter}");
        let pairs: Vec<(&str, &str)> = filter.split_once('=').into_iter().collect();
        tess.post(&list, &pairs).await.follow_redirect().await.shows("Nobody is chosen yet");
    }
    tess.get(&format!("{list}/new?health=waiting")).await.shows("People cannot be invited by the links that wait");
    tess.post(&list, &[("health", "waiting"), ("everyone", "yes")])
        .await
        .follow_redirect()
        .await
        .shows("cannot be invited");
    assert_eq!(count(&app, "select count(*) from invitation_batches").await, 0);
    let page = tess.get(&format!("{list}/new?group=industry")).await;
    page.shows("Nobody matches");
    tess.post(&list, &[("group", "industry")]).await.follow_redirect().await.shows("there is nobody to invite");

    let page = tess.get(&format!("{list}/new")).await.follow("Choose everyone in the register").await;
    page.shows("You have chosen everyone in the register").shows("2 people match").shows("Cora Person");
    let page = page.form("#choice").submit().await.follow_redirect().await;
    page.shows("2 people will get a letter").shows("Chosen Everyone");
    send(&page).await.follow_redirect().await.shows("2 people get a letter").shows("Mary Person");
    assert_eq!(letters(&app, "Mary").await, ["You are invited to an event"]);
}

#[tokio::test]
async fn the_audience_is_frozen_and_only_grows_smaller() {
    let app = TestApp::at("2026-06-01").await;
    let (tess, event) = prepared(&app, &[]).await;
    for name in ["Stays", "Pauses", "Leaves", "Withdraws", "Registers"] {
        reader(&app, name, "carer").await;
    }
    let page = choose(&tess, &event, "group=carer").await;
    page.shows("5 people will get a letter");
    app.advance(TimeDelta::minutes(5));
    reader(&app, "Newcomer", "carer").await;
    for (name, sql) in [
        ("Pauses", "update associates set standing = 'paused', paused_until = '2026-09-01' where id = $1"),
        ("Leaves", "update associates set standing = 'left' where id = $1"),
    ] {
        set(&app, sql, person(&app, name).await).await;
    }
    say(&app, person(&app, "Withdraws").await, "conferences_and_seminars", false).await;
    sign_up(&app.session_of("registers@example.org").await, &event).await.shows("You have a place");

    let again = tess.get(page.path()).await;
    again.shows("1 person will get a letter").shows("Since they were chosen, something has come up");
    again.shows("Have paused: 1").shows_not("Newcomer");
    // The page that was opened before says another number on its button; what counts is what holds now.
    page.form("#sending")
        .press("Send 5 invitations")
        .await
        .follow_redirect()
        .await
        .shows("1 person gets a letter")
        .shows("4 people fell away");
    assert_eq!(letters(&app, "Stays").await.len(), 1);
    for name in ["Pauses", "Leaves", "Withdraws", "Registers", "Newcomer"] {
        assert!(letters(&app, name).await.is_empty(), "{name}");
    }
    let sent = tess.get(page.path()).await;
    sent.shows("1 person got a letter").shows("Who does not (4)").shows("since they were chosen");
    for reason in ["Have paused", "Have left", "Do not agree", "Have a place already"] {
        sent.follow(reason).await.shows("Was chosen; this came up since");
    }
    tess.get(&format!("{event}/history")).await.shows("Chose people to invite").shows("Sent invitations");
}

async fn person(app: &TestApp, given: &str) -> Uuid {
    sqlx::query_scalar("select id from associates where given_name = $1")
        .bind(given)
        .fetch_one(app.db())
        .await
        .expect("a person")
}

#[tokio::test]
async fn nothing_is_sent_to_nobody_and_a_choice_can_be_thrown_away() {
    let app = TestApp::at("2026-06-01").await;
    let (tess, event) = prepared(&app, &[]).await;
    let mary = reader(&app, "Mary", "carer").await;
    let page = choose(&tess, &event, "group=carer").await;
    set(&app, "update associates set standing = 'paused', paused_until = '2026-09-01' where id = $1", mary).await;
    send(&page)
        .await
        .follow_redirect()
        .await
        .shows("Nothing is sent: nobody is left to write to")
        .shows("0 people will get a letter");
    assert_eq!(count(&app, "select count(*) from invitations").await, 0);
    assert_eq!(count(&app, "select count(*) from invitation_batches where sent_at is not null").await, 0);
    tess.get(&format!("{event}/invitations")).await.shows("Not sent yet").shows("Invite 1 person");
    let page = page.follow("Throw this choice away").await.press("Throw it away").await;
    page.follow_redirect().await.shows("Thrown away. Nobody was written to").shows("Nobody is invited yet");
    assert_eq!(count(&app, "select count(*) from invitation_batch_people").await, 0);

    // One that is forgotten goes by itself.
    set(&app, "update associates set standing = 'active', paused_until = null where id = $1", mary).await;
    choose(&tess, &event, "group=carer").await.shows("1 person will get a letter");
    app.advance(TimeDelta::days(31));
    copse::clear_away(&app.app).await.expect("no failure");
    assert_eq!(count(&app, "select count(*) from invitation_batches").await, 0);
}

#[tokio::test]
async fn nobody_is_invited_twice_by_two_who_press_at_once() {
    let app = TestApp::at("2026-06-01").await;
    let (tess, event) = prepared(&app, &[]).await;
    for number in 0..12 {
        reader(&app, &format!("Carer{number}"), if number % 2 == 0 { "carer" } else { "commissioner" }).await;
    }
    let carers = choose(&tess, &event, "group=carer").await;
    let everyone = choose(&tess, &event, "county=lincolnshire").await;
    everyone.shows("12 people will get a letter");
    let (a, b, c, d) = tokio::join!(send(&carers), send(&carers), send(&everyone), send(&everyone));
    assert_eq!([a.code, b.code, c.code, d.code], [303; 4]);
    assert_eq!(count(&app, "select count(*) from invitations").await, 12);
    assert_eq!(count(&app, "select count(*) from mails where kind = 'invitation'").await, 12);
    assert_eq!(count(&app, "select count(distinct recipient) from mails where kind = 'invitation'").await, 12);
    assert_eq!(count(&app, "select count(*) from audit_events where act = 'Invited to an event'").await, 12);
    send(&everyone).await.follow_redirect().await.shows("It is sent already. Nobody gets it twice");
    // The same choice sent twice makes one batch.
    let form = tess.get(&format!("{event}/invitations/new?group=carer")).await.form("#choice");
    let (first, second) = (form.clone().submit().await, form.submit().await);
    assert_eq!(first.location(), second.location());
    assert_eq!(count(&app, "select count(*) from invitation_batches").await, 3);
}

#[tokio::test]
async fn the_team_adds_words_and_what_is_sent_is_what_was_read() {
    let app = TestApp::at("2026-06-01").await;
    let (tess, event) = prepared(&app, &[]).await;
    reader(&app, "Mary", "carer").await;
    let page = choose(&tess, &event, "group=carer").await;
    page.shows("We would like to invite you to “Getting home after a stroke”.").shows("Dear Mary,");
    let form = page.form("#words-form");
    form.clone()
        .set("words", "<a href=\"https://evil.example\">here</a>")
        .submit()
        .await
        .status(422)
        .has_error("words", "plain words");
    let read = form
        .clone()
        .set("words", "Your carers’ group asked for this.\n\nTea & cake.")
        .submit()
        .await
        .follow_redirect()
        .await;
    read.shows("Your carers’ group asked for this.").shows("Tea & cake.");
    let stale = page.form("#sending").submit().await;
    stale.follow_redirect().await.shows("somebody changed the words meanwhile");
    form.set("words", "Something else").submit().await.status(409).shows("Someone else changed the words meanwhile");
    assert!(letters(&app, "Mary").await.is_empty());
    send(&read).await.follow_redirect().await.shows("1 person gets a letter");
    let mail = app.mail_to("mary@example.org").await;
    for words in
        ["Dear Mary", "Tea & cake.", "Saturday 20 June 2026, 2:00pm to 4:30pm", "Room 3", "You need not sign in"]
    {
        assert!(mail.body_text.contains(words), "{words}: {}", mail.body_text);
    }
    assert!(mail.body_html.contains("Tea &#38; cake"), "{}", mail.body_html);
    read.form("#words-form")
        .set("words", "Too late")
        .submit()
        .await
        .follow_redirect()
        .await
        .shows("It is sent already");
}

#[tokio::test]
async fn only_the_silent_are_nudged_not_too_soon_and_twice_at_most() {
    let app = TestApp::at("2026-06-01").await;
    let (tess, event) = prepared(&app, &[]).await;
    for name in ["Silent", "Opens", "Comes", "Declines", "Pauses"] {
        reader(&app, name, "carer").await;
    }
    send(&choose(&tess, &event, "group=carer").await).await.status(303);
    let link = async |name: &str| app.mail_to(&format!("{name}@example.org")).await.link();
    app.visitor().get(&link("opens").await).await.status(200);
    app.visitor().get(&link("comes").await).await.press("I am coming").await.status(303);
    app.visitor().get(&link("declines").await).await.press("I cannot come").await.status(303);
    let page = tess.get(&event).await;
    page.shows("Invited: 5, 1 coming, 1 not coming, 3 have not answered");
    page.follow("1 coming").await.shows("Comes Person").shows_not("Opens Person");
    page.follow("1 not coming").await.shows("Declines Person").shows_not("Comes Person");
    page.follow("3 have not answered").await.shows("Silent Person").shows("Opens Person").shows_not("Declines Person");
    let list = format!("{event}/invitations");
    let nudge = async |tess: &Client| {
        tess.get(&list).await.press("Nudge those who have not answered").await.follow_redirect().await
    };
    nudge(&tess).await.shows("Nobody can be nudged now");

    for (day, often) in [(3, 1), (6, 2)] {
        app.advance(TimeDelta::days(3));
        let tess = app.session_of(TESS.email).await;
        if day == 3 {
            let paused = person(&app, "Pauses").await;
            set(&app, "update associates set standing = 'paused', paused_until = '2026-09-01' where id = $1", paused)
                .await;
        }
        let (page, twin) = (nudge(&tess).await, nudge(&tess).await);
        page.shows("2 people will get a letter")
            .shows("Silent Person")
            .shows("Have paused: 1")
            .shows_not("Comes Person");
        let both = tokio::join!(send(&page), send(&twin));
        assert_eq!((both.0.code, both.1.code), (303, 303));
        assert_eq!(letters(&app, "Silent").await.len(), 1 + often, "day {day}");
        assert_eq!(letters(&app, "Opens").await.len(), 1 + often, "day {day}");
    }
    for name in ["Comes", "Declines", "Pauses"] {
        assert_eq!(letters(&app, name).await, ["You are invited to an event"], "{name}");
    }
    app.advance(TimeDelta::days(4));
    let tess = app.session_of(TESS.email).await;
    nudge(&tess).await.shows("Nobody can be nudged now");
    tess.get(&list).await.shows("nudged twice, last 7 June 2026");
    // Whichever letter they use, it is the same invitation.
    app.visitor().get(&link("silent").await).await.press("I am coming").await.status(303);
    tess.get(&event).await.shows("2 coming");
}

#[tokio::test]
async fn from_the_list_of_the_register_to_an_event() {
    let app = TestApp::at("2026-06-01").await;
    let (tess, event) = prepared(&app, &[]).await;
    reader(&app, "Mary", "carer").await;
    reader(&app, "Cora", "commissioner").await;
    tess.get("/associates").await.shows_not("Invite these to an event");
    let page = tess.get("/associates?group=commissioner").await.follow("Invite these to an event").await;
    page.shows("Group: Commissioner").shows("0 of 40 places taken");
    let page = page.follow("Getting home after a stroke").await;
    page.shows("1 person matches").shows("Cora Person").shows_not("Mary Person");
    send(&page.form("#choice").submit().await.follow_redirect().await).await.status(303);
    let record = tess.get(&format!("/associates/{}", person(&app, "Cora").await)).await;
    record.shows("Invitations (1)").shows("Invited 1 June 2026");
    let own = app.session_of("cora@example.org").await;
    own.get("/me/data").await.shows("Events you were invited to").shows("Group: Commissioner");
    tess.get("/invitations").await.follow("Getting home after a stroke").await.shows("Nobody is chosen yet");
    // Nobody can be invited to what takes no registrations.
    tess.get(&event).await.press("Close the registration").await.status(303);
    tess.get("/invitations").await.shows("No event takes registrations now");
    tess.get(&format!("{event}/invitations/new?group=carer"))
        .await
        .follow_redirect()
        .await
        .shows("the event takes no registrations");
    tess.post(&format!("{event}/invitations"), &[("group", "carer")])
        .await
        .follow_redirect()
        .await
        .shows("takes no registrations");
}

#[tokio::test]
async fn the_demonstration_has_invitations_in_every_state_and_reminders_gone_and_to_come() {
    let app = TestApp::filled().await;
    assert_eq!(count(&app, "select count(distinct state) from invitation_states").await, 5);
    assert_eq!(count(&app, "select count(distinct event_id) from invitations").await, 7);
    for sql in [
        "select count(*) from invitation_batches where sent_at is null",
        "select count(*) from invitations where nudges = 1",
        "select count(*) from invitation_batch_people where obstacle = 'no_agreement'",
        "select count(*) from reminder_letters",
        "select count(*) from event_reminders m join events e on e.id = m.event_id where m.moment = 'after_end' and e.starts_at > m.set_at and e.state = 'open'",
    ] {
        assert!(count(&app, sql).await > 0, "{sql}");
    }
    let future = "select count(*) from invitations i join invitation_batches b on b.id = i.batch_id
         where greatest(i.invited_at, i.opened_at, i.declined_at, i.nudged_at, b.sent_at) > $1";
    let future: i64 = sqlx::query_scalar(future).bind(app.now()).fetch_one(app.db()).await.expect("a count");
    assert_eq!(future, 0, "nothing has happened that is still to come");
    assert_eq!(copse::remind(&app.app).await.expect("no failure"), 0, "what was due has gone");
}
