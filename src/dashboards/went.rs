//! How events went: reciprocity and the no-show rate over time.

use std::collections::BTreeMap;

use chrono::{Months, NaiveDate};

use super::periods::Period;
use super::store::PastEvent;
use super::suppression::Reader;
use crate::attendance::no_show_rate;
use crate::kernel::{EventId, display_date};
use crate::programme::Shares;
use crate::web::chart::{Shown, Trend, TrendCell, TrendRow};

/// Registrations from which on an event's rate says something.
const ENOUGH: i64 = 3;

/// The last twelve months in words: what was measured, of how much.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct LastYear {
    pub(super) first: NaiveDate,
    pub(super) last: NaiveDate,
    pub(super) reciprocity: String,
    pub(super) no_show: String,
}

impl LastYear {
    pub(super) fn of(
        events: &[PastEvent],
        shares: &BTreeMap<EventId, Shares>,
        reader: Reader,
        today: NaiveDate,
    ) -> Self {
        let first = today - Months::new(12);
        let events: Vec<&PastEvent> = events.iter().filter(|event| event.day() >= first).collect();
        Self {
            first,
            last: today,
            reciprocity: reciprocity_in_words(&events, shares, reader),
            no_show: no_show_in_words(&events, reader),
        }
    }

    /// "26 November 2025 to 26 November 2026".
    pub(super) fn span(&self) -> String {
        format!("{} to {}", display_date(self.first), display_date(self.last))
    }
}

/// The mean of the events at which anybody leads anything; none when there is no such event.
fn mean_reciprocity<'a>(
    events: impl IntoIterator<Item = &'a &'a PastEvent>,
    shares: &BTreeMap<EventId, Shares>,
) -> Option<(f64, u32)> {
    let each = events.into_iter().filter_map(|event| shares.get(&event.id)?.reciprocity());
    let (sum, count) = each.fold((0.0, 0_u32), |(sum, count), one| (sum + one, count + 1));
    (count > 0).then(|| (sum / f64::from(count), count))
}

/// Those of the events with enough registrations who had a place and came, and who had one and did not.
fn no_shows(events: &[&PastEvent]) -> (usize, usize) {
    let counted = events.iter().filter(|event| event.registered >= ENOUGH);
    let size = |count: i64| usize::try_from(count).unwrap_or_default();
    counted.fold((0, 0), |(came, absent), event| (came + size(event.came_with_place), absent + size(event.absent)))
}

fn rate(events: &[&PastEvent]) -> Option<f64> {
    let (came, absent) = no_shows(events);
    no_show_rate(came + absent, came, absent).filter(|_| came + absent > 0)
}

/// Outside the team only of so many people leading something that nobody's own part can be told from it.
fn reciprocity_in_words(events: &[&PastEvent], shares: &BTreeMap<EventId, Shares>, reader: Reader) -> String {
    let people: u32 = events.iter().filter_map(|event| shares.get(&event.id)).map(Shares::parts).sum();
    if events.is_empty() {
        return "There was no event in the last twelve months.".to_owned();
    }
    match (mean_reciprocity(events, shares), reader.count(people)) {
        (None, _) => "Nothing on a programme says who led it, so there is no reciprocity.".to_owned(),
        (_, Shown::FewerThanFive | Shown::Hidden) => {
            "Reciprocity is not shown: so few people led something that it would tell who they are.".to_owned()
        }
        (Some((mean, 1)), _) => format!("Reciprocity was {mean:.2} at the one event with a programme."),
        (Some((mean, count)), _) => format!("Reciprocity was {mean:.2}, the mean of {count} events with a programme."),
    }
}

/// Outside the team neither those who came nor those who did not may be so few that the rate tells their number, and
/// the numbers themselves are not told: of some of these people a lead knows the names.
fn no_show_in_words(events: &[&PastEvent], reader: Reader) -> String {
    let (came, absent) = no_shows(events);
    let is_told = |count: usize| reader.count(u32::try_from(count).unwrap_or(u32::MAX)).exact().is_some();
    match rate(events) {
        None if events.is_empty() => String::new(),
        None => "Nobody has noted yet who came, so there is no no-show rate.".to_owned(),
        Some(_) if !is_told(came) || !is_told(absent) => {
            "The no-show rate is not shown: it would tell how few people stayed away, or came.".to_owned()
        }
        Some(rate) if reader == Reader::Outside => format!("The no-show rate was about {:.0} %.", rate * 100.0),
        Some(rate) => {
            format!(
                "The no-show rate was {:.1} %: {absent} of {} people with a place who were expected.",
                rate * 100.0,
                came + absent
            )
        }
    }
}

/// Quarter by quarter, for the team; `href` is the list of the events of a period.
pub(super) fn by_quarter(
    events: &[PastEvent],
    shares: &BTreeMap<EventId, Shares>,
    quarters: &[Period],
    href: impl Fn(&Period) -> String,
) -> Trend {
    let of =
        |period: &Period| -> Vec<&PastEvent> { events.iter().filter(|event| period.contains(event.day())).collect() };
    let row = |label: &str, cell: &dyn Fn(&Period) -> TrendCell| TrendRow {
        label: label.to_owned(),
        cells: quarters.iter().map(cell).collect(),
    };
    let number = |period: &Period| TrendCell::count(u32::try_from(of(period).len()).unwrap_or(u32::MAX), href(period));
    let reciprocity = |period: &Period| {
        let mean = mean_reciprocity(&of(period), shares).map(|(mean, _)| mean);
        TrendCell::measure(mean, |mean| format!("{mean:.2}"))
    };
    let no_show = |period: &Period| TrendCell::measure(rate(&of(period)), |rate| format!("{:.1} %", rate * 100.0));
    Trend {
        title: "How events went, by quarter".to_owned(),
        of: "Measure".to_owned(),
        columns: quarters.iter().map(Period::short).collect(),
        rows: vec![row("Events", &number), row("Reciprocity", &reciprocity), row("No-show rate", &no_show)],
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::{LastYear, PastEvent, Reader, Shares, by_quarter};
    use crate::dashboards::periods::two_years;
    use crate::kernel::{EventId, StakeholderGroup};

    fn event(day: &str, registered: i64, came: i64, absent: i64) -> PastEvent {
        PastEvent {
            id: EventId::new(),
            starts_at: format!("{day}T12:00:00Z").parse().expect("a moment"),
            minutes: 60,
            registered,
            came: came + 2,
            came_with_place: came,
            absent,
            is_noted: true,
            social_interaction: 25,
            knowledge_sharing: 25,
            knowledge_creation: 25,
            identity_building: 25,
        }
    }

    /// Minutes led by researchers and by carers, by so many people each.
    fn shares(researchers: f64, carers: f64, people: u32) -> Shares {
        let mut shares = Shares::default();
        for _ in 0..people {
            shares.add(Some(StakeholderGroup::AppliedHealthResearcher), researchers / f64::from(people));
            shares.add(Some(StakeholderGroup::Carer), carers / f64::from(people));
        }
        shares
    }

    fn year(events: &[PastEvent], shares: &BTreeMap<EventId, Shares>, reader: Reader) -> LastYear {
        LastYear::of(events, shares, reader, "2026-11-26".parse().expect("a date"))
    }

    #[test]
    fn the_worked_examples() {
        let events = [event("2026-06-20", 40, 33, 4), event("2025-11-25", 40, 0, 40)];
        let shares = BTreeMap::from([(events[0].id, shares(120.0, 80.0, 3)), (events[1].id, shares(1.0, 0.0, 9))]);
        let told = year(&events, &shares, Reader::Team);
        assert_eq!(told.no_show, "The no-show rate was 10.8 %: 4 of 37 people with a place who were expected.");
        assert_eq!(told.reciprocity, "Reciprocity was 0.80 at the one event with a programme.");
        assert_eq!(told.span(), "26 November 2025 to 26 November 2026");
        let told = year(&events, &shares, Reader::Outside);
        assert!(told.no_show.contains("is not shown"), "four is fewer than five: {}", told.no_show);
        assert_eq!(told.reciprocity, "Reciprocity was 0.80 at the one event with a programme.");
    }

    #[test]
    fn outside_the_team_few_people_are_not_told() {
        let events = [event("2026-06-20", 40, 30, 6), event("2026-07-20", 2, 0, 2)];
        let few = BTreeMap::from([(events[0].id, shares(60.0, 60.0, 2))]);
        let told = year(&events, &few, Reader::Outside);
        assert!(told.reciprocity.contains("is not shown"), "{}", told.reciprocity);
        assert_eq!(told.no_show, "The no-show rate was about 17 %.");
        assert!(year(&events, &few, Reader::Team).reciprocity.starts_with("Reciprocity was 1.00"));
        let few_came = [event("2026-06-20", 40, 4, 30)];
        assert!(year(&few_came, &few, Reader::Outside).no_show.contains("is not shown"));
    }

    #[test]
    fn without_events_or_notes_nothing_is_measured() {
        let told = year(&[], &BTreeMap::new(), Reader::Team);
        assert!(told.reciprocity.starts_with("There was no event") && told.no_show.is_empty());
        let few = year(&[event("2026-06-20", 2, 1, 1)], &BTreeMap::new(), Reader::Team);
        assert!(few.no_show.starts_with("Nobody has noted"), "two registrations say nothing");
        assert!(few.reciprocity.starts_with("Nothing on a programme"));
    }

    #[test]
    fn quarters_are_measured_for_themselves() {
        let events = [event("2026-06-20", 40, 33, 4), event("2026-04-01", 9, 9, 0), event("2026-07-01", 9, 8, 1)];
        let shares = BTreeMap::from([(events[0].id, shares(120.0, 80.0, 1)), (events[1].id, shares(60.0, 60.0, 1))]);
        let quarters = two_years("2026-11-26".parse().expect("a date"));
        let trend = by_quarter(&events, &shares, &quarters, |period| period.first.to_string());
        let texts =
            |row: usize| -> Vec<&str> { trend.rows[row].cells[5..].iter().map(|cell| cell.text.as_str()).collect() };
        assert_eq!(
            (texts(0), texts(1), texts(2)),
            (vec!["2", "1", "0"], vec!["0.90", "–", "–"], vec!["8.7 %", "11.1 %", "–"])
        );
        assert_eq!(trend.rows[0].cells[5].href.as_deref(), Some("2026-04-01"));
    }
}
