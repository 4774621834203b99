//! Until the link in the mail is used, nothing about a registration is seen by anyone.

use chrono::TimeDelta;
use uuid::Uuid;

use super::{NEW, filled_form, register};
use crate::harness::{ADA, Client, Crawler, Page, TESS, TestApp};

const ADDRESS: &str = "canary@example.org";

/// What no page may hold.
const TRACES: [&str; 2] = ["zebedee", "canary"];

/// Someone registers whom one would recognise anywhere, and does not open the link.
async fn canary(app: &TestApp) -> Uuid {
    let form = filled_form(&app.visitor(), ADDRESS, "commissioner").await;
    let form = form
        .set("given_name", "Zebedee")
        .set("family_name", "Canarywell")
        .set("organisation", "The Canary Works")
        .set("access_needs", "A canary loop")
        .check("access_consent", "yes")
        .check("topics", "networking")
        .check("help", "yes");
    form.submit().await.redirects_to("/register/sent");
    let id = sqlx::query_scalar("select id from associates where email = $1 and standing = 'pending'");
    id.bind(ADDRESS).fetch_one(app.db()).await.expect("a registration")
}

#[track_caller]
fn tells_nothing(page: &Page, id: Uuid) {
    let mut body = page.body.to_lowercase();
    // The administrator's mails have their recipient, as that page says.
    if page.path() == "/admin/mail" || page.path().starts_with("/admin/mail/") {
        body = body.replace(ADDRESS, "");
    }
    for trace in TRACES.into_iter().chain([id.to_string().as_str()]) {
        assert!(!body.contains(trace), "{} holds {trace:?}", page.asked);
    }
}

/// `reads_mails`: without a mail server whoever reads the mails passes on the link in one, and could open it; the page
/// behind it is the newcomer's.
async fn crawl(client: &Client, id: Uuid, reads_mails: bool) {
    let mut crawler = Crawler::new(client);
    let mut pages = 0;
    while let Some(page) = crawler.next().await {
        if !(reads_mails && page.path().starts_with("/register/confirm/")) {
            tells_nothing(&page, id);
        }
        pages += 1;
    }
    assert!(pages > 40, "only {pages} pages were found");
}

/// Every page of a list.
async fn leaf_through(client: &Client, list: &str, id: Uuid) {
    let mut page = client.get(list).await;
    loop {
        page.status(200);
        tells_nothing(&page, id);
        if page.select("a[rel=next]").is_empty() {
            break;
        }
        page = page.follow("Next").await;
    }
}

#[tokio::test]
async fn nobody_finds_who_has_not_confirmed_on_any_page() {
    let app = TestApp::filled().await;
    let id = canary(&app).await;
    for person in [TESS, ADA] {
        crawl(&app.session_of(person.email).await, id, person.email == ADA.email).await;
    }
    // The control: once confirmed, whoever walks the same way meets them.
    app.visitor().get(&app.mail_to(ADDRESS).await.link()).await.press("Confirm and sign in").await.status(303);
    let tess = app.session_of(TESS.email).await;
    let mut crawler = Crawler::new(&tess);
    while let Some(page) = crawler.next().await {
        if page.text().contains("Zebedee Canarywell") {
            return;
        }
    }
    panic!("the walk would not find an Associate either");
}

#[tokio::test]
async fn no_list_and_no_filter_leads_to_who_has_not_confirmed() {
    let app = TestApp::filled().await;
    let id = canary(&app).await;
    let tess = app.session_of(TESS.email).await;
    for list in ["?status=all&sort=joined", "?status=all&sort=last_act&dir=asc", "?status=pending&sort=joined"] {
        leaf_through(&tess, &format!("/associates{list}"), id).await;
    }
    let filters = tess.get("/associates").await;
    assert!(!filters.select("#status option").iter().any(|option| option.attribute("value") == Some("pending")));
    for question in ["/associates?status=all&q=", "/search?q="] {
        for text in ["Zebedee", "Canarywell", ADDRESS, "The Canary Works"] {
            let page = tess.get(&format!("{question}{}", text.replace(' ', "+"))).await;
            let found = page.select("main a").into_iter().filter_map(|link| link.attribute("href").map(str::to_owned));
            assert!(!found.into_iter().any(|href| href.contains(&id.to_string())), "{}", page.asked);
        }
    }
    let looked_up = tess.get("/associates?status=all&q=Zebedee+Canarywell").await;
    assert!(looked_up.select("tbody tr").is_empty(), "{}", looked_up.excerpt());
}

#[tokio::test]
async fn the_record_of_who_has_not_confirmed_does_not_exist() {
    let app = TestApp::filled().await;
    let id = canary(&app).await;
    let affiliation: Uuid = sqlx::query_scalar("select id from affiliations where associate_id = $1")
        .bind(id)
        .fetch_one(app.db())
        .await
        .expect("an affiliation");
    for person in [TESS, ADA] {
        let client = app.session_of(person.email).await;
        let mut tried = 0;
        for route in copse::route_table().iter().filter(|route| route.path.contains("{associate}")) {
            let path = route.path.replace("{associate}", &id.to_string());
            let path = path.replace("{affiliation}", &affiliation.to_string());
            match route.method {
                "GET" => client.get(&path).await.status(404),
                _ => client.post(&path, &[]).await.status(404),
            };
            tried += 1;
        }
        assert!(tried > 10, "only {tried} addresses");
    }
}

#[tokio::test]
async fn who_has_not_confirmed_is_no_look_alike() {
    let app = TestApp::filled().await;
    canary(&app).await;
    let tess = app.session_of(TESS.email).await;
    let form = tess.get("/associates/new").await.form("/associates");
    let form = form
        .set("given_name", "Zebedee")
        .set("family_name", "Canarywell")
        .set("email", ADDRESS)
        .set("stakeholder_group", "commissioner")
        .set("involvement", "ask_me")
        .set("source", "phone");
    form.submit().await.status(303);
}

#[tokio::test]
async fn the_trail_names_nothing_of_a_registration_before_it_is_confirmed() {
    let app = TestApp::filled().await;
    let id = canary(&app).await;
    let details =
        "select count(*) from audit_events where associate_id = $1 and (before is not null or after is not null)";
    let details: i64 = sqlx::query_scalar(details).bind(id).fetch_one(app.db()).await.expect("a number");
    assert_eq!(details, 0);
    let ada = app.session_of(ADA.email).await;
    let trail = ada.get("/admin/audit").await;
    trail.shows("Registered").shows("Gave an agreement").shows_not("access needs");
    assert!(trail.select(&format!("a[href='/associates/{id}']")).is_empty());
    app.visitor().get(&app.mail_to(ADDRESS).await.link()).await.press("Confirm and sign in").await.status(303);
    let trail = ada.get("/admin/audit").await;
    trail.shows("Confirmed the registration").shows("Made an account");
    assert!(!trail.select(&format!("a[href='/associates/{id}']")).is_empty());
    ada.get(&format!("/associates/{id}")).await.status(200).shows("Zebedee Canarywell");
}

#[tokio::test]
async fn the_team_learns_how_many_wait_and_since_when() {
    let app = TestApp::filled().await;
    let tess = app.session_of(TESS.email).await;
    let waiting: i64 = sqlx::query_scalar("select count(*) from associates where standing = 'pending'")
        .fetch_one(app.db())
        .await
        .expect("a number");
    register(&app, NEW).await.redirects_to("/register/sent");
    let home = tess.get("/").await;
    home.shows("Registrations to be confirmed").shows("have registered and not yet opened the link in their mail");
    let page = tess.get("/registrations").await;
    page.status(200).shows(&format!("{} people", waiting + 1)).shows("2 March 2026");
}

#[tokio::test]
async fn asking_for_a_link_does_not_tell_whether_the_address_is_registered() {
    let app = TestApp::filled().await;
    register(&app, NEW).await.redirects_to("/register/sent");
    app.advance(TimeDelta::days(3));
    let tess = app.sign_in_as(TESS).await;
    // The first shows the banner of the answer before, and so is not compared.
    send_again(&tess, "nobody@example.org").await.redirects_to("/registrations");
    tess.get("/registrations").await.status(200);
    let before = tess.get("/registrations").await.excerpt();
    send_again(&tess, NEW).await.redirects_to("/registrations");
    tess.get("/registrations").await.status(200);
    assert_eq!(tess.get("/registrations").await.excerpt(), before);
    // It lives on by that link, which must not be seen either.
    app.advance(TimeDelta::days(6));
    copse::clear_away(&app.app).await.expect("cleared away");
    let tess = app.sign_in_as(TESS).await;
    tess.get("/registrations").await.shows("1 person").shows("4 March 2026 or earlier").shows_not("2 March 2026");
}

async fn send_again(tess: &Client, email: &str) -> Page {
    tess.get("/registrations").await.form("/registrations/links").set("email", email).submit().await
}

#[tokio::test]
async fn a_link_is_sent_again_to_an_address_that_someone_tells_us() {
    let app = TestApp::filled().await;
    let tess = app.session_of(TESS.email).await;
    register(&app, NEW).await.redirects_to("/register/sent");
    let first = app.mail_to(NEW).await.link();
    send_again(&tess, "nothing").await.status(422).has_error("email", "Enter an email address");
    let (known, unknown) = (send_again(&tess, NEW).await, send_again(&tess, "nobody@example.org").await);
    let seen =
        |page: &Page| (page.code, page.location().map(str::to_owned), page.header("set-cookie").map(str::to_owned));
    assert_eq!(seen(&known), seen(&unknown));
    assert!(app.mails_to("nobody@example.org").await.is_empty());
    let second = app.mail_to(NEW).await.link();
    assert_ne!(first, second);
    let asked = "select count(*) from audit_events
                 where act = 'Had the link of a registration sent again' and actor_name = 'Tess Team' and associate_id is null";
    let asked: i64 = sqlx::query_scalar(asked).fetch_one(app.db()).await.expect("a number");
    assert_eq!(asked, 2, "whether somebody was found or not");
    app.visitor().get(&second).await.press("Confirm and sign in").await.redirects_to("/me");
}

#[tokio::test]
async fn an_address_gets_no_more_links_than_six_an_hour_whether_it_is_registered_or_not() {
    let app = TestApp::filled().await;
    let tess = app.session_of(TESS.email).await;
    register(&app, NEW).await.redirects_to("/register/sent");
    for address in [NEW, "nobody@example.org"] {
        for _ in 0..6 {
            send_again(&tess, address).await.status(303);
        }
        send_again(&tess, address).await.status(429).has_error("email", "Too many links were sent");
    }
    assert_eq!(app.mails_to(NEW).await.len(), 7);
}
