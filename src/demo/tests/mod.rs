//! The rules of the network, held against the network that is made.

mod events;
mod memberships;
mod people;

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use chrono::{DateTime, TimeDelta, Utc};
use sha2::{Digest, Sha256};

use crate::kernel::AssociateId;

use super::network::Network;
use super::rows::{Batch, MembershipRow};
use super::{ASSOCIATES, SEED};

/// Sizes, seeds and days at which every rule must hold; the usual network comes first.
static NETWORKS: LazyLock<Vec<(Network, Batch)>> = LazyLock::new(|| {
    let sizes = [ASSOCIATES, 20, 23, 40, 137, 1500].map(|size| made(size, SEED, now()));
    let seeds = (0..6).map(|seed: u8| {
        made(20 + 90 * u32::from(seed), seed.into(), now() + TimeDelta::minutes(88_442 * i64::from(seed)))
    });
    sizes.into_iter().chain(seeds).collect()
});

fn made(size: u32, seed: u64, now: DateTime<Utc>) -> (Network, Batch) {
    let network = Network::new(seed, size, now);
    let all = network.batches(size).next().expect("a batch");
    (network, all)
}

fn several() -> &'static [(Network, Batch)] {
    &NETWORKS
}

fn usual() -> &'static (Network, Batch) {
    &NETWORKS[0]
}

fn now() -> DateTime<Utc> {
    "2026-11-23T14:00:00Z".parse().expect("a moment")
}

fn by_person(all: &Batch) -> HashMap<AssociateId, Vec<&MembershipRow>> {
    let mut memberships: HashMap<_, Vec<_>> = HashMap::new();
    for membership in &all.memberships {
        memberships.entry(membership.associate_id).or_default().push(membership);
    }
    memberships
}

#[test]
fn the_same_seed_makes_the_same_network() {
    let (_, first) = usual();
    let (_, second) = made(ASSOCIATES, SEED, now());
    assert_eq!(first, &second);
    let (_, other) = made(ASSOCIATES, SEED + 1, now());
    assert_ne!(first, &other);
}

/// Whoever changes the usual network on purpose renews this; whoever adds people beside it does not.
#[test]
fn the_usual_network_stays_as_it_is() {
    let (network, all) = usual();
    let frame = (&network.organisations.rows, &network.organisations.aliases, &network.themes, &network.workers);
    let projects: Vec<_> = network.projects.iter().map(|project| &project.row).collect();
    let made = format!("{frame:?}{projects:?}{all:?}{:?}", super::events::all(network));
    let digest = Sha256::digest(made.as_bytes()).iter().fold(String::new(), |text, byte| format!("{text}{byte:02x}"));
    assert_eq!(digest, "812973ebaeaace0aadb359fcf59b46e4ce56b7bdcc3f65f59b33447614577dab");
}

#[test]
fn batches_do_not_change_what_is_made() {
    let (network, whole) = usual();
    let names = |batch: &Batch| batch.associates.iter().map(|row| row.id).collect::<Vec<_>>();
    let parts: Vec<_> = network.batches(37).flat_map(|batch| names(&batch)).collect();
    assert_eq!(parts, names(whole));
}

#[test]
fn it_has_the_asked_number_of_people_and_ids_that_differ() {
    for (network, all) in several() {
        assert_eq!(all.associates.len(), network.size as usize);
        let mut ids = HashSet::new();
        for id in all
            .associates
            .iter()
            .map(|row| uuid::Uuid::from(row.id))
            .chain(all.memberships.iter().map(|row| uuid::Uuid::from(row.id)))
        {
            assert_eq!(id.get_version_num(), 7);
            assert!(ids.insert(id));
        }
    }
}

#[test]
fn aliases_and_names_lead_to_one_organisation() {
    let (network, _) = usual();
    let mut names = HashSet::new();
    for name in network.organisations.rows.iter().map(|row| &row.name) {
        assert!(names.insert(name.to_lowercase()), "{name}");
    }
    let mut aliases = HashSet::new();
    for row in &network.organisations.aliases {
        assert!(!row.alias.is_empty() && aliases.insert(row.alias.to_lowercase()), "{}", row.alias);
    }
    assert_eq!(network.organisations.rows.len(), 48);
}

#[test]
fn the_cast_is_as_announced() {
    for (network, all) in several() {
        let person =
            |email: &str| all.associates.iter().find(|row| row.email.as_deref() == Some(email)).expect("a person");
        let memberships = by_person(all);
        let of = |email| {
            let mut rows: Vec<_> = memberships[&person(email).id]
                .iter()
                .map(|row| {
                    let project =
                        network.projects.iter().find(|project| project.row.id == row.project_id).expect("one");
                    (project.row.slug.as_ref(), row.role, row.state)
                })
                .collect();
            rows.sort_unstable();
            rows
        };
        assert_eq!(of("lena@copse.example.org"), [("stak", "lead", "active")]);
        assert_eq!(
            of("leo@copse.example.org"),
            [("home-visits-after-stroke", "lead", "active"), ("return-to-work-after-stroke", "member", "active")]
        );
        assert_eq!(
            of("asha@copse.example.org"),
            [("early-supported-discharge", "member", "active"), ("home-visits-after-stroke", "member", "requested")]
        );
        let passwords = network.workers.iter().chain(&all.accounts).filter(|account| account.has_password);
        let mut announced: Vec<_> = super::cast().iter().map(|member| member.email).collect();
        let mut made: Vec<_> = passwords.map(|account| account.email.as_str()).collect();
        announced.sort_unstable();
        made.sort_unstable();
        assert_eq!(made, announced);
    }
}

#[test]
fn a_multitude_is_the_same_every_time_and_keeps_the_rules_of_its_tables() {
    let network = Network::new(SEED, ASSOCIATES, now());
    let multitude = super::multitude::Multitude::beside(&network, 6_000);
    let again = super::multitude::Multitude::beside(&network, 6_000);
    let batches: Vec<Batch> = multitude.batches().collect();
    assert_eq!(batches, again.batches().collect::<Vec<_>>());
    assert_eq!(batches.iter().map(|batch| batch.associates.len()).sum::<usize>(), 6_000);
    let memberships: Vec<&MembershipRow> = batches.iter().flat_map(|batch| &batch.memberships).collect();
    assert!((12_000..22_000).contains(&memberships.len()), "{}", memberships.len());
    let accounts: HashSet<_> =
        batches.iter().flat_map(|batch| &batch.accounts).chain(&network.workers).map(|account| account.id).collect();
    for row in memberships {
        let (Some(starts_on), ends_on) = (row.starts_on, row.ends_on) else {
            assert_eq!(row.state, "requested");
            continue;
        };
        assert!(ends_on.is_none_or(|ends_on| ends_on >= starts_on), "{row:?}");
        assert_eq!(ends_on.is_some(), row.state == "ended", "{row:?}");
        assert!(row.decided_by.is_some_and(|account| accounts.contains(&account)), "{row:?}");
    }
    let mut events = 0;
    for gathering in multitude.gatherings() {
        events += gathering.happenings.events.len();
        let once: HashSet<_> =
            gathering.happenings.registrations.iter().map(|row| (row.event_id, row.associate_id)).collect();
        assert_eq!(once.len(), gathering.happenings.registrations.len());
        assert!(gathering.attendances.len() <= once.len());
    }
    assert_eq!(events, 300);
}
