//! Rows on their way into a table by `COPY`, in its text format: the fastest way in, and one piece at a time.

use std::fmt::{Display, Write as _};

use sqlx::PgConnection;
use uuid::Uuid;

/// How much is sent at a time, in bytes.
const PIECE: usize = 1 << 20;

/// A row as it is written: its values in the order of the columns.
#[derive(Default)]
pub(super) struct Line(String);

impl Line {
    pub(super) fn id(self, id: impl Into<Uuid>) -> Self {
        self.value(id.into())
    }

    pub(super) fn some_id(self, id: Option<impl Into<Uuid>>) -> Self {
        self.some_value(id.map(Into::into))
    }

    /// What has no characters that would have to be escaped: numbers, days, moments, codes.
    pub(super) fn value(mut self, value: impl Display) -> Self {
        let _ = write!(self.0, "{value}\t");
        self
    }

    pub(super) fn some_value(self, value: Option<impl Display>) -> Self {
        match value {
            Some(value) => self.value(value),
            None => self.value("\\N"),
        }
    }

    pub(super) fn text(mut self, text: &str) -> Self {
        for letter in text.chars() {
            match letter {
                '\\' => self.0.push_str("\\\\"),
                '\n' => self.0.push_str("\\n"),
                '\r' => self.0.push_str("\\r"),
                '\t' => self.0.push_str("\\t"),
                other => self.0.push(other),
            }
        }
        self.0.push('\t');
        self
    }

    pub(super) fn some_text(self, text: Option<&str>) -> Self {
        match text {
            Some(text) => self.text(text),
            None => self.value("\\N"),
        }
    }

    pub(super) fn bytes(mut self, bytes: &[u8]) -> Self {
        self.0.push_str("\\\\x");
        for byte in bytes {
            let _ = write!(self.0, "{byte:02x}");
        }
        self.0.push('\t');
        self
    }

    /// A list of codes.
    pub(super) fn codes<'a>(self, codes: impl Iterator<Item = &'a str>) -> Self {
        let codes: Vec<&str> = codes.collect();
        self.value(format_args!("{{{}}}", codes.join(",")))
    }
}

/// Writes rows into `into`, which names the table and its columns: "themes (id, name)".
///
/// # Errors
/// The database's, such as a row that breaks a rule of the table.
pub(super) async fn copy<Row>(
    db: &mut PgConnection,
    into: &str,
    rows: impl IntoIterator<Item = Row>,
    write: impl Fn(Line, Row) -> Line,
) -> sqlx::Result<()> {
    let mut rows = rows.into_iter().peekable();
    if rows.peek().is_none() {
        return Ok(());
    }
    let mut copying = db.copy_in_raw(&format!("copy {into} from stdin")).await?;
    let mut line = Line::default();
    for row in rows {
        line = write(line, row);
        // The tab after the last value ends the row.
        line.0.pop();
        line.0.push('\n');
        if line.0.len() > PIECE {
            copying.send(std::mem::take(&mut line.0).into_bytes()).await?;
        }
    }
    copying.send(line.0.into_bytes()).await?;
    copying.finish().await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::Line;

    #[test]
    fn what_a_text_holds_ends_no_value_and_no_row() {
        let line = Line::default().text("a\tb\\\r\nc").some_text(None).some_value(Some(3)).bytes(&[0, 255]);
        assert_eq!(line.0, "a\\tb\\\\\\r\\nc\t\\N\t3\t\\\\x00ff\t");
        assert_eq!(Line::default().codes(["a", "b"].into_iter()).0, "{a,b}\t");
    }
}
