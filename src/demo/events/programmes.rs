//! What happens at an event, and who leads it.

use std::collections::BTreeSet;

use chrono::TimeDelta;

use super::crowd::{Crowd, Person};
use super::outlines::{Lead, Outline, Rush};
use super::rows::{ContributorRow, EventRow, Happenings, ItemRow, NewsRow};
use crate::demo::dice::Dice;
use crate::demo::network::Network;
use crate::kernel::StakeholderGroup::{
    self, AppliedHealthResearcher, Carer, Commissioner, HealthProfessional, ServiceUser, ThirdSector,
};
use crate::kernel::london_date;

/// Who leads an item.
#[derive(Clone, Copy)]
enum Speaker {
    Team,
    Of(StakeholderGroup),
}

use Speaker::{Of, Team};

/// An item: what it is called, its share of the time in per cent, what its leaders do, and who they are.
type Part = (&'static str, i64, &'static str, &'static [Speaker]);

const BY_RESEARCHERS: &[Part] = &[
    ("Welcome", 10, "hosts", &[Team]),
    ("What we did, and what we found", 55, "speaks", &[Of(AppliedHealthResearcher)]),
    ("Questions and answers", 25, "chairs", &[Of(AppliedHealthResearcher)]),
    ("What comes next", 10, "speaks", &[Of(AppliedHealthResearcher)]),
];
const BY_BOTH: &[Part] = &[
    ("Welcome", 10, "hosts", &[Team]),
    ("What we found so far", 35, "speaks", &[Of(AppliedHealthResearcher)]),
    ("What it is like", 20, "speaks", &[Of(ServiceUser)]),
    (
        "What it means for services",
        20,
        "panel",
        &[Of(AppliedHealthResearcher), Of(Commissioner), Of(HealthProfessional)],
    ),
    ("What we take home", 15, "facilitates", &[Of(ThirdSector)]),
];
const BY_MEMBERS: &[Part] = &[
    ("Arriving, with tea and coffee", 20, "hosts", &[Team]),
    ("Three short stories", 30, "speaks", &[Of(Carer), Of(ServiceUser), Of(HealthProfessional)]),
    ("Talking at tables", 40, "facilitates", &[Of(ThirdSector)]),
    ("Goodbye", 10, "hosts", &[Team]),
];

/// Those who speak for a group when nobody of the network does.
const GUESTS: [(StakeholderGroup, &str); 6] = [
    (AppliedHealthResearcher, "Dr Ingrid Falk, visiting from another collaboration"),
    (Commissioner, "Desmond Ridley, commissioner of community services"),
    (ServiceUser, "Marjorie Flint, who tells her own story"),
    (Carer, "Gwen Tolland, who cares for her husband"),
    (HealthProfessional, "Kofi Mensah, occupational therapist"),
    (ThirdSector, "Bridget Lowe, of a local charity"),
];

/// Adds the programme of an event, and what its contributors were told.
pub(super) fn plan(
    network: &Network,
    crowd: &Crowd,
    outline: &Outline,
    event: &EventRow,
    dice: &mut Dice,
    all: &mut Happenings,
) {
    let parts = match outline.lead {
        Lead::Researchers => BY_RESEARCHERS,
        Lead::Both => BY_BOTH,
        Lead::Members => BY_MEMBERS,
        Lead::Nobody => return,
    };
    let mut told = BTreeSet::new();
    for ((title, share, role, speakers), position) in parts.iter().zip(1..) {
        let minutes = i16::try_from(outline.minutes * share / 100).unwrap_or(i16::MAX);
        let item = ItemRow { id: dice.id(event.created_at), event_id: event.id, position, title, minutes };
        for speaker in *speakers {
            let id = dice.id(event.created_at);
            let row = ContributorRow {
                id,
                item_id: item.id,
                associate_id: None,
                account_id: None,
                guest: None,
                role,
                group: None,
            };
            let row = match speaker {
                Team => ContributorRow { account_id: Some(event.planned_by), ..row },
                Of(group) => of_group(row, *group, find(network, crowd, outline, event, (*group, dice))),
            };
            told.extend(row.associate_id);
            all.contributors.push(row);
        }
        all.items.push(item);
    }
    let changed_at = event.created_at + TimeDelta::hours(20);
    let told_at = (event.state != "draft").then(|| changed_at + TimeDelta::hours(2));
    let news = |associate_id| NewsRow {
        event_id: event.id,
        associate_id,
        changed_at,
        told_at,
        told_sequence: event.sequence(),
    };
    all.news.extend(told.into_iter().map(news));
}

/// Someone of the network, or a guest.
fn of_group(row: ContributorRow, group: StakeholderGroup, person: Option<&Person>) -> ContributorRow {
    match person {
        Some(person) => ContributorRow { associate_id: Some(person.associate), group: Some(group), ..row },
        None => {
            let guest = GUESTS.iter().find(|(of, _)| *of == group).map(|(of, name)| (*name, *of));
            ContributorRow { guest, group: Some(group), ..row }
        }
    }
}

/// Someone of the group who was in the network then; of researchers the lead of the project.
fn find<'a>(
    network: &Network,
    crowd: &'a Crowd,
    outline: &Outline,
    event: &EventRow,
    (group, dice): (StakeholderGroup, &mut Dice),
) -> Option<&'a Person> {
    let (day, today) = (london_date(event.starts_at), network.timeline.today);
    let there = |person: &&Person| person.group == group && person.is_there(event.created_at, day, today);
    let lead = outline.project.filter(|_| group == AppliedHealthResearcher);
    let lead = lead.and_then(|project| crowd.number(network.plan.leads_of(project)[0])).filter(there);
    let others: Vec<&Person> = crowd.people.iter().filter(there).collect();
    let is_guest = outline.rush == Rush::Usual && dice.chance(20);
    lead.or_else(|| (!is_guest && !others.is_empty()).then(|| dice.pick(&others)))
}
