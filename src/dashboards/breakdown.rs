//! A whole divided up, as a chart that one reader may see.

use std::cmp::Reverse;

use super::suppression::Reader;
use crate::web::chart::{Bar, BarChart, Shown};

/// One part of a whole, before anyone looks at it.
#[derive(Clone, Debug)]
pub(super) struct Part {
    pub(super) label: String,
    pub(super) people: u32,
    /// The people behind it, if this reader may see them.
    pub(super) href: Option<String>,
}

/// The parts as this reader may see them.
#[derive(Clone, Debug)]
pub(super) enum Breakdown {
    /// Each with its count, or with the words that stand for it.
    Told(BarChart),
    /// Every picture of it would give a small count away.
    Withheld,
}

impl Breakdown {
    /// The parts in the order given.
    pub(super) fn of(title: &str, of: &str, parts: Vec<Part>, reader: Reader) -> Self {
        let counts: Vec<u32> = parts.iter().map(|part| part.people).collect();
        let Some(shown) = reader.breakdown(&counts) else {
            return Self::Withheld;
        };
        let rows = parts.into_iter().zip(shown);
        Self::Told(BarChart {
            title: title.to_owned(),
            of: of.to_owned(),
            rows: rows.map(|(part, value)| Bar { label: part.label, value, href: part.href }).collect(),
        })
    }

    /// The largest first; at the very end the part called `rest`, like "none". Parts whose count is hidden follow
    /// by name: ordered by size they would give it away.
    pub(super) fn largest_first(self, rest: &str) -> Self {
        match self {
            Self::Told(mut chart) => {
                chart.rows.sort_by_key(|row| (row.label == rest, Reverse(row.value.exact()), row.label.to_lowercase()));
                Self::Told(chart)
            }
            Self::Withheld => Self::Withheld,
        }
    }

    /// Takes what does not fit into a glance off the end, to be folded under it.
    pub(super) fn split_off(&mut self, at: usize) -> Option<BarChart> {
        match self {
            Self::Told(chart) if chart.rows.len() > at => {
                let rows = chart.rows.split_off(at);
                Some(BarChart { title: format!("{}, the others", chart.title), of: chart.of.clone(), rows })
            }
            _ => None,
        }
    }

    /// The parts with nobody in them, in order; `None` when even that is withheld.
    pub(super) fn absent(&self) -> Option<Vec<usize>> {
        match self {
            Self::Told(chart) => {
                let rows = chart.rows.iter().enumerate();
                Some(rows.filter(|(_, row)| row.value == Shown::Exact(0)).map(|(at, _)| at).collect())
            }
            Self::Withheld => None,
        }
    }
}

/// A count of rows as a count of people. There are never so many that it would not fit.
pub(super) fn people(count: i64) -> u32 {
    u32::try_from(count).unwrap_or(if count < 0 { 0 } else { u32::MAX })
}

#[cfg(test)]
mod tests {
    use super::{Breakdown, Part, Reader};

    fn parts(counts: &[(&str, u32)]) -> Vec<Part> {
        counts.iter().map(|(label, people)| Part { label: (*label).to_owned(), people: *people, href: None }).collect()
    }

    fn labels(breakdown: &Breakdown) -> Vec<&str> {
        match breakdown {
            Breakdown::Told(chart) => chart.rows.iter().map(|row| row.label.as_str()).collect(),
            Breakdown::Withheld => vec![],
        }
    }

    #[test]
    fn the_order_of_hidden_counts_says_nothing() {
        let counts = [("Zeal", 4), ("None", 40), ("Acorn", 1), ("Mind", 2), ("Trust", 30), ("City", 31)];
        let shown = Breakdown::of("", "", parts(&counts), Reader::Outside).largest_first("None");
        assert_eq!(labels(&shown), ["City", "Trust", "Acorn", "Mind", "Zeal", "None"]);
    }

    #[test]
    fn absence_is_seen_unless_the_whole_is_withheld() {
        let shown = Breakdown::of("", "", parts(&[("a", 9), ("b", 0), ("c", 6)]), Reader::Outside);
        assert_eq!(shown.absent(), Some(vec![1]));
        let withheld = Breakdown::of("", "", parts(&[("a", 3), ("b", 0), ("c", 0)]), Reader::Outside);
        assert_eq!(withheld.absent(), None);
    }

    #[test]
    fn what_does_not_fit_is_folded() {
        let mut shown = Breakdown::of("", "", parts(&[("a", 9), ("b", 8), ("c", 6)]), Reader::Team);
        let rest = shown.split_off(2).expect("one more");
        assert_eq!((labels(&shown), rest.rows.len()), (vec!["a", "b"], 1));
        assert!(shown.split_off(2).is_none());
    }
}
