//! Memberships: the rules of the product, and the gaps and queues that its pages show.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};

use crate::demo::network::Network;
use crate::demo::projects::Project;
use crate::demo::rows::{AssociateRow, Batch, MembershipRow};
use crate::kernel::{AssociateId, ProjectId, add_working_days, london_date};

use super::{by_person, several, usual};

fn project<'a>(network: &'a Network, row: &MembershipRow) -> &'a Project {
    network.projects.iter().find(|project| project.row.id == row.project_id).expect("a project")
}

fn unplaced(all: &Batch) -> Vec<&AssociateRow> {
    let memberships = by_person(all);
    let placed = |person: &AssociateRow| {
        memberships.get(&person.id).is_some_and(|own| own.iter().any(|membership| membership.state == "active"))
    };
    all.associates.iter().filter(|person| person.standing == "active" && !placed(person)).collect()
}

/// Memberships of any state whose health consent is missing or taken back.
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
fn an_active_associate_has_an_active_membership_but_for_the_unplaced() {
    for (network, all) in several() {
        let expected = ((network.size * 14 + 350) / 700).max(1) as usize;
        assert_eq!(unplaced(all).len(), expected, "of {}", network.size);
    }
    assert_eq!(unplaced(&usual().1).len(), 14);
}

#[test]
fn only_the_planned_few_wait_for_consent() {
    for (network, all) in several() {
        let expected = ((network.size * 8 + 350) / 700).max(1) as usize;
        let waiting = waiting(network, all);
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
            let project = project(network, row);
            let joined_on = people[&row.associate_id].joined_on.expect("joined");
            assert!(row.requested_at <= network.timeline.now && london_date(row.requested_at) >= joined_on);
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
        let memberships = by_person(all);
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
            let project = project(network, row);
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
        let project = project(network, row);
        assert!(project.row.recruiting, "{}", project.row.title);
    }
}
