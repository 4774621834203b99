//! Rows of numbers over a few periods, with a small picture of its movement in each row.

use super::{Rect, scaled};

/// A table of numbers over time.
#[derive(Clone, Debug)]
pub(crate) struct Trend {
    /// What is shown: the caption.
    pub(crate) title: String,
    /// The head of the first column.
    pub(crate) of: String,
    /// The periods, the earliest first.
    pub(crate) columns: Vec<String>,
    pub(crate) rows: Vec<TrendRow>,
}

/// One thing that is counted or measured.
#[derive(Clone, Debug)]
pub(crate) struct TrendRow {
    pub(crate) label: String,
    /// As many as there are periods.
    pub(crate) cells: Vec<TrendCell>,
}

/// One period of a row.
#[derive(Clone, Debug)]
pub(crate) struct TrendCell {
    /// "12", "0.80", "10.8 %"; a dash where there is nothing to measure.
    pub(crate) text: String,
    /// What the picture draws, in any unit of the row; none where there is nothing.
    pub(crate) size: Option<u32>,
    /// The people or events behind it.
    pub(crate) href: Option<String>,
}

impl TrendCell {
    /// A count, which leads to what it counts unless that is nobody.
    pub(crate) fn count(count: u32, href: String) -> Self {
        Self { text: count.to_string(), size: Some(count), href: (count > 0).then_some(href) }
    }

    /// A measure as it reads, drawn in thousandths.
    pub(crate) fn measure(value: Option<f64>, words: impl FnOnce(f64) -> String) -> Self {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a measure from 0 to 1")]
        let size = value.map(|value| (value.clamp(0.0, 1.0) * 1000.0).round() as u32);
        Self { text: value.map_or_else(|| "–".to_owned(), words), size, href: None }
    }
}

const STEP: u32 = 8;
const HEIGHT: u32 = 22;

impl TrendRow {
    /// The width and height of the picture.
    pub(crate) fn size(&self) -> (u32, u32) {
        (STEP * u32::try_from(self.cells.len()).unwrap_or(0), HEIGHT)
    }

    /// Its columns, each row on a scale of its own: it shows how a row moves, and the numbers how rows compare.
    pub(crate) fn columns(&self) -> Vec<Rect> {
        let highest = self.cells.iter().filter_map(|cell| cell.size).max().unwrap_or(0);
        let column = |(x, cell): (u32, &TrendCell)| {
            let height = scaled(cell.size.unwrap_or(0), highest, HEIGHT);
            Rect { x: x + 1, y: HEIGHT - height, width: STEP - 2, height }
        };
        (0..).step_by(STEP as usize).zip(&self.cells).map(column).filter(|column| column.height > 0).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::{HEIGHT, Rect, TrendCell, TrendRow};

    #[test]
    fn each_row_is_drawn_on_a_scale_of_its_own() {
        let count = |count| TrendCell::count(count, "/list".to_owned());
        let row = TrendRow { label: "Carer".to_owned(), cells: vec![count(0), count(4), count(8)] };
        assert_eq!(row.size(), (24, HEIGHT));
        assert_eq!(
            row.columns(),
            [Rect { x: 9, y: 11, width: 6, height: 11 }, Rect { x: 17, y: 0, width: 6, height: 22 }]
        );
        assert_eq!((row.cells[0].href.as_deref(), row.cells[1].href.as_deref()), (None, Some("/list")));
    }

    #[test]
    fn what_cannot_be_measured_is_a_dash_and_not_nought() {
        let words = |value: f64| format!("{value:.2}");
        let (known, unknown) = (TrendCell::measure(Some(0.8), words), TrendCell::measure(None, words));
        assert_eq!((known.text.as_str(), known.size), ("0.80", Some(800)));
        assert_eq!((unknown.text.as_str(), unknown.size), ("–", None));
    }
}
