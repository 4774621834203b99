//! `copse import`, as somebody types it.

use std::process::Output;

use tokio::process::Command;

use crate::harness::{TESS, TestApp};

struct Terminal {
    database_url: String,
    folder: tempfile::TempDir,
}

impl Terminal {
    fn of(app: &TestApp) -> Self {
        Self { database_url: app.database_url(), folder: tempfile::tempdir().expect("a folder") }
    }

    async fn import(&self, list: &str, arguments: &[&str]) -> Output {
        let file = self.folder.path().join("people.csv");
        std::fs::write(&file, list).expect("a file");
        let mut program = Command::new(env!("CARGO_BIN_EXE_copse"));
        program.arg("import").arg(&file).args(arguments).current_dir(self.folder.path());
        program.env("DATABASE_URL", &self.database_url).env("COPSE_LOG", "debug");
        program.output().await.expect("the program runs")
    }
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

async fn made(app: &TestApp) -> i64 {
    let sql = "select count(*) from associates where email like '%@lists.example.org'";
    sqlx::query_scalar(sql).fetch_one(app.db()).await.expect("a count")
}

const LIST: &str = "Name;Email;Consent\nXanthe Quornish;x@lists.example.org;by phone\nUlric Quornholm;u@lists.example.org;\n\
                    Zelda Quornby;zelda at home;by phone\n";

#[tokio::test]
async fn a_list_is_compared_and_with_commit_written() {
    let app = TestApp::filled().await;
    let terminal = Terminal::of(&app);
    let by = ["--by", TESS.email, "--group", "carer"];
    let dry = terminal.import(LIST, &by).await;
    let text = said(&dry);
    assert!(dry.status.success(), "{text}{}", String::from_utf8_lossy(&dry.stderr));
    for words in [
        "1 new",
        "2 rejected",
        "Row 3: Ulric Quornholm",
        "Nothing says how they agreed",
        "zelda at home",
        "This is a dry run",
    ] {
        assert!(text.contains(words), "{words} is not in {text}");
    }
    assert_eq!(made(&app).await, 0);
    // It can be gone on with in the browser.
    let address = text.split_whitespace().find(|word| word.contains("/associates/import/")).expect("an address");
    let path = format!("/associates/import/{}", address.rsplit('/').next().unwrap_or_default());
    app.session_of(TESS.email).await.get(&path).await.shows("This is a dry run. Nothing is written yet.");

    let consent = ["--consent", "by phone", "--said-on", "1/2/2013", "--commit"];
    let done = terminal.import(LIST, &[by.as_slice(), &consent].concat()).await;
    assert!(done.status.success() && said(&done).contains("Imported. It can be undone"), "{}", said(&done));
    assert_eq!(made(&app).await, 2);
    let by_whom: String =
        sqlx::query_scalar("select a.email from import_batches b join accounts a on a.id = b.committed_by")
            .fetch_one(app.db())
            .await
            .expect("someone");
    assert_eq!(by_whom, TESS.email);
    let again = terminal.import(LIST, &[by.as_slice(), &consent].concat()).await;
    assert!(again.status.success() && said(&again).contains("There is nothing to import"), "{}", said(&again));
    for output in [dry, done, again] {
        let log = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!log.contains("Quorn") && !log.contains("lists.example.org") && !log.contains("at home"), "{log}");
    }
}

#[tokio::test]
async fn what_makes_no_sense_ends_with_a_sentence() {
    let app = TestApp::filled().await;
    let terminal = Terminal::of(&app);
    let by = ["--by", TESS.email];
    for (list, arguments, words) in [
        (LIST, ["--by", "asha@copse.example.org"].as_slice(), "names nobody of the team"),
        (LIST, &["--by", "nobody"], "--by"),
        (LIST, &["--by", TESS.email, "--consent", "yes"], "say how they agreed"),
        (LIST, &["--by", TESS.email, "--sheet", "Second"], "no such sheet"),
        ("%PDF-1.7\n", &by, "This is a PDF"),
        ("", &by, "The file is empty"),
        ("Shoe size;Colour\n43;red\n", &by, "it cannot be told what the columns are"),
    ] {
        let output = terminal.import(list, arguments).await;
        let text = format!("{}{}", said(&output), String::from_utf8_lossy(&output.stderr));
        assert!(!output.status.success() && text.contains(words), "{words} is not in {text}");
    }
    assert_eq!(made(&app).await, 0);
}
