//! What members did themselves: some often, some until they went quiet, some never again.

use chrono::{DateTime, Days, NaiveDate, Utc};

use crate::kernel::{ProjectId, london_date};

use super::dice::Dice;
use super::life::Life;
use super::rows::{ActRow, MembershipRow};

pub(super) fn of(life: &Life, dice: &mut Dice, memberships: &[MembershipRow]) -> Vec<ActRow> {
    let mut acts: Vec<ActRow> =
        confirmations(life, dice).into_iter().map(|at| row(life, dice, "profile_confirmed", None, at)).collect();
    let joined = memberships.iter().filter(|membership| is_own(life, membership));
    for membership in joined {
        acts.push(row(life, dice, "joined_project", Some(membership.project_id), membership.requested_at));
    }
    acts
}

/// Whether they joined by their own act: the team did not link them, and was not the one to write it down.
fn is_own(life: &Life, membership: &MembershipRow) -> bool {
    membership.requested_by != Some(life.helper.id) && membership.starts_on.is_some()
}

/// When they confirmed or changed their profile: on joining, and then at a pace of their own.
fn confirmations(life: &Life, dice: &mut Dice) -> Vec<DateTime<Utc>> {
    let Some(joined_at) = life.joined_at.filter(|_| !life.by_hand) else { return Vec::new() };
    let mut at = vec![joined_at];
    let until = until(life, dice, london_date(joined_at));
    let pace = dice.between(60, 240);
    let mut day = london_date(joined_at);
    loop {
        day = day + Days::new(dice.between(pace * 2 / 3, pace * 4 / 3).unsigned_abs());
        if day >= until {
            return at;
        }
        at.push(life.network.timeline.moment(dice, day));
    }
}

/// The day after which nothing was heard of them.
fn until(life: &Life, dice: &mut Dice, joined_on: NaiveDate) -> NaiveDate {
    match dice.between(0, 99) {
        0..50 => life.last_day,
        50..78 => dice.day(joined_on, life.last_day),
        _ => joined_on,
    }
}

fn row(life: &Life, dice: &mut Dice, kind: &'static str, project_id: Option<ProjectId>, at: DateTime<Utc>) -> ActRow {
    ActRow { id: dice.id(at), associate_id: life.key.associate, kind, project_id, at }
}
