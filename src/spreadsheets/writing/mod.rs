//! Lists that people take away: CSV and Excel workbooks, written as their rows come from the database, so that the
//! length of a list costs no memory. The answer begins at once; what goes wrong later breaks the download off, so
//! nobody takes half a list for a whole one.

mod body;
mod comma;
mod source;
mod turn;
mod xlsx;

use std::borrow::Cow;

use axum::http::header;
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, NaiveDate, Utc};
use tokio::sync::mpsc;

pub(crate) use body::{Chunks, Sender, chunks};
pub(crate) use comma::guarded;
pub(crate) use source::{Given, Source, turned};
pub(crate) use turn::{Turn, Turns};
pub(crate) use xlsx::pass_on;

use crate::app::App;
use crate::kernel::{display_date, display_time, london_date, london_time};
use crate::web::Layout;

/// What a list is taken away as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    Csv,
    Xlsx,
}

impl Format {
    /// The ending of a file's name.
    pub(crate) fn ending(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
        }
    }

    fn content_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
    }
}

/// What stands in a cell.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Value {
    Nothing,
    Text(String),
    Number(f64),
    Date(NaiveDate),
    /// In pence.
    Money(i32),
}

impl Value {
    pub(crate) fn text(text: impl Into<String>) -> Self {
        let text = text.into();
        if text.is_empty() { Self::Nothing } else { Self::Text(text) }
    }

    pub(crate) fn maybe(text: Option<impl Into<String>>) -> Self {
        text.map_or(Self::Nothing, Self::text)
    }

    pub(crate) fn date(date: Option<NaiveDate>) -> Self {
        date.map_or(Self::Nothing, Self::Date)
    }

    /// A count; no list has so many that it would lose a digit.
    #[expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
    pub(crate) fn count(number: i64) -> Self {
        Self::Number(number as f64)
    }
}

/// One row of a list.
pub(crate) type Line = Vec<Value>;

/// A column: what its heading says, and how wide it is in a workbook, in characters.
pub(crate) type Column = (&'static str, u16);

/// A heading with the width of its column, in characters; also one that somebody else has written.
pub(crate) type Heading = (Cow<'static, str>, u16);

/// The headings of these columns.
pub(crate) fn headings(columns: &[Column]) -> Vec<Heading> {
    columns.iter().map(|(heading, width)| ((*heading).into(), *width)).collect()
}

/// A list to be taken away.
pub(crate) struct Table {
    /// What it is, as a title: "Organisations".
    pub(crate) title: String,
    /// What the file is called, in words: "organisations 2026-06-01".
    pub(crate) name: String,
    /// What it was narrowed to, in words: "County: Derbyshire". None means everything.
    pub(crate) filter: Vec<String>,
    /// What else there is to say of the file: the order of its rows, the reason for it.
    pub(crate) more: Vec<(&'static str, String)>,
    pub(crate) columns: Vec<Heading>,
}

/// What the second sheet of a workbook says.
struct About {
    title: String,
    filter: String,
    more: Vec<(&'static str, String)>,
    by: String,
    at: DateTime<Utc>,
    from: String,
}

impl Table {
    /// Answers with the file, whose rows come from this source.
    pub(crate) fn answer(
        self,
        app: &App,
        layout: &Layout,
        format: Format,
        turn: Turn,
        source: impl Source,
    ) -> Response {
        let (send, body) = chunks();
        let (rows_in, rows_out) = mpsc::channel(2);
        tokio::spawn(source::pump(app.db.clone(), source, rows_in));
        match format {
            Format::Csv => {
                tokio::spawn(comma::write(self.columns, rows_out, send, turn));
            }
            Format::Xlsx => {
                let about = About {
                    title: self.title,
                    filter: if self.filter.is_empty() {
                        "None: all of them".to_owned()
                    } else {
                        self.filter.join("; ")
                    },
                    more: self.more,
                    by: layout.by().name,
                    at: layout.now(),
                    from: app.config.base_url(),
                };
                // Building a workbook is work for a thread, and waits for its rows.
                tokio::task::spawn_blocking(move || xlsx::write(&self.columns, &about, rows_out, &send, turn));
            }
        }
        attachment(format.content_type(), &format!("{}.{}", file_name(&self.name), format.ending()), body)
    }
}

/// A file to be saved under this name.
pub(crate) fn attachment(content_type: &'static str, name: &str, body: Chunks) -> Response {
    let headers = [
        (header::CONTENT_TYPE, content_type.to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
        // Nobody else's to keep.
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    (headers, axum::body::Body::new(body)).into_response()
}

/// Letters, digits and hyphens, whatever the thing is called.
pub(crate) fn file_name(name: &str) -> String {
    let words = name.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let name = words.collect::<Vec<_>>().join("-").to_lowercase();
    if name.is_empty() { "copse".to_owned() } else { name }
}

/// "4 June 2026, 2:30pm", in London.
fn moment_in_words(at: DateTime<Utc>) -> String {
    format!("{}, {}", display_date(london_date(at)), display_time(london_time(at)))
}

#[cfg(test)]
mod tests {
    use super::file_name;

    #[test]
    fn a_file_has_a_plain_name() {
        assert_eq!(file_name("Tea & talk: \"Derby\"\r\n 2026-06-01"), "tea-talk-derby-2026-06-01");
        assert_eq!(file_name("…"), "copse");
    }
}
