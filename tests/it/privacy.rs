//! Privacy notices and the ledger of consents.

use crate::harness::{ADA, ASHA, Client, TestApp};

pub(crate) async fn publish(ada: &Client, body: &str) {
    let form = ada.get("/admin/notices/new").await.form("/admin/notices");
    let form = form.set("summary_of_changes", "We say more clearly who sees it.").set("body", body);
    let preview = form.submit().await;
    preview.status(200).shows("will be asked to agree again").shows("cannot be changed");
    preview.press("Publish this notice").await.redirects_to("/admin/notices");
}

#[tokio::test]
async fn a_new_notice_is_asked_for_before_anything_else() {
    let app = TestApp::filled().await;
    let asha = app.sign_in_as(ASHA).await;
    asha.get("/me").await.status(200);
    publish(&app.sign_in_as(ADA).await, "# New\nA new text.").await;
    for page in ["/me", "/me/details", "/me/preferences"] {
        asha.get(page).await.redirects_to("/me/notice");
    }
    // What is held is theirs to read whatever they agree to.
    asha.get("/me/data").await.status(200);
    asha.get("/me/leaving").await.status(200);
    let page = asha.get("/me/notice").await;
    page.shows("We say more clearly who sees it.").shows("A new text.");
    page.form("/me/notice").submit().await.status(422).has_error("consent", "Tick the box if you agree");
    page.form("/me/notice").check("consent", "yes").submit().await.redirects_to("/me");
    asha.get("/me").await.status(200);
}

#[tokio::test]
async fn what_is_agreed_to_before_a_new_notice_is_read_is_agreed_to_under_the_old_one() {
    let app = TestApp::filled().await;
    let asha = app.sign_in_as(ASHA).await;
    app.advance(chrono::TimeDelta::minutes(5));
    publish(&app.sign_in_as(ADA).await, "A new text.").await;
    let under = "select max(n.version) from consents c join privacy_notices n on n.id = c.notice_id
                 join associates a on a.id = c.associate_id
                 where a.email = $1 and c.purpose = 'mailings' and c.source = 'My page' and c.recorded_at >= $2";
    let under = async || {
        let version = sqlx::query_scalar::<_, Option<i32>>(under).bind(ASHA.email).bind(app.now());
        version.fetch_one(app.db()).await.expect("a number")
    };
    let page = asha.get("/me/preferences").await.form("/me/preferences");
    let topics = page.offers("topics");
    let all = topics.iter().fold(page.clone(), |form, topic| form.check("topics", topic));
    let none = topics.iter().fold(page, |form, topic| form.uncheck("topics", topic));
    all.submit().await.redirects_to("/me");
    let newest: i32 =
        sqlx::query_scalar("select max(version) from privacy_notices").fetch_one(app.db()).await.expect("a number");
    assert_eq!(under().await, Some(newest - 1));
    asha.get("/me/notice").await.form("/me/notice").check("consent", "yes").submit().await.status(303);
    none.submit().await.redirects_to("/me");
    assert_eq!(under().await, Some(newest));
}

#[tokio::test]
async fn who_does_not_agree_can_leave() {
    let app = TestApp::filled().await;
    let asha = app.sign_in_as(ASHA).await;
    publish(&app.sign_in_as(ADA).await, "A new text.").await;
    let page = asha.get("/me/notice").await.follow("I do not agree").await;
    page.form("/me/leaving").submit().await.redirects_to("/me/leaving");
    asha.get("/me/leaving").await.shows("You have left the network");
}

#[tokio::test]
async fn a_notice_is_text_and_never_markup() {
    let app = TestApp::filled().await;
    publish(&app.sign_in_as(ADA).await, "# A heading\n\n<script>alert(1)</script>\n\n- one\n- two").await;
    let page = app.visitor().get("/privacy").await;
    page.shows("<script>alert(1)</script>");
    assert!(page.select("main script").is_empty());
    assert!(page.select("main h2").iter().any(|heading| heading.text == "A heading"));
    assert_eq!(page.select("main ul.govuk-list--bullet li").len(), 2);
    page.follow("Version 1").await.status(200).shows("A newer one has taken its place");
}

#[tokio::test]
async fn a_preview_can_be_changed_and_a_mistake_is_told() {
    let app = TestApp::filled().await;
    let ada = app.sign_in_as(ADA).await;
    let form = ada.get("/admin/notices/new").await.form("/admin/notices");
    form.set("body", "").submit().await.status(422).has_error("body", "Enter the text of the notice");
    let form = ada.get("/admin/notices/new").await.form("/admin/notices").set("summary_of_changes", "Little.");
    let page = form.submit().await.press("Change the text").await;
    assert_eq!(page.status(200).form("/admin/notices").value("summary_of_changes"), "Little.");
}

#[tokio::test]
async fn of_two_notices_at_once_the_second_is_looked_at_again() {
    let app = TestApp::filled().await;
    let ada = app.sign_in_as(ADA).await;
    let form = ada.get("/admin/notices/new").await.form("/admin/notices");
    let slow = form.set("summary_of_changes", "Mine.").submit().await;
    publish(&ada, "Theirs.").await;
    let page = slow.press("Publish this notice").await;
    page.status(409).shows("Someone has just published version");
}

#[tokio::test]
async fn sending_the_publication_twice_publishes_once() {
    let app = TestApp::filled().await;
    let ada = app.sign_in_as(ADA).await;
    let form = ada.get("/admin/notices/new").await.form("/admin/notices").set("summary_of_changes", "Mine.");
    let preview = form.submit().await;
    let versions = "select count(*) from privacy_notices";
    let before: i64 = sqlx::query_scalar(versions).fetch_one(app.db()).await.expect("a number");
    for _ in 0..2 {
        preview.press("Publish this notice").await.redirects_to("/admin/notices");
    }
    let after: i64 = sqlx::query_scalar(versions).fetch_one(app.db()).await.expect("a number");
    assert_eq!(after, before + 1);
}

#[tokio::test]
async fn the_ledger_and_the_notices_refuse_to_be_altered() {
    let app = TestApp::filled().await;
    for act in [
        "update consents set given = not given",
        "delete from consents where associate_id in (select id from associates where standing <> 'pending')",
        "update privacy_notices set body = 'x'",
        "delete from privacy_notices",
        "update audit_events set act = 'x'",
        "delete from audit_events",
    ] {
        let refused = sqlx::query(act).execute(app.db()).await.expect_err(act);
        assert!(refused.to_string().contains("append-only"), "{act}: {refused}");
    }
}

#[tokio::test]
async fn everyone_can_read_what_the_network_is() {
    let app = TestApp::start().await;
    for (page, words) in [
        ("/about", "Associate"),
        ("/accessibility", "23 November 2026"),
        ("/privacy", "There is no privacy notice yet"),
    ] {
        app.visitor().get(page).await.status(200).shows(words);
    }
    app.visitor().get("/privacy/99").await.status(404);
}
