//! What events are for: how the four characteristic activities share them, and which is missing.

use chrono::{DateTime, TimeDelta, Utc};

use super::breakdown::people;
use super::store::PastEvent;
use super::suppression::Reader;
use crate::events::{Activity, activity_balance};
use crate::kernel::{Choice, london_date};
use crate::web::chart::{Bar, BarChart, Shown};

/// From this share on an event is one at which the activity happens.
const HAPPENS: i16 = 20;
/// So long may an activity be away before we say so.
const AWAY: TimeDelta = TimeDelta::days(90);
/// Below this share, in per cent, an activity is small.
const SMALL: f64 = 10.0;

/// The activities of a year of events, as one reader may see them.
#[derive(Clone, Debug)]
pub(super) struct Activities {
    /// Per cent of the person-hours in each; empty when there are none.
    pub(super) chart: BarChart,
    /// "0.84"; none when there is nothing to compare.
    pub(super) balance: Option<String>,
    /// What is missing.
    pub(super) advice: String,
}

impl Activities {
    pub(super) fn of(events: &[PastEvent], reader: Reader, now: DateTime<Utc>) -> Self {
        let amounts = amounts(events, reader);
        let sum: f64 = amounts.iter().sum();
        let shares = amounts.map(|amount| if sum > 0.0 { 100.0 * amount / sum } else { 0.0 });
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "per cent")]
        let bar = |(activity, share): (&Activity, f64)| Bar {
            label: activity.label().to_owned(),
            value: Shown::Exact(share.round() as u32),
            href: None,
        };
        let rows = if sum > 0.0 { Activity::ALL.iter().zip(shares).map(bar).collect() } else { Vec::new() };
        Self {
            chart: BarChart {
                title: "Activity mix of the last twelve months, in per cent".to_owned(),
                of: "Activity".to_owned(),
                rows,
            },
            balance: activity_balance(amounts).map(|balance| format!("{balance:.2}")),
            advice: advice(events, shares, now),
        }
    }
}

/// Attended person-minutes in each activity, with the places where nobody has noted yet who came. Outside the team an event with so few people that their number is not told does
/// not count.
fn amounts(events: &[PastEvent], reader: Reader) -> [f64; 4] {
    let mut amounts = [0.0; 4];
    for event in events {
        let Some(people) = reader.count(people(event.people())).exact() else { continue };
        let weight = f64::from(people) * f64::from(event.minutes);
        for (amount, share) in amounts.iter_mut().zip(event.mix()) {
            *amount += weight * f64::from(share) / 100.0;
        }
    }
    amounts
}

/// The activity that has been away longest; else the smallest, if it is small.
fn advice(events: &[PastEvent], shares: [f64; 4], now: DateTime<Utc>) -> String {
    if events.is_empty() {
        return "There was no event in the last twelve months.".to_owned();
    }
    let last =
        |place: usize| events.iter().filter(|event| event.mix()[place] >= HAPPENS).map(|event| event.starts_at).max();
    let activities =
        || Activity::ALL.iter().enumerate().map(|(place, activity)| (place, activity.label().to_lowercase()));
    let away = activities().map(|(place, words)| (last(place), place, words)).min_by_key(|(last, ..)| *last);
    match away {
        Some((None, place, words)) if shares[place] > 0.0 => {
            return format!("No event of the last twelve months was for {words} by a fifth or more.");
        }
        Some((None, _, words)) => return format!("No {words} in the last twelve months."),
        Some((Some(last), _, words)) if now - last > AWAY => {
            return format!("No {words} since {}.", london_date(last).format("%B"));
        }
        _ => {}
    }
    let least = activities().min_by(|(one, _), (other, _)| shares[*one].total_cmp(&shares[*other]));
    match least {
        Some((place, words)) if shares[place] < SMALL && shares[place] > 0.0 => {
            format!("There is little {words}: {:.0} %.", shares[place])
        }
        _ => "All four activities have their part.".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, TimeDelta, Utc};

    use super::{Activities, Reader};
    use crate::dashboards::store::PastEvent;
    use crate::kernel::EventId;

    fn now() -> DateTime<Utc> {
        "2026-11-23T14:00:00Z".parse().expect("a moment")
    }

    fn event(days_ago: i64, people: i64, mix: [i16; 4]) -> PastEvent {
        let [social_interaction, knowledge_sharing, knowledge_creation, identity_building] = mix;
        PastEvent {
            id: EventId::new(),
            starts_at: now() - TimeDelta::days(days_ago),
            minutes: 60,
            registered: 99,
            came: people,
            came_with_place: people,
            absent: 0,
            is_noted: true,
            social_interaction,
            knowledge_sharing,
            knowledge_creation,
            identity_building,
        }
    }

    fn shares(activities: &Activities) -> Vec<String> {
        activities.chart.rows.iter().map(|row| row.value.to_string()).collect()
    }

    #[test]
    fn shares_and_balance_weigh_events_by_their_people() {
        let events = [event(10, 30, [40, 40, 15, 5]), event(20, 10, [40, 40, 15, 5])];
        let activities = Activities::of(&events, Reader::Team, now());
        assert_eq!(shares(&activities), ["40", "40", "15", "5"]);
        assert_eq!(activities.balance.as_deref(), Some("0.84"));
        let events = [event(10, 30, [100, 0, 0, 0]), event(20, 10, [0, 100, 0, 0])];
        assert_eq!(shares(&Activities::of(&events, Reader::Team, now())), ["75", "25", "0", "0"]);
    }

    #[test]
    fn who_came_counts_and_places_only_where_nobody_noted_it() {
        let noted = event(10, 30, [100, 0, 0, 0]);
        let not_noted = PastEvent { registered: 10, came: 0, is_noted: false, ..event(20, 0, [0, 100, 0, 0]) };
        let nobody_came = PastEvent { registered: 50, ..event(30, 0, [0, 0, 100, 0]) };
        let activities = Activities::of(&[noted, not_noted, nobody_came], Reader::Team, now());
        assert_eq!(shares(&activities), ["75", "25", "0", "0"]);
    }

    #[test]
    fn says_which_activity_has_been_away_longest() {
        let advice = |events: &[PastEvent]| Activities::of(events, Reader::Team, now()).advice;
        assert_eq!(advice(&[]), "There was no event in the last twelve months.");
        assert_eq!(
            advice(&[event(10, 9, [30, 40, 30, 0]), event(250, 9, [0, 50, 0, 50])]),
            "No identity building since March."
        );
        assert_eq!(advice(&[event(10, 9, [30, 40, 30, 0])]), "No identity building in the last twelve months.");
        assert_eq!(advice(&[event(10, 9, [25; 4])]), "All four activities have their part.");
        let little = [event(10, 99, [50, 50, 0, 0]), event(20, 9, [0, 0, 80, 20])];
        assert_eq!(advice(&little), "There is little identity building: 2 %.");
    }

    #[test]
    fn outside_the_team_an_event_of_fewer_than_five_does_not_count() {
        let events = [event(10, 4, [100, 0, 0, 0]), event(20, 5, [0, 100, 0, 0])];
        assert_eq!(shares(&Activities::of(&events, Reader::Outside, now())), ["0", "100", "0", "0"]);
        let few = [event(10, 4, [100, 0, 0, 0])];
        assert!(Activities::of(&few, Reader::Outside, now()).chart.rows.is_empty());
        assert_eq!(shares(&Activities::of(&few, Reader::Team, now())), ["100", "0", "0", "0"]);
    }
}
