//! The people events draw from.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};

use crate::kernel::{AccountId, AssociateId, ProjectId, StakeholderGroup};

use crate::demo::life::Life;
use crate::demo::network::Network;
use crate::demo::plan::Situation;
use crate::demo::rows::Batch;

/// However large the network is, its events are those of a few hundred people.
const MOST: u32 = 600;

/// What an event needs to know of an Associate.
pub(super) struct Person {
    pub(super) number: u32,
    pub(super) associate: AssociateId,
    /// Who registers them: themselves, or the worker who helps them.
    pub(super) registers: AccountId,
    pub(super) group: StakeholderGroup,
    pub(super) access_needs: Option<&'static str>,
    joined_at: DateTime<Utc>,
    last_day: NaiveDate,
    is_paused: bool,
    /// Projects with the first and the last day of taking part.
    projects: Vec<(ProjectId, NaiveDate, Option<NaiveDate>)>,
}

impl Person {
    /// Whether they take part in the network at that moment, on whose day they are still there.
    pub(super) fn is_there(&self, at: DateTime<Utc>, until: NaiveDate, today: NaiveDate) -> bool {
        self.joined_at <= at && self.last_day >= until.min(today) && !(self.is_paused && until >= today)
    }

    pub(super) fn takes_part_in(&self, project: ProjectId, day: NaiveDate) -> bool {
        let holds = |from: NaiveDate, until: Option<NaiveDate>| from <= day && until.is_none_or(|until| until >= day);
        self.projects.iter().any(|(id, from, until)| *id == project && holds(*from, *until))
    }
}

/// Some hundred people, those with a name of their own in the plan among them.
pub(super) struct Crowd {
    pub(super) people: Vec<Person>,
}

impl Crowd {
    pub(super) fn gather(network: &Network) -> Self {
        let step = (network.size / MOST).max(1);
        let mut numbers: BTreeSet<u32> = (0..network.size).step_by(step as usize).collect();
        numbers.extend(0..network.plan.founders());
        numbers.extend(network.plan.first(Situation::Asha));
        Self { people: numbers.into_iter().filter_map(|number| person(network, number)).collect() }
    }

    /// The person of that number, if they are in the crowd.
    pub(super) fn number(&self, number: u32) -> Option<&Person> {
        self.people.iter().find(|person| person.number == number)
    }
}

fn person(network: &Network, number: u32) -> Option<Person> {
    let (life, mut dice) = Life::of(network, number);
    // A health-revealing link without consent is nobody's business.
    let hidden = matches!(life.situation, Situation::Unplaced | Situation::AwaitsConsent { .. });
    let joined_at = life.joined_at.filter(|_| !hidden)?;
    let mut batch = Batch::default();
    life.write(&mut dice, &mut batch);
    let took_part = batch.memberships.iter().filter(|row| matches!(row.state, "active" | "ended"));
    Some(Person {
        number,
        associate: life.key.associate,
        registers: life.account().unwrap_or(life.helper.id),
        group: life.identity.group,
        access_needs: life.access_needs,
        joined_at,
        last_day: life.last_day,
        is_paused: life.situation == Situation::Paused,
        projects: took_part.filter_map(|row| Some((row.project_id, row.starts_on?, row.ends_on))).collect(),
    })
}
