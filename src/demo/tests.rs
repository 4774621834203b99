//! The rules of the network, held against the network that is made.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use crate::kernel::{
    AssociateId, EmailAddress, Phone, PostcodeDistrict, ProjectId, StakeholderGroup, add_working_days, london_date,
};

use super::network::Network;
use super::rows::{AssociateRow, Batch, MembershipRow};
use super::{ASSOCIATES, SEED};

fn now() -> DateTime<Utc> {
    "2026-11-23T14:00:00Z".parse().expect("a moment")
}

/// The network of that size, whole.
fn network(size: u32) -> (Network, Batch) {
    let network = Network::new(SEED, size, now());
    let all = network.batches(size).next().expect("a batch");
    (network, all)
}

fn usual() -> (Network, Batch) {
    network(ASSOCIATES)
}

/// Sizes and seeds at which every rule must hold.
fn several() -> Vec<(Network, Batch)> {
    let mut networks: Vec<_> = [20, 23, 40, 137, 2500].into_iter().map(network).collect();
    networks.push(usual());
    for seed in 0..6 {
        let network =
            Network::new(seed, 20 + 90 * u32::try_from(seed).unwrap(), now() + TimeDelta::days(61 * seed as i64));
        let all = network.batches(5000).next().expect("a batch");
        networks.push((network, all));
    }
    networks
}

fn by_person(all: &Batch) -> HashMap<AssociateId, Vec<&MembershipRow>> {
    let mut memberships: HashMap<_, Vec<_>> = HashMap::new();
    for membership in &all.memberships {
        memberships.entry(membership.associate_id).or_default().push(membership);
    }
    memberships
}

fn unplaced(all: &Batch) -> Vec<&AssociateRow> {
    let memberships = by_person(all);
    let placed = |person: &AssociateRow| {
        memberships.get(&person.id).is_some_and(|own| own.iter().any(|membership| membership.state == "active"))
    };
    all.associates.iter().filter(|person| person.standing == "active" && !placed(person)).collect()
}

/// Active memberships whose health consent is missing or taken back.
fn waiting(network: &Network, all: &Batch) -> Vec<AssociateId> {
    let groups: HashMap<_, _> = all.associates.iter().map(|person| (person.id, person.stakeholder_group)).collect();
    let mut latest: HashMap<(AssociateId, ProjectId), (DateTime<Utc>, bool)> = HashMap::new();
    for consent in &all.consents {
        let Some(project) = consent.project_id else { continue };
        let entry = latest.entry((consent.associate_id, project)).or_insert((consent.recorded_at, consent.given));
        if consent.recorded_at >= entry.0 {
            *entry = (consent.recorded_at, consent.given);
        }
    }
    let sensitive: HashSet<ProjectId> =
        network.projects.iter().filter(|project| project.row.sensitive).map(|project| project.row.id).collect();
    all.memberships
        .iter()
        .filter(|row| sensitive.contains(&row.project_id) && groups[&row.associate_id].reveals_health())
        .filter(|row| !latest.get(&(row.associate_id, row.project_id)).is_some_and(|(_, given)| *given))
        .map(|row| row.associate_id)
        .collect()
}

#[test]
fn the_same_seed_makes_the_same_network() {
    let (_, first) = usual();
    let (_, second) = usual();
    assert_eq!(first, second);
    let (other, _) = (Network::new(SEED + 1, ASSOCIATES, now()), ());
    assert_ne!(first, other.batches(ASSOCIATES).next().expect("a batch"));
}

#[test]
fn batches_do_not_change_what_is_made() {
    let (network, whole) = usual();
    let names = |batch: &Batch| batch.associates.iter().map(|row| row.id).collect::<Vec<_>>();
    let parts: Vec<_> = network.batches(37).flat_map(|batch| names(&batch)).collect();
    assert_eq!(parts, names(&whole));
}

#[test]
fn it_has_the_asked_number_of_people_and_ids_that_differ() {
    for (network, all) in several() {
        assert_eq!(all.associates.len(), network.size as usize);
        let mut ids = HashSet::new();
        for id in all.associates.iter().map(|row| row.id.uuid()).chain(all.memberships.iter().map(|row| row.id.uuid()))
        {
            assert_eq!(id.get_version_num(), 7);
            assert!(ids.insert(id));
        }
    }
}

#[test]
fn the_groups_have_realistic_shares() {
    let (_, all) = usual();
    let share =
        |group| 100 * all.associates.iter().filter(|row| row.stakeholder_group == group).count() / all.associates.len();
    assert!((26..=34).contains(&share(StakeholderGroup::HealthProfessional)));
    assert!((11..=17).contains(&share(StakeholderGroup::AppliedHealthResearcher)));
    assert!((9..=16).contains(&share(StakeholderGroup::ServiceUser)));
    assert!((5..=10).contains(&share(StakeholderGroup::Carer)));
    assert!((5..=10).contains(&share(StakeholderGroup::Commissioner)));
    assert!((7..=13).contains(&share(StakeholderGroup::ThirdSector)));
}

#[test]
fn the_standings_have_realistic_shares() {
    let (_, all) = usual();
    let count = |standing| all.associates.iter().filter(|row| row.standing == standing).count();
    assert_eq!((count("pending"), count("paused"), count("left")), (10, 14, 35));
}

#[test]
fn an_active_associate_has_an_active_membership_but_for_the_unplaced() {
    for (network, all) in several() {
        let expected = ((network.size * 14 + 350) / 700).max(1) as usize;
        assert_eq!(unplaced(&all).len(), expected, "of {}", network.size);
    }
    assert_eq!(unplaced(&usual().1).len(), 14);
}

#[test]
fn only_the_planned_few_wait_for_consent() {
    for (network, all) in several() {
        let expected = ((network.size * 8 + 350) / 700).max(1) as usize;
        let waiting = waiting(&network, &all);
        assert_eq!(waiting.len(), expected, "of {}", network.size);
    }
}

#[test]
fn one_membership_is_open_for_a_person_project_and_role() {
    for (_, all) in several() {
        let mut open = HashSet::new();
        for row in all.memberships.iter().filter(|row| matches!(row.state, "requested" | "active")) {
            assert!(open.insert((row.associate_id, row.project_id, row.role)));
        }
    }
}

#[test]
fn memberships_lie_within_the_person_and_the_project() {
    for (network, all) in several() {
        let people: HashMap<_, _> = all.associates.iter().map(|row| (row.id, row)).collect();
        for row in &all.memberships {
            let project = network.projects.iter().find(|project| project.row.id == row.project_id).expect("a project");
            let joined_on = people[&row.associate_id].joined_on.expect("joined");
            assert!(row.requested_at <= now() + TimeDelta::days(400) && london_date(row.requested_at) >= joined_on);
            assert!(row.decided_at.is_none_or(|at| at >= row.requested_at && at <= network.timeline.now));
            let Some(starts_on) = row.starts_on else { continue };
            assert!(starts_on >= joined_on && starts_on >= project.opens_on && starts_on <= network.timeline.today);
            assert!(row.ends_on.is_none_or(|end| end >= starts_on && end <= network.timeline.today), "{row:?}");
            if let Some(last) = project.ended_on(network.timeline.today) {
                assert!(row.ends_on.is_some_and(|end| end <= last), "{row:?}");
            }
        }
    }
}

#[test]
fn states_and_dates_agree() {
    for (_, all) in several() {
        for row in &all.memberships {
            assert_eq!(row.starts_on.is_some(), matches!(row.state, "active" | "ended"), "{row:?}");
            assert_eq!(row.ends_on.is_some(), row.state == "ended");
            assert_eq!(row.end_reason.is_some(), row.state == "ended");
            assert_eq!(row.decision_reason.is_some(), row.state == "declined");
            assert_eq!(row.decided_at.is_none(), row.state == "requested");
            assert_eq!(row.days_a_week.is_some(), row.role == "diffusion_fellow");
        }
    }
}

#[test]
fn nobody_without_a_project_is_in_one() {
    for (_, all) in several() {
        let memberships = by_person(&all);
        for person in all.associates.iter().filter(|row| matches!(row.standing, "left" | "pending")) {
            let own = memberships.get(&person.id).map(Vec::as_slice).unwrap_or_default();
            assert!(own.iter().all(|row| row.state == "ended"), "{person:?}");
        }
    }
}

#[test]
fn each_project_has_a_lead() {
    for (network, all) in several() {
        for project in &network.projects {
            let mut leads = all.memberships.iter().filter(|row| row.role == "lead" && row.project_id == project.row.id);
            let ended = project.row.stage == "ended";
            assert!(leads.any(|row| ended || row.state == "active"), "{}", project.row.title);
        }
    }
}

#[test]
fn no_one_joins_a_project_from_a_group_it_lacks() {
    for (network, all) in several() {
        let groups: HashMap<_, _> = all.associates.iter().map(|row| (row.id, row.stakeholder_group)).collect();
        for row in all.memberships.iter().filter(|row| row.state == "active") {
            let project = network.projects.iter().find(|project| project.row.id == row.project_id).expect("a project");
            assert!(!project.lacks.contains(&groups[&row.associate_id]), "{row:?}");
        }
    }
}

#[test]
fn requests_wait_for_projects_that_recruit_some_of_them_too_long() {
    let (network, all) = usual();
    let requests: Vec<_> = all.memberships.iter().filter(|row| row.state == "requested").collect();
    let due = |row: &MembershipRow| add_working_days(london_date(row.requested_at), 3);
    let late = requests.iter().filter(|row| due(row) < network.timeline.today).count();
    assert_eq!((late, requests.len() - late), (4, 5));
    for row in requests {
        let project = network.projects.iter().find(|project| project.row.id == row.project_id).expect("a project");
        assert!(project.row.recruiting, "{}", project.row.title);
    }
}

#[test]
fn the_cast_is_as_announced() {
    for (network, all) in several() {
        let person =
            |email: &str| all.associates.iter().find(|row| row.email.as_deref() == Some(email)).expect("a person");
        let memberships = by_person(&all);
        let of = |email| {
            let mut rows: Vec<_> = memberships[&person(email).id]
                .iter()
                .map(|row| {
                    let project =
                        network.projects.iter().find(|project| project.row.id == row.project_id).expect("one");
                    (project.row.slug, row.role, row.state)
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
fn accounts_are_for_those_with_an_address_of_their_own() {
    for (network, all) in several() {
        let mut addresses: HashSet<&str> = network.workers.iter().map(|row| row.email.as_str()).collect();
        assert!(all.accounts.iter().all(|row| addresses.insert(&row.email)), "each address once");
        let mut uses: HashMap<&str, u32> = HashMap::new();
        for email in all.associates.iter().filter_map(|row| row.email.as_deref()) {
            *uses.entry(email).or_default() += 1;
        }
        let accounts: HashSet<_> = all.accounts.iter().filter_map(|row| row.associate_id).collect();
        for person in &all.associates {
            let own = person.email.as_deref().is_some_and(|email| uses[email] == 1);
            let expected = own && matches!(person.standing, "active" | "paused");
            assert_eq!(accounts.contains(&person.id), expected, "{person:?}");
        }
    }
}

#[test]
fn everything_typed_would_be_accepted_and_reaches_no_one() {
    for (_, all) in several() {
        for person in &all.associates {
            if let Some(email) = &person.email {
                assert_eq!(EmailAddress::parse(email).map(|email| email.to_string()).as_ref(), Ok(email));
                assert!(["example.org", "example.net", "example.com"].iter().any(|domain| email.ends_with(domain)));
            }
            if let Some(phone) = &person.phone {
                assert!(Phone::parse(phone).is_ok());
                let drama = ["0115 496 0", "0116 496 0", "01632 960 ", "07700 900 "];
                assert!(drama.iter().any(|range| phone.starts_with(range)), "{phone}");
            }
            let district = person.postcode_district.map(PostcodeDistrict::parse);
            assert!(district.is_none_or(|district| district.is_ok()), "{person:?}");
            assert!(person.email.is_some() || person.phone.is_some(), "can be reached: {person:?}");
        }
    }
}

#[test]
fn the_standing_is_the_latest_of_its_history() {
    for (_, all) in several() {
        let mut latest: HashMap<AssociateId, (DateTime<Utc>, &str, Option<NaiveDate>)> = HashMap::new();
        for row in &all.standing_changes {
            let entry = latest.entry(row.associate_id).or_insert((row.changed_at, row.standing, row.paused_until));
            if row.changed_at > entry.0 {
                *entry = (row.changed_at, row.standing, row.paused_until);
            }
        }
        for person in &all.associates {
            let (at, standing, until) = latest[&person.id];
            assert_eq!((standing, until), (person.standing, person.paused_until));
            assert!(at <= now() + TimeDelta::days(400) && at >= person.created_at);
            assert_eq!(person.joined_on.is_none(), person.standing == "pending");
        }
    }
}

#[test]
fn nothing_has_happened_yet_that_is_still_to_come() {
    for (network, all) in several() {
        let now = network.timeline.now;
        let moments = all.acts.iter().map(|row| row.at);
        let moments = moments.chain(all.consents.iter().map(|row| row.recorded_at));
        let moments = moments.chain(all.audit.iter().map(|row| row.at));
        let moments = moments.chain(all.associates.iter().map(|row| row.created_at));
        let mut moments = moments.chain(all.standing_changes.iter().map(|row| row.changed_at));
        assert!(moments.all(|at| at <= now));
        let unconfirmed = all.associates.iter().filter(|row| row.standing == "pending");
        assert!(unconfirmed.map(|row| now - row.created_at).all(|age| age < TimeDelta::days(7)));
    }
}

#[test]
fn everyone_has_agreed_to_what_is_done_with_their_data() {
    for (network, all) in several() {
        let consented = |person: &AssociateRow, purpose| {
            all.consents.iter().any(|row| row.associate_id == person.id && row.purpose == purpose && row.given)
        };
        for person in all.associates.iter().step_by(1 + network.size as usize / 200) {
            assert!(consented(person, "registration"));
            assert_eq!(consented(person, "access_needs"), person.access_needs.is_some());
            assert!(person.topics.is_empty() || consented(person, "mailings"));
        }
    }
}

#[test]
fn most_agreed_to_the_second_notice_and_some_only_to_the_first() {
    let (network, all) = usual();
    let second = network.notices[1].id;
    let agreed: HashSet<_> = all
        .consents
        .iter()
        .filter(|row| row.purpose == "registration" && row.notice_id == second)
        .map(|row| row.associate_id)
        .collect();
    let percent = 100 * agreed.len() / all.associates.len();
    assert!((75..=95).contains(&percent), "{percent} %");
}

#[test]
fn affiliations_follow_one_another() {
    for (_, all) in several() {
        let mut last: HashMap<AssociateId, Option<NaiveDate>> = HashMap::new();
        for row in &all.affiliations {
            assert!(row.ends_on.is_none_or(|end| end >= row.starts_on));
            assert_ne!(row.organisation_id.is_some(), row.organisation_text.is_some());
            if let Some(before) = last.insert(row.associate_id, row.ends_on) {
                assert!(before.is_some_and(|end| end < row.starts_on), "{row:?}");
            }
        }
    }
}

#[test]
fn aliases_and_names_lead_to_one_organisation() {
    let (network, _) = usual();
    let mut names = HashSet::new();
    for name in network.organisations.rows.iter().map(|row| row.name) {
        assert!(names.insert(name.to_lowercase()), "{name}");
    }
    let mut aliases = HashSet::new();
    for row in &network.organisations.aliases {
        assert!(!row.alias.is_empty() && aliases.insert(row.alias.to_lowercase()), "{}", row.alias);
    }
    assert_eq!(network.organisations.rows.len(), 47);
}

/// Fills the database named by `DEMO_DATABASE`, for reading with psql.
#[tokio::test]
#[ignore = "needs a database of its own"]
async fn fills_a_database() {
    use sqlx::{Connection, PgConnection};
    #[expect(clippy::disallowed_methods, reason = "run by hand")]
    let url = std::env::var("DEMO_DATABASE").unwrap();
    let size = url.rsplit_once('?').and_then(|(_, size)| size.parse().ok()).unwrap_or(ASSOCIATES);
    let mut db = PgConnection::connect(url.split('?').next().unwrap()).await.unwrap();
    let began = std::time::Instant::now();
    let summary = super::fill(&mut db, size, SEED, now(), "$argon2id$not-a-hash").await.unwrap();
    println!("{summary:?} in {:?}", began.elapsed());
    assert!(!super::is_empty(&mut db).await.unwrap());
    println!("{}", super::fill(&mut db, size, SEED, now(), "").await.unwrap_err());
}
