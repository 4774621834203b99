//! One Associate's story, from registering to today.

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};

use crate::kernel::DeclaredInvolvement::{self, AskMe, IContribute, IHaveConcerns, KeepMeInformed};
use crate::kernel::{AccountId, Choice, StakeholderGroup, Topic, london_date};

use super::dice::Dice;
use super::identity::Identity;
use super::network::{Key, Network};
use super::plan::{Likeness, Situation};
use super::rows::{AccountRow, AssociateRow, Batch, InterestRow, StandingRow};
use super::{acts, affiliations, audit, consents, memberships, words};

/// What every part of the story needs to know about the person.
pub(super) struct Life<'a> {
    pub(super) network: &'a Network,
    pub(super) number: u32,
    pub(super) situation: Situation,
    pub(super) identity: Identity,
    pub(super) key: Key,
    pub(super) involvement: DeclaredInvolvement,
    pub(super) topics: Vec<Topic>,
    pub(super) access_needs: Option<&'static str>,
    /// The theme they care for most, by its place.
    pub(super) theme: usize,
    /// The worker of the team they deal with.
    pub(super) helper: &'a AccountRow,
    /// Registered by phone or post: the team wrote everything down.
    pub(super) by_hand: bool,
    /// When they became active; none while pending.
    pub(super) joined_at: Option<DateTime<Utc>>,
    /// Today, or the day they left.
    pub(super) last_day: NaiveDate,
}

impl<'a> Life<'a> {
    /// The person, and the dice for the rest of the story.
    pub(super) fn of(network: &'a Network, number: u32) -> (Self, Dice) {
        let (key, mut dice) = network.begin(number);
        let situation = network.plan.situation(number);
        let identity = network.identity(number);
        let by_hand = identity.email.is_none();
        let joined_at = joined_at(&mut dice, network, &key, situation, by_hand);
        let last_day = last_day(&mut dice, network, &key, situation);
        let life = Self {
            involvement: involvement(&mut dice, situation),
            topics: Topic::ALL.iter().copied().filter(|_| dice.chance(60)).collect(),
            access_needs: access_needs(&mut dice, identity.group),
            theme: dice.pick(&[0, 0, 1, 2, 3]),
            helper: &network.team()[dice.pick(&[0, 0, 1, 2, 3])],
            network,
            number,
            situation,
            identity,
            key,
            by_hand,
            joined_at,
            last_day,
        };
        (life, dice)
    }

    /// Adds all that is recorded about the person to a batch.
    pub(super) fn write(&self, dice: &mut Dice, batch: &mut Batch) {
        let associate = self.associate(dice);
        let memberships = memberships::of(self, dice);
        batch.interests.extend(self.interests(dice));
        batch.affiliations.extend(affiliations::of(self, dice));
        let acts = acts::of(self, dice, &memberships);
        batch.consents.extend(consents::of(self, dice, &memberships));
        let changes = self.standing_changes(dice, &associate);
        batch.audit.extend(audit::of(self, dice, &memberships, &changes));
        batch.accounts.extend(self.account_row());
        batch.associates.push(associate);
        batch.acts.extend(acts);
        batch.standing_changes.extend(changes);
        batch.memberships.extend(memberships);
    }

    /// Their account, if they have one.
    pub(super) fn account(&self) -> Option<AccountId> {
        self.has_account().then_some(self.key.account)
    }

    /// Whether they sign in: active or paused, with an address that is theirs alone.
    fn has_account(&self) -> bool {
        use Situation::{Left, LookAlike, Original, Pending};
        let shared = matches!(self.situation, Original(Likeness::Couple) | LookAlike(Likeness::Couple, _));
        self.identity.email.is_some() && !shared && !matches!(self.situation, Left | Pending)
    }

    fn account_row(&self) -> Option<AccountRow> {
        let email = self.identity.email.clone().filter(|_| self.has_account())?;
        Some(AccountRow {
            id: self.key.account,
            email,
            name: self.identity.name(),
            has_password: matches!(self.situation, Situation::Leo | Situation::Lena | Situation::Asha),
            role: "associate",
            associate_id: Some(self.key.associate),
            created_at: self.joined_at?,
        })
    }

    pub(super) fn joined_on(&self) -> Option<NaiveDate> {
        self.joined_at.map(london_date)
    }

    fn standing(&self) -> &'static str {
        match self.situation {
            Situation::Pending => "pending",
            Situation::Paused => "paused",
            Situation::Left => "left",
            _ => "active",
        }
    }

    fn associate(&self, dice: &mut Dice) -> AssociateRow {
        let person = &self.identity;
        let today = self.network.timeline.today;
        let unplaced = matches!(self.situation, Situation::Unplaced | Situation::Pending);
        AssociateRow {
            id: self.key.associate,
            given_name: person.given_name.clone(),
            family_name: person.family_name.clone(),
            email: person.email.clone(),
            phone: person.phone.clone(),
            postcode_district: person.district,
            county: Some(person.county).filter(|_| dice.chance(97)),
            stakeholder_group: person.group,
            access_needs: self.access_needs,
            interests: dice.chance(45).then(|| dice.pick(words::INTERESTS[self.theme])),
            offers: dice.chance(25).then(|| dice.pick(&words::OFFERS)),
            asks: dice.chance(20).then(|| dice.pick(&words::ASKS)),
            topics: self.topics.clone(),
            involvement: self.involvement,
            owner_id: dice.chance(88).then_some(self.helper.id).filter(|_| self.joined_at.is_some()),
            standing: self.standing(),
            paused_until: (self.situation == Situation::Paused)
                .then(|| dice.day(today + Days::new(10), today + Days::new(200))),
            wants_help_choosing: unplaced && dice.chance(60),
            created_at: self.key.registered_at,
            joined_on: self.joined_on(),
        }
    }

    fn interests(&self, dice: &mut Dice) -> Vec<InterestRow> {
        let themes = self.network.themes.iter().enumerate();
        let chosen = themes.filter(|(place, _)| *place == self.theme || dice.chance(15));
        chosen.map(|(_, theme)| InterestRow { associate_id: self.key.associate, theme_id: theme.id }).collect()
    }

    fn standing_changes(&self, dice: &mut Dice, associate: &AssociateRow) -> Vec<StandingRow> {
        let mut changes = Vec::new();
        let mut add = |standing, reason, changed_by, changed_at| {
            changes.push(StandingRow {
                id: dice.id(changed_at),
                associate_id: self.key.associate,
                standing,
                paused_until: associate.paused_until.filter(|_| standing == "paused"),
                reason,
                changed_by,
                changed_at,
            });
        };
        if !self.by_hand {
            add("pending", None, None, self.key.registered_at);
        }
        let Some(joined_at) = self.joined_at else { return changes };
        match self.by_hand {
            true => add("active", Some("Registered by phone or post"), Some(self.helper.id), joined_at),
            false => add("active", None, self.account(), joined_at),
        }
        let turn = self.number as usize;
        let lately = self.network.timeline.now - TimeDelta::hours(30 * (self.number % 40 + 1) as i64);
        match self.situation {
            Situation::Paused => {
                let reason = words::PAUSE_REASONS[turn % words::PAUSE_REASONS.len()];
                add("paused", Some(reason), Some(self.helper.id), lately);
            }
            Situation::Left => {
                let reason = words::LEAVE_REASONS[turn % words::LEAVE_REASONS.len()];
                let left_at = self.last_day.and_hms_opt(17, 59, 0).unwrap_or_default().and_utc();
                add("left", Some(reason), Some(self.helper.id), left_at);
            }
            _ => {}
        }
        changes
    }
}

fn joined_at(
    dice: &mut Dice,
    network: &Network,
    key: &Key,
    situation: Situation,
    by_hand: bool,
) -> Option<DateTime<Utc>> {
    let confirmed = key.registered_at + TimeDelta::minutes(dice.between(1, 200));
    match situation {
        Situation::Pending => None,
        _ if by_hand => Some(key.registered_at),
        _ => Some(confirmed.min(network.timeline.now)),
    }
}

fn last_day(dice: &mut Dice, network: &Network, key: &Key, situation: Situation) -> NaiveDate {
    let timeline = &network.timeline;
    match situation {
        Situation::Left => dice.day(london_date(key.registered_at) + Days::new(60), timeline.ago(5)),
        _ => timeline.today,
    }
}

fn involvement(dice: &mut Dice, situation: Situation) -> DeclaredInvolvement {
    match situation {
        Situation::Leo | Situation::Lena | Situation::Lead | Situation::Fellow(_) => IContribute,
        _ => dice.weighted(&[(KeepMeInformed, 40), (AskMe, 33), (IContribute, 20), (IHaveConcerns, 7)]),
    }
}

fn access_needs(dice: &mut Dice, group: StakeholderGroup) -> Option<&'static str> {
    let percent = if group.reveals_health() { 22 } else { 4 };
    dice.chance(percent).then(|| dice.pick(&words::ACCESS_NEEDS))
}
