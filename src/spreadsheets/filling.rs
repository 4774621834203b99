//! Cells of a column that were made one stand for each of their rows: an organisation over five people is that of all.

use std::collections::HashMap;

use super::model::{Cell, MOST_COLUMNS, Merge};

/// The most merged areas of one sheet that are looked at.
const MOST_MERGES: usize = 10_000;

/// The merged areas of a sheet, as its rows come by. Of one column one area is open at a time, however many a file claims.
#[derive(Default)]
pub(super) struct Filling {
    /// By the row they begin in: the column, and the last row.
    expected: HashMap<u32, Vec<(usize, u32)>>,
    /// By column: the last row, and what stands in the first.
    open: HashMap<usize, (u32, Cell)>,
}

impl Filling {
    pub(super) fn of(merges: Vec<Merge>) -> Self {
        let mut filling = Self::default();
        for merge in merges.into_iter().take(MOST_MERGES) {
            let column = usize::try_from(merge.first_column).unwrap_or(usize::MAX);
            if merge.last_row > merge.first_row && merge.first_column == merge.last_column && column < MOST_COLUMNS {
                filling.expected.entry(merge.first_row).or_default().push((column, merge.last_row));
            }
        }
        filling
    }

    /// Puts what stands in the first cell of an area into this row of it.
    pub(super) fn fill(&mut self, number: u32, cells: &mut Vec<Cell>) {
        self.open.retain(|_, (last_row, _)| *last_row >= number);
        for (column, (_, cell)) in &self.open {
            if cells.len() <= *column {
                cells.resize(column + 1, Cell::Empty);
            }
            cells[*column] = cell.clone();
        }
        for (column, last_row) in self.expected.remove(&number).unwrap_or_default() {
            if let Some(cell) = cells.get(column).filter(|cell| **cell != Cell::Empty) {
                self.open.insert(column, (last_row, cell.clone()));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Filling;
    use crate::spreadsheets::model::{Cell, Merge};

    #[test]
    fn what_stands_over_several_rows_is_that_of_each() {
        let area =
            |first_row, last_row, first_column, last_column| Merge { first_row, last_row, first_column, last_column };
        let mut filling = Filling::of(vec![area(2, 4, 1, 1), area(2, 2, 0, 3), area(5, 9, 0, 0)]);
        let text = |text: &str| Cell::Text(text.to_owned());
        let mut rows = [
            (1, vec![text("Name"), text("Trust")]),
            (2, vec![text("Ann"), text("NUH")]),
            (3, vec![text("Bob")]),
            (4, vec![text("Cy")]),
            (5, vec![Cell::Empty, text("SFH")]),
            (6, vec![text("Di")]),
        ];
        rows.iter_mut().for_each(|(number, cells)| filling.fill(*number, cells));
        assert_eq!(rows[2].1, [text("Bob"), text("NUH")]);
        assert_eq!(rows[3].1, [text("Cy"), text("NUH")]);
        assert_eq!(rows[5].1, [text("Di")], "an area that is empty fills nothing");
    }
}
