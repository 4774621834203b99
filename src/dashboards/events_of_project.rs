//! The events of a project as its lead and the team see them: which ones, and of whom more than a number is told.

use super::store::{MemberAtEvent, Others};
use super::suppression::Reader;
use crate::attendance::AttendanceState;
use crate::dashboards::breakdown::people;
use crate::places::RegistrationState;
use crate::web::chart::Shown;

/// Which events a list shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Show {
    Coming,
    Past,
    /// Over and not done.
    ToClose,
}

impl Show {
    pub(super) const ALL: [Self; 3] = [Self::Coming, Self::Past, Self::ToClose];

    pub(super) fn code(self) -> &'static str {
        match self {
            Self::Coming => "",
            Self::Past => "past",
            Self::ToClose => "to-close",
        }
    }

    pub(super) fn label(self) -> &'static str {
        match self {
            Self::Coming => "Coming",
            Self::Past => "Past",
            Self::ToClose => "To close",
        }
    }

    pub(super) fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|show| show.code() == code)
    }
}

/// Which of a project's people at an event a list shows; each number leads to its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    All,
    Placed,
    Came,
}

impl Part {
    pub(super) fn from_code(code: &str) -> Option<Self> {
        match code {
            "" => Some(Self::All),
            "placed" => Some(Self::Placed),
            "came" => Some(Self::Came),
            _ => None,
        }
    }

    pub(super) fn includes(self, member: &MemberAtEvent) -> bool {
        match self {
            Self::All => true,
            Self::Placed => member.state == Some(RegistrationState::Registered),
            Self::Came => member.attendance == Some(AttendanceState::Attended),
        }
    }
}

impl MemberAtEvent {
    /// How they stand to the event, in words and a colour. Why somebody did not come is between them and the team.
    pub(super) fn in_words(&self, is_over: bool) -> (&'static str, &'static str) {
        match (self.attendance, self.state) {
            (Some(AttendanceState::Attended), Some(RegistrationState::Registered)) => ("Came", "green"),
            (Some(AttendanceState::Attended), _) => ("Came without a place", "green"),
            (Some(AttendanceState::Excused | AttendanceState::Absent), _) => ("Did not come", "grey"),
            (None, Some(RegistrationState::Registered)) if is_over => ("Had a place, not noted yet", "yellow"),
            (None, Some(RegistrationState::Registered)) => ("Has a place", "green"),
            (None, Some(RegistrationState::Offered)) if !is_over => ("Is offered a place", "teal"),
            (None, _) if is_over => ("Waited for a place", "grey"),
            (None, _) => ("Waits for a place", "yellow"),
        }
    }
}

/// Everyone at an event who is not of the project, as a reader may see them. A lead knows their own people by name, so
/// whatever would be told of all would tell the others too: they are told for themselves, and no small number of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct OthersTold {
    /// With a place, whether they came or not. It was told before the event, so what follows must not give away more
    /// beside it.
    placed: Shown,
    /// Of these, who came and who did not; none before it is noted, and where one of the two is small.
    parted: Option<[Shown; 2]>,
    /// Came without a place; none before it is noted.
    walked_in: Option<Shown>,
}

impl OthersTold {
    pub(super) fn of(others: Others, is_noted: bool, reader: Reader) -> Self {
        let (placed, came, walked_in) = (people(others.placed), people(others.came), people(others.walked_in));
        let parted = reader.breakdown(&[came, placed.saturating_sub(came)]).filter(|_| is_noted);
        Self {
            placed: reader.count(placed),
            parted: parted.and_then(|parts| parts.try_into().ok()),
            walked_in: is_noted.then(|| reader.count(walked_in)),
        }
    }

    /// "17 with a place: 12 came, 5 did not. 6 came without a place."
    pub(super) fn in_words(&self) -> String {
        if self.placed == Shown::Exact(0) && self.walked_in.is_none_or(|walked_in| walked_in == Shown::Exact(0)) {
            return "Nobody else.".to_owned();
        }
        let placed = match (self.parted, self.walked_in) {
            (Some([came, stayed_away]), _) => {
                format!("{} with a place: {came} came, {stayed_away} did not.", self.placed)
            }
            (None, Some(_)) => format!("{} with a place. How many of them came is not shown.", self.placed),
            (None, None) => format!("{} with a place.", self.placed),
        };
        match self.walked_in {
            Some(Shown::Exact(0)) | None => capitalised(&placed),
            Some(walked_in) => {
                format!("{} {} came without a place.", capitalised(&placed), capitalised(&walked_in.to_string()))
            }
        }
    }
}

fn capitalised(words: &str) -> String {
    let mut characters = words.chars();
    characters.next().map(|first| first.to_uppercase().chain(characters).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{AttendanceState, MemberAtEvent, Others, OthersTold, Part, Reader, RegistrationState, Show};
    use crate::kernel::AssociateId;

    fn others(placed: i64, came: i64, walked_in: i64) -> Others {
        Others { placed, came, walked_in }
    }

    #[test]
    fn few_others_are_not_told() {
        let told = |others, is_noted| OthersTold::of(others, is_noted, Reader::Outside).in_words();
        assert_eq!(told(others(4, 0, 0), false), "Fewer than 5 with a place.");
        assert_eq!(told(others(0, 0, 0), true), "Nobody else.");
        assert_eq!(told(others(20, 8, 6), true), "20 with a place: 8 came, 12 did not. 6 came without a place.");
        // 20 with a place was told before: of 17 who came it would follow that three did not.
        let withheld = "20 with a place. How many of them came is not shown. Fewer than 5 came without a place.";
        assert_eq!(told(others(20, 17, 1), true), withheld);
        assert_eq!(told(others(20, 3, 1), true), withheld);
    }

    #[test]
    fn whatever_is_shown_leaves_two_readings_of_every_small_number() {
        let all = || (0..=9).flat_map(|placed| (0..=placed).map(move |came| others(placed, came, 0)));
        for one in all() {
            let seen = OthersTold::of(one, true, Reader::Outside);
            let could_be = || all().filter(|other| OthersTold::of(*other, true, Reader::Outside) == seen);
            for small in [|one: Others| one.placed, |one: Others| one.came, |one: Others| one.placed - one.came] {
                let is_fixed = could_be().all(|other| small(other) == small(one));
                assert!(!is_fixed || !(1..5).contains(&small(one)), "{one:?} {seen:?}");
            }
        }
    }

    #[test]
    fn the_team_reads_them_exactly() {
        let told = OthersTold::of(others(20, 17, 1), true, Reader::Team);
        assert_eq!(told.in_words(), "20 with a place: 17 came, 3 did not. 1 came without a place.");
    }

    #[test]
    fn of_a_member_is_told_whether_they_came_and_not_why_they_did_not() {
        let member = |state, attendance| MemberAtEvent {
            associate_id: AssociateId::new(),
            name: "Mary".to_owned(),
            organisation: None,
            state,
            attendance,
        };
        let placed = Some(RegistrationState::Registered);
        let (excused, absent) =
            (member(placed, Some(AttendanceState::Excused)), member(placed, Some(AttendanceState::Absent)));
        assert_eq!(excused.in_words(true), absent.in_words(true));
        let walked_in = member(None, Some(AttendanceState::Attended));
        assert_eq!(walked_in.in_words(true).0, "Came without a place");
        assert!(Part::Came.includes(&walked_in) && !Part::Placed.includes(&walked_in));
        assert_eq!(member(Some(RegistrationState::Waiting), None).in_words(false).0, "Waits for a place");
    }

    #[test]
    fn every_list_has_its_address() {
        assert!(Show::ALL.into_iter().all(|show| Show::from_code(show.code()) == Some(show)));
        assert_eq!(Show::from_code("frog"), None);
    }
}
