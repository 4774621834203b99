//! Taking people away: the register as a spreadsheet and as cards, everything as an archive.

use std::collections::BTreeSet;
use std::io::{Cursor, Read as _};

use calamine::{Data, Reader as _, Xlsx};
use serde_json::Value;
use zip::ZipArchive;

use crate::events::{open, people};
use crate::harness::{ADA, TESS, TestApp};

fn workbook(bytes: &[u8]) -> Xlsx<Cursor<Vec<u8>>> {
    Xlsx::new(Cursor::new(bytes.to_vec())).expect("a workbook")
}

fn csv_rows(body: &str) -> Vec<Vec<String>> {
    let text = body.strip_prefix('\u{feff}').expect("a byte order mark");
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
    reader.records().map(|row| row.expect("a row").iter().map(str::to_owned).collect()).collect()
}

#[tokio::test]
async fn the_register_is_taken_away_as_it_is_filtered_and_sorted() {
    let app = TestApp::filled().await;
    let tess = app.sign_in_as(TESS).await;
    let list = tess.get("/associates?group=carer&sort=joined").await;
    let page = list.follow("Take this list away").await;
    page.status(200).shows("Group: Carer");
    let file = page.follow("CSV").await;
    assert_eq!(file.header("content-type"), Some("text/csv; charset=utf-8"));
    let rows = csv_rows(&file.body);
    let headings = "Given name,Family name,Email,Phone,Postcode district,County,Stakeholder group,Organisation,Job title,Projects,\
                    Role,Interests,Offers,Asks,Involvement,Owner,Tags,State,Joined,Last own act,Copse id";
    assert_eq!(rows[0].join(","), headings);
    let tagged = "insert into associate_tags (tag_id, associate_id, added_at)
                  select t.id, a.id, now() from tags t, associates a where t.name in ('Ännchen', 'Panel')";
    sqlx::query("insert into tags (id, name, created_at) select gen_random_uuid(), name, now() from unnest(array['Panel', 'Ännchen']) name")
        .execute(app.db())
        .await
        .expect("tags");
    sqlx::query(tagged).execute(app.db()).await.expect("whom they are on");
    let tagged = csv_rows(&tess.get("/associates.csv?group=carer&sort=joined").await.body);
    assert!(tagged[1..].iter().all(|row| row[16].contains("Ännchen; ")), "{:?}", tagged[1]);
    let carers: i64 = sqlx::query_scalar(
        "select count(*) from associates where stakeholder_group = 'carer' and standing in ('active', 'paused')",
    )
    .fetch_one(app.db())
    .await
    .expect("a count");
    assert_eq!(rows.len() as i64, carers + 1);
    assert!(rows[1..].iter().all(|row| row[6] == "Carer"));
    let shown: Vec<String> = list.select("tbody tr th a").into_iter().map(|link| link.text).collect();
    let taken: Vec<String> = rows[1..].iter().map(|row| format!("{} {}", row[0], row[1])).collect();
    assert_eq!(taken[..shown.len()], shown, "in the order of the page");
    let trail = app.sign_in_as(ADA).await.get("/admin/audit").await;
    trail.shows("Took people of the register away").shows("Group: Carer").shows(&carers.to_string());
    // The list of one project has who takes part in it, and none whose link waits for a consent.
    let members: Vec<String> = sqlx::query_scalar(
        "select distinct m.associate_id::text from disclosable_memberships m join projects p on p.id = m.project_id
         join associates a on a.id = m.associate_id
         where p.slug = 'home-visits-after-stroke' and m.state = 'active' and a.standing in ('active', 'paused')",
    )
    .fetch_all(app.db())
    .await
    .expect("members");
    let file = tess.get("/associates.csv?project=home-visits-after-stroke").await;
    let taken: BTreeSet<String> = csv_rows(&file.body)[1..].iter().map(|row| row[20].clone()).collect();
    assert_eq!(taken, members.into_iter().collect());
    tess.get("/associates.csv?health=waiting").await.redirects_to("/associates?health=waiting");
}

#[tokio::test]
async fn a_workbook_has_dates_and_says_what_it_is() {
    let app = TestApp::filled().await;
    let tess = app.sign_in_as(TESS).await;
    sqlx::query("update associates set given_name = '=1+1', joined_on = '2025-03-04' where email = (select min(email) from associates where standing = 'active')")
        .execute(app.db())
        .await
        .expect("a strange name");
    let csv = tess.get("/associates.csv?county=derbyshire").await;
    let file = tess.get("/associates.xlsx?county=derbyshire").await;
    let mut book = workbook(&file.status(200).bytes);
    let list = book.worksheet_range("List").expect("a list");
    let rows = csv_rows(&csv.body);
    assert_eq!(list.height(), rows.len());
    for (in_book, in_text) in list.rows().zip(&rows) {
        // All but the dates, which are dates.
        for column in (0..18).chain([20]) {
            let text = in_text[column]
                .strip_prefix('\'')
                .filter(|rest| rest.starts_with(['=', '+', '-', '@']))
                .unwrap_or(&in_text[column]);
            assert_eq!(in_book[column].to_string(), text);
        }
    }
    assert!(
        list.rows().skip(1).any(|row| matches!(row[18], Data::DateTime(day) if day.is_datetime())),
        "dates are dates"
    );
    let about = book.worksheet_range("About this file").expect("what it is");
    let about: Vec<String> = about.rows().map(|row| format!("{}: {}", row[0], row[1])).collect();
    for line in [
        "What: Associates",
        "Narrowed to: County: Derbyshire",
        &format!("Rows: {}", rows.len() - 1),
        "In order of: name",
        "Taken by: Tess Team",
    ] {
        assert!(about.iter().any(|said| said == line), "{line} is not in {about:?}");
    }
    let mut archive = ZipArchive::new(Cursor::new(file.bytes)).expect("a workbook");
    let mut sheet = String::new();
    archive.by_name("xl/worksheets/sheet1.xml").expect("a sheet").read_to_string(&mut sheet).expect("text");
    assert!(sheet.contains("state=\"frozen\"") && sheet.contains("<autoFilter") && !sheet.contains("<f>"));
}

#[tokio::test]
async fn access_needs_leave_only_for_a_reason_that_everyone_concerned_can_read() {
    let app = TestApp::at("2026-06-01").await;
    let tess = app.sign_in_as(TESS).await;
    let (id, mary) = people(&app, "Mary", "carer", 1).await.remove(0);
    crate::memberships::publish_notice(&app).await;
    sqlx::query("update associates set access_needs = 'A ramp' where id = $1")
        .bind(id)
        .execute(app.db())
        .await
        .expect("a need");
    for file in ["/associates.csv", "/associates.vcf"] {
        assert!(!tess.get(file).await.status(200).body.contains("ramp"), "{file}");
    }
    let form = tess.get("/associates/export?q=mary").await.form("/associates/export");
    form.clone().submit().await.status(422).has_error("reason", "Enter what you need their access needs for");
    let file = form.set("reason", "Choosing a hall").submit().await;
    let mut book = workbook(&file.status(200).bytes);
    let list = book.worksheet_range("List").expect("a list");
    assert_eq!(list.rows().nth(1).and_then(|row| row.last()).map(ToString::to_string).as_deref(), Some("A ramp"));
    mary.get("/me/data").await.shows("Took access needs away");
    app.sign_in_as(ADA).await.get("/admin/audit").await.shows("Choosing a hall").shows_not("A ramp");
    mary.get("/associates.csv").await.status(403);
}

#[tokio::test]
async fn cards_are_read_by_an_address_book() {
    let app = TestApp::at("2026-06-01").await;
    let tess = app.sign_in_as(TESS).await;
    let (id, _) = people(&app, "Mary", "carer", 3).await.remove(0);
    sqlx::query("update associates set given_name = 'Zoë; Anna, \\ the First of Many Names that Are Long', phone = '0115 496 0000' where id = $1")
        .bind(id)
        .execute(app.db())
        .await
        .expect("a long name");
    let card = tess.get(&format!("/associates/{id}")).await.follow("Card for an address book").await;
    assert_eq!(card.header("content-type"), Some("text/vcard; charset=utf-8"));
    let read = calcard::vcard::VCard::parse(&card.body).expect("a card");
    let text = format!("{read:?}");
    assert!(text.contains("Zoë; Anna, \\\\ the First of Many Names that Are Long"), "{text}");
    assert!(text.contains("0115 496 0000") && text.contains("mary0@example.org"), "{text}");
    let all = tess.get("/associates.vcf?q=person").await;
    assert_eq!(all.body.matches("BEGIN:VCARD").count(), 3);
    assert_eq!(all.body.matches("END:VCARD").count(), 3);
}

#[tokio::test]
async fn a_list_of_any_length_leaves_to_its_end() {
    let app = TestApp::at("2026-06-01").await;
    let tess = app.sign_in_as(TESS).await;
    open(&tess, &[]).await;
    sqlx::query(
        "insert into events
         select (jsonb_populate_record(e, jsonb_build_object('id', gen_random_uuid(), 'title', 'Copy ' || n))).*
         from events e, generate_series(1, 6000) n",
    )
    .execute(app.db())
    .await
    .expect("many events");
    let rows = csv_rows(&tess.get("/events.csv").await.status(200).body);
    assert_eq!(rows.len(), 6002, "once it stopped at 5,000 without a word");
    let mut book = workbook(&tess.get("/events.xlsx").await.status(200).bytes);
    assert_eq!(book.worksheet_range("List").expect("a list").height(), 6002);
}

#[tokio::test]
async fn every_list_of_the_team_has_both_files() {
    let app = TestApp::filled().await;
    let ada = app.sign_in_as(ADA).await;
    let tess = app.sign_in_as(TESS).await;
    let lists = [
        "/organisations",
        "/organisations/duplicates",
        "/organisations/successions",
        "/projects",
        "/outputs",
        "/requests",
        "/events",
        "/intentions",
        "/coverage",
        "/associates/tags",
        "/associates/duplicates",
        "/admin/audit",
    ];
    while copse::find_duplicates(&app.app).await.expect("the job") > 0 {}
    for list in lists {
        let tess = if list.starts_with("/admin") { &ada } else { &tess };
        let page = tess.get(list).await;
        let links: Vec<_> =
            page.select("a").into_iter().filter_map(|link| link.attribute("href").map(str::to_owned)).collect();
        let rows = csv_rows(&tess.get(&format!("{list}.csv")).await.status(200).body);
        let mut book = workbook(&tess.get(&format!("{list}.xlsx")).await.status(200).bytes);
        let height = book.worksheet_range("List").expect("a list").height();
        // That the first file was taken is itself in the trail.
        assert_eq!(height, rows.len() + usize::from(list == "/admin/audit"), "{list}");
        assert!(
            rows.len() == 1 || links.iter().any(|link| link.starts_with(&format!("{list}.xlsx"))),
            "{list} leads to none: {links:?}"
        );
    }
    let hospitals = csv_rows(&tess.get("/organisations.csv?kind=nhs_trust").await.body);
    assert!(hospitals.len() > 1 && hospitals[1..].iter().all(|row| row[2] == hospitals[1][2]), "{hospitals:?}");
}

/// Whatever table it stands in.
async fn no_line_tells_of_a_link_that_waits(app: &TestApp, everything: &str) {
    let waiting: Vec<(String, String)> = sqlx::query_as(
        "select m.associate_id::text, m.project_id::text from memberships m where awaits_health_consent(m.associate_id, m.project_id)",
    )
    .fetch_all(app.db())
    .await
    .expect("links that wait");
    assert!(!waiting.is_empty() && !everything.contains("consent asked for"));
    for line in everything.lines() {
        assert!(!waiting.iter().any(|(person, project)| line.contains(person) && line.contains(project)), "{line}");
    }
}

#[tokio::test]
async fn an_administrator_takes_everything_away_for_a_reason() {
    let app = TestApp::filled().await;
    let ada = app.sign_in_as(ADA).await;
    let page = ada.get("/admin").await.follow("Take everything away").await;
    let form = page.form("/admin/archive");
    form.clone().submit().await.status(422).has_error("reason", "Enter what you need it for");
    let file = form.set("reason", "Moving to another system").submit().await;
    file.status(200);
    let mut archive = ZipArchive::new(Cursor::new(file.bytes.clone())).expect("an archive");
    let mut read = |name: &str| {
        let mut text = String::new();
        archive.by_name(name).unwrap_or_else(|_| panic!("{name} is missing")).read_to_string(&mut text).expect("text");
        text
    };
    let readme = read("README.txt");
    let tables: Vec<String> = sqlx::query_scalar(
        "select relname::text from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' and relname <> '_sqlx_migrations'",
    )
    .fetch_all(app.db())
    .await
    .expect("tables");
    let mut everything = String::new();
    for table in &tables {
        assert!(readme.contains(table.as_str()), "{table} is not in the text");
        if readme.contains(&format!("  {table}: ")) {
            continue;
        }
        let rows = csv_rows(&read(&format!("csv/{table}.csv")));
        let lines = read(&format!("json/{table}.jsonl"));
        assert_eq!(rows.len() - 1, lines.lines().count(), "{table}");
        for line in lines.lines().take(50) {
            let object: Value = serde_json::from_str(line).expect("an object");
            let fields: BTreeSet<&str> = object.as_object().expect("an object").keys().map(String::as_str).collect();
            assert_eq!(fields, rows[0].iter().map(String::as_str).collect(), "{table}");
        }
        everything.push_str(&lines);
    }
    let there: i64 = sqlx::query_scalar("select count(*) from associates where standing <> 'pending'")
        .fetch_one(app.db())
        .await
        .expect("a count");
    assert_eq!(read("json/associates.jsonl").lines().count() as i64, there);
    let told: i64 = sqlx::query_scalar(
        "select count(*) from memberships m where not awaits_health_consent(m.associate_id, m.project_id)
         and not exists (select from associates a where a.id = m.associate_id and a.standing = 'pending')",
    )
    .fetch_one(app.db())
    .await
    .expect("a count");
    assert_eq!(read("json/memberships.jsonl").lines().count() as i64, told);
    no_line_tells_of_a_link_that_waits(&app, &everything).await;
    let answers = read("json/feedback_answers.jsonl");
    assert!(!answers.is_empty() && !answers.contains("\"is_shown\":false"), "answers that are not shown stay apart");
    assert!(!everything.contains("$argon2") && !everything.contains("token_hash"));
    ada.get("/admin/audit").await.shows("Took everything away").shows("Moving to another system");
}

#[tokio::test]
async fn what_the_team_is_to_decide_leaves_too() {
    let app = TestApp::filled().await;
    let tess = app.sign_in_as(TESS).await;
    for number in 0..30 {
        for given in ["Robert", "Bob"] {
            let id = crate::memberships::associate(&app, &format!("{given}{number}"), "carer").await;
            let name = "update associates set given_name = $2, family_name = 'Hill' || chr(65 + $3) || chr(97 + $3), phone = '07700 9000' || (10 + $3) where id = $1";
            let named = sqlx::query(name).bind(id).bind(given).bind(number);
            named.execute(app.db()).await.expect("a name");
        }
    }
    while copse::find_duplicates(&app.app).await.expect("the job") > 0 {}
    let open = csv_rows(&tess.get("/associates/duplicates").await.follow("CSV").await.status(200).body);
    let count: i64 =
        sqlx::query_scalar("select count(*) from open_duplicates").fetch_one(app.db()).await.expect("a count");
    assert_eq!(open.len() as i64, count + 1);
    assert!(count > 25, "more than a page: {count}");
    let scores: Vec<i64> = open[1..].iter().map(|row| row[4].parse().expect("a score")).collect();
    assert!(scores.is_sorted_by(|one, next| one >= next), "in the order of the page");
    let pct = tess.get("/organisations/successions").await;
    let links = pct.select("tbody th a");
    let url = links[0].attribute("href").expect("an address").to_owned();
    let page = tess.get(&url).await;
    let rows = csv_rows(&page.follow("CSV").await.status(200).body);
    let shown: Vec<String> = page.select("main form tbody th a").into_iter().map(|link| link.text).collect();
    assert_eq!(rows[1..].iter().map(|row| row[0].clone()).collect::<Vec<_>>(), shown);
    tess.get(&format!("{url}.csv?view=decided")).await.status(200);
    app.sign_in_as(ADA).await.get("/admin/audit").await.shows("Took a list away").shows("Pairs that may be one person");
}
