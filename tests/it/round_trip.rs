//! What leaves as a spreadsheet comes back as it left: every row is matched, and nothing is to be done.

use uuid::Uuid;

use crate::harness::{Client, TESS, TestApp};
use crate::imports::{settled, tiles, upload};
use crate::memberships::{associate, link, publish_notice};
use crate::merging::identity;
use crate::projects::add_project;

/// Tables that an import and whoever makes it write.
const OF_THE_IMPORT: [&str; 4] = ["import_batches", "import_rows", "import_shapes", "mails"];

/// Imports a file as the pages guess its columns.
async fn comes_back(app: &TestApp, tess: &Client, name: &str, bytes: &[u8], people: usize) {
    let before = identity::dump(app).await;
    let columns = upload(tess, name, bytes).await.status(303).follow_redirect().await;
    let page = settled(app, columns.form("#columns-form").submit().await.status(303)).await;
    let numbers = tiles(&page);
    let expected = ["0 new".to_owned(), format!("{people} matched"), "0 to decide".to_owned(), "0 rejected".to_owned()];
    assert_eq!(numbers[..4], expected, "{name}: {}", page.excerpt());
    page.shows("There is nothing to import");
    let mut after = identity::dump(app).await;
    for table in OF_THE_IMPORT {
        after.insert(table.to_owned(), before[table].clone());
    }
    identity::same(&before, &after);
}

async fn write(app: &TestApp, sql: &str, person: Uuid) {
    let done = sqlx::query(sqlx::AssertSqlSafe(sql.to_owned())).bind(person).execute(app.db()).await;
    done.unwrap_or_else(|error| panic!("{sql}: {error}"));
}

#[tokio::test]
async fn a_filtered_list_of_the_demonstration_comes_back_as_it_left() {
    let app = TestApp::filled().await;
    let tess = app.sign_in_as(TESS).await;
    for (filter, narrowed) in [
        ("group=carer&county=nottinghamshire", "stakeholder_group = 'carer' and county = 'nottinghamshire'"),
        ("group=service_user&sort=joined", "stakeholder_group = 'service_user'"),
        // Everybody, with every role.
        ("", "true"),
    ] {
        let sql = format!("select count(*) from associates where {narrowed} and standing in ('active', 'paused')");
        let count: i64 = sqlx::query_scalar(sqlx::AssertSqlSafe(sql)).fetch_one(app.db()).await.expect("a count");
        let people = usize::try_from(count).expect("a number");
        assert!(people > 2, "{filter}: {people}");
        let csv = tess.get(&format!("/associates.csv?{filter}")).await;
        comes_back(&app, &tess, "associates.csv", &csv.status(200).bytes, people).await;
        let xlsx = tess.get(&format!("/associates.xlsx?{filter}")).await;
        comes_back(&app, &tess, "associates.xlsx", &xlsx.status(200).bytes, people).await;
    }
}

#[tokio::test]
async fn what_is_hard_to_write_comes_back_as_it_left() {
    let app = TestApp::at("2026-06-01").await;
    let tess = app.sign_in_as(TESS).await;
    publish_notice(&app).await;
    let mary = associate(&app, "Mary", "carer").await;
    for title in ["Stroke, home visits", "Sleep & rest"] {
        let project = add_project(&tess, title, false).await;
        let slug = project.path().trim_start_matches("/projects/").to_owned();
        link(&tess, mary, &slug, &[("role", "member")]).await.status(303);
    }
    let odd = "update associates set given_name = '=Mary-Ann', family_name = 'O''Neil \"Zoë\"', phone = '+44 115 496 0000',
                   interests = E'One; two\nthree, \"four\"', offers = '@home', asks = '-5 to +7', involvement = 'i_contribute',
                   postcode_district = 'NG7'
               where id = $1";
    write(&app, odd, mary).await;
    let places = "insert into affiliations (id, associate_id, organisation_text, job_title, starts_on)
                  select gen_random_uuid(), $1, name, job, '2020-01-01'
                  from (values ('Mind/Derby', 'Nurse'), ('Age UK, Notts', null)) as place (name, job)";
    write(&app, places, mary).await;
    let tags = "with made as (insert into tags (id, name, created_at)
                              select gen_random_uuid(), name, now() from unnest(array['Panel', '=Reads', 'Ännchen']) name
                              returning id)
                insert into associate_tags (tag_id, associate_id, added_at) select id, $1, now() from made";
    write(&app, tags, mary).await;
    // Nobody has an address, a telephone or a place here.
    let john = associate(&app, "John", "public").await;
    write(&app, "update associates set email = null where id = $1", john).await;
    for ending in ["csv", "xlsx"] {
        let file = tess.get(&format!("/associates.{ending}")).await;
        comes_back(&app, &tess, &format!("associates.{ending}"), &file.status(200).bytes, 2).await;
    }
}

#[tokio::test]
async fn organisations_themes_and_projects_come_back_as_they_left() {
    let app = TestApp::filled().await;
    let tess = app.sign_in_as(TESS).await;
    for (what, table) in [("organisations", "organisations"), ("themes", "themes"), ("projects", "projects")] {
        let sql = format!("select count(*) from {table}");
        let count: i64 = sqlx::query_scalar(sqlx::AssertSqlSafe(sql)).fetch_one(app.db()).await.expect("a count");
        let rows = usize::try_from(count).expect("a number");
        for ending in ["csv", "xlsx"] {
            let file = tess.get(&format!("/{what}.{ending}")).await;
            comes_back(&app, &tess, &format!("{what}.{ending}"), &file.status(200).bytes, rows).await;
        }
    }
}

#[tokio::test]
async fn what_people_take_part_in_comes_back_as_it_left() {
    let app = TestApp::filled().await;
    let tess = app.sign_in_as(TESS).await;
    let sql = "select count(*) from disclosable_memberships m join associates a on a.id = m.associate_id
               where m.state in ('active', 'ended') and a.standing in ('active', 'paused')";
    let count: i64 = sqlx::query_scalar(sql).fetch_one(app.db()).await.expect("a count");
    let rows = usize::try_from(count).expect("a number");
    let page = tess.get("/associates/export").await;
    page.shows("What these people take part in");
    for ending in ["csv", "xlsx"] {
        let file = tess.get(&format!("/associates/memberships.{ending}")).await;
        comes_back(&app, &tess, &format!("memberships.{ending}"), &file.status(200).bytes, rows).await;
    }
}
