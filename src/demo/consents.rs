//! What people agreed to, in which words, and what they took back.

use chrono::{DateTime, Days, TimeDelta, Utc};

use crate::kernel::{AccountId, Choice, ProjectId, Topic};

use super::dice::Dice;
use super::life::Life;
use super::plan::Situation;
use super::rows::{ConsentRow, MembershipRow};

const REGISTRATION: &str = "I have read the privacy notice and want to be an Associate of the network.";
const ACCESS_NEEDS: &str =
    "I agree that the engagement team keeps my access needs and uses them to make its events work for me.";

/// What is agreed to: purpose, lawful basis, words, and the topic or project they are about.
pub(super) struct Matter {
    pub(super) purpose: &'static str,
    pub(super) lawful_basis: &'static str,
    pub(super) wording: String,
    pub(super) topic: Option<Topic>,
    pub(super) project_id: Option<ProjectId>,
}

impl Matter {
    pub(super) fn registration() -> Self {
        Self::of("registration", "consent", REGISTRATION.to_owned())
    }

    fn access_needs() -> Self {
        Self::of("access_needs", "explicit_consent", ACCESS_NEEDS.to_owned())
    }

    pub(super) fn mailings(topic: Topic) -> Self {
        let wording = format!("Please write to me about: {}. I can stop this at any time.", topic.label());
        Self { topic: Some(topic), ..Self::of("mailings", "consent", wording) }
    }

    pub(super) fn health_link(project_id: ProjectId, title: &str) -> Self {
        let wording = format!(
            "I agree that my link to the project “{title}” is kept and shown to those who lead it. I know that it may say \
             something about my health or that of someone close to me."
        );
        Self { project_id: Some(project_id), ..Self::of("health_link", "explicit_consent", wording) }
    }

    fn of(purpose: &'static str, lawful_basis: &'static str, wording: String) -> Self {
        Self { purpose, lawful_basis, wording, topic: None, project_id: None }
    }
}

pub(super) fn of(life: &Life, dice: &mut Dice, memberships: &[MembershipRow]) -> Vec<ConsentRow> {
    let registered_at = life.key.registered_at;
    let mut ledger = Ledger { life, dice, rows: Vec::new() };
    ledger.record(Matter::registration(), true, registered_at);
    for topic in &life.topics {
        ledger.record(Matter::mailings(*topic), true, registered_at);
    }
    if life.access_needs.is_some() {
        ledger.record(Matter::access_needs(), true, registered_at);
    }
    ledger.record_second_notice();
    ledger.record_second_thoughts();
    ledger.record_health_links(memberships);
    ledger.rows
}

struct Ledger<'a> {
    life: &'a Life<'a>,
    dice: &'a mut Dice,
    rows: Vec<ConsentRow>,
}

impl Ledger<'_> {
    /// Most who registered under the first notice agreed to the second when they were asked.
    fn record_second_notice(&mut self) {
        let timeline = &self.life.network.timeline;
        let asked = timeline.second_notice();
        let agreed_on = self.dice.day(asked + Days::new(1), asked + Days::new(90));
        let before = self.life.key.registered_at < self.life.network.notices[1].published_at;
        // Those one signs in as are let in at once; everyone else may still have to answer.
        let is_cast = matches!(self.life.situation, Situation::Leo | Situation::Lena | Situation::Asha);
        let agreed = self.dice.chance(85) || is_cast;
        if before && agreed_on < self.life.last_day && agreed {
            let at = timeline.moment(self.dice, agreed_on);
            self.record(Matter::registration(), true, at);
        }
    }

    /// Some agreed to hear about one more thing, and then had enough of it.
    fn record_second_thoughts(&mut self) {
        let unwanted = Topic::ALL.iter().copied().find(|topic| !self.life.topics.contains(topic));
        let Some((topic, joined_on)) = unwanted.zip(self.life.joined_on()) else { return };
        if self.dice.chance(90) {
            return;
        }
        self.record(Matter::mailings(topic), true, self.life.key.registered_at);
        let day = self.dice.day(joined_on + Days::new(1), self.life.last_day);
        let at = self.life.network.timeline.moment(self.dice, day).max(self.life.key.registered_at);
        self.record(Matter::mailings(topic), false, at);
    }

    /// Service users and carers agree to each link that reveals something about health, but for the few
    /// whose latest link waits for that.
    fn record_health_links(&mut self, memberships: &[MembershipRow]) {
        let life = self.life;
        if !life.identity.group.reveals_health() {
            return;
        }
        let mut asked: Vec<ProjectId> = Vec::new();
        for membership in memberships {
            let project = life.network.projects.iter().find(|project| project.row.id == membership.project_id);
            let Some(project) = project.filter(|project| project.row.sensitive && !asked.contains(&project.row.id))
            else {
                continue;
            };
            asked.push(project.row.id);
            let matter = || Matter::health_link(project.row.id, &project.row.title);
            let withdrawn_at = (membership.requested_at + TimeDelta::hours(30)).min(life.network.timeline.now);
            match life.situation {
                Situation::AwaitsConsent { withdrawn: false } => {}
                Situation::AwaitsConsent { withdrawn: true } => {
                    self.record(matter(), true, membership.requested_at);
                    self.record(matter(), false, withdrawn_at);
                }
                _ => self.record(matter(), true, membership.requested_at),
            }
        }
    }

    fn record(&mut self, matter: Matter, given: bool, recorded_at: DateTime<Utc>) {
        let (source, actor_id) = self.source(recorded_at);
        self.rows.push(ConsentRow {
            id: self.dice.id(recorded_at),
            associate_id: self.life.key.associate,
            purpose: matter.purpose,
            topic: matter.topic,
            project_id: matter.project_id,
            lawful_basis: matter.lawful_basis,
            notice_id: self.life.network.notice_at(recorded_at).id,
            wording: matter.wording,
            source,
            actor_id,
            given,
            recorded_at,
        });
    }

    /// How it came, and who wrote it down if it was not the person.
    fn source(&mut self, at: DateTime<Utc>) -> (&'static str, Option<AccountId>) {
        match self.life.by_hand {
            true => (self.dice.pick(&["told us by phone", "paper form"]), Some(self.life.helper.id)),
            false if at == self.life.key.registered_at => ("registration form", None),
            false => ("my page", self.life.account()),
        }
    }
}
