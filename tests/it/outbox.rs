//! Mail: nothing is lost, nothing is sent twice, and an administrator sees what became of it.

use chrono::TimeDelta;

use crate::harness::{ADA, Answer, Sink, TESS, TestApp};

async fn with(sink: &Sink) -> TestApp {
    TestApp::setup().smtp_url(&sink.url()).start().await
}

async fn write_to(app: &TestApp, email: &str) {
    let form = app.visitor().get("/sign-in-links/new").await.form("/sign-in-links");
    form.set("email", email).submit().await.status(303);
}

async fn state(app: &TestApp) -> String {
    app.mail_to(TESS.email).await.state
}

#[tokio::test]
async fn a_mail_is_sent_once_though_two_workers_look_at_the_same_time() {
    let sink = Sink::start().await;
    let app = with(&sink).await;
    for _ in 0..3 {
        write_to(&app, TESS.email).await;
        write_to(&app, ADA.email).await;
    }
    let (one, two, three) = tokio::join!(app.deliver(), app.deliver(), app.deliver());
    assert_eq!(one + two + three, 6);
    assert_eq!(sink.taken().len(), 6);
    assert_eq!(app.deliver().await, 0);
    assert_eq!(state(&app).await, "sent");
}

#[tokio::test]
async fn a_mail_has_both_parts_its_reader_and_its_own_identity() {
    let sink = Sink::start().await;
    let app = with(&sink).await;
    write_to(&app, TESS.email).await;
    app.deliver().await;
    let taken = sink.taken();
    assert_eq!(taken[0].to, [TESS.email]);
    let id = app.mail_to(TESS.email).await.id;
    for expected in
        ["Subject: Your link to sign in", "text/plain", "text/html", &format!("Message-ID: <{id}@"), "Dear Tess"]
    {
        assert!(taken[0].data.contains(expected), "{expected}: {}", taken[0].data);
    }
}

#[tokio::test]
async fn the_text_of_a_mail_that_signs_in_is_gone_once_it_is_sent() {
    let sink = Sink::start().await;
    let app = with(&sink).await;
    write_to(&app, TESS.email).await;
    app.deliver().await;
    let mail = app.mail_to(TESS.email).await;
    assert_eq!((mail.body_text.as_str(), mail.body_html.as_str()), ("", ""));
}

#[tokio::test]
async fn a_server_that_says_later_is_asked_again_after_growing_waits() {
    let sink = Sink::start().await;
    let app = with(&sink).await;
    write_to(&app, TESS.email).await;
    sink.answer([Answer::TryLater; 3]);
    for seconds in [30, 120, 480] {
        assert_eq!(app.deliver().await, 1);
        assert_eq!(state(&app).await, "queued");
        app.advance(TimeDelta::seconds(seconds - 1));
        assert_eq!(app.deliver().await, 0, "asked again before {seconds} seconds were over");
        app.advance(TimeDelta::seconds(1));
    }
    assert_eq!(app.deliver().await, 1);
    assert_eq!((state(&app).await.as_str(), sink.taken().len()), ("sent", 1));
}

#[tokio::test]
async fn a_mail_that_cannot_be_delivered_is_given_up_in_the_end() {
    let sink = Sink::start().await;
    let app = with(&sink).await;
    write_to(&app, TESS.email).await;
    // A letter without a link that runs out.
    sqlx::query("update mails set useful_until = null").execute(app.db()).await.expect("a letter without an end");
    sink.answer([Answer::TryLater; 13]);
    for _ in 0..13 {
        assert_eq!(app.deliver().await, 1);
        app.advance(TimeDelta::hours(13));
    }
    assert_eq!(state(&app).await, "dead");
    assert_eq!(app.deliver().await, 0);
}

#[tokio::test]
async fn a_letter_whose_link_has_run_out_is_not_sent_any_more() {
    let sink = Sink::start().await;
    let app = with(&sink).await;
    write_to(&app, TESS.email).await;
    sink.answer([Answer::TryLater]);
    assert_eq!(app.deliver().await, 1);
    app.advance(TimeDelta::minutes(31));
    assert_eq!(app.deliver().await, 1);
    assert_eq!((state(&app).await.as_str(), sink.taken().len()), ("dead", 0));
}

#[tokio::test]
async fn a_letter_whose_link_has_run_out_cannot_be_sent_again() {
    let sink = Sink::start().await;
    let app = with(&sink).await;
    write_to(&app, TESS.email).await;
    sink.answer([Answer::Refuse]);
    app.deliver().await;
    let ada = app.sign_in_as(ADA).await;
    let page = ada.get("/admin/mail").await.follow("Your link to sign in").await;
    let try_again = page.form(&format!("{}/resending", page.path()));
    // The number on the home page and the list it leads to are of the same mails.
    let (task, none) = ("Mails that could not be sent", "No mail here");
    ada.get("/").await.shows(task).follow(task).await.shows(TESS.email);
    app.advance(TimeDelta::minutes(31));
    ada.get("/").await.shows_not(task);
    ada.get("/admin/mail?state=again").await.shows(none);
    ada.get("/admin/mail?state=dead").await.shows(TESS.email);
    ada.get(page.path()).await.shows("550").shows_not("Try again");
    try_again.submit().await.follow_redirect().await.shows("cannot be sent again").shows_not("Try again");
    assert_eq!((state(&app).await.as_str(), app.deliver().await), ("dead", 0));
}

#[tokio::test]
async fn a_mail_that_is_refused_for_good_waits_for_an_administrator_who_tries_again() {
    let sink = Sink::start().await;
    let app = with(&sink).await;
    write_to(&app, TESS.email).await;
    sink.answer([Answer::Refuse]);
    app.deliver().await;
    assert_eq!(state(&app).await, "dead");

    let ada = app.sign_in_as(ADA).await;
    let page = ada.get("/admin/mail").await;
    page.shows("Could not be sent").shows("550").shows(TESS.email);
    let page = page.follow("Your link to sign in").await;
    page.shows("550").shows("its text is for them alone");
    let page = page.press("Try again").await.follow_redirect().await;
    page.shows("The mail is in the queue again");
    app.deliver().await;
    assert_eq!((state(&app).await.as_str(), sink.taken().len()), ("sent", 1));
}

#[tokio::test]
async fn a_worker_that_died_with_a_mail_in_hand_does_not_lose_it() {
    let sink = Sink::start().await;
    let app = with(&sink).await;
    write_to(&app, TESS.email).await;
    let taken = "update mails set state = 'sending', attempts = 1, leased_until = $1";
    sqlx::query(taken).bind(app.now() + TimeDelta::minutes(2)).execute(app.db()).await.expect("a worker took it");
    assert_eq!(app.deliver().await, 0, "another worker has it");
    app.advance(TimeDelta::minutes(3));
    assert_eq!(app.deliver().await, 1);
    assert_eq!(state(&app).await, "sent");
}

#[tokio::test]
async fn whoever_waits_for_a_letter_is_served_before_the_many() {
    let sink = Sink::start().await;
    let app = with(&sink).await;
    write_to(&app, ADA.email).await;
    sqlx::query("update mails set is_bulk = true").execute(app.db()).await.expect("a letter to many");
    app.advance(TimeDelta::minutes(1));
    write_to(&app, TESS.email).await;
    assert_eq!(app.deliver().await, 2);
    let readers: Vec<String> = sink.taken().into_iter().flat_map(|mail| mail.to).collect();
    assert_eq!(readers, [TESS.email, ADA.email]);
}

#[tokio::test]
async fn a_letter_to_many_of_which_nobody_knows_whether_it_went_waits_for_a_person() {
    let sink = Sink::start().await;
    let app = with(&sink).await;
    write_to(&app, ADA.email).await;
    sqlx::query("update mails set is_bulk = true").execute(app.db()).await.expect("a letter to many");
    write_to(&app, TESS.email).await;
    let taken = "update mails set state = 'sending', attempts = 1, leased_until = $1";
    sqlx::query(taken).bind(app.now() + TimeDelta::minutes(2)).execute(app.db()).await.expect("workers took them");
    assert_eq!(app.deliver().await, 0, "other workers have them");
    app.advance(TimeDelta::minutes(3));
    assert_eq!(app.deliver().await, 1, "the other is taken again");
    assert_eq!((state(&app).await.as_str(), app.mail_to(ADA.email).await.state.as_str()), ("sent", "dead"));

    let page = app.sign_in_as(ADA).await.get("/admin/mail?state=again").await;
    page.shows("It is not known whether it went out").shows_not(TESS.email);
    page.follow("Your link to sign in").await.press("Try again").await.status(303);
    assert_eq!(app.deliver().await, 1);
    assert_eq!(app.mail_to(ADA.email).await.state, "sent");
}

#[tokio::test]
async fn a_server_that_is_away_costs_nothing_but_time() {
    let app = TestApp::setup().smtp_url("smtp://127.0.0.1:9").start().await;
    write_to(&app, TESS.email).await;
    assert_eq!(app.deliver().await, 1);
    assert_eq!(state(&app).await, "queued");
}

#[tokio::test]
async fn without_a_mail_server_an_administrator_reads_the_mails() {
    let app = TestApp::start().await;
    write_to(&app, TESS.email).await;
    app.deliver().await;
    assert_eq!(state(&app).await, "kept");
    let ada = app.sign_in_as(ADA).await;
    let page = ada.get("/admin/mail?state=kept").await.follow("Your link to sign in").await;
    page.shows("/sign-in-links/");
    ada.get("/admin/audit").await.shows("Read a mail");
}

#[tokio::test]
async fn mails_are_listed_by_what_became_of_them() {
    let sink = Sink::start().await;
    let app = with(&sink).await;
    write_to(&app, TESS.email).await;
    let ada = app.sign_in_as(ADA).await;
    ada.get("/admin/mail?state=queued").await.shows(TESS.email);
    ada.get("/admin/mail?state=sent").await.shows_not(TESS.email);
    ada.get("/admin/mail?state=nonsense").await.status(200).shows(TESS.email);
}

#[tokio::test]
async fn without_a_mail_server_a_link_can_be_read_at_once_and_with_one_never() {
    let sink = Sink::start().await;
    for (app, is_readable) in [(TestApp::start().await, true), (with(&sink).await, false)] {
        write_to(&app, TESS.email).await;
        let mail = app.sign_in_as(ADA).await.get("/admin/mail").await.follow("Your link to sign in").await;
        mail.shows("Waiting to be sent");
        assert_eq!(mail.body.contains("/sign-in-links/"), is_readable);
        assert_eq!(mail.body.contains("its text is for them alone"), !is_readable);
    }
}

#[tokio::test]
async fn the_page_of_kept_mails_says_that_they_never_go() {
    let app = TestApp::start().await;
    write_to(&app, TESS.email).await;
    app.deliver().await;
    let ada = app.sign_in_as(ADA).await;
    let kept = ada.get("/admin/mail?state=kept").await;
    kept.shows("They never go out").follow("Your link to sign in").await.shows("it never goes out");
    ada.get("/admin/mail").await.shows_not("They never go out");
}
