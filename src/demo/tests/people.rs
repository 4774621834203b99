//! People: who they are, what they agreed to, and when.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use crate::demo::rows::AssociateRow;
use crate::kernel::{AssociateId, EmailAddress, Phone, PostcodeDistrict, StakeholderGroup};

use super::{several, usual};

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
    for (network, all) in several() {
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
            assert!(at <= network.timeline.now && at >= person.created_at);
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
