//! Which people came to events, over time.
//!
//! The team reads exact numbers by group, each leading to its people. A lead reads how many of their members came in
//! each quarter, and which groups came at all, but no numbers by group: who came is told them by name, and beside the
//! names any such number would tell what somebody is (of nineteen members of twenty who came, the one missing from a
//! number is the one missing from the names). Which groups came is told as at the end of a quarter, and only when at
//! least five people are in it and not in another picture the lead has seen ([`super::as_of`]), of who came or of all
//! members. What was noted after that day is in no earlier picture.
//!
//! What it does not hold against: an attendance that is corrected after the end of its quarter.

use std::collections::BTreeSet;

use chrono::{Months, NaiveDate};

use super::as_of::{People, Stay, differ_enough, pictures, quarter_ends};
use super::breakdown::people;
use super::periods::{Period, first_of_quarter};
use super::store::VisitorCount;
use super::suppression::Reader;
use crate::kernel::{AssociateId, Choice, StakeholderGroup};
use crate::web::chart::{Trend, TrendCell, TrendRow};

/// How many months before a quarter began somebody may have come to be in its picture: two years with it.
const MONTHS_BEFORE: u32 = 21;

/// Somebody came to an event.
#[derive(Clone, Copy, Debug)]
pub(super) struct Visit {
    pub(super) associate: AssociateId,
    pub(super) stakeholder_group: StakeholderGroup,
    pub(super) day: NaiveDate,
    /// When it was written down.
    pub(super) noted_on: NaiveDate,
}

/// People by group and quarter, for the team; `href` is the list of a group, or of all, in a period.
pub(super) fn by_group(
    counts: &[VisitorCount],
    quarters: &[Period],
    title: &str,
    href: impl Fn(Option<StakeholderGroup>, &Period) -> String,
) -> Trend {
    let cell = |group: Option<StakeholderGroup>, number: i64, period: &Period| {
        let row = counts.iter().find(|row| row.period == number && row.stakeholder_group == group);
        TrendCell::count(row.map_or(0, |row| people(row.people)), href(group, period))
    };
    let row = |label: &str, group| TrendRow {
        label: label.to_owned(),
        cells: (1..).zip(quarters).map(|(number, period)| cell(group, number, period)).collect(),
    };
    let groups = StakeholderGroup::ALL.iter().map(|group| row(group.label(), Some(*group)));
    Trend {
        title: title.to_owned(),
        of: "Group".to_owned(),
        columns: quarters.iter().map(Period::short).collect(),
        rows: groups.chain([row("Everyone", None)]).collect(),
    }
}

/// How many different people came in each quarter.
pub(super) fn by_quarter(visits: &[Visit], quarters: &[Period]) -> Vec<u32> {
    let came = |period: &Period| -> People {
        visits.iter().filter(|visit| period.contains(visit.day)).map(|visit| visit.associate).collect()
    };
    quarters.iter().map(|period| u32::try_from(came(period).len()).unwrap_or(u32::MAX)).collect()
}

/// Which groups came in two years, and which did not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Presence {
    /// The last day of the two years.
    pub(super) day: NaiveDate,
    pub(super) came: Vec<String>,
    pub(super) absent: Vec<String>,
}

impl Presence {
    /// The latest one that a lead may see; none while there are too few people.
    pub(super) fn of(visits: &[Visit], stays: &[Stay], today: NaiveDate) -> Option<Self> {
        let of_members: Vec<People> = pictures(stays, today).into_iter().map(|(_, members)| members).collect();
        let first = visits.iter().map(|visit| visit.day).min()?;
        let (mut day, mut shown) = (None, People::new());
        for end in quarter_ends(first).take_while(|end| *end < today) {
            let came = came_by(visits, end);
            let tells_nobody = of_members.iter().chain([&shown]).all(|other| differ_enough(&came, other));
            if tells_nobody {
                (day, shown) = (Some(end), came);
            }
        }
        Self::of_people(day?, visits, &shown)
    }

    fn of_people(day: NaiveDate, visits: &[Visit], shown: &People) -> Option<Self> {
        let group_of = |visit: &Visit| (visit.associate, visit.stakeholder_group);
        let groups: BTreeSet<(AssociateId, StakeholderGroup)> =
            visits.iter().filter(|visit| shown.contains(&visit.associate)).map(group_of).collect();
        let count = |group: &StakeholderGroup| groups.iter().filter(|(_, of)| of == group).count();
        let counts: Vec<u32> =
            StakeholderGroup::ALL.iter().map(|group| u32::try_from(count(group)).unwrap_or(u32::MAX)).collect();
        // Where a picture of the numbers would be withheld, so is this one.
        Reader::Outside.breakdown(&counts)?;
        let (came, absent): (Vec<_>, Vec<_>) =
            StakeholderGroup::ALL.iter().zip(counts).partition(|(_, count)| *count > 0);
        let labels = |groups: Vec<(&StakeholderGroup, u32)>| {
            let told = groups.into_iter().filter(|(group, _)| **group != StakeholderGroup::Other);
            told.map(|(group, _)| group.label().to_owned()).collect()
        };
        Some(Self { day, came: labels(came), absent: labels(absent) })
    }
}

/// Who came in the two years that end on this day, as it was known then.
fn came_by(visits: &[Visit], end: NaiveDate) -> People {
    let first = first_of_quarter(end) - Months::new(MONTHS_BEFORE);
    let is_known = |visit: &&Visit| first <= visit.day && visit.day <= end && visit.noted_on <= end;
    visits.iter().filter(is_known).map(|visit| visit.associate).collect()
}

#[cfg(test)]
mod tests {
    use super::{
        AssociateId, Choice, NaiveDate, Presence, StakeholderGroup, Stay, Visit, VisitorCount, by_group, by_quarter,
    };
    use crate::dashboards::periods::two_years;

    use StakeholderGroup::{Carer, Commissioner, HealthProfessional};

    fn date(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    /// As many people of a group, who came on this day.
    fn crowd(size: usize, stakeholder_group: StakeholderGroup, day: &str) -> Vec<Visit> {
        let day = date(day);
        (0..size).map(|_| Visit { associate: AssociateId::new(), stakeholder_group, day, noted_on: day }).collect()
    }

    /// Those who came, and as many more, take part in the project.
    fn stays(visits: &[Visit], more: usize) -> Vec<Stay> {
        let of = |associate| Stay { associate, first_day: date("2025-01-10"), last_day: None };
        visits.iter().map(|visit| visit.associate).chain((0..more).map(|_| AssociateId::new())).map(of).collect()
    }

    #[test]
    fn a_number_is_of_different_people_and_leads_to_them() {
        let quarters = two_years(date("2026-11-26"));
        let counts = [
            VisitorCount { period: 8, stakeholder_group: Some(Carer), people: 3 },
            VisitorCount { period: 8, stakeholder_group: None, people: 3 },
        ];
        let trend = by_group(&counts, &quarters, "", |group, period| format!("{group:?} {}", period.first));
        let carers = trend.rows.iter().find(|row| row.label == "Carer").expect("a row");
        assert_eq!((carers.cells[7].text.as_str(), carers.cells[6].text.as_str()), ("3", "0"));
        assert_eq!(carers.cells[7].href.as_deref(), Some("Some(Carer) 2026-10-01"));
        assert_eq!((carers.cells[6].href.as_deref(), trend.rows.len()), (None, StakeholderGroup::ALL.len() + 1));
        let again = [crowd(2, Carer, "2026-10-05"), crowd(1, Carer, "2026-08-05")].concat();
        let again = [again.clone(), again[..1].to_vec()].concat();
        assert_eq!(by_quarter(&again, &quarters)[6..], [1, 2]);
    }

    #[test]
    fn a_lead_reads_which_groups_came_when_enough_people_differ_from_the_members() {
        let visits = [crowd(6, Carer, "2026-02-05"), crowd(7, HealthProfessional, "2026-03-05")].concat();
        let today = date("2026-04-10");
        let presence = Presence::of(&visits, &stays(&visits, 5), today).expect("told");
        assert_eq!(
            (presence.day, presence.came.as_slice()),
            (date("2026-03-31"), ["Carer", "Health professional"].map(str::to_owned).as_slice())
        );
        assert!(presence.absent.contains(&"Commissioner".to_owned()));
        assert_eq!(Presence::of(&visits, &stays(&visits, 4), today), None, "the four who did not come would be known");
        assert_eq!(Presence::of(&visits, &stays(&visits, 5), date("2026-03-31")), None, "the quarter is not over");
        assert_eq!(Presence::of(&visits[..4], &stays(&visits, 5), today), None);
    }

    #[test]
    fn one_more_person_changes_nothing_and_neither_does_what_is_noted_late() {
        let mut visits = crowd(13, Carer, "2026-02-05");
        let stays = stays(&visits, 9);
        visits.extend(crowd(1, Commissioner, "2026-05-05"));
        let presence = Presence::of(&visits, &stays, date("2026-08-01")).expect("told");
        assert_eq!((presence.day, presence.came), (date("2026-03-31"), vec!["Carer".to_owned()]));
        visits[13].day = date("2026-02-05");
        let presence = Presence::of(&visits, &stays, date("2026-08-01")).expect("told");
        assert!(presence.absent.contains(&"Commissioner".to_owned()), "it was noted in May");
    }
}
