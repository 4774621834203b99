//! Comma-separated values that open right in Excel.

use tokio::sync::mpsc;

use super::body::Sender;
use super::source::Batch;
use super::{Heading, Turn, Value};
use crate::kernel::display_date;

/// Says to a spreadsheet that this is UTF-8: without it names with accents come out broken.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// Writes rows as they come, to whoever reads.
pub(super) async fn write(columns: Vec<Heading>, mut rows: mpsc::Receiver<Batch>, send: Sender, turn: Turn) {
    let headings = columns.iter().map(|(heading, _)| heading.to_string()).collect::<Vec<_>>();
    let Some(head) = lines([headings]) else { return send.break_off().await };
    let mut is_read = send.send([BYTE_ORDER_MARK, &head].concat()).await;
    while is_read {
        let batch = match rows.recv().await {
            Some(Some(batch)) => batch,
            Some(None) => return send.break_off().await,
            None => break,
        };
        let Some(bytes) = lines(batch.iter().map(|line| line.iter().map(cell).collect())) else {
            return send.break_off().await;
        };
        is_read = send.send(bytes).await;
    }
    drop(turn);
}

fn lines(rows: impl IntoIterator<Item = Vec<String>>) -> Option<Vec<u8>> {
    let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
    for row in rows {
        writer.write_record(row).ok()?;
    }
    writer.into_inner().ok()
}

/// Dates in words, which no program takes for another date.
fn cell(value: &Value) -> String {
    match value {
        Value::Nothing => String::new(),
        Value::Text(text) => guarded(text),
        Value::Number(number) => number.to_string(),
        Value::Date(date) => display_date(*date),
        Value::Money(pence) => {
            format!("{}{}.{:02}", if *pence < 0 { "-" } else { "" }, pence.abs() / 100, pence.abs() % 100)
        }
    }
}

/// What a spreadsheet would run as a formula is marked as text. Our own reader takes the mark off.
pub(crate) fn guarded(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula() {
        let text = |text: &str| cell(&Value::text(text));
        assert_eq!(
            ["=1+1", "+44 115", "-2", "@SUM(A1)", "\t=1", "plain=1", ""].map(text),
            ["'=1+1", "'+44 115", "'-2", "'@SUM(A1)", "'\t=1", "plain=1", ""]
        );
        assert_eq!((cell(&Value::count(-2)), cell(&Value::Money(-205))), ("-2".to_owned(), "-2.05".to_owned()));
    }

    #[test]
    fn lines_keep_what_is_in_their_cells() {
        let line = vec!["Zoë \"Zed\" O’Hara".to_owned(), "Derby, City\nHall".to_owned()];
        let written = lines([line]).map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
        assert_eq!(written.as_deref(), Some("\"Zoë \"\"Zed\"\" O’Hara\",\"Derby, City\nHall\"\n"));
    }
}
