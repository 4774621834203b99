//! The side of the server: it passes a file on in parts and never holds it.

use std::time::Duration;

use copse::{Piece, Reader, Unread};

use super::workbook;
use crate::harness::TestApp;

async fn read(app: &TestApp, name: &str, file: &[u8]) -> Result<usize, Unread> {
    let mut reader = Reader::start(&app.app, name)?;
    for part in file.chunks(64 * 1024) {
        reader.write(part).await?;
    }
    let mut sheets = reader.finish().await?;
    let mut rows = 0;
    while let Some(piece) = sheets.next().await? {
        if let Piece::Rows(more) = piece {
            rows += more.len();
        }
    }
    Ok(rows)
}

fn why(read: Result<usize, Unread>) -> String {
    match read {
        Err(Unread::Refused(refusal)) => refusal.to_string(),
        other => panic!("not refused: {other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn files_are_read_beside_each_other_and_refused_in_words() {
    let app = TestApp::start().await;
    let list = "Name,Email\n".to_owned() + &"Ada,ada@example.org\n".repeat(20_000);
    let far = workbook(r#"<row r="1"><c r="XFD1"><v>1</v></c></row>"#, &[]);
    let (one, two, three, four) = tokio::join!(
        read(&app, "one.csv", list.as_bytes()),
        read(&app, "two.csv", list.as_bytes()),
        read(&app, "three.xlsx", &far),
        read(&app, "four.csv", list.as_bytes()),
    );
    assert_eq!([one, two, four].map(|rows| rows.expect("rows")), [20_001; 3]);
    assert!(why(three).contains("XFD1"));
    assert!(why(read(&app, "huge.csv", &vec![b'a'; 21 * 1024 * 1024]).await).contains("20 MB"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_that_ends_its_process_is_refused_and_the_next_is_read() {
    let app = TestApp::start().await;
    let counts = r#"<sst count="9"><si><t>Ada</t></si></sst>"#;
    let broken =
        workbook(r#"<row r="1"><c r="A1" t="s"><v>4000000000</v></c></row>"#, &[("xl/sharedStrings.xml", counts)]);
    let begun = std::time::Instant::now();
    assert!(why(read(&app, "broken.xlsx", &broken).await).len() > 20);
    assert!(begun.elapsed() < Duration::from_secs(20));
    assert_eq!(read(&app, "fine.csv", b"Name\nAda\n").await.expect("rows"), 2);
}

#[tokio::test]
async fn our_own_failure_is_no_fault_of_the_file() {
    let mut app = TestApp::start().await;
    let mut config = (*app.app.config).clone();
    config.program = Some("/nowhere/copse".into());
    app.app.config = std::sync::Arc::new(config);
    assert!(matches!(Reader::start(&app.app, "list.csv"), Err(Unread::Failed(_))));
    let mut config = (*app.app.config).clone();
    // A program that says nothing of the kind.
    config.program = Some("/bin/echo".into());
    app.app.config = std::sync::Arc::new(config);
    let reader = Reader::start(&app.app, "list.csv").expect("a process");
    let mut sheets = reader.finish().await.expect("its turn");
    assert!(matches!(sheets.next().await, Err(Unread::Failed(_))));
}
