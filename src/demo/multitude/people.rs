//! One of the multitude, from registering to today.

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use serde_json::{Value, json};

use super::Multitude;
use super::projects::Project;
use crate::demo::consents::Matter;
use crate::demo::dice::Dice;
use crate::demo::identity::{self, Identity};
use crate::demo::memberships::{LEFT_THE_NETWORK, PROJECT_ENDED};
use crate::demo::rows::{
    AccountRow, ActRow, AffiliationRow, AssociateRow, AuditRow, Batch, ConsentRow, InterestRow, MembershipRow,
    StandingRow,
};
use crate::demo::words;
use crate::kernel::{AccountId, AssociateId, Choice, DeclaredInvolvement, Topic, london_date};

/// What is known of someone before anything is written down.
pub(super) struct Story<'a> {
    all: &'a Multitude<'a>,
    person: u32,
    pub(super) associate: AssociateId,
    pub(super) account: AccountId,
    registered_at: DateTime<Utc>,
    pub(super) joined_at: DateTime<Utc>,
    /// Today, or the day they left.
    pub(super) last_day: NaiveDate,
    pub(super) standing: &'static str,
    /// The worker of the team they deal with.
    helper: &'a AccountRow,
    dice: Dice,
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

    fn evening(&self, day: NaiveDate) -> DateTime<Utc> {
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

    fn agree(&mut self, matter: Matter, at: DateTime<Utc>, hand: AccountId, batch: &mut Batch) {
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
            source: if by_themselves { "registration form" } else { "told us by phone" },
            actor_id: (!by_themselves).then_some(hand),
            given: true,
            recorded_at: at,
        });
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

    fn act(&mut self, kind: &'static str, project: Option<&Project>, at: DateTime<Utc>) -> ActRow {
        let project_id = project.map(|project| project.row.id);
        ActRow { id: self.dice.id(at), associate_id: self.associate, kind, project_id, event_id: None, at }
    }

    /// None to many memberships over the years, the larger projects more often.
    fn join(&mut self, identity: &Identity, involvement: DeclaredInvolvement, hand: AccountId, batch: &mut Batch) {
        let all = self.all;
        let mut joined: Vec<usize> = Vec::new();
        if let Some(project) = all.led_by(self.person) {
            joined.push(project);
            self.take_part(project, "lead", (identity, involvement, hand), batch);
        }
        let wanted = self.dice.weighted(&[(0, 2), (1, 22), (2, 24), (3, 20), (4, 13), (5, 9), (6, 5), (8, 3), (12, 2)]);
        for _ in 0..wanted {
            let project = all.draw.pick(&mut self.dice);
            let row = &all.projects[project].row;
            let missed = row.ends_on.is_some_and(|last| last <= self.joined_on());
            if joined.contains(&project) || missed || row.starts_on >= self.last_day {
                continue;
            }
            joined.push(project);
            let role = self.dice.weighted(&[("member", 92), ("co_applicant", 3), ("adviser", 5)]);
            self.take_part(project, role, (identity, involvement, hand), batch);
        }
    }

    fn take_part(
        &mut self,
        number: usize,
        role: &'static str,
        (identity, involvement, hand): (&Identity, DeclaredInvolvement, AccountId),
        batch: &mut Batch,
    ) {
        let all = self.all;
        let (project, timeline) = (&all.projects[number], &all.network.timeline);
        let ended = project.ended_on(timeline.today).filter(|last| *last <= self.last_day);
        let last = ended.unwrap_or(self.last_day);
        let first = self.joined_on().max(project.row.starts_on).min(last);
        let asked_on = if role == "lead" { first } else { self.dice.day(first, last) };
        let requested_at = timeline.moment(&mut self.dice, asked_on).max(self.joined_at);
        let asks = role == "member" && ended.is_none() && self.last_day == timeline.today && self.dice.chance(1);
        let own = asks || (role == "member" && hand == self.account && self.dice.chance(30));
        let decided_at = (!asks).then(|| (requested_at + TimeDelta::hours(20)).min(timeline.now));
        let starts_on = decided_at.map(london_date);
        let end = self.end_of(ended, asked_on).filter(|_| !asks);
        let ends_on = end.map(|(day, _)| starts_on.map_or(day, |start| day.max(start)));
        let row = MembershipRow {
            id: self.dice.id(requested_at),
            associate_id: self.associate,
            project_id: project.row.id,
            role,
            state: if asks {
                "requested"
            } else if end.is_some() {
                "ended"
            } else {
                "active"
            },
            involvement,
            starts_on,
            ends_on,
            requested_by: Some(if own { hand } else { self.helper.id }),
            requested_at,
            reason: self.dice.chance(40).then(|| words::REQUEST_REASONS[number % words::REQUEST_REASONS.len()]),
            decided_by: decided_at.map(|_| if own { project.lead } else { self.helper.id }),
            decided_at,
            decision_reason: None,
            ended_by: end.map(|_| self.helper.id),
            end_reason: end.map(|(_, reason)| reason),
            host_organisation_id: None,
            days_a_week: None,
        };
        // A few of the links that say something about health wait for their person.
        if project.row.sensitive && identity.group.reveals_health() && self.dice.chance(96) {
            self.agree(Matter::health_link(project.row.id, &project.row.title), requested_at, hand, batch);
        }
        if own {
            batch.acts.push(self.act("joined_project", Some(project), requested_at));
        }
        self.tell(&row, project, batch);
        batch.memberships.push(row);
    }

    fn end_of(&mut self, project_ended: Option<NaiveDate>, from: NaiveDate) -> Option<(NaiveDate, &'static str)> {
        let had_enough = self.dice.chance(8).then(|| {
            (self.dice.day(from, project_ended.unwrap_or(self.last_day)), self.dice.pick(&words::END_REASONS))
        });
        let left = (self.standing == "left").then_some((self.last_day, LEFT_THE_NETWORK));
        had_enough.or(project_ended.map(|day| (day, PROJECT_ENDED))).or(left)
    }

    /// What the trail keeps of a membership.
    fn tell(&mut self, row: &MembershipRow, project: &Project, batch: &mut Batch) {
        let after = || Some(json!({ "project": project.row.title, "role": row.role }));
        let own = row.requested_by != row.decided_by;
        if own {
            let by = row.requested_by;
            self.note("Asked to join the project", by, row.requested_at, Some(project), after(), batch);
        }
        if let Some(at) = row.decided_at {
            let act = if own { "Accepted a request to join" } else { "Linked to the project" };
            self.note(act, row.decided_by, at, Some(project), after(), batch);
        }
        if let Some(day) = row.ends_on {
            let at = self.evening(day);
            self.note("Ended a membership", row.ended_by, at, Some(project), after(), batch);
        }
    }

    fn note(
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
