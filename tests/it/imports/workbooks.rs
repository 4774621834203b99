//! Real files, files made to do harm, and long ones, through the pages that take them.

use std::time::Instant;

use super::{settled, tiles, upload};
use crate::harness::{Client, Page, TESS, TestApp};
use crate::spreadsheets::{spreadsheet, workbook, zipped};

/// Uploads a file of people and makes a dry run with the columns as they were guessed.
async fn dry_run(app: &TestApp, client: &Client, name: &str, bytes: &[u8]) -> Page {
    let columns = upload(client, name, bytes).await.status(303).follow_redirect().await;
    let form = columns.form("#columns-form").set("group", "carer").set("source", "paper");
    settled(app, form.submit().await.status(303)).await
}

async fn count(app: &TestApp, sql: &'static str) -> i64 {
    sqlx::query_scalar(sql).fetch_one(app.db()).await.expect(sql)
}

#[tokio::test]
async fn a_workbook_of_every_program_brings_the_same_people() {
    let app = TestApp::filled().await;
    let tess = app.sign_in_as(TESS).await;
    let openpyxl = spreadsheet("openpyxl.xlsx");
    for (name, rejected) in [
        ("openpyxl.xlsx", "3 rejected"),
        ("libreoffice/openpyxl.xlsx", "3 rejected"),
        ("libreoffice/openpyxl.xls", "3 rejected"),
        ("libreoffice/openpyxl.ods", "1 rejected"),
    ] {
        let page = dry_run(&app, &tess, name, &spreadsheet(name)).await;
        assert_eq!(tiles(&page)[..4], ["2 new", "0 matched", "0 to decide", rejected], "{name}: {}", page.excerpt());
        page.shows("Zoë Smith").shows("Tom O'Hara").shows("zero that the spreadsheet took away");
    }
    let page = dry_run(&app, &tess, "openpyxl.xlsx", &openpyxl).await;
    settled(&app, page.form("#commit").submit().await.status(303)).await.shows("Imported");
    let sql = "select count(*) from associates a join consents c on c.associate_id = a.id and c.source = 'told us on paper or by post'
               where (given_name, family_name, phone) in (('Zoë', 'Smith', '07700900123'), ('Tom', 'O''Hara', '0115 496 0000'))
                 and c.purpose = 'registration'";
    assert_eq!(count(&app, sql).await, 2);
    // The same people out of another program are known again.
    let again = dry_run(&app, &tess, "libreoffice.ods", &spreadsheet("libreoffice/openpyxl.ods")).await;
    assert_eq!(tiles(&again)[..2], ["0 new", "2 matched"]);
    again.shows("There is nothing to import");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_made_to_do_harm_is_refused_in_a_sentence_while_others_work_on() {
    let app = TestApp::filled().await;
    let tess = app.sign_in_as(TESS).await;
    let other = app.session_of(TESS.email).await;
    let far = workbook(
        r#"<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row>"#,
        &[],
    );
    let text = format!("<sst><si><t>{}</t></si></sst>", " and so on".repeat(6 * 1024 * 1024));
    let bomb = workbook(r#"<row r="1"><c r="A1" t="s"><v>0</v></c></row>"#, &[("xl/sharedStrings.xml", &text)]);
    let whole = workbook(r#"<row r="1"><c r="A1" t="inlineStr"><is><t>Name</t></is></c></row>"#, &[]);
    let wide = "a,b".repeat(300);
    let files: [(&str, &[u8], &str); 6] = [
        ("far.xlsx", &far, "the cell XFD1048576"),
        ("bomb.xlsx", &bomb, "more than 32,767 characters"),
        ("half.xlsx", &whole[..whole.len() / 2], "not uploaded to its end"),
        ("letter.xlsx", &zipped([("word/document.xml", "<w/>")]), "This is a Word document"),
        ("letter.csv", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "This is a PDF"),
        ("wide.csv", wide.as_bytes(), "no more than 200 columns"),
    ];
    for (name, bytes, words) in files {
        let (page, register) = tokio::join!(upload(&tess, name, bytes), other.get("/associates"));
        register.status(200);
        // What takes longer to be refused than a page waits, says it on its own page.
        if page.code == 303 {
            settled(&app, &page).await.shows(words);
        } else {
            page.status(422).has_error("file", words);
        }
    }
    assert_eq!(count(&app, "select count(*) from import_rows").await, 0, "nothing of them is kept");
    let kept = count(&app, "select count(*) from import_batches where state not in ('failed', 'reading')").await;
    assert_eq!(kept, 0);
}

#[tokio::test]
async fn two_thousand_rows_are_planned_and_written_and_too_many_are_refused() {
    let app = TestApp::filled().await;
    let tess = app.sign_in_as(TESS).await;
    let lines = |many: usize| -> String {
        let syllables = ["ba", "ce", "di", "fo", "gu", "ha", "je", "ki", "lo", "mu", "na", "pe", "qui"];
        let word = |at: usize| [at, at / 13, at / 169].map(|at| syllables[at % 13]).concat();
        let line = |at: usize| {
            let (given, family) = (word(at % 300 * 7), word(at * 31));
            format!("{given} Q{family}{},q{at}@many.example.org,07700 {at:06}\n", at / 2_000)
        };
        std::iter::once("Name,Email,Phone\n".to_owned()).chain((0..many).map(line)).collect()
    };
    let begun = Instant::now();
    let page = dry_run(&app, &tess, "many.csv", lines(2_000).as_bytes()).await;
    let planned = begun.elapsed();
    assert_eq!(tiles(&page)[3], "0 rejected");
    let new: i64 = tiles(&page)[0].trim_end_matches(" new").replace(',', "").parse().expect("a number");
    assert!(new > 1_000, "{}", page.excerpt());
    let begun = Instant::now();
    settled(&app, page.form("#commit").submit().await.status(303)).await.shows("Imported");
    println!("2,000 rows: read and planned in {planned:.1?}, written in {:.1?}", begun.elapsed());
    let made = count(&app, "select count(*) from associates where email like '%@many.example.org'").await;
    assert_eq!(made, new);

    let page = dry_run(&app, &tess, "too-many.csv", lines(20_001).as_bytes()).await;
    page.shows("The sheet has more than 20,000 rows. Split the list into several files.");
    assert_eq!(count(&app, "select count(*) from associates where email like '%@many.example.org'").await, new);
}
