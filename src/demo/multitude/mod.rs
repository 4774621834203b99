//! Everyone beside the usual network, when more people are asked for: their organisations, projects and events in the
//! proportions of a large network. No story here is written by hand; all of it is thrown, a piece at a time, so that no
//! more than a piece is ever held, and any person can be made without the others.

mod events;
mod memberships;
mod organisations;
mod people;
mod projects;
mod skew;
mod words;

use chrono::NaiveDate;

use super::network::Network;
use super::rows::{Batch, OrganisationRow, ProjectRow};
use organisations::Organisations;
use projects::{Draw, Project};

pub(super) use events::Gathering;

/// People for each project, organisation and event.
const PEOPLE_TO_A_PROJECT: u32 = 50;
const PEOPLE_TO_AN_ORGANISATION: u32 = 250;
const PEOPLE_TO_AN_EVENT: u32 = 20;
/// People, and events, that are made and written at a time.
const PEOPLE_AT_A_TIME: u32 = 5_000;
const EVENTS_AT_A_TIME: u32 = 200;

/// What people's stories refer to: some megabytes for a million people.
pub(super) struct Multitude<'a> {
    network: &'a Network,
    people: u32,
    organisations: Organisations,
    projects: Vec<Project>,
    draw: Draw,
}

impl<'a> Multitude<'a> {
    /// So many people beside those of the network.
    pub(super) fn beside(network: &'a Network, people: u32) -> Self {
        let projects = (people / PEOPLE_TO_A_PROJECT).max(1);
        let mut multitude = Self {
            network,
            people,
            organisations: Organisations::make(network, people / PEOPLE_TO_AN_ORGANISATION),
            projects: Vec::new(),
            draw: Draw::among(projects),
        };
        multitude.projects = (0..projects)
            .map(|number| {
                let lead = people::Story::of(&multitude, multitude.lead_of(number));
                let identity = lead.identity();
                projects::make(network, number, (lead.hand(&identity), identity.name()), lead.joined_on())
            })
            .collect();
        multitude
    }

    /// Who leads a project: people of all years, one after another.
    fn lead_of(&self, project: u32) -> u32 {
        project * PEOPLE_TO_A_PROJECT
    }

    /// The project that someone leads.
    fn led_by(&self, person: u32) -> Option<usize> {
        let project = (person / PEOPLE_TO_A_PROJECT) as usize;
        (person.is_multiple_of(PEOPLE_TO_A_PROJECT) && project < self.projects.len()).then_some(project)
    }

    pub(super) fn organisations(&self) -> &[OrganisationRow] {
        &self.organisations.rows
    }

    pub(super) fn projects(&self) -> impl ExactSizeIterator<Item = &ProjectRow> {
        self.projects.iter().map(|project| &project.row)
    }

    /// All people in the order they registered.
    pub(super) fn batches(&self) -> impl Iterator<Item = Batch> {
        (0..self.people).step_by(PEOPLE_AT_A_TIME as usize).map(|first| {
            let mut batch = Batch::default();
            for person in first..self.people.min(first + PEOPLE_AT_A_TIME) {
                people::Story::of(self, person).write(&mut batch);
            }
            batch
        })
    }

    /// How many people, and how many events.
    pub(super) fn size(&self) -> (u64, u64) {
        (self.people.into(), self.number_of_events().into())
    }

    fn number_of_events(&self) -> u32 {
        self.people / PEOPLE_TO_AN_EVENT
    }

    /// All events in the order of their days.
    pub(super) fn gatherings(&self) -> impl Iterator<Item = Gathering> {
        (0..self.number_of_events()).step_by(EVENTS_AT_A_TIME as usize).map(|first| {
            let mut gathering = Gathering::default();
            for event in first..self.number_of_events().min(first + EVENTS_AT_A_TIME) {
                events::hold(self, event, &mut gathering);
            }
            gathering
        })
    }

    /// How many had registered by the evening of that day; they have the lowest numbers.
    fn registered_by(&self, day: NaiveDate) -> u32 {
        let timeline = &self.network.timeline;
        let (mut low, mut high) = (0, self.people);
        while low < high {
            let middle = low.midpoint(high);
            if timeline.registration_day(middle, self.people) <= day { low = middle + 1 } else { high = middle }
        }
        low
    }
}
