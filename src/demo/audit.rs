//! The trail these stories left: one entry for each registration, change of standing and decision.

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use crate::kernel::AccountId;

use super::dice::Dice;
use super::life::Life;
use super::rows::{AuditRow, MembershipRow, StandingRow};

pub(super) fn of(
    life: &Life,
    dice: &mut Dice,
    memberships: &[MembershipRow],
    changes: &[StandingRow],
) -> Vec<AuditRow> {
    let registrar = life.by_hand.then_some(life.helper.id);
    let mut rows = vec![row(life, dice, "Registered", registrar, life.key.registered_at, None)];
    for change in
        changes.iter().filter(|change| !(change.standing == "pending" || life.by_hand && change.standing == "active"))
    {
        let act = if change.standing == "active" { "Confirmed the registration" } else { "Changed the standing" };
        rows.push(row(
            life,
            dice,
            act,
            change.changed_by,
            change.changed_at,
            Some(json!({ "standing": change.standing })),
        ));
    }
    for membership in memberships {
        decision(life, dice, membership, &mut rows);
    }
    rows
}

fn decision(life: &Life, dice: &mut Dice, membership: &MembershipRow, rows: &mut Vec<AuditRow>) {
    let Some(at) = membership.decided_at else {
        let asked = state(life, membership, "requested");
        rows.push(row(life, dice, "Asked to join a project", membership.requested_by, membership.requested_at, asked));
        return;
    };
    let (act, became) = match membership {
        MembershipRow { state: "declined", .. } => ("Declined a request to join a project", "declined"),
        _ if membership.requested_by == membership.decided_by => ("Linked to a project", "active"),
        _ => ("Accepted a request to join a project", "active"),
    };
    let after = state(life, membership, became);
    rows.push(row(life, dice, act, membership.decided_by, at, after));
    if let Some(last) = membership.ends_on {
        let ended = last.and_hms_opt(18, 0, 0).unwrap_or_default().and_utc().min(life.network.timeline.now).max(at);
        let after = state(life, membership, "ended");
        rows.push(row(life, dice, "Ended a membership", membership.ended_by, ended, after));
    }
}

fn state(life: &Life, membership: &MembershipRow, state: &str) -> Option<Value> {
    let project = life.network.projects.iter().find(|project| project.row.id == membership.project_id)?;
    Some(json!({ "project": project.row.title, "role": membership.role, "state": state }))
}

fn row(
    life: &Life,
    dice: &mut Dice,
    act: &'static str,
    actor_id: Option<AccountId>,
    at: DateTime<Utc>,
    after: Option<Value>,
) -> AuditRow {
    AuditRow {
        id: dice.id(at),
        at,
        actor_id,
        actor_name: actor_name(life, actor_id),
        act,
        associate_id: life.key.associate,
        after,
    }
}

/// Who acted, by name; the trail calls someone without an account a visitor.
fn actor_name(life: &Life, actor: Option<AccountId>) -> String {
    let Some(actor) = actor else { return "A visitor".to_owned() };
    if actor == life.key.account {
        return life.identity.name();
    }
    let workers = life.network.workers.iter().map(|worker| (worker.id, &worker.name));
    let leads = life.network.leads.iter().map(|(id, name)| (*id, name));
    let known = workers.chain(leads).find(|(id, _)| *id == actor);
    known.map_or_else(|| "Copse".to_owned(), |(_, name)| name.clone())
}
