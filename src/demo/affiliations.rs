//! Where people work or belong, and when.

use chrono::{Days, NaiveDate};

use crate::kernel::{OrganisationId, StakeholderGroup, london_date};

use super::dice::Dice;
use super::life::Life;
use super::organisations::Kind;
use super::rows::AffiliationRow;
use super::words;

/// What an affiliation is with.
enum With {
    Registered(OrganisationId),
    /// As the person wrote it; the team has not matched it yet.
    Written(&'static str),
}

pub(super) fn of(life: &Life, dice: &mut Dice) -> Vec<AffiliationRow> {
    let group = life.identity.group;
    let registered_on = london_date(life.key.registered_at);
    let began = dice.day(registered_on - Days::new(2000), registered_on);
    let kind = Kind::usual(group);
    if life.joined_at.is_none() || group == StakeholderGroup::Industry || (kind.is_some() && dice.chance(4)) {
        return written(life, dice, began);
    }
    match kind {
        Some(Kind::Commissioner) => commissioners(life, dice, began),
        Some(kind) => jobs(life, dice, kind, began),
        None if dice.chance(12) => {
            let charity = registered(life, dice, Kind::ThirdSector);
            vec![row(life, dice, charity, began, None)]
        }
        None => Vec::new(),
    }
}

fn written(life: &Life, dice: &mut Dice, began: NaiveDate) -> Vec<AffiliationRow> {
    let text = match life.identity.group {
        StakeholderGroup::Industry => "a maker of medical devices",
        _ => dice.pick(&words::WRITTEN),
    };
    vec![row(life, dice, With::Written(text), began, None)]
}

/// One job, or two after one another.
fn jobs(life: &Life, dice: &mut Dice, kind: Kind, began: NaiveDate) -> Vec<AffiliationRow> {
    let first = registered(life, dice, kind);
    let registered_on = london_date(life.key.registered_at);
    let latest = life.last_day - Days::new(20);
    if registered_on >= latest || dice.chance(88) {
        return vec![row(life, dice, first, began, None)];
    }
    let moved = dice.day(registered_on, latest);
    let second = registered(life, dice, kind);
    vec![row(life, dice, first, began, Some(moved)), row(life, dice, second, moved + Days::new(1), None)]
}

/// Commissioners worked for one kind of body until 31 March, and for its successor from 1 April.
fn commissioners(life: &Life, dice: &mut Dice, began: NaiveDate) -> Vec<AffiliationRow> {
    let change = life.network.timeline.commissioning_change();
    let organisations = &life.network.organisations;
    let now = organisations.choose(dice, Kind::Commissioner, life.identity.county);
    let Some(before) = organisations.predecessor(dice, now).filter(|_| began < change) else {
        return vec![row(life, dice, With::Registered(now), began, None)];
    };
    let mut rows = vec![row(life, dice, With::Registered(before), began, Some(change - Days::new(1)))];
    if life.last_day >= change {
        rows.push(row(life, dice, With::Registered(now), change, None));
    }
    rows
}

fn registered(life: &Life, dice: &mut Dice, kind: Kind) -> With {
    With::Registered(life.network.organisations.choose(dice, kind, life.identity.county))
}

fn row(life: &Life, dice: &mut Dice, with: With, starts_on: NaiveDate, ends_on: Option<NaiveDate>) -> AffiliationRow {
    let (organisation_id, organisation_text) = match with {
        With::Registered(id) => (Some(id), None),
        With::Written(text) => (None, Some(text)),
    };
    AffiliationRow {
        id: dice.id(life.key.registered_at),
        associate_id: life.key.associate,
        organisation_id,
        organisation_text,
        job_title: dice.chance(85).then(|| dice.pick(words::job_titles(life.identity.group))),
        starts_on,
        ends_on,
    }
}
