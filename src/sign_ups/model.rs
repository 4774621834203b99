//! How someone stands to the events they have to do with.

use chrono::{DateTime, Utc};

use crate::attendance::AttendanceState;
use crate::events::{EventState, when};
use crate::kernel::{EventId, RegistrationId, display_date_time};
use crate::places::RegistrationState;

/// An event someone has registered for or come to.
#[derive(Clone, Debug)]
pub(crate) struct OwnEvent {
    pub(crate) event_id: EventId,
    pub(crate) title: String,
    pub(crate) starts_at: DateTime<Utc>,
    pub(crate) ends_at: DateTime<Utc>,
    pub(crate) event_state: EventState,
    /// None: came without one.
    pub(crate) registration: Option<RegistrationId>,
    pub(crate) state: Option<RegistrationState>,
    pub(crate) offer_expires_at: Option<DateTime<Utc>>,
    /// How many stand before them in line.
    pub(crate) before: Option<i64>,
    pub(crate) attendance: Option<AttendanceState>,
    pub(crate) walk_in: Option<bool>,
    pub(crate) table_number: Option<i16>,
}

impl OwnEvent {
    /// Whether it is to come and concerns them still.
    pub(crate) fn is_coming(&self, now: DateTime<Utc>) -> bool {
        self.ends_at > now && self.state.is_some_and(RegistrationState::is_live)
    }

    /// Whether it is over and they had a place or came; one that was cancelled never took place.
    pub(crate) fn is_past(&self, now: DateTime<Utc>) -> bool {
        let had_place = self.state == Some(RegistrationState::Registered);
        self.ends_at <= now && self.event_state != EventState::Cancelled && (had_place || self.came())
    }

    pub(crate) fn came(&self) -> bool {
        self.attendance == Some(AttendanceState::Attended)
    }

    /// How they stand to it, to themselves, in words and a colour.
    pub(crate) fn to_you(&self, now: DateTime<Utc>) -> (&'static str, &'static str) {
        if self.event_state == EventState::Cancelled {
            return ("The event is cancelled", "red");
        }
        match (self.attendance, self.state) {
            (Some(AttendanceState::Attended), _) if self.walk_in == Some(true) => ("You came without a place", "green"),
            (Some(AttendanceState::Attended), _) => ("You came", "green"),
            (Some(AttendanceState::Excused), _) => ("You told us that you could not come", "grey"),
            (Some(AttendanceState::Absent), _) => ("Noted as not there", "grey"),
            (None, Some(RegistrationState::Registered)) if self.ends_at <= now => ("You had a place", "grey"),
            (None, Some(state)) => (state.to_you(), state.colour()),
            (None, None) => ("Not noted", "grey"),
        }
    }

    /// The same to the team.
    pub(crate) fn in_words(&self, now: DateTime<Utc>) -> (&'static str, &'static str) {
        if self.event_state == EventState::Cancelled {
            return ("Event cancelled", "red");
        }
        match (self.attendance, self.state) {
            (Some(AttendanceState::Attended), _) if self.walk_in == Some(true) => ("Walk-in", "green"),
            (Some(AttendanceState::Attended), _) => ("Attended", "green"),
            (Some(AttendanceState::Excused), _) => ("Excused", "grey"),
            (Some(AttendanceState::Absent), _) => ("Absent", "grey"),
            (None, Some(RegistrationState::Registered)) if self.ends_at <= now => ("Not noted yet", "yellow"),
            (None, Some(state)) => (crate::kernel::Choice::label(state), state.colour()),
            (None, None) => ("Not noted", "grey"),
        }
    }

    /// What to add to it: where they stand in line, until when a place is held, where they sat.
    pub(crate) fn more(&self, now: DateTime<Utc>) -> Option<String> {
        match (self.state, self.before, self.table_number) {
            (Some(RegistrationState::Waiting), Some(before), _) if self.ends_at > now => Some(match before {
                0 => "You are the first in line.".to_owned(),
                1 => "1 person is before you in line.".to_owned(),
                n => format!("{n} people are before you in line."),
            }),
            (Some(RegistrationState::Offered), ..) if self.ends_at > now => {
                self.offer_expires_at.map(|until| format!("Please answer by {}.", display_date_time(until)))
            }
            (_, _, Some(table)) if self.came() => Some(format!("Table {table}.")),
            _ => None,
        }
    }

    /// When it is.
    pub(crate) fn when(&self) -> String {
        when(self.starts_at, self.ends_at)
    }
}

/// How often someone came, in a sentence for the team: "Attended 7 of 9 events with a place. 1 excused, 1 absent."
pub(crate) fn attendance_in_words(events: &[OwnEvent], now: DateTime<Utc>) -> Option<String> {
    let past: Vec<&OwnEvent> = events.iter().filter(|one| one.is_past(now)).collect();
    let (walk_ins, placed): (Vec<&OwnEvent>, Vec<&OwnEvent>) =
        past.into_iter().partition(|one| one.walk_in == Some(true));
    let count = |state: AttendanceState| placed.iter().filter(|one| one.attendance == Some(state)).count();
    let known = placed.iter().filter(|one| one.attendance.is_some()).count();
    let attended = match known {
        0 if walk_ins.is_empty() => return None,
        0 => "Had a place at no past event of which it is noted".to_owned(),
        1 => format!("Attended {} of 1 event with a place", count(AttendanceState::Attended)),
        known => format!("Attended {} of {known} events with a place", count(AttendanceState::Attended)),
    };
    let rest = [
        (count(AttendanceState::Excused), "excused"),
        (count(AttendanceState::Absent), "absent"),
        (walk_ins.len(), "without a place"),
        (placed.len() - known, "not noted yet"),
    ];
    let rest: Vec<String> =
        rest.iter().filter(|(count, _)| *count > 0).map(|(count, words)| format!("{count} {words}")).collect();
    Some(if rest.is_empty() { format!("{attended}.") } else { format!("{attended}; {}.", rest.join(", ")) })
}

#[cfg(test)]
mod tests {
    use super::{AttendanceState, DateTime, EventState, OwnEvent, RegistrationState, Utc, attendance_in_words};
    use crate::kernel::{EventId, RegistrationId};

    fn now() -> DateTime<Utc> {
        "2026-11-26T12:00:00Z".parse().expect("a moment")
    }

    fn event(day: &str, state: Option<RegistrationState>, attendance: Option<AttendanceState>) -> OwnEvent {
        let starts_at = format!("{day}T10:00:00Z").parse().expect("a moment");
        OwnEvent {
            event_id: EventId::new(),
            title: "An event".to_owned(),
            starts_at,
            ends_at: starts_at + chrono::TimeDelta::hours(1),
            event_state: EventState::Done,
            registration: state.map(|_| RegistrationId::new()),
            state,
            offer_expires_at: None,
            before: None,
            attendance,
            walk_in: attendance.map(|_| state.is_none()),
            table_number: None,
        }
    }

    #[test]
    fn says_how_often_someone_came() {
        use AttendanceState::{Absent, Attended, Excused};
        let placed = Some(RegistrationState::Registered);
        let mut all: Vec<OwnEvent> = (0..7).map(|_| event("2026-05-04", placed, Some(Attended))).collect();
        all.extend([event("2026-05-04", placed, Some(Absent)), event("2026-05-04", placed, Some(Excused))]);
        let words = |all: &[OwnEvent]| attendance_in_words(all, now());
        assert_eq!(words(&all).as_deref(), Some("Attended 7 of 9 events with a place; 1 excused, 1 absent."));
        all.extend([event("2026-05-04", None, Some(Attended)), event("2026-11-20", placed, None)]);
        all.push(event("2026-12-04", placed, None));
        let words_then = words(&all);
        assert!(words_then.as_deref().is_some_and(|words| words.ends_with("1 without a place, 1 not noted yet.")));
        assert_eq!(words(&all[..1]).as_deref(), Some("Attended 1 of 1 event with a place."));
        assert_eq!((words(&[]), words(&all[11..])), (None, None), "nothing is past");
    }

    #[test]
    fn tells_coming_from_past_and_nobody_of_a_cancelled_event_that_they_had_a_place() {
        let placed = Some(RegistrationState::Registered);
        let (past, coming) = (event("2026-05-04", placed, None), event("2026-12-04", placed, None));
        assert!(past.is_past(now()) && !past.is_coming(now()) && coming.is_coming(now()) && !coming.is_past(now()));
        let cancelled = OwnEvent { event_state: EventState::Cancelled, ..past };
        assert!(!cancelled.is_past(now()));
        let walked_in = event("2026-05-04", None, Some(AttendanceState::Attended));
        assert_eq!((walked_in.is_past(now()), walked_in.to_you(now()).0), (true, "You came without a place"));
        let gave_up = event("2026-12-04", Some(RegistrationState::Cancelled), None);
        assert!(!gave_up.is_coming(now()) && !gave_up.is_past(now()));
    }

    #[test]
    fn says_where_someone_stands_in_line_and_where_they_sat() {
        let waiting = OwnEvent { before: Some(2), ..event("2026-12-04", Some(RegistrationState::Waiting), None) };
        assert_eq!(waiting.more(now()).as_deref(), Some("2 people are before you in line."));
        let sat = event("2026-05-04", Some(RegistrationState::Registered), Some(AttendanceState::Attended));
        assert_eq!(OwnEvent { table_number: Some(3), ..sat }.more(now()).as_deref(), Some("Table 3."));
    }
}
