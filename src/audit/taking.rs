//! Lists that somebody takes away: said in the trail before the first byte, then answered as a file.

use std::fmt::Display;

use axum::response::Response;
use serde_json::json;

use super::{Entry, Subject, record};
use crate::app::App;
use crate::error::Result;
use crate::spreadsheets::{Column, Format, Source, Table, Turn, headings};
use crate::web::Layout;

/// A list, whatever is on it.
pub(crate) struct List<'a> {
    /// As a title: "Organisations". The file is called after it and the day.
    pub(crate) title: &'a str,
    /// What it was narrowed to, in words. Never a search for somebody's name, which would stay in the trail.
    pub(crate) filter: Vec<String>,
    pub(crate) columns: &'static [Column],
    pub(crate) rows: i64,
}

impl List<'_> {
    /// Answers with the file; leads back to the list while another is being made.
    ///
    /// # Errors
    /// The database's.
    pub(crate) async fn take(
        self,
        app: &App,
        layout: &Layout,
        format: Format,
        back: impl Display,
        source: impl Source,
    ) -> Result<Response> {
        let Some(turn) = Turn::take(app, layout) else { return Ok(layout.unchanged(back, Turn::TAKEN)) };
        let taken = json!({ "list": self.title, "filter": self.filter.join(", "), "rows": self.rows });
        let entry = Entry::new("Took a list away", Subject::List).made(&taken);
        record(&mut *app.db.acquire().await?, &layout.by(), entry).await?;
        let table = Table {
            title: self.title.to_owned(),
            name: format!("{} {}", self.title, layout.today()),
            filter: self.filter,
            more: Vec::new(),
            columns: headings(self.columns),
        };
        Ok(table.answer(app, layout, format, turn, source))
    }
}

/// How many rows of a list that is there already.
pub(crate) fn rows<Row>(list: &[Row]) -> i64 {
    i64::try_from(list.len()).unwrap_or(i64::MAX)
}
