//! Whatever is sent to Copse, it answers: no form and no address brings it to its knees, and nothing that
//! was typed comes back as code. Forms are found by walking over all pages as each kind of person, so a
//! new page is tried without a change here.

use std::collections::{BTreeMap, BTreeSet};

use chrono::TimeDelta;

use crate::harness::{ADA, ASHA, Client, Crawler, FilledForm, LEO, Page, TESS, TestApp, route_of};

/// What tells that something came back as code.
const CODE: [&str; 2] = ["<script>alert(", "<img src=x onerror"];

/// What people with bad intentions, and unlucky ones, type.
fn payloads() -> Vec<String> {
    let mut payloads: Vec<String> = [
        "<script>alert(1)</script>",
        "\"'><img src=x onerror=alert(1)>",
        "'; drop table associates; --",
        "a\0b",
        "\u{202e}\u{2066}\u{200f}\u{feff}",
        "{{ 7 * 7 }} ${7*7} %s %n",
        "-99999999999999999999",
        "999999-12-31",
        "01900000-0000-7000-8000-000000000000",
        "\r\nSet-Cookie: copse=x",
    ]
    .map(str::to_owned)
    .to_vec();
    payloads.push("é".repeat(20_000));
    payloads
}

#[tokio::test]
async fn no_form_that_a_visitor_finds_breaks_anything() {
    Attack::by(None, &[]).await;
}

#[tokio::test]
async fn no_form_that_an_associate_finds_breaks_anything() {
    Attack::by(Some(ASHA.email), &[None]).await;
}

#[tokio::test]
async fn no_form_that_a_lead_finds_breaks_anything() {
    Attack::by(Some(LEO.email), &[None, Some(ASHA.email)]).await;
}

#[tokio::test]
async fn no_form_that_the_team_finds_breaks_anything() {
    Attack::by(Some(TESS.email), &[None, Some(ASHA.email), Some(LEO.email)]).await;
}

#[tokio::test]
async fn no_form_that_an_administrator_finds_breaks_anything() {
    Attack::by(Some(ADA.email), &[None, Some(ASHA.email), Some(TESS.email)]).await;
}

#[tokio::test]
async fn no_address_breaks_anything() {
    let app = TestApp::filled().await;
    let columns = columns(&app).await;
    for email in [None, Some(ASHA.email), Some(ADA.email)] {
        let client = browser(&app, email).await;
        for page in all_pages(&client).await {
            for query in queries(&columns) {
                is_harmless(&client.get(&format!("{}?{query}", page.path())).await);
            }
        }
        for route in copse::route_table().iter().filter(|route| route.method == "GET" && route.path.contains('{')) {
            for address in twisted(route.path) {
                is_harmless(&client.get(&address).await);
            }
        }
    }
}

/// Every name that a filter or a page might have, with every payload.
fn queries(columns: &[String]) -> Vec<String> {
    let names =
        ["q", "after", "before", "next", "state", "sort", "page", "kind", "county", "group", "standing", "owner"];
    let names: BTreeSet<&str> = names.into_iter().chain(columns.iter().map(String::as_str)).collect();
    let all = |value: &str| {
        form_urlencoded::Serializer::new(String::new()).extend_pairs(names.iter().map(|name| (*name, value))).finish()
    };
    let mut queries: Vec<String> =
        payloads().iter().filter(|payload| payload.len() < 1_000).map(|payload| all(payload)).collect();
    queries.extend(["q=%ff%fe", "%", "q=a&q=b&after=x&after=y", "=&=&&;", "q[]=1"].map(str::to_owned));
    queries
}

/// An address with impossible things in place of its parameters.
fn twisted(pattern: &str) -> Vec<String> {
    let long = "a".repeat(5_000);
    let values = [
        "%00",
        "'",
        "%27%20or%201=1",
        "..%2f..%2fetc%2fpasswd",
        "%ff%fe",
        "-1",
        "new",
        "%3Cscript%3Ealert(1)%3C%2Fscript%3E",
        &long,
    ];
    let twist = |value: &&str| {
        let parts = pattern.split('/').map(|part| if part.starts_with('{') { value } else { part });
        parts.collect::<Vec<_>>().join("/")
    };
    values.iter().map(twist).collect()
}

async fn browser(app: &TestApp, email: Option<&str>) -> Client {
    match email {
        Some(email) => app.session_of(email).await,
        None => app.visitor(),
    }
}

async fn all_pages(client: &Client) -> Vec<Page> {
    let (mut crawler, mut pages) = (Crawler::new(client), Vec::new());
    while let Some(page) = crawler.next().await {
        is_harmless(&page);
        pages.push(page);
    }
    pages
}

#[track_caller]
fn is_harmless(page: &Page) {
    let asked: String = page.asked.chars().take(300).collect();
    assert!(page.code < 500, "{asked}: {} {}", page.code, page.excerpt());
    let is_page = page.header("content-type").is_some_and(|kind| kind.starts_with("text/html"));
    for code in CODE {
        assert!(!is_page || !page.body.contains(code), "{asked} lets {code:?} through");
    }
}

async fn columns(app: &TestApp) -> Vec<String> {
    let columns =
        "select distinct column_name::text from information_schema.columns where table_schema = 'public' order by 1";
    sqlx::query_scalar(columns).fetch_all(app.db()).await.expect("columns")
}

/// One person who sends every form they find, wrongly, in every way.
struct Attack {
    app: TestApp,
    email: Person,
    columns: Vec<String>,
}

type Pairs = Vec<(String, String)>;
/// By their address; a visitor has none.
type Person = Option<&'static str>;

impl Attack {
    /// Sends all forms that this person finds, but for those that others of less rank find too.
    async fn by(email: Person, others: &[Person]) {
        let app = TestApp::filled().await;
        let attack = Self { columns: columns(&app).await, app, email };
        let mut forms = attack.forms(email).await;
        for other in others {
            let theirs = attack.forms(*other).await;
            forms.retain(|form, _| !theirs.contains_key(form));
        }
        for form in forms.values() {
            for body in attack.bodies(form) {
                attack.send(form, &body).await;
            }
        }
        // What was stored comes back on the pages of whoever sees everything.
        all_pages(&browser(&attack.app, Some(ADA.email)).await).await;
    }

    /// Each form once, by where it goes and what it asks for.
    async fn forms(&self, email: Person) -> BTreeMap<(&'static str, Vec<String>), FilledForm> {
        let client = browser(&self.app, email).await;
        let mut forms = BTreeMap::new();
        for page in all_pages(&client).await {
            for form in FilledForm::all(&page).into_iter().filter(|form| form.method == "post") {
                let route = route_of("POST", &form.action);
                let route =
                    route.unwrap_or_else(|| panic!("{}: a form that goes nowhere: {}", page.asked, form.action));
                forms.entry((route, form.names())).or_insert(form);
            }
        }
        forms
    }

    fn bodies(&self, form: &FilledForm) -> Vec<Pairs> {
        let (plain, full) = (form.pairs(), form.filled_at_random());
        let mut bodies = vec![Vec::new(), plain.clone()];
        for payload in payloads() {
            // Only what one types, with choices that are right; then everything.
            bodies.push(full.iter().map(|(name, value)| (name.clone(), typed(form, name, value, &payload))).collect());
            bodies.push(form.names().into_iter().map(|name| (name, payload.clone())).collect());
        }
        for name in form.names() {
            bodies.push(full.iter().filter(|(known, _)| *known != name).cloned().collect());
            bodies.push(
                full.iter().cloned().chain([(name.clone(), "twice".to_owned()), (name, "thrice".to_owned())]).collect(),
            );
        }
        if let Some(name) = form.names().first() {
            bodies.push(vec![(name.clone(), "a".repeat(1024 * 1024))]);
        }
        bodies.extend(["true", "administrator", "2020-01-01"].map(|value| self.with_every_column(form, &plain, value)));
        bodies
    }

    /// The form as it is, and a field for every column of every table that it does not ask for.
    fn with_every_column(&self, form: &FilledForm, plain: &Pairs, value: &str) -> Pairs {
        let names = form.names();
        let extra = self.columns.iter().filter(|column| !names.contains(column));
        plain.iter().cloned().chain(extra.map(|column| (column.clone(), value.to_owned()))).collect()
    }

    /// In a new browser, since the form before may have signed this one out.
    async fn send(&self, form: &FilledForm, body: &Pairs) {
        let pairs: Vec<(&str, &str)> = body.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let page = browser(&self.app, self.email).await.post(&form.action, &pairs).await;
        is_harmless(&page);
        if page.code == 429 {
            self.app.advance(TimeDelta::hours(1));
        }
    }
}

/// What a person with that payload in mind types into a field of this kind.
fn typed(form: &FilledForm, name: &str, value: &str, payload: &str) -> String {
    if form.is_typed(name) { payload.to_owned() } else { value.to_owned() }
}
