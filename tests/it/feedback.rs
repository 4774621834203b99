//! Feedback: six questions at most, once for each, through both ways, and never tied to a name.

use chrono::TimeDelta;
use uuid::Uuid;

use crate::events::{open, people, plan, sign_up};
use crate::harness::{Client, Page, TESS, TestApp};
use crate::memberships::{link, project};

/// An event that is over, with so many people who had a place; Tess and everyone in new sessions.
pub(crate) async fn held(app: &TestApp, how_many: usize, fields: &[(&str, &str)]) -> (Client, String, Vec<Guest>) {
    let tess = app.sign_in_as(TESS).await;
    let event = open(&tess, fields).await;
    let guests = placed(app, &event, how_many).await;
    app.advance(TimeDelta::days(20));
    (app.session_of(TESS.email).await, event, anew(app, guests).await)
}

/// Someone who had a place, with the link of their letter.
pub(crate) struct Guest {
    pub(crate) id: Uuid,
    pub(crate) client: Client,
    pub(crate) email: String,
    pub(crate) letter: String,
}

async fn placed(app: &TestApp, event: &str, how_many: usize) -> Vec<Guest> {
    let mut guests = Vec::new();
    for (number, (id, client)) in people(app, "Mary", "carer", how_many).await.into_iter().enumerate() {
        sign_up(&client, event).await.shows("You have a place");
        let email = format!("mary{number}@example.org");
        let letter = app.mail_to(&email).await.link();
        guests.push(Guest { id, client, email, letter });
    }
    guests
}

/// Sessions end while time passes.
async fn anew(app: &TestApp, guests: Vec<Guest>) -> Vec<Guest> {
    let mut anew = Vec::new();
    for guest in guests {
        anew.push(Guest { client: app.session_of(&guest.email).await, ..guest });
    }
    anew
}

/// Answers the usual questions.
async fn answer(client: &Client, at: &str, useful: &str, best: &str) -> Page {
    let form = client.get(at).await.form(at).set("answer_1", useful).set("answer_3", best);
    form.submit().await
}

async fn count(app: &TestApp, table: &str) -> i64 {
    let count = format!("select count(*) from {table}");
    sqlx::query_scalar(sqlx::AssertSqlSafe(count)).fetch_one(app.db()).await.expect("a count")
}

#[tokio::test]
async fn who_was_there_answers_once_signed_in_or_by_the_link_of_the_letter() {
    let app = TestApp::at("2026-06-01").await;
    let (_, event, guests) = held(&app, 2, &[]).await;
    let at = format!("{event}/feedback");
    guests[0].client.get("/me").await.follow("Give feedback on").await.shows("Your name is not kept");
    let done = answer(&guests[0].client, &at, "4", "The tea.").await;
    done.redirects_to(&format!("{event}/intentions/new"));
    done.follow_redirect().await.shows("What will you do differently?");
    guests[0].client.get(&at).await.shows("Thank you for your feedback").shows("each person answers once");
    guests[0].client.get("/me").await.shows_not("Give feedback on");
    // The letter is the same person's.
    let by_link = format!("{}/feedback", guests[0].letter);
    app.visitor().get(&by_link).await.shows("each person answers once");

    let by_link = format!("{}/feedback", guests[1].letter);
    let visitor = app.visitor();
    let after = visitor.get(&guests[1].letter).await;
    after.shows("The event is over");
    let page = after.follow("Give feedback").await;
    assert_eq!(page.url, by_link);
    assert_eq!(page.header("cache-control"), Some("no-store"));
    page.form(&by_link).submit().await.status(422).has_error("answer_1", "Answer at least one");
    answer(&visitor, &by_link, "5", "").await.redirects_to(&format!("{}/intentions", guests[1].letter));
    assert_eq!((count(&app, "feedback_given").await, count(&app, "feedback_answers").await), (2, 3));
}

#[tokio::test]
async fn nobody_answers_for_others_too_early_too_late_or_without_having_been_there() {
    let app = TestApp::at("2026-06-01").await;
    let tess = app.sign_in_as(TESS).await;
    let event = open(&tess, &[("visibility", "public")]).await;
    let guests = placed(&app, &event, 2).await;
    let stranger = people(&app, "Otto", "carer", 1).await.remove(0).1;
    let at = format!("{event}/feedback");
    guests[0].client.get(&at).await.shows("There is no feedback to give yet");
    guests[0].client.post(&at, &[("answer_1", "4")]).await.status(409);
    stranger.get(&at).await.status(200);
    app.advance(TimeDelta::days(20));
    let guests = anew(&app, guests).await;
    let stranger = app.session_of("otto0@example.org").await;
    stranger.get(&at).await.shows("Feedback is for those who came");
    stranger.post(&at, &[("answer_1", "4")]).await.status(409);
    app.visitor().get(&at).await.redirects_to(&format!("/sign-in?next={}", at.replace('/', "%2F")));
    for forged in ["/my-place/nonsense/feedback", "/my-place/nonsense/intentions"] {
        app.visitor().get(forged).await.status(404);
        app.visitor().post(forged, &[("answer_1", "4")]).await.status(404);
    }
    // Noted as absent: they were not there.
    let absent = "insert into attendances (event_id, associate_id, state, walk_in, noted_at)
         select id, $1, 'absent', false, $2 from events";
    sqlx::query(absent).bind(guests[1].id).bind(app.now()).execute(app.db()).await.expect("an absence");
    guests[1].client.get(&at).await.shows("Feedback is for those who came");
    app.visitor().get(&guests[1].letter).await.shows("As far as we know you were not there");
    app.advance(TimeDelta::days(60));
    let late = app.session_of(&guests[0].email).await;
    late.get(&at).await.shows("The time for feedback is over");
    late.post(&at, &[("answer_1", "4")]).await.status(409);
    app.visitor().get(&format!("{}/feedback", guests[0].letter)).await.shows("The time for feedback is over");
    assert_eq!(count(&app, "feedback_given").await, 0);
}

#[tokio::test]
async fn answers_sent_twice_at_once_count_once() {
    let app = TestApp::at("2026-06-01").await;
    let (_, event, guests) = held(&app, 3, &[]).await;
    let at = format!("{event}/feedback");
    let by_link = format!("{}/feedback", guests[0].letter);
    let form = guests[0].client.get(&at).await.form(&at).set("answer_1", "4");
    let linked = app.visitor().get(&by_link).await.form(&by_link).set("answer_1", "2");
    let other = guests[1].client.get(&at).await.form(&at).set("answer_1", "3");
    let third = guests[2].client.get(&at).await.form(&at).set("answer_1", "1");
    let (one, two, three, four, five) =
        tokio::join!(form.clone().submit(), linked.submit(), other.submit(), form.submit(), third.submit());
    let mut codes = [one.code, two.code, four.code];
    codes.sort_unstable();
    assert_eq!(codes, [303, 409, 409], "one of the three is taken");
    assert_eq!((three.code, five.code), (303, 303));
    let counts: (i64, i64, i32) = sqlx::query_as(
        "select (select count(*) from feedback_given), (select count(*) from feedback_answers),
                (select answers from feedback_counts)",
    )
    .fetch_one(app.db())
    .await
    .expect("counts");
    assert_eq!(counts, (3, 3, 3));
}

#[tokio::test]
async fn five_are_shown_and_fewer_are_not_and_a_lead_reads_no_words() {
    let app = TestApp::at("2026-06-01").await;
    let (team, _) = project(&app, false).await;
    let id: Uuid = sqlx::query_scalar("select id from projects").fetch_one(app.db()).await.expect("a project");
    let event = open(&team, &[]).await;
    let belongs = "insert into event_projects (event_id, project_id) select id, $1 from events";
    sqlx::query(belongs).bind(id).execute(app.db()).await.expect("a project of the event");
    let guests = placed(&app, &event, 7).await;
    crate::projects::add_project(&team, "Another study", false).await;
    let other = people(&app, "Otto", "applied_health_researcher", 1).await.remove(0).0;
    link(&team, other, "another-study", &[("role", "lead")]).await.status(303);
    app.advance(TimeDelta::days(20));
    let (tess, lead) = (app.session_of(TESS.email).await, app.session_of("leah@example.org").await);
    let elsewhere = app.session_of("otto0@example.org").await;
    let guests = anew(&app, guests).await;
    let (at, results) = (format!("{event}/feedback"), format!("{event}/feedback/results"));
    for (number, guest) in guests.iter().enumerate() {
        answer(&guest.client, &at, "5", &format!("Words {number}")).await.status(303);
        if number == 3 {
            tess.get(&results).await.shows("4").shows("shown when five have").shows_not("Words 1");
            lead.get(&results).await.shows("shown when the time to answer is over").shows_not("Words");
        }
    }
    let page = tess.get(&results).await;
    page.shows("The answers of 5 people.")
        .shows("2 more are not shown until there are five")
        .shows("On average 5.0 of 5");
    let shown: Vec<String> = page.select(".copse-quotes li").into_iter().map(|one| one.text).collect();
    assert_eq!(shown.len(), 5);
    assert!(!shown.contains(&"Words 6".to_owned()) && !shown.contains(&"Words 5".to_owned()), "{shown:?}");
    let page = lead.get(&event).await.follow("How people found it").await;
    page.shows("shown when the time to answer is over").shows_not("The answers of").shows_not("Words 1");
    for client in [&elsewhere, &guests[0].client] {
        client.get(&results).await.status(404);
        client.get(&event).await.shows_not("How people found it");
    }
    app.visitor().get(&results).await.status(303);
    // When the time to answer is over a lead reads numbers; the rest is shown to nobody, or it would be one person's.
    app.advance(TimeDelta::days(60));
    let page = app.session_of(TESS.email).await.get(&results).await;
    page.shows("The answers of 5 people.").shows("2 more are not shown").shows_not("Words 6");
    let page = app.session_of("leah@example.org").await.get(&results).await;
    page.shows("The answers of 5 people.")
        .shows("Answered in people's own words")
        .shows_not("Words 1")
        .shows_not("average");
}

/// The trail of the feedback of all events.
async fn trail(app: &TestApp) -> Vec<(Option<Uuid>, String, Option<Uuid>, Option<String>)> {
    sqlx::query_as(
        "select actor_id, actor_name, associate_id, request_id from audit_events where act like '%gave feedback'",
    )
    .fetch_all(app.db())
    .await
    .expect("the trail")
}

#[tokio::test]
async fn no_table_and_no_entry_of_the_trail_ties_an_answer_to_a_name_or_a_time() {
    let app = TestApp::at("2026-06-01").await;
    let (_, event, guests) = held(&app, 5, &[]).await;
    let at = format!("{event}/feedback");
    for (number, guest) in guests.iter().enumerate() {
        answer(&guest.client, &at, "4", &format!("Words {number}")).await.status(303);
        // Rows of one event are written in one go each time, so that no transaction tells whose is whose.
        for rows in ["feedback_answers", "feedback_given"] {
            let writers = format!("select count(distinct xmin::text) from {rows}");
            let writers: i64 =
                sqlx::query_scalar(sqlx::AssertSqlSafe(writers)).fetch_one(app.db()).await.expect("xmin");
            assert_eq!(writers, 1, "{rows} after {number}");
        }
        let told = trail(&app).await;
        assert_eq!(told.len(), usize::from(number == 4), "one entry for five people");
        assert!(told.iter().all(|(actor, name, whose, request)| {
            actor.is_none() && name == "Copse" && whose.is_none() && request.is_none()
        }));
    }
    let columns: Vec<(String, String)> = sqlx::query_as(
        "select table_name::text, string_agg(column_name || ' ' || data_type, ', ' order by ordinal_position)
         from information_schema.columns
         where table_name in ('feedback_answers', 'feedback_given', 'feedback_counts') group by table_name order by 1",
    )
    .fetch_all(app.db())
    .await
    .expect("columns");
    let expected = [
        ("feedback_answers", "id uuid, question_id uuid, choice smallint, words text, is_shown boolean"),
        ("feedback_counts", "event_id uuid, answers integer"),
        ("feedback_given", "event_id uuid, associate_id uuid"),
    ];
    assert_eq!(columns, expected.map(|(table, columns)| (table.to_owned(), columns.to_owned())));
    let versions: Vec<i32> =
        sqlx::query_scalar("select distinct get_byte(uuid_send(id), 6) >> 4 from feedback_answers")
            .fetch_all(app.db())
            .await
            .expect("versions");
    assert_eq!(versions, [4], "ids are random, and not made of the time");
    // What somebody wrote stands nowhere else, and what is held about them says only that they answered.
    let elsewhere: i64 = sqlx::query_scalar(
        "select (select count(*) from audit_events where after::text like '%Words%')
              + (select count(*) from mails where body_text like '%Words%')",
    )
    .fetch_one(app.db())
    .await
    .expect("a count");
    assert_eq!(elsewhere, 0);
    guests[0].client.get("/me/data").await.shows("Events you gave feedback on").shows_not("Words 0");
}

#[tokio::test]
async fn an_event_asks_six_questions_at_most_and_none_others_after_the_first_answer() {
    let app = TestApp::at("2026-06-01").await;
    let tess = app.sign_in_as(TESS).await;
    let event = open(&tess, &[]).await;
    let guests = placed(&app, &event, 2).await;
    let at = format!("{event}/feedback/questions");
    let page = tess.get(&event).await.follow("Feedback").await.follow("Change the questions").await;
    let form = page.form(&at);
    assert!(!form.names().contains(&"wording_7".to_owned()));
    assert_eq!(form.value("wording_1"), "How useful was it for you?");
    let form = form.set("wording_5", "Which talk?").set("kind_5", "choice").set("options_5", "The first");
    let form = form.set("wording_2", "");
    form.clone().submit().await.status(422).has_error("options_5", "two to eight");
    form.set("options_5", "The first\nThe second").submit().await.redirects_to(&format!("{event}/feedback/results"));
    tess.get(&format!("{event}/feedback/results")).await.shows("Which talk?").shows_not("Did you meet somebody");
    let seventh = "insert into feedback_questions (id, event_id, position, kind, wording)
         select gen_random_uuid(), id, 7, 'words', 'One more?' from events";
    assert!(sqlx::query(seventh).execute(app.db()).await.is_err(), "the database refuses a seventh");

    // A copy asks the same, until somebody changes that.
    let copy = tess.get(&event).await.follow("Copy").await.form("/events").set("starts_on", "27/6/2026").submit().await;
    let copy = copy.location().expect("an address").to_owned();
    let at_copy = format!("{copy}/feedback/questions");
    assert_eq!(tess.get(&at_copy).await.form(&at_copy).value("wording_4"), "Which talk?");

    app.advance(TimeDelta::days(20));
    let guests = anew(&app, guests).await;
    let give = format!("{event}/feedback");
    let late = guests[1].client.get(&give).await.form(&give).set("answer_1", "4");
    let tess = app.session_of(TESS.email).await;
    tess.get(&at).await.form(&at).set("wording_1", "How was it?").submit().await.status(303);
    late.submit().await.status(422).shows("The questions have changed");
    let form = guests[0].client.get(&give).await.form(&give).set("answer_4", "2");
    form.submit().await.status(303);
    let page = tess.get(&at).await;
    page.shows("the questions can no longer change");
    assert!(page.select(&format!("form[action=\"{at}\"]")).is_empty());
    let sent = tess.post(&at, &[("wording_1", "Other?"), ("kind_1", "words")]).await;
    sent.follow_redirect().await.shows("Nothing changed. Somebody has answered");
}

#[tokio::test]
async fn the_second_of_two_who_change_the_questions_is_told() {
    let app = TestApp::at("2026-06-01").await;
    let tess = app.sign_in_as(TESS).await;
    let event = plan(&tess, &[]).await;
    let at = format!("{event}/feedback/questions");
    let (first, second) = (tess.get(&at).await, tess.get(&at).await);
    first.form(&at).set("wording_1", "How was it?").submit().await.status(303);
    second.form(&at).set("wording_4", "What else?").submit().await.status(303);
    let clash = second.form(&at).set("wording_1", "How did you like it?").submit().await;
    clash.status(409).shows("Someone else changed the questions meanwhile").shows("How was it?");
}

#[tokio::test]
async fn the_demonstration_has_feedback_intentions_outputs_and_thanks() {
    let app = TestApp::filled().await;
    for table in ["feedback_answers", "intentions", "outputs", "output_contributors", "thanks", "thanks_words"] {
        assert!(count(&app, table).await > 0, "{table}");
    }
    let states: Vec<String> = sqlx::query_scalar("select distinct state::text from intentions order by 1")
        .fetch_all(app.db())
        .await
        .expect("states");
    assert!(states.len() >= 2, "{states:?}");
    let wrong: i64 = sqlx::query_scalar(
        "select count(*) from feedback_counts c
         where c.answers <> (select count(*) from feedback_given g where g.event_id = c.event_id)",
    )
    .fetch_one(app.db())
    .await
    .expect("a count");
    assert_eq!(wrong, 0);
    let event: String = sqlx::query_scalar(
        "select '/events/' || event_id::text from feedback_counts order by answers desc, event_id limit 1",
    )
    .fetch_one(app.db())
    .await
    .expect("an event");
    app.sign_in_as(TESS).await.get(&format!("{event}/feedback/results")).await.status(200).shows("How useful was it");
}
