//! Events by the thousand, with everyone who registered and who came.

use std::collections::HashSet;

use chrono::{Days, NaiveTime, TimeDelta};

use super::Multitude;
use super::people::Story;
use super::projects::Project;
use super::words::{EVENTS, TOWNS, nth};
use crate::demo::dice::Dice;
use crate::demo::events::{AttendanceRow, EventProjectRow, EventRow, Happenings, PoolRow, RegistrationRow, StepRow};
use crate::demo::rows::ActRow;
use crate::demo::timeline::LENGTH;
use crate::kernel::{EventId, PlacePoolId};

/// Events lie this many days ahead at most.
const AHEAD: u64 = 60;
/// So many of a hundred who had a place cancel it.
const CANCELLED: u32 = 7;

/// Some hundred events with all that hangs on them: what is held and written at a time.
#[derive(Debug, Default)]
pub(in crate::demo) struct Gathering {
    pub(in crate::demo) happenings: Happenings,
    pub(in crate::demo) attendances: Vec<AttendanceRow>,
    /// What coming to an event was.
    pub(in crate::demo) acts: Vec<(EventId, ActRow)>,
}

/// Adds event `number`.
pub(super) fn hold(all: &Multitude<'_>, number: u32, gathering: &mut Gathering) {
    // Streams below those of projects.
    let mut dice = Dice::new(all.network.seed, (u64::MAX >> 1) - (1 << 40) - u64::from(number));
    let project = dice.chance(70).then(|| &all.projects[all.draw.pick(&mut dice)]);
    let event = event(all, number, project, &mut dice);
    let guests = guests(all, &event, &mut dice);
    let seats = seats(guests.len(), &mut dice);
    let pool = dice.id(event.created_at);
    let mut taken = 0;
    for (turn, guest) in guests.iter().enumerate() {
        let fate = match dice.chance(CANCELLED) {
            _ if seats.is_some_and(|seats| turn >= seats) => Fate::Waits,
            // Where people wait, a place that becomes free is taken by the next: such stories are told above.
            true if seats.is_none_or(|seats| seats >= guests.len()) => Fate::Cancels,
            _ => Fate::Comes(pool),
        };
        taken += i32::from(matches!(fate, Fate::Comes(_)));
        come(all, &event, fate, guest, &mut dice, gathering);
    }
    gathering.happenings.pools.push(PoolRow {
        id: pool,
        event_id: event.id,
        groups: &[],
        places: seats.map(|seats| i32::try_from(seats).unwrap_or_default()),
        taken,
        release_days: None,
        released_at: None,
    });
    let rows = project.map(|project| EventProjectRow { event_id: event.id, project_id: project.row.id });
    gathering.happenings.projects.extend(rows);
    gathering.happenings.events.push(event);
}

/// What becomes of someone who registered.
#[derive(Clone, Copy)]
enum Fate {
    Comes(PlacePoolId),
    Cancels,
    Waits,
}

/// How many places there are for so many guests: most events have some left, a few have fewer.
fn seats(guests: usize, dice: &mut Dice) -> Option<usize> {
    match dice.between(0, 99) {
        0..40 => None,
        40..88 => Some(guests + 5),
        _ => Some(guests - guests / 8),
    }
}

fn event(all: &Multitude<'_>, number: u32, project: Option<&Project>, dice: &mut Dice) -> EventRow {
    let timeline = &all.network.timeline;
    let share = f64::from(number) / f64::from(all.number_of_events().max(1));
    // The first year had few people yet.
    let day = timeline.day(200 + (share * (LENGTH + AHEAD - 200) as f64) as u64);
    let hour = NaiveTime::from_hms_opt(dice.pick(&[9, 10, 12, 13, 14]), 30, 0).unwrap_or_default();
    let starts_at = day.and_time(hour).and_utc();
    let ((kind, title, minutes), _) = nth(&EVENTS, number);
    let (town, _) = nth(&TOWNS, number / 6);
    let subject = match project {
        Some(project) if !title.ends_with("in *") && !title.ends_with("at *") => project.row.title.to_string(),
        _ => town.to_owned(),
    };
    let planner = &all.network.team()[dice.pick(&[0, 0, 1, 2, 3])];
    let created_at = dice.moment((day - Days::new(48)).min(timeline.ago(1)));
    EventRow {
        id: dice.id(created_at),
        title: title.replace('*', &subject),
        kind,
        description: "Plenty of time for questions. You need no knowledge of research.".to_owned(),
        starts_at,
        ends_at: starts_at + TimeDelta::minutes(minutes),
        place: Some("The library, upstairs\nThere is a lift"),
        access_notes: None,
        link: None,
        visibility: dice.weighted(&[("public", 30), ("associates", 60), ("members", 10)]),
        theme_id: project.map(|project| project.row.theme_id),
        host_id: dice.chance(40).then(|| all.organisations.pick(dice)),
        series: None,
        mix: [25; 4],
        state: if starts_at + TimeDelta::minutes(minutes) < timeline.now { "done" } else { "open" },
        cancellation_reason: None,
        created_at,
        planned_by: planner.id,
        planner: planner.name.clone(),
        audit_id: dice.id(created_at),
    }
}

/// Who registers: among those there are by then, the earlier ones more often, each once.
fn guests<'a>(all: &'a Multitude<'a>, event: &EventRow, dice: &mut Dice) -> Vec<Story<'a>> {
    let day = event.starts_at.date_naive();
    let there = all.registered_by(day.min(all.network.timeline.today) - Days::new(10));
    let (low, high) = dice.weighted(&[((15, 100), 70), ((100, 250), 24), ((250, 1_000), 6)]);
    let wanted = dice.between(low, high).min(i64::from(there / 2));
    let mut chosen = HashSet::new();
    let mut guests = Vec::new();
    for _ in 0..wanted {
        let person = (dice.fraction().powf(1.3) * f64::from(there)) as u32;
        if !chosen.insert(person) {
            continue;
        }
        let story = Story::of(all, person);
        if story.last_day >= day.min(all.network.timeline.today) && story.standing != "paused" {
            guests.push(story);
        }
    }
    guests
}

fn come(
    all: &Multitude<'_>,
    event: &EventRow,
    fate: Fate,
    guest: &Story<'_>,
    dice: &mut Dice,
    gathering: &mut Gathering,
) {
    sign_up(all, event, fate, guest, dice, &mut gathering.happenings);
    if event.state != "done" || !matches!(fate, Fate::Comes(_)) {
        return;
    }
    let state = dice.weighted(&[("attended", 86), ("excused", 6), ("absent", 8)]);
    gathering.attendances.push(AttendanceRow {
        event_id: event.id,
        associate_id: guest.associate,
        state,
        noted_by: all.network.team()[0].id,
        noted_at: event.ends_at,
    });
    if state == "attended" {
        let act = ActRow {
            id: dice.id(event.ends_at),
            associate_id: guest.associate,
            kind: "attended",
            project_id: None,
            at: event.ends_at,
        };
        gathering.acts.push((event.id, act));
    }
}

/// The registration and what became of it, step by step.
fn sign_up(
    all: &Multitude<'_>,
    event: &EventRow,
    fate: Fate,
    guest: &Story<'_>,
    dice: &mut Dice,
    happenings: &mut Happenings,
) {
    let now = all.network.timeline.now;
    let at = event.starts_at - TimeDelta::hours(dice.between(48, 900));
    let at = at.max(guest.joined_at).max(event.created_at).min(now);
    let registration = dice.id(at);
    let mut step = |state, why, taken_at| StepRow {
        id: dice.id(taken_at),
        registration_id: registration,
        state,
        why,
        taken_by: None,
        taken_at,
    };
    let (state, pool_id, waiting_since) = match fate {
        Fate::Comes(pool) => ("registered", Some(pool), None),
        Fate::Cancels => ("cancelled", None, None),
        Fate::Waits => ("waiting", None, Some(at)),
    };
    happenings.steps.push(match fate {
        Fate::Waits => step("waiting", "Registered when all places were taken", at),
        _ => step("registered", "Registered while there was a place", at),
    });
    if matches!(fate, Fate::Cancels) {
        happenings.steps.push(step("cancelled", "Cancelled their place", (at + TimeDelta::hours(30)).min(now)));
    }
    happenings.registrations.push(RegistrationRow {
        id: registration,
        event_id: event.id,
        associate_id: guest.associate,
        state,
        pool_id,
        access_needs: None,
        supporter: None,
        registered_at: at,
        registered_by: all.network.team()[0].id,
        waiting_since,
        offer_expires_at: None,
    });
}
