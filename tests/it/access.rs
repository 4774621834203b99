//! Every route of the router's own table is tried as every kind of person, on real records, and compared
//! with `access.txt`, which is reviewed: a new page shows up there as a new line.
//!
//! `UPDATE_ACCESS_TABLE=1 cargo test --test it access` writes the table anew.

mod made;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use copse::RouteEntry;

use crate::harness::{ADA, ASHA, Client, LENA, LEO, Page, TESS, TestApp};

/// Who comes. The record is Asha's; the project is Leo's, which Asha has asked to join; the event is for its members,
/// and Asha has a place at it.
const PEOPLE: [(&str, Option<&str>); 7] = [
    ("visitor", None),
    ("associate", Some(STRANGER)),
    ("own", Some(ASHA.email)),
    ("lead", Some(LEO.email)),
    ("other lead", Some(LENA.email)),
    ("team", Some(TESS.email)),
    ("admin", Some(ADA.email)),
];

/// An Associate who has nothing to do with the record or the project.
const STRANGER: &str = "stranger@copse.example.org";

/// What stands in an address for the names in braces. `me` is Asha.
const RECORDS: &[(&str, &str)] = &[
    ("act", "select id::text from bulk_acts where kind = 'add_tag' order by id limit 1"),
    ("tag", "select id::text from tags order by name limit 1"),
    ("account", "select id::text from accounts where email = 'tess@copse.example.org'"),
    (
        "affiliation",
        "select f.id::text from affiliations f, me where f.associate_id = me.associate_id order by f.id limit 1",
    ),
    ("associate", "select associate_id::text from me"),
    ("event", "select id::text from events where title = 'For the access test'"),
    (
        "contributor",
        "select c.id::text from programme_contributors c join programme_items i on i.id = c.item_id
         join events e on e.id = i.event_id where e.title = 'For the access test'",
    ),
    (
        "expense",
        "select x.id::text from payment_expenses x join payments p on p.id = x.payment_id
         join events e on e.id = p.event_id where e.title = 'For the access test'",
    ),
    (
        "batch",
        "select b.id::text from invitation_batches b join events e on e.id = b.event_id where e.title = 'For the access test'
         and b.sent_at is null",
    ),
    ("group", "select 'commissioner'"),
    (
        "intention",
        "select i.id::text from intentions i, me where i.associate_id = me.associate_id order by i.id limit 1",
    ),
    ("import", "select id::text from import_batches where file_name = 'access.csv'"),
    ("row", "select '2'"),
    ("output", "select id::text from outputs where is_published order by id limit 1"),
    (
        "item",
        "select i.id::text from programme_items i join events e on e.id = i.event_id where e.title = 'For the access test'",
    ),
    (
        "membership",
        "select m.id::text from memberships m, me where m.associate_id = me.associate_id and m.state = 'requested'",
    ),
    (
        "merge",
        "select g.id::text from merges g, me where g.survivor_id = me.associate_id order by g.id limit 1",
    ),
    ("organisation_merge", "select id::text from merges where kept_organisation_id is not null order by id limit 1"),
    (
        "other",
        "select a.id::text from associates a, me where a.standing = 'active' and a.id <> me.associate_id
         and a.email not like '%@copse.example.org' order by a.id limit 1",
    ),
    ("twin", "select id::text from organisations order by name offset 1 limit 1"),
    ("mail", "select id::text from mails order by id limit 1"),
    ("notice", "select id::text from privacy_notices order by version limit 1"),
    ("organisation", "select id::text from organisations order by name limit 1"),
    (
        "payment",
        "select p.id::text from payments p join events e on e.id = p.event_id where e.title = 'For the access test'",
    ),
    ("project", "select 'home-visits-after-stroke'"),
    ("rate", "select id::text from payment_rates order by valid_from desc limit 1"),
    (
        "registration",
        "select r.id::text from event_registrations r, me, events e
         where r.associate_id = me.associate_id and e.id = r.event_id and e.title = 'For the access test'",
    ),
    (
        "reminder",
        "select m.id::text from event_reminders m join events e on e.id = m.event_id where e.title = 'For the access test'",
    ),
    ("session", "select s.id::text from sessions s, me where s.account_id = me.id order by s.id limit 1"),
    ("theme", "select slug from themes order by slug limit 1"),
    ("version", "select max(version)::text from privacy_notices"),
];

/// Which purpose the token in an address has.
const TOKENS: [(&str, &str); 6] = [
    ("/sign-in-links/", "sign_in"),
    ("/register/confirm/", "confirm_registration"),
    ("/me/email/", "confirm_email"),
    (MY_PLACE.0, MY_PLACE.1),
    (CALENDAR.0, CALENDAR.1),
    (INVITATION.0, INVITATION.1),
];
const MY_PLACE: (&str, &str) = ("/my-place/", "my_place");
const CALENDAR: (&str, &str) = ("/calendars/", "calendar");
const INVITATION: (&str, &str) = ("/invitations/", "invitation");

#[tokio::test]
async fn everyone_comes_to_what_the_reviewed_table_says_and_to_nothing_else() {
    let walked = Walk::over(copse::route_table()).await;
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/it/access.txt");
    if std::env::var_os("UPDATE_ACCESS_TABLE").is_some() {
        fs::write(&path, &walked).expect("a table");
        return;
    }
    let reviewed = fs::read_to_string(&path).unwrap_or_default();
    let differences = differences(&reviewed, &walked);
    assert!(
        differences.is_empty(),
        "access is not what tests/it/access.txt says (- reviewed, + found):\n{differences}\n\
         If this is meant, write it anew with UPDATE_ACCESS_TABLE=1 and have it reviewed."
    );
}

#[test]
fn no_address_is_in_the_table_twice() {
    let mut seen = BTreeMap::new();
    for route in copse::route_table() {
        *seen.entry((route.method, route.path)).or_insert(0) += 1;
    }
    let twice: Vec<_> = seen.into_iter().filter(|(_, times)| *times > 1).collect();
    assert!(twice.is_empty(), "{twice:?}");
}

fn differences(reviewed: &str, found: &str) -> String {
    let lines = |text: &str| text.lines().map(words).collect::<Vec<_>>();
    let (before, after) = (lines(reviewed), lines(found));
    let mut differences = String::new();
    for line in before.iter().filter(|line| !after.contains(line)) {
        let _ = writeln!(differences, "- {line}");
    }
    for line in after.iter().filter(|line| !before.contains(line)) {
        let _ = writeln!(differences, "+ {line}");
    }
    differences
}

/// Without the spaces that keep the columns straight.
fn words(line: &str) -> String {
    line.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A network to walk through, made anew whenever an act has changed it, and the browsers of all people.
struct Walk {
    app: TestApp,
    clients: Vec<Client>,
}

impl Walk {
    async fn over(mut routes: Vec<RouteEntry>) -> String {
        routes.sort_by_key(|route| (route.path, route.method));
        let mut walk = Self::begin().await;
        let mut lines = vec![heading()];
        for route in routes {
            lines.push(walk.try_route(&route).await);
        }
        table(&lines)
    }

    async fn begin() -> Self {
        let app = prepared().await;
        let mut clients = Vec::new();
        for (_, email) in PEOPLE {
            clients.push(match email {
                Some(email) => app.session_of(email).await,
                None => app.visitor(),
            });
        }
        Self { app, clients }
    }

    async fn try_route(&mut self, route: &RouteEntry) -> Vec<String> {
        let mut line = vec![route.method.to_owned(), route.path.to_owned(), format!("{:?}", route.access)];
        let mut targets: Vec<String> = Vec::new();
        let mut values = self.values(route.path).await;
        for person in 0..PEOPLE.len() {
            let page = send(&self.clients[person], route, &values).await;
            let (cell, target) = outcome(&page, &values);
            let has_acted = route.method == "POST" && page.code < 400 && cell != "sign-in";
            line.push(cell);
            targets.extend(target.filter(|target| !targets.contains(target)));
            if has_acted {
                *self = Self::begin().await;
                values = self.values(route.path).await;
            }
        }
        line.push(targets.join(" "));
        line
    }

    /// What stands for the names in braces of an address.
    async fn values(&self, path: &str) -> Vec<(String, String)> {
        let mut values = Vec::new();
        for name in path.split('{').skip(1).filter_map(|rest| rest.split('}').next()) {
            values.push((name.to_owned(), self.value(path, name).await));
        }
        values
    }

    async fn value(&self, path: &str, name: &str) -> String {
        if name == "token" {
            let purpose = TOKENS.iter().find(|(prefix, _)| path.starts_with(prefix));
            return token(purpose.unwrap_or_else(|| panic!("say in TOKENS what the token of {path} is for")).1);
        }
        if path.starts_with("/assets/") {
            let page = self.app.visitor().get("/sign-in").await;
            let sheet = page.select("link[rel=stylesheet]")[0].attribute("href").expect("an address").to_owned();
            return sheet.trim_start_matches("/assets/").to_owned();
        }
        let Some((_, sql)) = RECORDS.iter().find(|(known, _)| *known == name) else {
            panic!("say in RECORDS what stands for {name:?} in {path}");
        };
        let sql = format!("with me as (select id, associate_id from accounts where email = '{}') {sql}", ASHA.email);
        let value = sqlx::query_scalar::<_, String>(sqlx::AssertSqlSafe(sql)).fetch_one(self.app.db()).await;
        value.unwrap_or_else(|error| panic!("no {name} in the demonstration network: {error}"))
    }
}

async fn send(client: &Client, route: &RouteEntry, values: &[(String, String)]) -> Page {
    let path =
        values.iter().fold(route.path.to_owned(), |path, (name, value)| path.replace(&format!("{{{name}}}"), value));
    match route.method {
        "GET" => client.get(&path).await,
        _ => client.post(&path, &[]).await,
    }
}

/// What one sees of an answer, and where it leads.
fn outcome(page: &Page, values: &[(String, String)]) -> (String, Option<String>) {
    // A form is answered with sign-in on the spot, so that what was typed is not lost.
    if page.code == 401 && page.form("/sign-in").method == "post" {
        return ("sign-in".to_owned(), None);
    }
    let Some(target) = page.location() else { return (page.code.to_string(), None) };
    if target == "/sign-in" || target.starts_with("/sign-in?") {
        return ("sign-in".to_owned(), None);
    }
    let target =
        values.iter().fold(target.to_owned(), |path, (name, value)| path.replace(value, &format!("{{{name}}}")));
    (page.code.to_string(), Some(without_ids(&target)))
}

/// Ids of records that the address did not name differ from release to release.
fn without_ids(path: &str) -> String {
    // Whoever comes to their place by another way gets a link of their own each time.
    if path.starts_with(MY_PLACE.0) {
        return format!("{}{{token}}", MY_PLACE.0);
    }
    let parts = path.split('/').map(|part| if part.parse::<uuid::Uuid>().is_ok() { "{id}" } else { part });
    parts.collect::<Vec<_>>().join("/")
}

fn token(purpose: &str) -> String {
    format!("{purpose}-token-of-the-access-test")
}

/// The demonstration network with what it lacks: a stranger, links, a mail.
async fn prepared() -> TestApp {
    let app = TestApp::filled().await;
    let stranger = "update accounts set email = $1
         where id = (select a.id from accounts a join associates s on s.id = a.associate_id
                     where a.role = 'associate' and s.standing = 'active' and a.email not like '%@copse.example.org'
                       and not exists (select from memberships m join projects p on p.id = m.project_id
                                       where m.associate_id = s.id and (m.role = 'lead' or p.slug = $2))
                     order by a.id limit 1)";
    let found = sqlx::query(stranger).bind(STRANGER).bind("home-visits-after-stroke").execute(app.db()).await;
    assert_eq!(found.expect("a stranger").rows_affected(), 1);
    for (_, purpose) in TOKENS.iter().filter(|one| ![MY_PLACE, CALENDAR, INVITATION].contains(*one)) {
        let link =
            "insert into sign_in_links (token_hash, account_id, associate_id, purpose, email, created_at, expires_at)
             select sha256($1::bytea), id, associate_id, $2::link_purpose, email, $3, $3 + interval '1 hour'
             from accounts where email = $4";
        let link = sqlx::query(link).bind(token(purpose).into_bytes()).bind(*purpose).bind(app.now()).bind(ASHA.email);
        link.execute(app.db()).await.expect("a link");
    }
    let mail = "insert into mails (id, idempotency_key, kind, recipient, subject, body_text, body_html, secret, state, due_at, created_at)
         values (gen_random_uuid(), 'access', 'test', $1, 'Hello', 'Hello', 'Hello', false, 'dead', $2, $2)";
    sqlx::query(mail).bind(ASHA.email).bind(app.now()).execute(app.db()).await.expect("a mail");
    let import = "insert into import_batches (id, kind, state, file_name, sheets, reading, made_by, made_at, kept_until)
         select gen_random_uuid(), 'people', 'planned', 'access.csv', '[{\"name\": \"\", \"is_hidden\": false, \"rows\": 2}]',
                '{\"sheet\": 0, \"header\": 1, \"fields\": [\"name\"], \"agreement\": {\"source\": null, \"said_on\": null}, \"group\": \"carer\",
                  \"owner\": null, \"unknown\": \"written\", \"takes_file\": false, \"tells\": false}',
                id, $1, $1 + interval '7 days' from accounts where email = $2";
    sqlx::query(import).bind(app.now()).bind(TESS.email).execute(app.db()).await.expect("an import");
    let row = "insert into import_rows (batch_id, sheet, number, cells, verdict, title)
         select id, 0, 2, '[{\"Text\": \"Ann Lee\"}]', 'rejected', 'Ann Lee' from import_batches where file_name = 'access.csv'";
    sqlx::query(row).execute(app.db()).await.expect("a row");
    app.session_of(ASHA.email).await;
    made::add_event(&app).await;
    app
}

fn heading() -> Vec<String> {
    let mut heading = vec!["".to_owned(), "route".to_owned(), "access".to_owned()];
    heading.extend(PEOPLE.iter().map(|(name, _)| (*name).to_owned()));
    heading.push("leads to".to_owned());
    heading
}

/// Columns of equal width.
fn table(lines: &[Vec<String>]) -> String {
    let widths: Vec<usize> = (0..lines[0].len())
        .map(|column| lines.iter().map(|line| line[column].len()).max().unwrap_or_default())
        .collect();
    let mut table = String::new();
    for line in lines {
        let cells = line.iter().zip(&widths).map(|(cell, width)| format!("{cell:width$}"));
        let _ = writeln!(table, "{}", cells.collect::<Vec<_>>().join("  ").trim_end());
    }
    table
}
