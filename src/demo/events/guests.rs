//! Who signs up for an event: places, the line, offers and cancellations, each with its steps.

use std::collections::VecDeque;

use chrono::{DateTime, Days, TimeDelta, Utc};

use super::crowd::{Crowd, Person};
use super::outlines::{KEPT_FOR, Outline, RELEASE_DAYS, Rush};
use super::rows::{EventRow, Happenings, PoolRow, RegistrationRow, StepRow};
use crate::demo::dice::Dice;
use crate::demo::network::Network;
use crate::demo::plan::Situation;
use crate::kernel::london_date;

/// So long does a letter take an offer to someone, and the person to answer it.
const ANSWERED_AFTER: TimeDelta = TimeDelta::minutes(95);
/// How many of a hundred cancel.
const CANCELLED: u32 = 8;

/// The pools of one event, and its registrations while they come in.
struct Door<'a> {
    event: &'a EventRow,
    dice: &'a mut Dice,
    open: PoolRow,
    kept: Option<PoolRow>,
    registrations: Vec<(RegistrationRow, &'a Person)>,
    /// Those who wait, first come first: places in the list of registrations.
    line: VecDeque<usize>,
    steps: Vec<StepRow>,
}

/// Adds the pools of an event and everyone who signed up for it by now.
pub(super) fn come(
    network: &Network,
    crowd: &Crowd,
    outline: &Outline,
    event: &EventRow,
    dice: &mut Dice,
    all: &mut Happenings,
) {
    let now = network.timeline.now;
    let mut door = Door::open(outline, event, dice);
    if event.state != "draft" {
        // Until then they come as they like; after that some cancel, and what was kept opens to everyone.
        let settled = (event.starts_at - TimeDelta::days(9)).min(now - TimeDelta::hours(5));
        for (person, at) in arrivals(network, crowd, outline, event, (settled, &mut *door.dice)) {
            door.sign_up(person, at);
        }
        if outline.rush == Rush::Full {
            door.offer_one(now - TimeDelta::hours(3));
        } else if event.starts_at < now && event.state != "cancelled" {
            door.cancel_some(settled);
            door.release(event.starts_at - TimeDelta::days(RELEASE_DAYS.into()));
        }
    }
    all.pools.push(door.open);
    all.pools.extend(door.kept);
    all.registrations.extend(door.registrations.into_iter().map(|(row, _)| row));
    all.steps.extend(door.steps);
}

/// Who comes to sign up, and when, in order.
fn arrivals<'a>(
    network: &Network,
    crowd: &'a Crowd,
    outline: &Outline,
    event: &EventRow,
    (until, dice): (DateTime<Utc>, &mut Dice),
) -> Vec<(&'a Person, DateTime<Utc>)> {
    let from = event.created_at + TimeDelta::days(2);
    let (day, today) = (london_date(event.starts_at), network.timeline.today);
    let asha = network.plan.first(Situation::Asha).filter(|_| outline.rush != Rush::Usual);
    let project = outline.project.map(|project| network.projects[project].row.id);
    let is_for = |person: &Person| match project {
        Some(project) if outline.visibility == "members" => person.takes_part_in(project, london_date(from)),
        _ => true,
    };
    let may = |person: &&Person| person.is_there(from, day, today) && is_for(person) && Some(person.number) != asha;
    let mut candidates: Vec<&Person> = crowd.people.iter().filter(may).collect();
    let mut coming = Vec::new();
    while !candidates.is_empty() && coming.len() < outline.wanted as usize {
        let last = i64::try_from(candidates.len() - 1).unwrap_or_default();
        let at = usize::try_from(dice.between(0, last)).unwrap_or_default();
        coming.push(candidates.swap_remove(at));
    }
    // Asha is early where there is room, and third in line where there is none.
    if let Some(asha) = asha.and_then(|number| crowd.number(number)) {
        let place = if outline.rush == Rush::Full { coming.len().saturating_sub(3) } else { 1 };
        coming.insert(place.min(coming.len()), asha);
    }
    let seconds = (until - from).num_seconds().max(0);
    let mut moments: Vec<_> = coming.iter().map(|_| from + TimeDelta::seconds(dice.between(0, seconds))).collect();
    moments.sort_unstable();
    coming.into_iter().zip(moments).collect()
}

impl<'a> Door<'a> {
    fn open(outline: &Outline, event: &'a EventRow, dice: &'a mut Dice) -> Self {
        let kept_places = outline.kept.filter(|_| outline.capacity.is_some());
        let mut pool = |groups, places, release_days| PoolRow {
            id: dice.id(event.created_at),
            event_id: event.id,
            groups,
            places,
            taken: 0,
            release_days,
            released_at: None,
        };
        let open = pool(&[], outline.capacity.map(|places| places - kept_places.unwrap_or_default()), None);
        let kept = kept_places.map(|places| pool(KEPT_FOR, Some(places), Some(RELEASE_DAYS)));
        Self { event, dice, open, kept, registrations: Vec::new(), line: VecDeque::new(), steps: Vec::new() }
    }

    /// The pool with room for this person: the kept one first.
    fn room_for(&mut self, person: &Person) -> Option<&mut PoolRow> {
        let has_room = |pool: &PoolRow| pool.places.is_none_or(|places| pool.taken < places);
        let kept = self
            .kept
            .as_mut()
            .filter(|pool| pool.released_at.is_none() && pool.groups.contains(&person.group) && has_room(pool));
        kept.or(Some(&mut self.open).filter(|pool| has_room(pool)))
    }

    fn sign_up(&mut self, person: &'a Person, at: DateTime<Utc>) {
        let pool_id = self.room_for(person).map(|pool| {
            pool.taken += 1;
            pool.id
        });
        let supporter = (person.access_needs.is_some() && self.dice.chance(25)).then_some("My sister, who drives me");
        let row = RegistrationRow {
            id: self.dice.id(at),
            event_id: self.event.id,
            associate_id: person.associate,
            state: if pool_id.is_some() { "registered" } else { "waiting" },
            pool_id,
            access_needs: person.access_needs,
            supporter,
            registered_at: at,
            registered_by: person.registers,
            waiting_since: pool_id.is_none().then_some(at),
            offer_expires_at: None,
        };
        if pool_id.is_none() {
            self.line.push_back(self.registrations.len());
        }
        self.registrations.push((row, person));
        let why = if pool_id.is_some() {
            "Registered while there was a place"
        } else {
            "Registered when all places were taken"
        };
        self.step(self.registrations.len() - 1, why, true, at);
    }

    /// Writes down how a registration stands now.
    fn step(&mut self, place: usize, why: &'static str, by_themselves: bool, at: DateTime<Utc>) {
        let (row, person) = &self.registrations[place];
        self.steps.push(StepRow {
            id: self.dice.id(at),
            registration_id: row.id,
            state: row.state,
            why,
            taken_by: by_themselves.then_some(person.registers),
            taken_at: at,
        });
    }

    /// Some of those who have a place cancel, and the next in line take theirs.
    fn cancel_some(&mut self, from: DateTime<Utc>) {
        for place in 0..self.registrations.len() {
            let row = &self.registrations[place].0;
            // Whoever waited for it keeps it.
            if row.pool_id.is_some() && row.waiting_since.is_none() && self.dice.chance(CANCELLED) {
                let at = from + TimeDelta::minutes(self.dice.between(10, 1200));
                self.cancel(place, at);
                self.offer(at, true);
            }
        }
    }

    fn cancel(&mut self, place: usize, at: DateTime<Utc>) {
        let row = &mut self.registrations[place].0;
        let id = row.pool_id.take();
        row.state = "cancelled";
        for pool in [Some(&mut self.open), self.kept.as_mut()].into_iter().flatten() {
            pool.taken -= i32::from(Some(pool.id) == id);
        }
        self.step(place, "Cancelled their place", true, at);
    }

    /// Holds a free place for the first in line who may have it; they take it, if they answer.
    fn offer(&mut self, at: DateTime<Utc>, is_answered: bool) -> bool {
        for turn in 0..self.line.len() {
            let place = self.line[turn];
            let person = self.registrations[place].1;
            let Some(pool) = self.room_for(person) else { continue };
            pool.taken += 1;
            let id = pool.id;
            self.line.remove(turn);
            let offered_at = at + TimeDelta::seconds(5);
            let row = &mut self.registrations[place].0;
            (row.state, row.pool_id) = ("offered", Some(id));
            row.offer_expires_at = (!is_answered).then(|| offered_at + Days::new(1));
            self.step(place, "First in line when a place became free", false, offered_at);
            if is_answered {
                self.registrations[place].0.state = "registered";
                self.step(place, "Took the place that was offered", true, offered_at + ANSWERED_AFTER);
            }
            return true;
        }
        false
    }

    /// One person cancels, and the first in line has not answered yet.
    fn offer_one(&mut self, at: DateTime<Utc>) {
        let with_a_place = self.registrations.iter().position(|(row, _)| row.pool_id.is_some());
        if let Some(place) = with_a_place.filter(|_| !self.line.is_empty()) {
            self.cancel(place, at);
            self.offer(at, false);
        }
    }

    /// What is left of the kept places opens to everyone.
    fn release(&mut self, at: DateTime<Utc>) {
        let Some(kept) = &mut self.kept else { return };
        let left = kept.places.unwrap_or_default() - kept.taken;
        kept.places = Some(kept.taken);
        kept.released_at = Some(at);
        self.open.places = self.open.places.map(|places| places + left);
        while self.offer(at, true) {}
    }
}
