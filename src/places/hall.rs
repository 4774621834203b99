//! Who gets which place: pure rules over the pools of one event and the line of those who wait.

use chrono::{DateTime, TimeDelta, Utc};

use super::model::Places;
use crate::kernel::{PlacePoolId, RegistrationId, StakeholderGroup};

/// The places of an event that are open to the same people.
#[derive(Clone, Debug)]
pub(crate) struct Pool {
    pub(crate) id: PlacePoolId,
    /// For whom they are kept; none: open to everyone.
    pub(crate) groups: Vec<StakeholderGroup>,
    /// None: as many as come.
    pub(crate) places: Option<i32>,
    /// Given away, or held for someone who was offered one.
    pub(crate) taken: i32,
    /// So many days before the event they open to everyone; none for those that are open.
    pub(crate) release_days: Option<i16>,
    pub(crate) released_at: Option<DateTime<Utc>>,
}

impl Pool {
    fn new(groups: Vec<StakeholderGroup>, places: Option<i32>, release_days: Option<i16>) -> Self {
        Self { id: PlacePoolId::new(), groups, places, taken: 0, release_days, released_at: None }
    }

    pub(crate) fn is_open(&self) -> bool {
        self.groups.is_empty()
    }

    /// Whether the places are still kept for some groups.
    pub(crate) fn is_kept(&self) -> bool {
        !self.is_open() && self.released_at.is_none()
    }

    pub(crate) fn has_room(&self) -> bool {
        self.places.is_none_or(|places| self.taken < places)
    }

    fn admits(&self, group: StakeholderGroup) -> bool {
        self.is_open() || self.is_kept() && self.groups.contains(&group)
    }

    /// When its places open to everyone; none when they do already.
    pub(crate) fn release_at(&self, starts_at: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let days = self.release_days.filter(|_| self.is_kept())?;
        Some(starts_at - TimeDelta::days(days.into()))
    }
}

/// Someone who waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Waiting {
    pub(crate) registration: RegistrationId,
    pub(crate) group: StakeholderGroup,
}

/// A place that is offered to someone who waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Offer {
    pub(crate) registration: RegistrationId,
    pub(crate) pool: PlacePoolId,
    /// How many who came earlier it passes by, since the place is kept for groups they do not belong to.
    pub(crate) passed_by: usize,
}

/// The pools of one event and its line, first come first.
#[derive(Clone, Debug)]
pub(crate) struct Hall {
    pub(crate) pools: Vec<Pool>,
    pub(crate) line: Vec<Waiting>,
}

impl Hall {
    /// The pools of a new event.
    pub(super) fn planned(places: &Places) -> Self {
        let mut hall = Self { pools: vec![Pool::new(Vec::new(), None, None)], line: Vec::new() };
        hall.replan(places, DateTime::default());
        hall
    }

    /// Changes how many may come. False, and nothing changes, when more places are taken than there would be.
    pub(super) fn replan(&mut self, places: &Places, now: DateTime<Utc>) -> bool {
        let signed = |number: u32| i32::try_from(number).unwrap_or(i32::MAX);
        let mut pools = self.pools.clone();
        match (&places.kept, pools.iter().position(|pool| !pool.is_open())) {
            (Some(kept), at) => {
                let days = i16::try_from(kept.release_days).ok();
                let pool = Pool::new(kept.groups.clone(), Some(signed(kept.places)), days);
                match at {
                    Some(at) => pools[at] = Pool { id: pools[at].id, taken: pools[at].taken, ..pool },
                    None => pools.push(pool),
                }
            }
            // Whoever has one of them keeps it.
            (None, Some(at)) => {
                pools[at].places = Some(pools[at].taken);
                pools[at].released_at.get_or_insert(now);
            }
            (None, None) => {}
        }
        let kept: i32 = pools.iter().filter(|pool| !pool.is_open()).filter_map(|pool| pool.places).sum();
        for open in pools.iter_mut().filter(|pool| pool.is_open()) {
            open.places = places.capacity.map(|capacity| signed(capacity) - kept);
        }
        let is_enough = pools.iter().all(|pool| pool.places.is_none_or(|places| pool.taken <= places && places >= 0));
        if is_enough {
            self.pools = pools;
        }
        is_enough
    }

    /// The place someone of this group gets who arrives now: one that is kept for their group, else an open one;
    /// none that somebody in line could have.
    pub(crate) fn book(&mut self, group: StakeholderGroup) -> Option<PlacePoolId> {
        let line = &self.line;
        let nobody_waits_for = |pool: &Pool| !line.iter().any(|waiting| pool.admits(waiting.group));
        let at = self.best(group, |pool| nobody_waits_for(pool))?;
        self.pools[at].taken += 1;
        Some(self.pools[at].id)
    }

    /// Takes a place back. One that was kept, and has been released since, becomes an open one.
    pub(crate) fn give_back(&mut self, id: PlacePoolId) {
        let Some(at) = self.pools.iter().position(|pool| pool.id == id) else { return };
        self.pools[at].taken -= 1;
        if self.pools[at].released_at.is_some() {
            self.open_up(at);
        }
    }

    /// Opens to everyone what is left of places whose time has come. Returns how many.
    pub(crate) fn release(&mut self, starts_at: DateTime<Utc>, now: DateTime<Utc>) -> i32 {
        let due = |pool: &Pool| pool.release_at(starts_at).is_some_and(|at| at <= now);
        let Some(at) = self.pools.iter().position(due) else { return 0 };
        self.pools[at].released_at = Some(now);
        self.open_up(at)
    }

    /// Offers the places that are free to those in line, each to the first who may have it.
    pub(crate) fn next_offers(&mut self) -> Vec<Offer> {
        let (mut offers, mut stay) = (Vec::new(), Vec::new());
        for waiting in std::mem::take(&mut self.line) {
            match self.best(waiting.group, |_| true) {
                Some(at) => {
                    self.pools[at].taken += 1;
                    let (registration, pool) = (waiting.registration, self.pools[at].id);
                    offers.push(Offer { registration, pool, passed_by: stay.len() });
                }
                None => stay.push(waiting),
            }
        }
        self.line = stay;
        offers
    }

    /// All places; none when there are as many as come.
    pub(super) fn capacity(&self) -> Option<i32> {
        self.pools.iter().map(|pool| pool.places).sum()
    }

    #[cfg(test)]
    fn taken(&self) -> i32 {
        self.pools.iter().map(|pool| pool.taken).sum()
    }

    /// A pool with room for this group: kept ones first, so that the open ones last longer.
    fn best(&self, group: StakeholderGroup, also: impl Fn(&Pool) -> bool) -> Option<usize> {
        let fits = |pool: &Pool| pool.has_room() && pool.admits(group) && also(pool);
        let kept = self.pools.iter().position(|pool| pool.is_kept() && fits(pool));
        kept.or_else(|| self.pools.iter().position(|pool| pool.is_open() && fits(pool)))
    }

    /// Moves the free places of a pool to the open one.
    fn open_up(&mut self, at: usize) -> i32 {
        let free = self.pools[at].places.unwrap_or_default() - self.pools[at].taken;
        self.pools[at].places = Some(self.pools[at].taken);
        for pool in self.pools.iter_mut().filter(|pool| pool.is_open()) {
            pool.places = pool.places.map(|places| places + free);
        }
        free
    }
}

/// How long an offered place is held: 24 hours, in the last three days a third of the time that is left, and until
/// the event begins at the most. None in the last hour, when an answer would come too late: the place is for
/// whoever comes.
pub(crate) fn offer_until(now: DateTime<Utc>, starts_at: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let left = starts_at - now;
    if left < TimeDelta::hours(1) {
        return None;
    }
    Some(now + TimeDelta::hours(24).min(left / 3).max(TimeDelta::minutes(30)))
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, TimeDelta, Utc};
    use proptest::prelude::*;

    use super::{Hall, Pool, Waiting, offer_until};
    use crate::kernel::{Choice, PlacePoolId, RegistrationId, StakeholderGroup};
    use crate::places::model::{Kept, Places};

    const KEPT_FOR: [StakeholderGroup; 2] = [StakeholderGroup::ServiceUser, StakeholderGroup::ThirdSector];

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().expect("a moment")
    }

    fn pool(groups: &[StakeholderGroup], places: i32, release_days: Option<i16>) -> Pool {
        Pool {
            id: PlacePoolId::new(),
            groups: groups.to_vec(),
            places: Some(places),
            taken: 0,
            release_days,
            released_at: None,
        }
    }

    fn hall(open: i32, kept: i32) -> Hall {
        Hall { pools: vec![pool(&[], open, None), pool(&KEPT_FOR, kept, Some(7))], line: Vec::new() }
    }

    fn waiting(group: StakeholderGroup) -> Waiting {
        Waiting { registration: RegistrationId::new(), group }
    }

    #[test]
    fn thirty_eight_for_thirty_two_open_places_and_three_kept_ones_released() {
        let mut hall = hall(32, 8);
        for _ in 0..38 {
            if hall.book(StakeholderGroup::Commissioner).is_none() {
                hall.line.push(waiting(StakeholderGroup::Commissioner));
            }
        }
        assert_eq!((hall.taken(), hall.line.len()), (32, 6));
        for group in [0, 1, 0, 1, 0].map(|at| KEPT_FOR[at]) {
            assert!(hall.book(group).is_some());
        }
        assert!(hall.next_offers().is_empty(), "what is kept is not for those who wait");
        let starts_at = at("2026-06-20T13:00:00Z");
        assert_eq!(hall.release(starts_at, at("2026-06-13T12:59:59Z")), 0);
        assert_eq!(hall.release(starts_at, at("2026-06-13T13:00:00Z")), 3);
        let offers = hall.next_offers();
        assert_eq!((offers.len(), hall.taken(), hall.line.len(), hall.capacity()), (3, 40, 3, Some(40)));
        hall.give_back(offers[0].pool);
        assert_eq!((hall.next_offers().len(), hall.taken()), (1, 40), "the fourth in line");
    }

    #[test]
    fn who_waits_comes_before_who_arrives() {
        let mut hall = hall(1, 0);
        let pool = hall.book(StakeholderGroup::Carer).expect("a place");
        hall.line.push(waiting(StakeholderGroup::Industry));
        hall.give_back(pool);
        assert_eq!(hall.book(StakeholderGroup::Public), None);
        assert_eq!(hall.next_offers().len(), 1);
    }

    #[test]
    fn a_kept_place_passes_by_those_it_is_not_for_and_says_so() {
        let mut hall = hall(0, 1);
        hall.line = vec![waiting(StakeholderGroup::Carer), waiting(StakeholderGroup::Industry), waiting(KEPT_FOR[0])];
        let offers = hall.next_offers();
        assert_eq!(offers.iter().map(|offer| offer.passed_by).collect::<Vec<_>>(), [2]);
        assert_eq!(hall.line.len(), 2);
    }

    #[test]
    fn fewer_places_than_are_taken_are_refused() {
        let plan = |capacity, kept| Places {
            capacity: Some(capacity),
            kept: (kept > 0).then(|| Kept { places: kept, groups: KEPT_FOR.to_vec(), release_days: 7 }),
        };
        let (mut hall, now) = (Hall::planned(&plan(4, 2)), at("2026-06-01T12:00:00Z"));
        assert_eq!(hall.pools.iter().map(|pool| pool.places).collect::<Vec<_>>(), [Some(2), Some(2)]);
        let _ = (hall.book(StakeholderGroup::Carer), hall.book(StakeholderGroup::Carer), hall.book(KEPT_FOR[0]));
        assert!(!hall.replan(&plan(3, 2), now), "two open places are taken");
        assert!(!hall.replan(&plan(2, 0), now), "three are taken altogether");
        assert!(hall.replan(&plan(3, 0), now) && hall.book(StakeholderGroup::Carer).is_none());
        assert!(hall.replan(&plan(5, 2), now) && hall.book(StakeholderGroup::Carer).is_some());
        assert_eq!((hall.capacity(), hall.taken()), (Some(5), 4));
    }

    #[test]
    fn without_a_capacity_everyone_comes() {
        let mut hall = Hall { pools: vec![Pool { places: None, ..pool(&[], 0, None) }], line: Vec::new() };
        assert!((0..500).all(|_| hall.book(StakeholderGroup::Public).is_some()));
        assert_eq!(hall.capacity(), None);
    }

    #[test]
    fn an_offer_holds_for_a_day_and_shorter_when_the_event_is_near() {
        let starts_at = at("2026-06-20T13:00:00Z");
        for (now, hours) in [("2026-06-10T13:00:00Z", 24), ("2026-06-17T13:00:00Z", 24), ("2026-06-19T13:00:00Z", 8)] {
            assert_eq!(offer_until(at(now), starts_at), Some(at(now) + TimeDelta::hours(hours)), "{now}");
        }
        assert_eq!(offer_until(at("2026-06-20T12:00:00Z"), starts_at), Some(at("2026-06-20T12:30:00Z")));
        assert_eq!(offer_until(at("2026-06-20T12:01:00Z"), starts_at), None);
        assert_eq!(offer_until(at("2026-06-21T12:00:00Z"), starts_at), None);
    }

    /// What may happen to a hall.
    #[derive(Clone, Debug)]
    enum Happening {
        Arrives(usize),
        GivesBack(usize),
        LeavesTheLine(usize),
        Release,
        LineMoves,
        MorePlaces(i32),
    }

    fn happening() -> impl Strategy<Value = Happening> {
        prop_oneof![
            5 => (0..StakeholderGroup::ALL.len()).prop_map(Happening::Arrives),
            3 => any::<usize>().prop_map(Happening::GivesBack),
            1 => any::<usize>().prop_map(Happening::LeavesTheLine),
            1 => Just(Happening::Release),
            3 => Just(Happening::LineMoves),
            1 => (0..5).prop_map(Happening::MorePlaces),
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(3000))]

        /// Whatever happens in whatever order, no place is given twice, none is lost, and none stays free while
        /// somebody waits who may have it.
        #[test]
        fn no_place_is_given_twice_and_none_is_lost(
            open in 0..6, kept in 0..4, happenings in prop::collection::vec(happening(), 1..60)
        ) {
            let mut hall = hall(open, kept);
            let (mut capacity, mut held) = (open + kept, Vec::new());
            for happening in happenings {
                match happening {
                    Happening::Arrives(group) => {
                        let group = StakeholderGroup::ALL[group];
                        match hall.book(group) {
                            Some(pool) => held.push(pool),
                            None => hall.line.push(waiting(group)),
                        }
                    }
                    Happening::GivesBack(which) if !held.is_empty() => {
                        let pool = held.swap_remove(which % held.len());
                        hall.give_back(pool);
                    }
                    Happening::LeavesTheLine(which) if !hall.line.is_empty() => {
                        let which = which % hall.line.len();
                        hall.line.remove(which);
                    }
                    Happening::Release => {
                        hall.release(at("2026-06-20T13:00:00Z"), at("2026-06-14T13:00:00Z"));
                    }
                    Happening::LineMoves => {
                        let before = hall.line.clone();
                        let offers = hall.next_offers();
                        held.extend(offers.iter().map(|offer| offer.pool));
                        let order: Vec<_> = before.iter().filter(|one| !hall.line.contains(one)).map(|one| one.registration).collect();
                        prop_assert_eq!(offers.iter().map(|offer| offer.registration).collect::<Vec<_>>(), order);
                        for pool in hall.pools.iter().filter(|pool| pool.has_room()) {
                            prop_assert!(!hall.line.iter().any(|waiting| pool.admits(waiting.group)));
                        }
                    }
                    Happening::MorePlaces(more) => {
                        capacity += more;
                        hall.pools[0].places = hall.pools[0].places.map(|places| places + more);
                    }
                    _ => {}
                }
                prop_assert_eq!(hall.capacity(), Some(capacity));
                for pool in &hall.pools {
                    let holders = held.iter().filter(|id| **id == pool.id).count();
                    prop_assert_eq!(usize::try_from(pool.taken).expect("not negative"), holders);
                    prop_assert!(pool.places.is_none_or(|places| pool.taken <= places));
                }
            }
        }
    }
}
