//! Who came, and what follows from it.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};

use crate::events::{Event, EventState};
use crate::kernel::{AssociateId, StakeholderGroup, choices};

choices! {
    /// Whether someone came.
    pub(crate) enum AttendanceState as "attendance_state" {
        Attended = "attended", "Attended";
        /// Did not come, and said so.
        Excused = "excused", "Excused";
        /// Did not come.
        Absent = "absent", "Absent";
    }
}

impl AttendanceState {
    /// The word on the button that notes it.
    pub(crate) fn button(self) -> &'static str {
        match self {
            Self::Attended => "Here",
            Self::Excused => "Excused",
            Self::Absent => "Absent",
        }
    }
}

/// Someone with a place at an event, or who came without one.
#[derive(Clone, Debug)]
pub(crate) struct Guest {
    pub(crate) associate_id: AssociateId,
    pub(crate) name: String,
    pub(crate) stakeholder_group: StakeholderGroup,
    pub(crate) organisation: Option<String>,
    pub(crate) has_place: bool,
    /// None: nobody has noted it yet.
    pub(crate) state: Option<AttendanceState>,
    pub(crate) walk_in: bool,
    pub(crate) table_number: Option<i16>,
}

impl Guest {
    /// What stands under the name: "Carer, Carers Federation".
    pub(crate) fn about(&self) -> String {
        let group = self.stakeholder_group.to_string();
        self.organisation.as_ref().map_or(group.clone(), |organisation| format!("{group}, {organisation}"))
    }

    /// Their group as others at the event may read it. Some groups say something about health, so those who come for
    /// themselves share one word, and nobody stands apart by it.
    pub(crate) fn group_for_others(&self) -> &'static str {
        use StakeholderGroup::{Carer, Other, Public, ServiceUser};
        match self.stakeholder_group {
            ServiceUser | Carer | Public | Other => "Associate",
            group => crate::kernel::Choice::label(group),
        }
    }

    /// Whether they are here or may still come.
    pub(crate) fn is_expected(&self) -> bool {
        matches!(self.state, None | Some(AttendanceState::Attended))
    }
}

/// Which of the people a list shows; each number of an event leads to its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Show {
    Everyone,
    Registered,
    Missing,
    Attended,
    Excused,
    Absent,
    WalkIns,
}

impl Show {
    const ALL: [(Self, &str, &str); 7] = [
        (Self::Everyone, "", "Everyone"),
        (Self::Registered, "registered", "With a place"),
        (Self::Missing, "missing", "Not noted yet"),
        (Self::Attended, "attended", "Attended"),
        (Self::Excused, "excused", "Excused"),
        (Self::Absent, "absent", "Absent"),
        (Self::WalkIns, "walk-ins", "Walk-ins"),
    ];

    pub(crate) fn from_code(code: &str) -> Self {
        Self::ALL.iter().find(|(_, known, _)| *known == code).map_or(Self::Everyone, |(show, ..)| *show)
    }

    pub(crate) fn label(self) -> &'static str {
        Self::ALL.iter().find(|(show, ..)| *show == self).map_or("", |(.., label)| label)
    }

    pub(crate) fn includes(self, guest: &Guest) -> bool {
        match self {
            Self::Everyone => true,
            Self::Registered => guest.has_place,
            Self::Missing => guest.state.is_none(),
            Self::Attended => guest.state == Some(AttendanceState::Attended),
            Self::Excused => guest.state == Some(AttendanceState::Excused),
            Self::Absent => guest.state == Some(AttendanceState::Absent),
            Self::WalkIns => guest.walk_in,
        }
    }
}

/// What became of an event, in numbers.
#[derive(Clone, Debug, Default)]
pub(crate) struct Outcome {
    pub(crate) registered: usize,
    /// Walk-ins too.
    pub(crate) attended: usize,
    pub(crate) excused: usize,
    pub(crate) absent: usize,
    pub(crate) walk_ins: usize,
    /// With a place, and nobody has noted whether they came.
    pub(crate) missing: usize,
    /// Those who came, by group.
    groups: BTreeMap<StakeholderGroup, usize>,
}

impl Outcome {
    pub(crate) fn of(guests: &[Guest]) -> Self {
        let count = |show: Show| guests.iter().filter(|guest| show.includes(guest)).count();
        let mut groups = BTreeMap::new();
        for guest in guests.iter().filter(|guest| Show::Attended.includes(guest)) {
            *groups.entry(guest.stakeholder_group).or_default() += 1;
        }
        Self {
            registered: count(Show::Registered),
            attended: count(Show::Attended),
            excused: count(Show::Excused),
            absent: count(Show::Absent),
            walk_ins: count(Show::WalkIns),
            missing: count(Show::Missing),
            groups,
        }
    }

    /// The no-show rate in per cent; none with fewer than three registrations.
    pub(crate) fn no_show_per_cent(&self) -> Option<f64> {
        no_show_rate(self.registered, self.attended - self.walk_ins, self.absent).map(|rate| rate * 100.0)
    }

    /// How mixed those were who came; none when nobody did.
    pub(crate) fn mix(&self) -> Option<f64> {
        cross_boundary_mix(self.groups.values().copied())
    }
}

/// Of those with a place who were not excused, the share that did not come. None with fewer than three registrations,
/// which say nothing.
pub(crate) fn no_show_rate(registered: usize, attended: usize, absent: usize) -> Option<f64> {
    let expected = attended + absent;
    (registered >= 3 && expected > 0).then(|| as_real(absent) / as_real(expected))
}

/// The chance that two people, drawn at random with replacement, are of different groups (Blau's index): 1 − Σ q².
fn cross_boundary_mix(groups: impl Iterator<Item = usize> + Clone) -> Option<f64> {
    let all: usize = groups.clone().sum();
    (all > 0).then(|| 1.0 - groups.map(|size| (as_real(size) / as_real(all)).powi(2)).sum::<f64>())
}

fn as_real(number: usize) -> f64 {
    f64::from(u32::try_from(number).unwrap_or(u32::MAX))
}

/// When attendance can first be noted: an hour before the event.
pub(crate) fn opens_at(event: &Event) -> DateTime<Utc> {
    event.starts_at - TimeDelta::hours(1)
}

/// Whether attendance can be noted now, or corrected.
pub(crate) fn may_be_noted(event: &Event, now: DateTime<Utc>) -> bool {
    let takes_place = matches!(event.state, EventState::Open | EventState::Closed | EventState::Done);
    takes_place && opens_at(event) <= now
}

/// Whether people can say themselves that they are here: until the end.
pub(crate) fn may_check_in(event: &Event, now: DateTime<Utc>) -> bool {
    event.is_announced() && opens_at(event) <= now && !event.is_over(now)
}

#[cfg(test)]
mod tests {
    use super::{AttendanceState, Guest, Outcome, cross_boundary_mix, no_show_rate};
    use crate::kernel::{AssociateId, StakeholderGroup};

    fn guests(how_many: usize, state: Option<AttendanceState>, has_place: bool) -> impl Iterator<Item = Guest> {
        let guest = move |number: usize| Guest {
            associate_id: AssociateId::new(),
            name: format!("Guest {number}"),
            stakeholder_group: StakeholderGroup::Carer,
            organisation: None,
            has_place,
            state,
            walk_in: !has_place,
            table_number: None,
        };
        (0..how_many).map(guest)
    }

    #[test]
    fn four_of_thirty_seven_did_not_come() {
        use AttendanceState::{Absent, Attended, Excused};
        let all: Vec<Guest> = guests(33, Some(Attended), true)
            .chain(guests(3, Some(Excused), true))
            .chain(guests(4, Some(Absent), true))
            .chain(guests(2, Some(Attended), false))
            .collect();
        let outcome = Outcome::of(&all);
        assert_eq!((outcome.registered, outcome.attended, outcome.walk_ins), (40, 35, 2));
        assert_eq!((outcome.excused, outcome.absent, outcome.missing), (3, 4, 0));
        let rate = outcome.no_show_per_cent().expect("a rate");
        assert!((rate - 10.8).abs() < 0.05, "{rate}");
    }

    #[test]
    fn there_is_a_rate_from_three_registrations_on() {
        assert_eq!(no_show_rate(2, 1, 1), None);
        assert_eq!(no_show_rate(3, 2, 1), Some(1.0 / 3.0));
        assert_eq!(no_show_rate(3, 0, 0), None, "everyone was excused");
    }

    #[test]
    fn the_mix_is_one_less_the_squares_of_the_shares() {
        let mix = |groups: &[usize]| cross_boundary_mix(groups.iter().copied());
        assert_eq!(mix(&[]), None);
        assert_eq!(mix(&[7]), Some(0.0), "all of one group");
        assert!((mix(&[5, 5, 5, 5]).expect("a mix") - 0.75).abs() < 1e-12);
        assert!((mix(&[6, 3, 1]).expect("a mix") - 0.54).abs() < 1e-12);
    }

    #[test]
    fn nobody_stands_apart_by_a_group_that_says_something_about_health() {
        let mut guest = guests(1, None, true).next().expect("a guest");
        assert_eq!(guest.group_for_others(), "Associate");
        guest.stakeholder_group = StakeholderGroup::Public;
        assert_eq!(guest.group_for_others(), "Associate");
        guest.stakeholder_group = StakeholderGroup::Commissioner;
        assert_eq!(guest.group_for_others(), "Commissioner");
    }
}
