//! The network as a whole: what is there before the first Associate, and every Associate in turn.

use chrono::{DateTime, Utc};

use crate::kernel::{AccountId, AssociateId};

use super::dice::Dice;
use super::identity::{self, Identity};
use super::life::Life;
use super::names::Names;
use super::organisations::Organisations;
use super::plan::{Plan, Situation};
use super::projects::Project;
use super::rows::{AccountRow, Batch, NoticeRow, ThemeRow};
use super::timeline::Timeline;
use super::{cast, notices, organisations, projects, themes};

/// Everything that people's stories refer to. Small, whatever the number of people.
pub(super) struct Network {
    pub(super) seed: u64,
    pub(super) size: u32,
    pub(super) timeline: Timeline,
    pub(super) plan: Plan,
    pub(super) themes: Vec<ThemeRow>,
    pub(super) projects: Vec<Project>,
    pub(super) organisations: Organisations,
    /// The team, and last the administrator.
    pub(super) workers: Vec<AccountRow>,
    pub(super) notices: [NoticeRow; 2],
    /// The first lead of each project: account and name.
    pub(super) leads: Vec<(AccountId, String)>,
    pub(super) names: Names,
}

/// What other rows know an Associate by.
pub(super) struct Key {
    pub(super) associate: AssociateId,
    pub(super) account: AccountId,
    pub(super) registered_at: DateTime<Utc>,
}

impl Network {
    pub(super) fn new(seed: u64, size: u32, now: DateTime<Utc>) -> Self {
        let timeline = Timeline::ending(now);
        let dice = &mut Dice::new(seed, 0);
        let themes = themes::all(dice, &timeline);
        let workers = cast::workers(dice, &timeline);
        let mut network = Self {
            plan: Plan::new(&mut Dice::new(seed, 1), size),
            projects: projects::all(dice, &timeline, &themes),
            organisations: organisations::Organisations::all(dice, &timeline),
            notices: notices::both(dice, &timeline, &workers),
            seed,
            size,
            timeline,
            themes,
            workers,
            leads: Vec::new(),
            names: Names::all(),
        };
        network.leads = (0..network.projects.len()).map(|project| network.lead(project)).collect();
        network
    }

    /// All Associates in order, so many at a time: no more than one batch is ever held.
    pub(super) fn batches(&self, people: u32) -> impl Iterator<Item = Batch> {
        (0..self.size).step_by(people as usize).map(move |first| {
            let mut batch = Batch::default();
            for number in first..self.size.min(first + people) {
                let (life, mut dice) = Life::of(self, number);
                life.write(&mut dice, &mut batch);
            }
            batch
        })
    }

    /// The workers of the engagement team.
    pub(super) fn team(&self) -> &[AccountRow] {
        &self.workers[..self.workers.len() - 1]
    }

    /// The privacy notice that was shown at that time.
    pub(super) fn notice_at(&self, at: DateTime<Utc>) -> &NoticeRow {
        let [first, second] = &self.notices;
        if at < second.published_at { first } else { second }
    }

    pub(super) fn identity(&self, number: u32) -> Identity {
        identity::of(self.seed, &self.plan, &self.names, number)
    }

    /// An Associate's key, and the dice that the rest of their story is thrown with.
    pub(super) fn begin(&self, number: u32) -> (Key, Dice) {
        let mut dice = Dice::new(self.seed, identity::stream(number) + 1);
        let founders = self.plan.founders();
        let registered_at = match self.plan.situation(number) {
            Situation::Pending => self.timeline.registers_lately(&mut dice),
            _ if number < founders => self.timeline.founder_registers(&mut dice),
            _ => self.timeline.registers(&mut dice, number - founders, self.plan.others()),
        };
        let key = Key { associate: dice.id(registered_at), account: dice.id(registered_at), registered_at };
        (key, dice)
    }

    fn lead(&self, project: usize) -> (AccountId, String) {
        let number = self.plan.leads_of(project)[0];
        (self.begin(number).0.account, self.identity(number).name())
    }
}
