//! Answers that are errors, and the headers that every answer has.

use crate::harness::{ASHA, Page, TESS, TestApp};

const HEADERS: [&str; 7] = [
    "content-security-policy",
    "x-content-type-options",
    "referrer-policy",
    "cross-origin-opener-policy",
    "cross-origin-resource-policy",
    "permissions-policy",
    "strict-transport-security",
];

/// Asserts that an error has a page like all others, with a way on.
#[track_caller]
fn is_designed(page: &Page, heading: &str) {
    assert_eq!(page.heading(), heading, "{}", page.asked);
    assert!(!page.select("header nav").is_empty(), "{} has no navigation", page.asked);
    assert!(page.select("main a[href='/']").len() == 1, "{} leads nowhere", page.asked);
    assert!(page.header("content-type").is_some_and(|kind| kind.starts_with("text/html")), "{}", page.asked);
}

#[tokio::test]
async fn an_address_of_nothing_gets_a_page_that_says_so() {
    let app = TestApp::start().await;
    let page = app.visitor().get("/nothing-here").await;
    is_designed(page.status(404), "Page not found");
    let page = app.sign_in_as(TESS).await.get("/organisations/not-an-id").await;
    is_designed(page.status(404), "Page not found");
}

#[tokio::test]
async fn an_error_page_knows_who_is_signed_in() {
    let app = TestApp::filled().await;
    let (tess, asha) = (app.sign_in_as(TESS).await, app.sign_in_as(ASHA).await);
    for page in [tess.get("/nothing-here").await, tess.get("/admin/accounts").await] {
        assert!(page.select("header").iter().any(|header| header.text.contains("Tess Team")), "{}", page.asked);
    }
    let page = asha.get("/organisations").await;
    is_designed(page.status(403), "You cannot do this");
}

#[tokio::test]
async fn a_method_that_an_address_does_not_know_gets_a_page() {
    let app = TestApp::start().await;
    let page = app.sign_in_as(TESS).await.method("DELETE", "/organisations").await;
    is_designed(page.status(405), "We could not read that");
}

#[tokio::test]
async fn what_is_too_large_gets_a_page() {
    let app = TestApp::start().await;
    let body = format!("email={}", "a".repeat(3 * 1024 * 1024));
    let page = app.visitor().post_body("/sign-in", "application/x-www-form-urlencoded", body).await;
    is_designed(page.status(413), "That is too much at once");
}

#[tokio::test]
async fn what_is_no_form_gets_a_page() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    let page = visitor.post_body("/sign-in", "application/json", "{}").await;
    is_designed(page.status(400), "We could not read that");
    let page = visitor.post_body("/sign-in", "application/x-www-form-urlencoded", "email=a&email=b").await;
    is_designed(page.status(400), "We could not read that");
}

#[tokio::test]
async fn a_database_that_is_away_is_said_at_once_and_without_secrets() {
    let app = TestApp::start().await;
    let tess = app.sign_in_as(TESS).await;
    app.db().close().await;
    let page = tess.get("/organisations").await;
    is_designed(page.status(503), "Sorry, Copse is busy");
    assert!(page.header("retry-after").is_some());
    for secret in ["sqlx", "pool", "postgres"] {
        page.shows_not(secret);
    }
    app.visitor().get("/healthz").await.status(200);
    app.visitor().get("/readyz").await.status(503);
}

#[tokio::test]
async fn a_change_that_another_site_sends_is_refused() {
    let app = TestApp::start().await;
    let tess = app.sign_in_as(TESS).await;
    for headers in [
        &[("sec-fetch-site", "cross-site"), ("origin", "https://evil.example")][..],
        &[("sec-fetch-site", "same-site"), ("origin", "https://other.example.org")],
        &[("origin", "https://evil.example")],
        &[("origin", "null")],
    ] {
        let page = tess.post_with("/sign-out", headers).await;
        is_designed(page.status(403), "You cannot do this");
    }
    tess.get("/organisations").await.status(200);
}

#[tokio::test]
async fn every_answer_has_the_headers_that_protect_it() {
    let app = TestApp::start().await;
    let (visitor, tess) = (app.visitor(), app.sign_in_as(TESS).await);
    let large = "a".repeat(3 * 1024 * 1024);
    let pages = [
        visitor.get("/sign-in").await,
        visitor.get("/healthz").await,
        visitor.get("/organisations").await,
        visitor.get("/nothing-here").await,
        visitor.post("/sign-in", &[]).await,
        visitor.post_with("/sign-in", &[("sec-fetch-site", "cross-site")]).await,
        visitor.post_body("/sign-in", "application/x-www-form-urlencoded", large).await,
        visitor.post_body("/sign-in", "text/plain", "x").await,
        tess.get("/admin/accounts").await,
        tess.method("DELETE", "/organisations").await,
    ];
    for page in &pages {
        for name in HEADERS {
            assert!(page.header(name).is_some(), "{} ({}) lacks {name}", page.asked, page.code);
        }
        let policy = page.header(HEADERS[0]).unwrap_or_default();
        assert!(policy.contains("default-src 'none'") && !policy.contains("unsafe"), "{policy}");
    }
}

#[tokio::test]
async fn what_one_person_saw_is_kept_by_no_cache() {
    let app = TestApp::start().await;
    let tess = app.sign_in_as(TESS).await;
    for path in ["/organisations", "/me/sessions", "/nothing-here"] {
        assert_eq!(tess.get(path).await.header("cache-control"), Some("no-store"), "{path}");
    }
}

#[tokio::test]
async fn what_a_page_needs_is_there_and_may_be_kept() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    let page = visitor.get("/sign-in").await;
    let mut addresses: Vec<String> = Vec::new();
    for (css, attribute) in [("link[href]", "href"), ("script[src]", "src")] {
        addresses.extend(page.select(css).iter().filter_map(|e| e.attribute(attribute).map(str::to_owned)));
    }
    assert!(addresses.len() >= 3, "{addresses:?}");
    for address in addresses {
        let asset = visitor.get(&address).await;
        asset.status(200);
        assert!(asset.header("cache-control").is_some_and(|how| how.contains("immutable")), "{address}");
    }
    assert!(page.select("style, script:not([src]), [style], [onclick]").is_empty(), "inline code or style");
}

#[tokio::test]
async fn every_answer_can_be_found_in_the_log() {
    let app = TestApp::start().await;
    let first = app.visitor().get("/sign-in").await;
    let second = app.visitor().get("/nothing-here").await;
    let (first, second) = (first.header("x-request-id"), second.header("x-request-id"));
    assert!(first.is_some() && second.is_some() && first != second);
}
