//! The trail these stories left: one entry for each registration, change of standing and decision.

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use crate::kernel::{AccountId, Choice};
use crate::memberships::MembershipRole;

use super::dice::Dice;
use super::life::Life;
use super::memberships::{LEFT_THE_NETWORK, PROJECT_ENDED};
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
        steps(life, dice, membership, &mut rows);
    }
    rows
}

/// The steps of a membership, in the words of those who take them: asked for and answered, or linked; then ended.
fn steps(life: &Life, dice: &mut Dice, membership: &MembershipRow, rows: &mut Vec<AuditRow>) {
    let was_linked = membership.decided_at.is_some() && membership.requested_by == membership.decided_by;
    if !was_linked {
        let after = described(life, membership, &json!({ "reason": membership.reason }));
        let (asker, at) = (membership.requested_by, membership.requested_at);
        rows.push(about(membership, row(life, dice, "Asked to join the project", asker, at, after)));
    }
    let Some(at) = membership.decided_at else { return };
    let (act, more) = match membership.state {
        _ if was_linked => {
            ("Linked to the project", json!({ "from": membership.starts_on, "reason": membership.reason }))
        }
        "declined" => ("Declined a request to join", json!({ "reason": membership.decision_reason })),
        _ => ("Accepted a request to join", json!({})),
    };
    let after = described(life, membership, &more);
    rows.push(about(membership, row(life, dice, act, membership.decided_by, at, after)));
    if let Some(last) = membership.ends_on {
        let ended = last.and_hms_opt(18, 0, 0).unwrap_or_default().and_utc().min(life.network.timeline.now).max(at);
        let act = match membership.end_reason {
            Some(PROJECT_ENDED) => "Ended a membership: the project ended",
            Some(LEFT_THE_NETWORK) => "Ended a membership: they left the network",
            _ => "Ended a membership",
        };
        let after = described(life, membership, &json!({ "until": last, "reason": membership.end_reason }));
        rows.push(about(membership, row(life, dice, act, membership.ended_by, ended, after)));
    }
}

/// An entry about taking part stands in the history of the project, too.
fn about(membership: &MembershipRow, row: AuditRow) -> AuditRow {
    AuditRow { project_id: Some(membership.project_id), ..row }
}

fn described(life: &Life, membership: &MembershipRow, more: &Value) -> Option<Value> {
    let project = life.network.projects.iter().find(|project| project.row.id == membership.project_id)?;
    let role = MembershipRole::from_code(membership.role)?;
    let mut described = json!({ "project": project.row.title, "role": role.label() });
    described.as_object_mut()?.extend(more.as_object()?.clone());
    Some(described)
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
        project_id: None,
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
