//! Charts drawn by the server. A chart is numbers in a table first; the picture only repeats them, so nothing is
//! lost without it. Geometry is here and tested; the markup is in `templates/components/charts.html`.

mod trend;

use std::fmt;

pub(crate) use trend::{Trend, TrendCell, TrendRow};

/// A count as this reader may see it. Small counts of people are not told outside the team.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shown {
    /// The number itself.
    Exact(u32),
    /// One to four, and no more is said.
    FewerThanFive,
    /// Held back, because it would give away another number.
    Hidden,
}

impl Shown {
    /// The number, if it is told. A picture draws only these: the length of a bar would give the rest away.
    pub(crate) fn exact(self) -> Option<u32> {
        match self {
            Self::Exact(count) => Some(count),
            Self::FewerThanFive | Self::Hidden => None,
        }
    }
}

impl fmt::Display for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exact(count) => write!(f, "{count}"),
            Self::FewerThanFive => f.write_str("fewer than 5"),
            Self::Hidden => f.write_str("not shown"),
        }
    }
}

/// Counts under one another, each with a bar.
#[derive(Clone, Debug)]
pub(crate) struct BarChart {
    /// What is counted: the caption.
    pub(crate) title: String,
    /// What the rows are: the head of the first column.
    pub(crate) of: String,
    /// In the order to show.
    pub(crate) rows: Vec<Bar>,
}

/// One row of a bar chart.
#[derive(Clone, Debug)]
pub(crate) struct Bar {
    /// Whom or what this row counts.
    pub(crate) label: String,
    /// How many.
    pub(crate) value: Shown,
    /// The people behind the number, for those who may see them.
    pub(crate) href: Option<String>,
}

impl BarChart {
    /// The length of a row's bar, out of 100; none where the number is not told.
    pub(crate) fn length(&self, bar: &Bar) -> Option<u32> {
        let longest = self.rows.iter().filter_map(|row| row.value.exact()).max().unwrap_or(0);
        bar.value.exact().map(|count| scaled(count, longest, 100))
    }
}

/// What happened month by month: columns up, columns down, and a line on a scale of its own above them.
#[derive(Clone, Debug)]
pub(crate) struct MonthChart {
    /// What is shown: the caption.
    pub(crate) title: String,
    /// "March 2026", oldest first.
    pub(crate) months: Vec<String>,
    /// Columns that grow up: joined.
    pub(crate) up: Series,
    /// Columns that grow down: left.
    pub(crate) down: Option<Series>,
    /// A line: the total.
    pub(crate) line: Option<Series>,
}

/// One value for every month.
#[derive(Clone, Debug)]
pub(crate) struct Series {
    /// "Joined".
    pub(crate) label: String,
    /// As many as there are months.
    pub(crate) values: Vec<Shown>,
    /// The people behind each, where there are lists of them.
    pub(crate) hrefs: Vec<String>,
}

/// One number of the table behind the picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Figure<'a> {
    /// What it counts: "Joined".
    pub(crate) label: &'a str,
    /// How many.
    pub(crate) value: Shown,
    /// The people behind it; none where there are none.
    pub(crate) href: Option<&'a str>,
}

impl Series {
    fn figure(&self, month: usize) -> Option<Figure<'_>> {
        let value = *self.values.get(month)?;
        let href = self.hrefs.get(month).map(String::as_str).filter(|_| value != Shown::Exact(0));
        Some(Figure { label: &self.label, value, href })
    }

    fn highest(&self) -> u32 {
        self.values.iter().filter_map(|value| value.exact()).max().unwrap_or(0)
    }
}

/// A rectangle of a drawing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Rect {
    /// From the left.
    pub(crate) x: u32,
    /// From the top.
    pub(crate) y: u32,
    /// To the right.
    pub(crate) width: u32,
    /// Downwards.
    pub(crate) height: u32,
}

/// Words at a place of a drawing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Mark {
    /// From the left.
    pub(crate) x: u32,
    /// From the top.
    pub(crate) y: u32,
    /// What stands there.
    pub(crate) text: String,
}

const WIDTH: u32 = 640;
const LEFT: u32 = 60;
const RIGHT: u32 = 8;
const LINE_TOP: u32 = 14;
const LINE_HEIGHT: u32 = 96;
const GAP: u32 = 30;
const COLUMN_HEIGHT: u32 = 72;
const FOOT: u32 = 26;
const LABELS: usize = 8;

impl MonthChart {
    /// The series in the order of the table's columns.
    pub(crate) fn series(&self) -> impl Iterator<Item = &Series> {
        std::iter::once(&self.up).chain(&self.down).chain(&self.line)
    }

    /// The table behind the picture: each month with its figures in the order of `series`.
    pub(crate) fn rows(&self) -> Vec<(&str, Vec<Figure<'_>>)> {
        let figures = |month| self.series().filter_map(|series| series.figure(month)).collect();
        self.months.iter().enumerate().map(|(month, name)| (name.as_str(), figures(month))).collect()
    }

    /// The size of the drawing.
    pub(crate) fn size(&self) -> (u32, u32) {
        (WIDTH, self.zero() + self.depth() + FOOT)
    }

    /// Where the columns stand.
    pub(crate) fn zero(&self) -> u32 {
        let line = if self.line.is_some() { LINE_TOP + LINE_HEIGHT + GAP } else { LINE_TOP };
        line + COLUMN_HEIGHT
    }

    /// The columns that grow up.
    pub(crate) fn columns_up(&self) -> Vec<Rect> {
        self.columns(&self.up, |height| self.zero() - height)
    }

    /// The columns that grow down.
    pub(crate) fn columns_down(&self) -> Vec<Rect> {
        self.down.as_ref().map(|down| self.columns(down, |_| self.zero())).unwrap_or_default()
    }

    /// The line as SVG points; empty where there is none. A month that is not told is left out.
    pub(crate) fn points(&self) -> String {
        let Some(line) = &self.line else { return String::new() };
        let highest = line.highest();
        let bottom = LINE_TOP + LINE_HEIGHT;
        let told = line.values.iter().enumerate().filter_map(|(month, value)| Some((month, value.exact()?)));
        let points = told
            .map(|(month, count)| format!("{},{}", self.middle(month), bottom - scaled(count, highest, LINE_HEIGHT)));
        points.collect::<Vec<_>>().join(" ")
    }

    /// The numbers at the left: the top of each scale and its foot.
    pub(crate) fn scale(&self) -> Vec<Mark> {
        let mark = |y, text: u32| Mark { x: LEFT - 8, y, text: text.to_string() };
        let mut marks = vec![mark(self.zero() - COLUMN_HEIGHT, self.tallest()), mark(self.zero(), 0)];
        if let Some(down) = self.down.as_ref().filter(|down| scaled(down.highest(), self.tallest(), COLUMN_HEIGHT) > 30)
        {
            marks.push(mark(self.zero() + self.depth(), down.highest()));
        }
        if let Some(line) = &self.line {
            marks.push(mark(LINE_TOP, line.highest()));
            marks.push(mark(LINE_TOP + LINE_HEIGHT, 0));
        }
        marks
    }

    /// The months under the drawing, as many as have room.
    pub(crate) fn month_marks(&self) -> Vec<Mark> {
        let step = self.months.len().div_ceil(LABELS).max(1);
        let y = self.size().1 - 6;
        let named = self.months.iter().enumerate().step_by(step);
        named.map(|(month, name)| Mark { x: self.middle(month), y, text: shortened(name) }).collect()
    }

    fn columns(&self, series: &Series, top: impl Fn(u32) -> u32) -> Vec<Rect> {
        let width = (self.step() * 3 / 5).clamp(2, 36);
        let told = series.values.iter().enumerate().filter_map(|(month, value)| Some((month, value.exact()?)));
        let column = |(month, count)| {
            let height = scaled(count, self.tallest(), COLUMN_HEIGHT);
            Rect { x: self.middle(month).saturating_sub(width / 2), y: top(height), width, height }
        };
        told.filter(|(_, count)| *count > 0).map(column).collect()
    }

    /// Up and down share one scale, or a small loss would look like a large gain.
    fn tallest(&self) -> u32 {
        self.up.highest().max(self.down.as_ref().map_or(0, Series::highest))
    }

    /// How far down the columns reach: no further than the largest needs.
    fn depth(&self) -> u32 {
        self.down.as_ref().map_or(0, |down| scaled(down.highest(), self.tallest(), COLUMN_HEIGHT))
    }

    fn step(&self) -> u32 {
        (WIDTH - LEFT - RIGHT) / count_of(&self.months).max(1)
    }

    fn middle(&self, month: usize) -> u32 {
        let month = u32::try_from(month).unwrap_or(u32::MAX);
        let room = WIDTH - LEFT - RIGHT;
        LEFT + (room * (2 * month + 1)) / (2 * count_of(&self.months).max(1))
    }
}

/// Who is where and who is missing: rows are projects, columns groups.
#[derive(Clone, Debug)]
pub(crate) struct Matrix {
    /// What is shown: the caption.
    pub(crate) title: String,
    /// The head of the first column.
    pub(crate) of: String,
    /// The heads of the others.
    pub(crate) columns: Vec<String>,
    /// One a project.
    pub(crate) rows: Vec<MatrixRow>,
}

/// One row of a matrix.
#[derive(Clone, Debug)]
pub(crate) struct MatrixRow {
    /// The project.
    pub(crate) label: String,
    /// Its page.
    pub(crate) href: Option<String>,
    /// As many as there are columns.
    pub(crate) cells: Vec<MatrixCell>,
}

/// How many there are of how many are wanted.
#[derive(Clone, Debug)]
pub(crate) struct MatrixCell {
    /// How many there are.
    pub(crate) have: u32,
    /// How many are wanted; 0 where nobody in particular is.
    pub(crate) want: u32,
    /// The people behind the number, or how to find some.
    pub(crate) href: Option<String>,
}

impl MatrixCell {
    /// The class that makes absence stand out and the rest recede. The words say it too.
    pub(crate) fn state(&self) -> &'static str {
        match (self.have, self.want) {
            (_, 0) => "free",
            (0, _) => "none",
            (have, want) if have < want => "short",
            _ => "met",
        }
    }
}

impl fmt::Display for MatrixCell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.want {
            0 => write!(f, "{}", self.have),
            want => write!(f, "{} of {want}", self.have),
        }
    }
}

/// A count on a scale from 0 to `size`. What exists is never drawn as nothing.
fn scaled(count: u32, highest: u32, size: u32) -> u32 {
    if count == 0 || highest == 0 {
        return 0;
    }
    let exact = u64::from(count) * u64::from(size) / u64::from(highest);
    u32::try_from(exact).unwrap_or(size).clamp(1, size)
}

fn count_of(months: &[String]) -> u32 {
    u32::try_from(months.len()).unwrap_or(u32::MAX)
}

/// "March 2026" as "Mar 26": what has room under a column.
fn shortened(month: &str) -> String {
    let Some((name, year)) = month.split_once(' ') else { return month.to_owned() };
    let name: String = name.chars().take(3).collect();
    let year: String = year.chars().skip(year.chars().count().saturating_sub(2)).collect();
    format!("{name} {year}")
}

#[cfg(test)]
mod tests;
