//! Events: what the tables ask of them, and that every situation is there.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use chrono::{DateTime, Utc};

use crate::demo::events::{self, EventRow, Happenings, PAST, PoolRow, RegistrationRow};
use crate::kernel::{AssociateId, ContributorId, EventId, StakeholderGroup};

use super::{several, usual};

/// The events of every network that is tested, in the same order.
static EVENTS: LazyLock<Vec<Happenings>> =
    LazyLock::new(|| several().iter().map(|(network, _)| events::all(network)).collect());

fn registrations(all: &Happenings, event: EventId) -> Vec<&RegistrationRow> {
    all.registrations.iter().filter(|row| row.event_id == event).collect()
}

fn pools(all: &Happenings, event: EventId) -> Vec<&PoolRow> {
    all.pools.iter().filter(|row| row.event_id == event).collect()
}

/// The one event of the usual network, still to come, that is like this.
fn coming(is: impl Fn(&EventRow) -> bool) -> &'static EventRow {
    let now = usual().0.timeline.now;
    EVENTS[0].events.iter().find(|event| event.starts_at > now && is(event)).expect("an event")
}

#[test]
fn the_same_seed_makes_the_same_events() {
    assert_eq!(events::all(&usual().0), EVENTS[0]);
}

#[test]
fn a_pool_counts_those_who_hold_its_places_and_never_too_many() {
    for all in EVENTS.iter() {
        let mut holders: HashMap<_, i32> = HashMap::new();
        for row in &all.registrations {
            assert_eq!(row.pool_id.is_some(), ["registered", "offered"].contains(&row.state), "{row:?}");
            if let Some(pool) = row.pool_id {
                *holders.entry(pool).or_default() += 1;
            }
        }
        for pool in &all.pools {
            assert_eq!(holders.get(&pool.id).copied().unwrap_or_default(), pool.taken, "{pool:?}");
            assert!(pool.places.is_none_or(|places| pool.taken <= places), "{pool:?}");
            assert_eq!(pool.groups.is_empty(), pool.release_days.is_none(), "{pool:?}");
        }
    }
}

#[test]
fn nobody_registers_twice_or_before_they_joined_and_nobody_waits_beside_a_free_place() {
    for ((_, people), all) in several().iter().zip(EVENTS.iter()) {
        let joined: HashMap<AssociateId, (DateTime<Utc>, StakeholderGroup)> =
            people.associates.iter().map(|row| (row.id, (row.created_at, row.stakeholder_group))).collect();
        for event in &all.events {
            let rows = registrations(all, event.id);
            let mut seen = HashSet::new();
            for row in &rows {
                let (registered, group) = joined[&row.associate_id];
                assert!(seen.insert(row.associate_id) && row.registered_at >= registered, "{row:?}");
                let may_have = |pool: &&PoolRow| {
                    pool.places.is_none_or(|places| pool.taken < places)
                        && (pool.groups.is_empty() || pool.released_at.is_none() && pool.groups.contains(&group))
                };
                let waits_in_vain = row.state == "waiting" && pools(all, event.id).iter().any(may_have);
                assert!(!waits_in_vain || event.state == "cancelled", "{row:?}");
            }
            assert!(event.state != "draft" || rows.is_empty(), "{event:?}");
        }
    }
}

#[test]
fn the_last_step_of_a_registration_says_how_it_stands() {
    for ((network, _), all) in several().iter().zip(EVENTS.iter()) {
        for row in &all.registrations {
            let steps: Vec<_> = all.steps.iter().filter(|step| step.registration_id == row.id).collect();
            assert!(steps.is_sorted_by_key(|step| step.taken_at), "{steps:?}");
            let (first, last) = (steps.first().expect("a step"), steps.last().expect("a step"));
            assert_eq!((first.taken_at, last.state), (row.registered_at, row.state), "{steps:?}");
            assert!(last.taken_at <= network.timeline.now, "{steps:?}");
            assert_eq!(row.state == "offered", row.offer_expires_at.is_some());
            assert!(row.offer_expires_at.is_none_or(|until| until > network.timeline.now));
            assert!(!["waiting", "offered"].contains(&row.state) || row.waiting_since.is_some());
        }
    }
}

#[test]
fn there_are_twelve_a_year_of_every_kind_and_in_every_state() {
    let (network, _) = usual();
    let all = &EVENTS[0];
    let past = all.events.iter().filter(|event| event.starts_at < network.timeline.now);
    assert_eq!(past.count(), PAST as usize);
    let distinct = |of: fn(&EventRow) -> &'static str| all.events.iter().map(of).collect::<HashSet<_>>().len();
    assert_eq!((distinct(|event| event.kind), distinct(|event| event.state)), (8, 5));
    assert_eq!(distinct(|event| event.visibility), 3);
    let themes: HashSet<_> = all.events.iter().filter_map(|event| event.theme_id).collect();
    assert_eq!(themes.len(), network.themes.len());
    let projects: HashSet<_> = all.projects.iter().map(|row| row.project_id).collect();
    let begun = network.projects.iter().filter(|project| project.row.starts_on <= network.timeline.today);
    assert!(begun.clone().all(|project| projects.contains(&project.row.id)), "{}", projects.len());
    assert!(
        all.events.iter().any(|event| event.link.is_some()) && all.events.iter().any(|event| event.place.is_some())
    );
    for event in &all.events {
        assert!(event.created_at < event.starts_at && event.created_at < network.timeline.now, "{event:?}");
        assert!(event.place.is_some() || event.link.is_some(), "{event:?}");
        assert_eq!(event.mix.iter().sum::<i16>(), 100);
    }
    assert!(all.registrations.len() > 1000, "{}", all.registrations.len());
}

#[test]
fn one_is_full_with_a_line_and_an_open_offer_one_nearly_full_and_one_keeps_places() {
    let all = &EVENTS[0];
    let offered = all.registrations.iter().find(|row| row.state == "offered").expect("an offer");
    let full = coming(|event| event.id == offered.event_id);
    let waiting = registrations(all, full.id).iter().filter(|row| row.state == "waiting").count();
    assert_eq!((full.title.as_str(), waiting), ("Working together on Home visits after stroke", 6));
    let open = pools(all, full.id)[0];
    assert_eq!(Some(open.taken), open.places);
    let nearly = pools(all, coming(|event| event.kind == "networking").id)[0];
    assert_eq!((nearly.taken, nearly.places), (18, Some(20)));
    let keeps = coming(|event| event.kind == "seminar" && event.state == "open");
    let kept = pools(all, keeps.id)[1];
    assert!(kept.released_at.is_none() && kept.places == Some(8), "{kept:?}");
}

#[test]
fn asha_has_a_place_and_waits_for_another_and_leo_is_on_a_programme() {
    let (network, people) = usual();
    let all = &EVENTS[0];
    let id = |email: &str| people.associates.iter().find(|row| row.email.as_deref() == Some(email)).expect("one").id;
    let (asha, leo) = (id("asha@copse.example.org"), id("leo@copse.example.org"));
    let is_coming = |event: EventId| {
        all.events.iter().any(|row| row.id == event && row.starts_at > network.timeline.now && row.state == "open")
    };
    let own = all.registrations.iter().filter(|row| row.associate_id == asha && is_coming(row.event_id));
    let mut states: Vec<&str> = own.map(|row| row.state).collect();
    states.sort_unstable();
    states.dedup();
    assert_eq!(states, ["registered", "waiting"]);
    let news = all.news.iter().find(|row| row.associate_id == leo && is_coming(row.event_id));
    assert!(news.is_some_and(|row| row.told_at.is_some()));
}

#[test]
fn programmes_fit_their_events_and_some_are_balanced_and_some_are_not() {
    for (place, all) in EVENTS.iter().enumerate() {
        let mut balance = Vec::new();
        for event in &all.events {
            let items: Vec<_> = all.items.iter().filter(|item| item.event_id == event.id).collect();
            let minutes: i64 = items.iter().map(|item| i64::from(item.minutes)).sum();
            assert!(minutes <= (event.ends_at - event.starts_at).num_minutes(), "{items:?}");
            let (mut researchers, mut others) = (0.0, 0.0);
            for item in items {
                let leads: Vec<_> = all.contributors.iter().filter(|one| one.item_id == item.id).collect();
                let mut people = HashSet::new();
                assert!(leads.iter().filter_map(|one| one.associate_id).all(|id| people.insert(id)), "{leads:?}");
                for one in &leads {
                    let who = [one.associate_id.is_some(), one.account_id.is_some(), one.guest.is_some()];
                    assert_eq!(who.iter().filter(|is| **is).count(), 1, "{one:?}");
                    let share = f64::from(item.minutes) / leads.len() as f64;
                    let is_researcher = one.group == Some(StakeholderGroup::AppliedHealthResearcher);
                    *(if is_researcher { &mut researchers } else { &mut others }) += share;
                }
            }
            let all: f64 = researchers + others;
            balance.extend((all > 0.0).then(|| 1.0 - (researchers - others).abs() / all));
        }
        assert!(balance.iter().any(|r| *r < 0.3) && balance.iter().any(|r| *r > 0.8), "network {place}: {balance:?}");
        let ids: HashSet<ContributorId> = all.contributors.iter().map(|one| one.id).collect();
        assert_eq!(ids.len(), all.contributors.len());
    }
}
