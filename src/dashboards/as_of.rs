//! Which day the picture of a community is of that a lead sees.
//!
//! Suppression makes one picture safe; two of them, before and after one person came, differ by that person. So
//! outside the team a project's members are divided up as they were at the end of a quarter, and the next picture
//! follows when at least five people are in one of the two and not in the other. What was entered later with an
//! earlier date is in no earlier picture (the view `told_stays`), so the days stay where they are.
//!
//! What it does not hold against: who changes their own group, county or organisation moves at once, though
//! nothing tells a lead who that was; and who takes a consent back is hidden at once, which comes first.

use std::collections::BTreeSet;

use chrono::{Days, Months, NaiveDate};

use super::periods::first_of_quarter;
use crate::kernel::AssociateId;

/// People by whom two pictures differ at least: as many as a count must have to be shown.
const CHANGES: usize = 5;

pub(super) type People = BTreeSet<AssociateId>;

/// Somebody's time in a project, as it was known then.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stay {
    pub(super) associate: AssociateId,
    pub(super) first_day: NaiveDate,
    /// Null while it lasts.
    pub(super) last_day: Option<NaiveDate>,
}

/// What of a community is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum AsOf {
    /// As it is: for the team.
    Now,
    /// As it was at the end of a day.
    EndOf(NaiveDate),
    /// There have been too few people yet.
    NotYet,
}

impl AsOf {
    /// The latest picture for readers outside the team: the walk begins with the first person, from nobody.
    pub(super) fn outside(stays: &[Stay], today: NaiveDate) -> Self {
        pictures(stays, today).last().map_or(Self::NotYet, |(day, _)| Self::EndOf(*day))
    }
}

/// Every picture there has been of a project's members, each with its people.
pub(super) fn pictures(stays: &[Stay], today: NaiveDate) -> Vec<(NaiveDate, People)> {
    let Some(first) = stays.iter().map(|stay| stay.first_day).min() else { return Vec::new() };
    let (mut pictures, mut shown) = (Vec::new(), People::new());
    for day in quarter_ends(first).take_while(|day| *day < today) {
        let members = members_on(stays, day);
        if differ_enough(&members, &shown) {
            shown.clone_from(&members);
            pictures.push((day, members));
        }
    }
    pictures
}

/// Whether so many people are in one picture and not in the other that nobody can be told from them.
pub(super) fn differ_enough(one: &People, other: &People) -> bool {
    one.symmetric_difference(other).count() >= CHANGES
}

/// The last days of the quarters from this day on.
pub(super) fn quarter_ends(from: NaiveDate) -> impl Iterator<Item = NaiveDate> {
    let first = first_of_quarter(from);
    (1..).map_while(move |quarters: u32| {
        first.checked_add_months(Months::new(3 * quarters))?.checked_sub_days(Days::new(1))
    })
}

fn members_on(stays: &[Stay], day: NaiveDate) -> People {
    let is_here = |stay: &&Stay| stay.first_day <= day && stay.last_day.is_none_or(|last| day <= last);
    stays.iter().filter(is_here).map(|stay| stay.associate).collect()
}

#[cfg(test)]
mod tests {
    use super::{AsOf, AssociateId, NaiveDate, Stay};

    fn date(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    fn stay(associate: AssociateId, first: &str, last: Option<&str>) -> Stay {
        Stay { associate, first_day: date(first), last_day: last.map(date) }
    }

    /// As many people, each from this day on.
    fn crowd(size: usize, first: &str) -> Vec<Stay> {
        (0..size).map(|_| stay(AssociateId::new(), first, None)).collect()
    }

    fn on(stays: &[Stay], today: &str) -> AsOf {
        AsOf::outside(stays, date(today))
    }

    fn as_at(day: &str) -> AsOf {
        AsOf::EndOf(date(day))
    }

    #[test]
    fn begins_at_the_end_of_the_quarter_in_which_there_are_five() {
        let stays = [crowd(4, "2025-02-03"), crowd(1, "2025-05-06")].concat();
        assert_eq!(on(&[], "2026-03-02"), AsOf::NotYet);
        assert_eq!(on(&stays[..4], "2026-03-02"), AsOf::NotYet, "four people are never told apart");
        assert_eq!(on(&stays, "2025-06-30"), AsOf::NotYet, "the day is not over");
        assert_eq!(on(&stays, "2025-07-01"), as_at("2025-06-30"));
    }

    #[test]
    fn is_renewed_when_five_people_have_come_or_gone() {
        let mut stays = [crowd(8, "2025-01-10"), crowd(3, "2025-04-10")].concat();
        assert_eq!(on(&stays, "2025-07-01"), as_at("2025-03-31"), "three are too few");
        stays[0].last_day = Some(date("2025-08-01"));
        assert_eq!(on(&stays, "2025-10-01"), as_at("2025-03-31"), "and so are four");
        stays[1].last_day = Some(date("2025-12-30"));
        assert_eq!(on(&stays, "2025-12-31"), as_at("2025-03-31"));
        assert_eq!(on(&stays, "2026-01-01"), as_at("2025-12-31"));
        stays.extend(crowd(40, "2026-01-01"));
        assert_eq!(on(&stays, "2026-03-31"), as_at("2025-12-31"), "never within a quarter");
    }

    #[test]
    fn counts_people_and_not_what_they_did() {
        let mut stays = crowd(6, "2025-01-10");
        for _ in 0..4 {
            stays.push(stay(AssociateId::new(), "2025-04-02", Some("2025-05-05")));
        }
        assert_eq!(on(&stays, "2025-07-01"), as_at("2025-03-31"), "who came and went is in neither picture");
        let (again, anew) = (stays[0].associate, AssociateId::new());
        stays[0].last_day = Some(date("2025-04-30"));
        stays.push(stay(again, "2025-05-01", None));
        for role_starts in ["2025-05-01", "2025-05-02", "2025-05-03", "2025-05-04"] {
            stays.push(stay(anew, role_starts, None));
        }
        assert_eq!(on(&stays, "2025-07-01"), as_at("2025-03-31"), "one person with four roles is one");
    }
}
