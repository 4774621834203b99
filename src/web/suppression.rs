//! What someone outside the team may see of a count of people (rule 5).
//!
//! A count of 1 to 4 reads "fewer than 5"; none reads 0, because absence is what a lead must see. That
//! alone gives nothing away only if the rest does not either: of the groups 12, 7 and "fewer than 5" of
//! 21 people, the third is 2. So further counts, the smallest first, are "not shown" until every hidden
//! one has at least two values that someone could believe who knows the total, everything shown, and
//! *this very algorithm*: for each picture we ask which other communities would have given exactly it.
//! Where no such picture exists the whole breakdown is withheld.
//!
//! The total is always taken as known, even when it is itself shown as "fewer than 5": a lead can count
//! the names on their own members list.
//!
//! It holds for one picture. That two of them, before and after somebody joined, do not tell who that was is
//! for `dashboards::as_of`: outside the team there is a new picture only when five people make the difference.

use crate::web::chart::Shown;

/// Counts below this are not shown outside the team.
const THRESHOLD: u32 = 5;

/// Who looks at a page: decides whether counts are exact.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reader {
    /// The engagement team sees every count.
    Team,
    /// Everyone else.
    Outside,
}

impl Reader {
    /// A count that is not part of a breakdown.
    pub(crate) fn count(self, count: u32) -> Shown {
        match (self, count) {
            (Self::Outside, 1..THRESHOLD) => Shown::FewerThanFive,
            _ => Shown::Exact(count),
        }
    }

    /// The counts of a whole that was divided up; `None` when it has to be withheld.
    pub(crate) fn breakdown(self, counts: &[u32]) -> Option<Vec<Shown>> {
        match self {
            Self::Team => Some(counts.iter().map(|count| Shown::Exact(*count)).collect()),
            Self::Outside => suppress(counts),
        }
    }
}

/// Hides as few counts as will do: none more than the small ones, or one, or two; else withholds all.
fn suppress(counts: &[u32]) -> Option<Vec<Shown>> {
    let small: Vec<u32> = counts.iter().copied().filter(|count| is_small(*count)).collect();
    let Some(small) = Small::of(&small) else {
        return Some(show(counts, &[]));
    };
    let total: u32 = counts.iter().sum();
    let one_each = counts.iter().all(|count| *count < THRESHOLD) && usize::try_from(total) == Ok(counts.len());
    // Of two counts the total gives one away with the other. And where one person in each part is possible,
    // withholding only that would say so: every other way to share them out is withheld with it.
    if counts.len() < 3 || one_each {
        return None;
    }
    if small.protect_each_other() {
        return Some(show(counts, &[]));
    }
    let mut large: Vec<Place> =
        counts.iter().enumerate().filter(|(_, count)| **count >= THRESHOLD).map(|(at, count)| (*count, at)).collect();
    large.sort_unstable();
    match large[..] {
        [first, ..] if one_hidden_is_enough(small, first, large.get(1).copied()) => Some(show(counts, &[first.1])),
        [first, second, ..] if two_hidden_are_enough(small, first, second, large.get(2).copied()) => {
            Some(show(counts, &[first.1, second.1]))
        }
        _ => None,
    }
}

fn is_small(count: u32) -> bool {
    (1..THRESHOLD).contains(&count)
}

fn show(counts: &[u32], hidden: &[usize]) -> Vec<Shown> {
    let shown = |(at, count): (usize, &u32)| {
        if hidden.contains(&at) { Shown::Hidden } else { Reader::Outside.count(*count) }
    };
    counts.iter().enumerate().map(shown).collect()
}

/// A count with its position; ordered, so that "the smallest" is one and the same for everyone.
type Place = (u32, usize);

/// The small counts, as far as they matter to someone who guesses: how many, and their sum.
#[derive(Clone, Copy)]
struct Small {
    cells: u32,
    sum: u32,
}

impl Small {
    fn of(counts: &[u32]) -> Option<Self> {
        let cells = u32::try_from(counts.len()).unwrap_or(u32::MAX);
        (cells > 0).then(|| Self { cells, sum: counts.iter().sum() })
    }

    /// Whether each has two possible values although their sum is known: there are two or more, and
    /// they are neither all 1 nor all 4.
    fn protect_each_other(self) -> bool {
        self.cells >= 2 && self.cells < self.sum && self.sum < self.cells * (THRESHOLD - 1)
    }

    /// The sums that do not protect: any for a single cell, else all 1 or all 4. Each of these sums
    /// fixes every cell, so two sums are two values of each cell.
    fn exposed_sums(self) -> impl Iterator<Item = u32> {
        let (first, last) = (self.cells, self.cells * (THRESHOLD - 1));
        let step = if self.cells == 1 { 1 } else { last - first };
        (first..=last).step_by(step as usize)
    }

    fn with_sum(self, sum: u32) -> Self {
        Self { sum, ..self }
    }
}

/// Whether `value` could stand at `at` and still be hidden before `next`, the smallest that is shown.
fn could_be_hidden(value: u32, at: usize, next: Option<Place>) -> bool {
    value >= THRESHOLD && next.is_none_or(|next| (value, at) < next)
}

/// Whether hiding the smallest shown count leaves two readings: the small cells and it, together a known sum.
fn one_hidden_is_enough(small: Small, (value, at): Place, next: Option<Place>) -> bool {
    let hidden_sum = small.sum + value;
    small
        .exposed_sums()
        .filter(|sum| hidden_sum.checked_sub(*sum).is_some_and(|value| could_be_hidden(value, at, next)))
        .take(2)
        .count()
        == 2
}

/// Whether hiding the two smallest leaves two readings of each, counting only communities for which
/// hiding one would not have been enough.
fn two_hidden_are_enough(small: Small, first: Place, second: Place, next: Option<Place>) -> bool {
    let hidden_sum = small.sum + first.0 + second.0;
    let mut readings = small.exposed_sums().flat_map(|sum| {
        let rest = hidden_sum.saturating_sub(sum);
        (THRESHOLD..rest).map(move |value| (sum, value, rest - value))
    });
    let possible = |(sum, a, b): &(u32, u32, u32)| {
        let (a, b) = ((*a, first.1), (*b, second.1));
        could_be_hidden(a.0, a.1, next)
            && could_be_hidden(b.0, b.1, next)
            && !one_hidden_is_enough(small.with_sum(*sum), a.min(b), Some(a.max(b)))
    };
    let mut seen: Option<(u32, u32, u32)> = None;
    let mut varies = (false, false, false);
    readings.by_ref().filter(possible).any(|reading| {
        let first_seen = *seen.get_or_insert(reading);
        varies.0 |= reading.0 != first_seen.0;
        varies.1 |= reading.1 != first_seen.1;
        varies.2 |= reading.2 != first_seen.2;
        varies == (true, true, true)
    })
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use proptest::prelude::*;

    use super::{Reader, Shown, suppress};

    use Shown::{Exact, FewerThanFive, Hidden};

    #[test]
    fn shows_absence_and_large_counts_as_they_are() {
        assert_eq!(suppress(&[12, 0, 7]), Some(vec![Exact(12), Exact(0), Exact(7)]));
        assert_eq!(suppress(&[0, 0, 0]), Some(vec![Exact(0); 3]));
    }

    #[test]
    fn small_counts_that_hide_each_other_need_no_more() {
        assert_eq!(suppress(&[12, 3, 1]), Some(vec![Exact(12), FewerThanFive, FewerThanFive]));
    }

    #[test]
    fn a_single_small_count_takes_the_smallest_other_with_it() {
        assert_eq!(suppress(&[12, 0, 7, 2]), Some(vec![Exact(12), Exact(0), Hidden, FewerThanFive]));
    }

    #[test]
    fn all_ones_cannot_be_told_from_all_fours() {
        assert_eq!(suppress(&[1, 1, 20, 40]), Some(vec![FewerThanFive, FewerThanFive, Hidden, Exact(40)]));
        // With 6 in place of 20, all fours would leave no room for it.
        assert_eq!(suppress(&[1, 1, 6, 40]), Some(vec![FewerThanFive, FewerThanFive, Hidden, Hidden]));
    }

    #[test]
    fn what_cannot_be_protected_is_withheld() {
        assert_eq!(suppress(&[3, 0, 0, 0]), None);
        assert_eq!(suppress(&[4, 4, 0, 0]), None);
        assert_eq!(suppress(&[1, 9]), None);
        assert_eq!((suppress(&[1, 1, 1, 1, 1]), suppress(&[2, 2, 1, 0, 0])), (None, None));
    }

    #[test]
    fn the_team_sees_every_count() {
        assert_eq!(Reader::Team.breakdown(&[1, 0, 9]), Some(vec![Exact(1), Exact(0), Exact(9)]));
        assert_eq!((Reader::Team.count(1), Reader::Outside.count(1)), (Exact(1), FewerThanFive));
    }

    fn vectors(cells: usize, total: u32) -> Vec<Vec<u32>> {
        if cells == 1 {
            return vec![vec![total]];
        }
        let with_first = |first| {
            vectors(cells - 1, total - first).into_iter().map(move |mut rest| {
                rest.push(first);
                rest
            })
        };
        (0..=total).flat_map(with_first).collect()
    }

    type Picture = Option<Vec<Shown>>;

    /// The attacker: knows the total and the algorithm, sees one picture, and tries every community there
    /// could be. Every count that is not shown exactly must keep two values, even in a breakdown withheld.
    fn assert_nothing_can_be_recovered(cells: usize, total: u32) {
        let mut communities: BTreeMap<String, (Picture, Vec<Vec<u32>>)> = BTreeMap::new();
        for counts in vectors(cells, total) {
            let picture = suppress(&counts);
            communities.entry(format!("{picture:?}")).or_insert((picture, Vec::new())).1.push(counts);
        }
        for (picture, candidates) in communities.values() {
            for cell in 0..cells {
                let is_open = picture.as_ref().is_some_and(|shown| matches!(shown[cell], Exact(_)));
                let values: BTreeSet<u32> = candidates.iter().map(|counts| counts[cell]).collect();
                assert!(is_open || values.len() >= 2, "{picture:?} of {total} gives {values:?} at {cell}");
            }
        }
    }

    #[test]
    fn an_exhaustive_attacker_recovers_nothing() {
        for (cells, largest) in [(2, 60), (3, 60), (4, 36), (5, 26), (6, 18), (7, 14), (8, 12)] {
            for total in 1..=largest {
                assert_nothing_can_be_recovered(cells, total);
            }
        }
    }

    proptest! {
        #[test]
        fn a_shown_count_is_the_truth_and_never_small(counts in proptest::collection::vec(0u32..40, 3..12)) {
            if let Some(shown) = suppress(&counts) {
                prop_assert_eq!(shown.len(), counts.len());
                for (shown, count) in shown.iter().zip(&counts) {
                    match shown {
                        Exact(value) => prop_assert!(value == count && (*count == 0 || *count >= 5)),
                        FewerThanFive => prop_assert!((1..5).contains(count)),
                        Hidden => prop_assert!(*count >= 5),
                    }
                }
            }
        }

        /// The attacker again, on larger communities: sums that fit the picture, without enumerating all.
        #[test]
        fn the_hidden_sum_never_fixes_a_small_count(counts in proptest::collection::vec(0u32..60, 3..12)) {
            if let Some(shown) = suppress(&counts) {
                let sum: u32 = shown.iter().zip(&counts).filter(|(s, _)| **s != Exact(0) && !matches!(s, Exact(_))).map(|(_, c)| c).sum();
                let small = u32::try_from(shown.iter().filter(|s| **s == FewerThanFive).count()).expect("few");
                let large = u32::try_from(shown.iter().filter(|s| **s == Hidden).count()).expect("few");
                if small > 0 {
                    let slack = sum - small - 5 * large;
                    prop_assert!(small + large >= 2 && slack >= 1, "{shown:?}");
                    prop_assert!(large > 0 || sum < 4 * small, "{shown:?}");
                }
            }
        }
    }
}
