//! One of the multitude, from registering to today.

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use serde_json::{Value, json};

use super::Multitude;
use super::projects::Project;
use crate::demo::consents::Matter;
use crate::demo::dice::Dice;
use crate::demo::identity::{self, Identity};
use crate::demo::rows::{
    AccountRow, ActRow, AffiliationRow, AssociateRow, AuditRow, Batch, ConsentRow, InterestRow, StandingRow,
};
use crate::demo::words;
use crate::kernel::{AccountId, AssociateId, Choice, DeclaredInvolvement, Topic, london_date};

/// What is known of someone before anything is written down.
pub(super) struct Story<'a> {
    pub(super) all: &'a Multitude<'a>,
    pub(super) person: u32,
    pub(super) associate: AssociateId,
    pub(super) account: AccountId,
    registered_at: DateTime<Utc>,
    pub(super) joined_at: DateTime<Utc>,
    /// Today, or the day they left.
    pub(super) last_day: NaiveDate,
    pub(super) standing: &'static str,
    /// The worker of the team they deal with.
    pub(super) helper: &'a AccountRow,
    pub(super) dice: Dice,
}

impl<'a> Story<'a> {
    pub(super) fn of(all: &'a Multitude<'a>, person: u32) -> Self {
        let network = all.network;
        let timeline = &network.timeline;
        let mut dice = Dice::new(network.seed, identity::stream(network.size + person) + 1);
        let registered_at = timeline.registers(&mut dice, person, all.people);
        let joined_at = (registered_at + TimeDelta::minutes(dice.between(1, 200))).min(timeline.now);
        let leads = person.is_multiple_of(super::PEOPLE_TO_A_PROJECT);
        let standing = dice.weighted(&[("active", 90), ("paused", 3), ("left", 7)]);
        let standing = if leads { "active" } else { standing };
        let last_day = match standing {
            "left" => dice.day(london_date(joined_at) + Days::new(1), timeline.ago(5)),
            _ => timeline.today,
        };
        Self {
            associate: dice.id(registered_at),
            account: dice.id(registered_at),
            helper: &network.team()[dice.pick(&[0, 0, 1, 2, 3])],
            all,
            person,
            registered_at,
            joined_at,
            last_day,
            standing,
            dice,
        }
    }

    pub(super) fn joined_on(&self) -> NaiveDate {
        london_date(self.joined_at)
    }

    pub(super) fn identity(&self) -> Identity {
        let network = self.all.network;
        identity::usual(network.seed, &network.names, network.size + self.person)
    }

    /// Who writes down what they do: themselves, unless they never sign in.
    pub(super) fn hand(&self, identity: &Identity) -> AccountId {
        if identity.email.is_some() && self.standing != "left" { self.account } else { self.helper.id }
    }

    /// Adds all that is recorded about the person to a batch.
    pub(super) fn write(mut self, batch: &mut Batch) {
        let identity = self.identity();
        let hand = self.hand(&identity);
        let mut topics = Vec::new();
        topics.extend(Topic::ALL.iter().copied().filter(|_| self.dice.chance(45)));
        let involvement = self.dice.pick(DeclaredInvolvement::ALL);
        let associate = self.associate_row(&identity, &topics, involvement);
        if hand == self.account {
            batch.accounts.extend(self.account_row(&identity));
        }
        let theme = self.all.network.themes[self.person as usize % self.all.network.themes.len()].id;
        batch.interests.push(InterestRow { associate_id: self.associate, theme_id: theme });
        self.write_standing(hand, associate.paused_until, batch);
        self.write_places(&identity, batch);
        self.agree(Matter::registration(), self.registered_at, hand, batch);
        for topic in topics {
            self.agree(Matter::mailings(topic), self.registered_at, hand, batch);
        }
        self.answer_the_second_notice(hand, batch);
        batch.associates.push(associate);
        self.confirm(batch);
        self.join(&identity, involvement, hand, batch);
    }

    fn associate_row(&mut self, person: &Identity, topics: &[Topic], involvement: DeclaredInvolvement) -> AssociateRow {
        let today = self.all.network.timeline.today;
        let dice = &mut self.dice;
        let group = (self.person % 4) as usize;
        AssociateRow {
            id: self.associate,
            given_name: person.given_name.clone(),
            family_name: person.family_name.clone(),
            email: person.email.clone(),
            phone: person.phone.clone(),
            postcode_district: person.district,
            county: Some(person.county).filter(|_| dice.chance(97)),
            stakeholder_group: person.group,
            access_needs: None,
            interests: dice.chance(45).then(|| dice.pick(words::INTERESTS[group])),
            offers: dice.chance(25).then(|| dice.pick(&words::OFFERS)),
            asks: dice.chance(20).then(|| dice.pick(&words::ASKS)),
            topics: topics.to_vec(),
            involvement,
            owner_id: dice.chance(88).then_some(self.helper.id),
            standing: self.standing,
            paused_until: (self.standing == "paused").then(|| dice.day(today + Days::new(10), today + Days::new(200))),
            wants_help_choosing: false,
            created_at: self.registered_at,
            joined_on: Some(london_date(self.joined_at)),
        }
    }

    fn account_row(&self, identity: &Identity) -> Option<AccountRow> {
        Some(AccountRow {
            id: self.account,
            email: identity.email.clone()?,
            name: identity.name(),
            has_password: false,
            role: "associate",
            associate_id: Some(self.associate),
            created_at: self.joined_at,
        })
    }

    fn write_standing(&mut self, hand: AccountId, paused_until: Option<NaiveDate>, batch: &mut Batch) {
        self.stand(("active", None), hand, self.joined_at, None, batch);
        self.note("Registered", None, self.registered_at, None, None, batch);
        let (at, reason) = match self.standing {
            "paused" => (self.all.network.timeline.now - TimeDelta::hours(30), words::PAUSE_REASONS[0]),
            "left" => (self.evening(self.last_day), words::LEAVE_REASONS[0]),
            _ => return,
        };
        let (helper, standing) = (self.helper.id, self.standing);
        self.stand((standing, Some(reason)), helper, at, paused_until, batch);
        self.note("Changed the standing", Some(helper), at, None, Some(json!({ "standing": standing })), batch);
    }

    pub(super) fn evening(&self, day: NaiveDate) -> DateTime<Utc> {
        let evening = day.and_hms_opt(17, 59, 0).unwrap_or_default().and_utc();
        evening.clamp(self.joined_at, self.all.network.timeline.now)
    }

    fn stand(
        &mut self,
        (standing, reason): (&'static str, Option<&'static str>),
        by: AccountId,
        at: DateTime<Utc>,
        paused_until: Option<NaiveDate>,
        batch: &mut Batch,
    ) {
        batch.standing_changes.push(StandingRow {
            id: self.dice.id(at),
            associate_id: self.associate,
            standing,
            paused_until: paused_until.filter(|_| standing == "paused"),
            reason,
            changed_by: Some(by),
            changed_at: at,
        });
    }

    /// Most work somewhere, some have moved, a few wrote a name nobody has matched yet.
    fn write_places(&mut self, identity: &Identity, batch: &mut Batch) {
        let joined_on = self.joined_on();
        let began = self.dice.day(joined_on - Days::new(2000), joined_on);
        let (written, moved) = (self.dice.chance(4), self.dice.chance(10) && self.last_day > joined_on);
        if !self.dice.chance(75) && !written {
            return;
        }
        let move_on = moved.then(|| self.dice.day(joined_on, self.last_day - Days::new(1)));
        let mut place = |organisation_id, text, starts_on, ends_on| AffiliationRow {
            id: self.dice.id(self.registered_at),
            associate_id: self.associate,
            organisation_id,
            organisation_text: text,
            job_title: self.dice.chance(85).then(|| self.dice.pick(words::job_titles(identity.group))),
            starts_on,
            ends_on,
        };
        if written {
            let text = words::WRITTEN[self.person as usize % words::WRITTEN.len()];
            batch.affiliations.push(place(None, Some(text), began, None));
            return;
        }
        let mut dice = Dice::new(self.all.network.seed, (u64::MAX >> 2) - u64::from(self.person));
        batch.affiliations.push(place(Some(self.all.organisations.pick(&mut dice)), None, began, move_on));
        if let Some(day) = move_on {
            let next = self.all.organisations.pick(&mut dice);
            batch.affiliations.push(place(Some(next), None, day + Days::new(1), None));
        }
    }

    pub(super) fn agree(&mut self, matter: Matter, at: DateTime<Utc>, hand: AccountId, batch: &mut Batch) {
        let by_themselves = hand == self.account;
        batch.consents.push(ConsentRow {
            id: self.dice.id(at),
            associate_id: self.associate,
            purpose: matter.purpose,
            topic: matter.topic,
            project_id: matter.project_id,
            lawful_basis: matter.lawful_basis,
            notice_id: self.all.network.notice_at(at).id,
            wording: matter.wording,
            source: match by_themselves {
                true if at == self.registered_at => "registration form",
                true => "my page",
                false => "told us by phone",
            },
            actor_id: (!by_themselves || at != self.registered_at).then_some(hand),
            given: true,
            recorded_at: at,
        });
    }

    /// Most who registered under the first notice agreed to the second when they were asked.
    fn answer_the_second_notice(&mut self, hand: AccountId, batch: &mut Batch) {
        let timeline = &self.all.network.timeline;
        let asked = timeline.second_notice();
        let agreed_on = self.dice.day(asked + Days::new(1), asked + Days::new(90));
        let before = self.registered_at < self.all.network.notices[1].published_at;
        if before && agreed_on < self.last_day && self.dice.chance(85) {
            let at = timeline.moment(&mut self.dice, agreed_on).max(self.joined_at);
            self.agree(Matter::registration(), at, hand, batch);
        }
    }

    /// On joining, and then at a pace of their own until they go quiet.
    fn confirm(&mut self, batch: &mut Batch) {
        let timeline = &self.all.network.timeline;
        let mut day = self.joined_on();
        let quiet = match self.dice.between(0, 99) {
            0..50 => self.last_day,
            50..78 => self.dice.day(day, self.last_day),
            _ => day,
        };
        let mut at = self.joined_at;
        loop {
            batch.acts.push(self.act("profile_confirmed", None, at));
            day = day + Days::new(self.dice.between(150, 500).unsigned_abs());
            if day >= quiet {
                return;
            }
            at = timeline.moment(&mut self.dice, day);
        }
    }

    pub(super) fn act(&mut self, kind: &'static str, project: Option<&Project>, at: DateTime<Utc>) -> ActRow {
        let project_id = project.map(|project| project.row.id);
        ActRow { id: self.dice.id(at), associate_id: self.associate, kind, project_id, at }
    }

    pub(super) fn note(
        &mut self,
        act: &'static str,
        by: Option<AccountId>,
        at: DateTime<Utc>,
        project: Option<&Project>,
        after: Option<Value>,
        batch: &mut Batch,
    ) {
        let actor_name = match by {
            None => "A visitor".to_owned(),
            Some(by) if by == self.helper.id => self.helper.name.clone(),
            Some(by) if by == self.account => self.identity().name(),
            Some(_) => project.map_or_else(|| "Copse".to_owned(), |project| project.leads_name.clone()),
        };
        batch.audit.push(AuditRow {
            id: self.dice.id(at),
            at,
            actor_id: by,
            actor_name,
            act,
            associate_id: self.associate,
            project_id: project.map(|project| project.row.id),
            after,
        });
    }
}
