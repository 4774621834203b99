//! The cells of a row, by what their columns are.

use super::cells::text_of;
use super::fields::Field;
use super::model::Reading;
use crate::spreadsheets::{Cell, Row, cell_name};

#[derive(Clone, Copy)]
pub(super) struct RowCells<'a> {
    pub(super) row: &'a Row,
    pub(super) reading: &'a Reading,
}

impl<'a> RowCells<'a> {
    /// The first filled cell of this field, with its place.
    pub(super) fn first(self, field: Field) -> Option<(String, String)> {
        self.all(field).into_iter().next()
    }

    pub(super) fn all(self, field: Field) -> Vec<(String, String)> {
        let texts = self.reading.columns(field).filter_map(|column| {
            let text = text_of(self.row.cells.get(column)?);
            (!text.is_empty()).then(|| (text, cell_name(column, self.row.number)))
        });
        texts.collect()
    }

    pub(super) fn text(self, field: Field) -> String {
        self.first(field).map(|(text, _)| text).unwrap_or_default()
    }

    /// The cell as it came, of the first column of this field.
    pub(super) fn cell(self, field: Field) -> Option<(&'a Cell, String)> {
        let column = self.reading.columns(field).next()?;
        Some((self.row.cells.get(column)?, cell_name(column, self.row.number)))
    }

    /// Where this field stands, filled or not.
    pub(super) fn place(self, field: Field) -> String {
        let column = self.reading.columns(field).next().unwrap_or_default();
        cell_name(column, self.row.number)
    }
}
