//! Every route of the router's own table is tried as every kind of person, on real records, and compared
//! with `access.txt`, which is reviewed: a new page shows up there as a new line.
//!
//! `UPDATE_ACCESS_TABLE=1 cargo test --test it access` writes the table anew.

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
    ("output", "select id::text from outputs where is_published order by id limit 1"),
    (
        "item",
        "select i.id::text from programme_items i join events e on e.id = i.event_id where e.title = 'For the access test'",
    ),
    (
        "membership",
        "select m.id::text from memberships m, me where m.associate_id = me.associate_id and m.state = 'requested'",
    ),
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
    app.session_of(ASHA.email).await;
    add_event(&app).await;
    app
}

/// What makes an event for the members of Leo's project, at which Asha has a place, with all that can belong to one.
const EVENT: &[&str] = &[
    "insert into events (id, title, kind, description, starts_at, ends_at, visibility, social_interaction,
                         knowledge_sharing, knowledge_creation, identity_building, state, created_at)
     values (gen_random_uuid(), 'For the access test', 'seminar', 'A test', $1::timestamptz + interval '9 days',
             $1::timestamptz + interval '9 days 2 hours', 'members', 25, 25, 25, 25, 'open', $1)",
    "insert into event_projects (event_id, project_id)
     select e.id, p.id from events e, projects p
     where e.title = 'For the access test' and p.slug = 'home-visits-after-stroke' and $1::timestamptz is not null",
    "insert into place_pools (id, event_id, taken)
     select gen_random_uuid(), id, 1 from events where title = 'For the access test' and $1::timestamptz is not null",
    "insert into event_registrations (id, event_id, associate_id, state, pool_id, registered_at)
     select gen_random_uuid(), p.event_id, a.associate_id, 'registered', p.id, $1
     from place_pools p, events e, accounts a
     where e.id = p.event_id and e.title = 'For the access test' and a.email = 'asha@copse.example.org'",
    "insert into payments (id, event_id, associate_id, kind, quarters, rate_id, rate_pence, fee_pence, state,
                           offered_at, claimed_at, claimed_pence)
     select gen_random_uuid(), e.id, a.associate_id, 'hour', 8, r.id, r.pence, r.pence * 2, 'claimed', $1, $1, 100
     from events e, accounts a, (select id, pence from payment_rates where kind = 'hour' order by valid_from limit 1) r
     where e.title = 'For the access test' and a.email = 'asha@copse.example.org'",
    "insert into payment_expenses (id, payment_id, kind, what, pence, receipt)
     select gen_random_uuid(), p.id, 'travel', 'Bus', 250, 'not_seen' from payments p
     join events e on e.id = p.event_id
     where e.title = 'For the access test' and $1::timestamptz is not null",
    "insert into programme_items (id, event_id, position, title, minutes)
     select gen_random_uuid(), id, 1, 'An item', 30 from events
     where title = 'For the access test' and $1::timestamptz is not null",
    "insert into programme_contributors (id, item_id, guest_name, guest_group, role)
     select gen_random_uuid(), i.id, 'A Guest', 'carer', 'speaks' from programme_items i
     where i.title = 'An item' and $1::timestamptz is not null",
    "insert into intentions (id, associate_id, event_id, words, said_at, wants_reminder)
     select gen_random_uuid(), r.associate_id, r.event_id, 'Ask first.', $1, false
     from event_registrations r
     join events e on e.id = r.event_id
     where e.title = 'For the access test'",
    "insert into event_reminders (id, event_id, moment, amount, unit, set_at)
     select gen_random_uuid(), id, 'before_start', 1, 'days', $1 from events where title = 'For the access test'",
    "insert into invitation_batches (id, event_id, kind, chosen, made_by, made_at)
     select gen_random_uuid(), e.id, 'invitation', 'Group: Carer', a.id, $1 from events e, accounts a
     where e.title = 'For the access test' and a.email = 'tess@copse.example.org'",
    "insert into invitation_batches (id, event_id, kind, chosen, made_by, made_at, sent_by, sent_at)
     select gen_random_uuid(), event_id, kind, chosen, made_by, made_at, made_by, $1 from invitation_batches
     where sent_at is null and event_id = (select id from events where title = 'For the access test')",
    "insert into invitations (id, event_id, associate_id, batch_id, invited_at)
     select gen_random_uuid(), b.event_id, a.associate_id, b.id, $1
     from invitation_batches b, events e, accounts a
     where e.id = b.event_id and b.sent_at is not null and e.title = 'For the access test' and a.email = 'asha@copse.example.org'",
];

/// Adds that event, with the links of Asha's letters and calendar.
async fn add_event(app: &TestApp) {
    for statement in EVENT {
        sqlx::query(*statement).bind(app.now()).execute(app.db()).await.expect("an event");
    }
    let link = "insert into registration_links (token_hash, registration_id, created_at)
         select sha256($2::bytea), r.id, $1 from event_registrations r, events e
         where e.id = r.event_id and e.title = 'For the access test'";
    let link = sqlx::query(link).bind(app.now()).bind(token(MY_PLACE.1).into_bytes());
    link.execute(app.db()).await.expect("a link");
    let invitation = "insert into invitation_links (token_hash, invitation_id, created_at)
         select sha256($2::bytea), i.id, $1 from invitations i, events e
         where e.id = i.event_id and e.title = 'For the access test'";
    let invitation = sqlx::query(invitation).bind(app.now()).bind(token(INVITATION.1).into_bytes());
    invitation.execute(app.db()).await.expect("a link");
    let feed = "insert into calendar_feeds (associate_id, token_hash, created_at)
         select associate_id, sha256($2::bytea), $1 from accounts where email = 'asha@copse.example.org'";
    let feed = sqlx::query(feed).bind(app.now()).bind(token(CALENDAR.1).into_bytes());
    feed.execute(app.db()).await.expect("a feed");
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
