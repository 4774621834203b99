//! Who takes part in which project, since when, and how that came about.

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use rust_decimal::Decimal;

use crate::kernel::{AccountId, Choice, DeclaredInvolvement, OrganisationId, StakeholderGroup, london_date};

use super::dice::Dice;
use super::life::Life;
use super::organisations::Kind;
use super::plan::Situation;
use super::projects::{EARLY_DISCHARGE, HOME_VISITS, Project, RETURN_TO_WORK};
use super::rows::MembershipRow;
use super::words;

pub(super) const PROJECT_ENDED: &str = "The project came to an end";
pub(super) const LEFT_THE_NETWORK: &str = "Left the network";

/// A membership before the details.
struct Draft {
    project: usize,
    role: &'static str,
    /// Whether they asked for it themselves; otherwise the team linked them.
    own: bool,
    asked_on: NaiveDate,
    outcome: Outcome,
}

#[derive(Clone, Copy, PartialEq)]
enum Outcome {
    Active,
    Ended(NaiveDate, &'static str),
    Asked,
    Declined,
}

/// All memberships of the person, the earliest decision first made first.
pub(super) fn of(life: &Life, dice: &mut Dice) -> Vec<MembershipRow> {
    let Some(joined_on) = life.joined_on() else { return Vec::new() };
    let mut drafts = drafts(life, dice, joined_on);
    for draft in &mut drafts {
        close(life, draft);
    }
    place(life, dice, &mut drafts);
    drafts.iter().map(|draft| row(life, dice, draft)).collect()
}

fn drafts(life: &Life, dice: &mut Dice, joined_on: NaiveDate) -> Vec<Draft> {
    match life.situation {
        Situation::Pending => Vec::new(),
        Situation::Leo => {
            let mut drafts = leading(life);
            drafts.push(member(RETURN_TO_WORK, life.network.projects[RETURN_TO_WORK].opens_on));
            drafts
        }
        Situation::Lena | Situation::Lead => leading(life),
        Situation::Fellow(project) => vec![fellow(life, dice, project, joined_on)],
        Situation::Asha => vec![
            member(EARLY_DISCHARGE, joined_on.max(life.network.projects[EARLY_DISCHARGE].opens_on)),
            Draft { outcome: Outcome::Asked, ..member(HOME_VISITS, life.network.timeline.ago(1)) },
        ],
        Situation::Unplaced if dice.chance(60) => Vec::new(),
        Situation::Unplaced => vec![given_up(life, dice, joined_on)],
        Situation::AwaitsConsent { .. } => awaiting(life, dice, joined_on),
        Situation::Asked { late, project } => {
            let (from, to) = if late { (8, 20) } else { (0, 1) };
            let mut drafts = ordinary(life, dice, joined_on);
            drafts.retain(|draft| Some(draft.project) != project);
            drafts.extend(another(life, dice, &drafts, (from, to), project, Outcome::Asked));
            drafts
        }
        Situation::Declined => {
            let mut drafts = ordinary(life, dice, joined_on);
            drafts.extend(another(life, dice, &drafts, (20, 120), None, Outcome::Declined));
            drafts
        }
        _ => ordinary(life, dice, joined_on),
    }
}

fn member(project: usize, asked_on: NaiveDate) -> Draft {
    Draft { project, role: "member", own: true, asked_on, outcome: Outcome::Active }
}

/// The projects this person leads, each from its first day.
fn leading(life: &Life) -> Vec<Draft> {
    let network = life.network;
    let led = (0..network.projects.len()).filter(|project| network.plan.leads_of(*project).contains(&life.number));
    led.map(|project| Draft { role: "lead", own: false, ..member(project, network.projects[project].opens_on) })
        .collect()
}

fn fellow(life: &Life, dice: &mut Dice, project: usize, joined_on: NaiveDate) -> Draft {
    let first = joined_on.max(life.network.projects[project].opens_on);
    let asked_on = dice.day(first, first + Days::new(90)).min(life.network.timeline.ago(5));
    Draft { role: "diffusion_fellow", own: false, ..member(project, asked_on) }
}

/// The one membership of someone who has none left.
fn given_up(life: &Life, dice: &mut Dice, joined_on: NaiveDate) -> Draft {
    let project = choose(life, dice, joined_on, &[]).unwrap_or(HOME_VISITS);
    let end = dice.day(joined_on + Days::new(40), life.network.timeline.ago(3));
    let outcome = Outcome::Ended(end, dice.pick(&words::END_REASONS));
    Draft { outcome, ..member(project, joined_on) }
}

/// A membership anyone may know of, and one that must wait for consent.
fn awaiting(life: &Life, dice: &mut Dice, joined_on: NaiveDate) -> Vec<Draft> {
    let day = life.network.timeline.ago(dice.between(2, 40).unsigned_abs());
    let waits = pull(life, dice, |project| project.row.sensitive && project.takes(life.identity.group, day));
    let open = pull(life, dice, |project| !project.row.sensitive && project.takes(life.identity.group, joined_on));
    let (waits, open) = (waits.unwrap_or(HOME_VISITS), open.unwrap_or(super::projects::STAK));
    let first = joined_on.max(life.network.projects[open].opens_on);
    vec![member(open, first), member(waits, day)]
}

/// One to three memberships over the years, some of them ended.
fn ordinary(life: &Life, dice: &mut Dice, joined_on: NaiveDate) -> Vec<Draft> {
    let wanted = dice.weighted(&[(1, 62), (2, 27), (3, 11)]);
    let latest = (life.last_day - Days::new(12)).max(joined_on);
    let mut drafts: Vec<Draft> = Vec::new();
    for _ in 0..wanted {
        let asked_on = if drafts.is_empty() { joined_on } else { dice.day(joined_on, latest) };
        let Some(project) = choose(life, dice, asked_on, &drafts) else { continue };
        let own = !life.by_hand && dice.chance(70);
        let role = role(dice, life.identity.group);
        let outcome = fate(life, dice, asked_on);
        drafts.push(Draft { project, role, own, asked_on, outcome });
    }
    drafts
}

fn fate(life: &Life, dice: &mut Dice, asked_on: NaiveDate) -> Outcome {
    let (first, last) = (asked_on + Days::new(60), life.last_day - Days::new(5));
    if first < last && dice.chance(9) {
        return Outcome::Ended(dice.day(first, last), dice.pick(&words::END_REASONS));
    }
    Outcome::Active
}

fn role(dice: &mut Dice, group: StakeholderGroup) -> &'static str {
    match group {
        StakeholderGroup::AppliedHealthResearcher => {
            dice.weighted(&[("member", 82), ("co_applicant", 13), ("adviser", 5)])
        }
        StakeholderGroup::Industry | StakeholderGroup::Other => "member",
        _ => dice.weighted(&[("member", 92), ("co_applicant", 2), ("adviser", 6)]),
    }
}

/// A request for one more project that recruits, some days ago.
fn another(
    life: &Life,
    dice: &mut Dice,
    drafts: &[Draft],
    days_ago: (i64, i64),
    project: Option<usize>,
    outcome: Outcome,
) -> Option<Draft> {
    let day = life.network.timeline.ago(dice.between(days_ago.0, days_ago.1).unsigned_abs());
    let project = project.or_else(|| {
        let projects = &life.network.projects;
        let recruiting = |project: &Project| project.row.recruiting && project.takes(life.identity.group, day);
        let taken: Vec<_> = drafts.iter().map(|draft| projects[draft.project].row.id).collect();
        pull(life, dice, |project| recruiting(project) && !taken.contains(&project.row.id))
    })?;
    Some(Draft { outcome, ..member(project, day) })
}

/// A project to join on that day, most likely in the theme they care for.
fn choose(life: &Life, dice: &mut Dice, day: NaiveDate, drafts: &[Draft]) -> Option<usize> {
    let projects = &life.network.projects;
    let taken: Vec<_> = drafts.iter().map(|draft| projects[draft.project].row.id).collect();
    pull(life, dice, |project| project.takes(life.identity.group, day) && !taken.contains(&project.row.id))
}

fn pull(life: &Life, dice: &mut Dice, suits: impl Fn(&Project) -> bool) -> Option<usize> {
    let projects = life.network.projects.iter().enumerate().filter(|(_, project)| suits(project));
    let weights: Vec<(usize, u32)> = projects
        .map(|(number, project)| (number, if project.theme == life.theme { 5 * project.pull } else { project.pull }))
        .collect();
    (!weights.is_empty()).then(|| dice.weighted(&weights))
}

/// Ends what the end of the project or of the person's time in the network ends.
fn close(life: &Life, draft: &mut Draft) {
    let today = life.network.timeline.today;
    let until = if let Outcome::Ended(day, _) = draft.outcome { day } else { today };
    if !matches!(draft.outcome, Outcome::Active | Outcome::Ended(..)) {
        return;
    }
    let project_end = life.network.projects[draft.project].ended_on(today).filter(|end| *end <= until);
    if life.situation == Situation::Left && life.last_day < project_end.unwrap_or(until) {
        draft.outcome = Outcome::Ended(life.last_day, LEFT_THE_NETWORK);
    } else if let Some(end) = project_end {
        draft.outcome = Outcome::Ended(end, PROJECT_ENDED);
    }
}

/// Finds a project for those whose projects have all ended: an active Associate has one.
fn place(life: &Life, dice: &mut Dice, drafts: &mut Vec<Draft>) {
    let placed = drafts.iter().any(|draft| draft.outcome == Outcome::Active);
    if placed || matches!(life.situation, Situation::Unplaced | Situation::Left) {
        return;
    }
    let ends = drafts.iter().filter_map(|draft| match draft.outcome {
        Outcome::Ended(day, _) => Some(day),
        _ => None,
    });
    let from = ends.max().or(life.joined_on()).unwrap_or(life.last_day);
    let asked_on = dice.day(from, (from + Days::new(60)).min(life.network.timeline.ago(4)));
    let today = life.network.timeline.today;
    let projects = &life.network.projects;
    let taken: Vec<_> = drafts.iter().map(|draft| projects[draft.project].row.id).collect();
    let open = |project: &Project| project.takes(life.identity.group, today) && !taken.contains(&project.row.id);
    if let Some(project) = pull(life, dice, open) {
        let asked_on = asked_on.max(projects[project].opens_on);
        drafts.push(Draft { own: !life.by_hand && dice.chance(50), ..member(project, asked_on) });
    }
}

fn row(life: &Life, dice: &mut Dice, draft: &Draft) -> MembershipRow {
    let own = draft.own && !life.by_hand;
    let requested_at = requested_at(life, dice, draft);
    let decided_at = (draft.outcome != Outcome::Asked).then(|| decided_at(life, dice, draft, own, requested_at));
    let starts_on = decided_at.filter(|_| draft.outcome != Outcome::Declined).map(london_date);
    let end = if let Outcome::Ended(day, reason) = draft.outcome { Some((day, reason)) } else { None };
    let reasons: &[&str] = if own { &words::REQUEST_REASONS } else { &words::LINK_REASONS };
    let (host_organisation_id, days_a_week) = hosting(life, dice, draft.role);
    MembershipRow {
        id: dice.id(requested_at),
        associate_id: life.key.associate,
        project_id: life.network.projects[draft.project].row.id,
        role: draft.role,
        state: match draft.outcome {
            Outcome::Active => "active",
            Outcome::Ended(..) => "ended",
            Outcome::Asked => "requested",
            Outcome::Declined => "declined",
        },
        involvement: involvement(life, dice),
        starts_on,
        ends_on: end.map(|(day, _)| starts_on.map_or(day, |start| day.max(start))),
        requested_by: if own { life.account() } else { Some(life.helper.id) },
        requested_at,
        reason: (!own || dice.chance(50)).then(|| dice.pick(reasons)),
        decided_by: decided_at.map(|_| decider(life, dice, draft, own)),
        decided_at,
        decision_reason: (draft.outcome == Outcome::Declined).then(|| dice.pick(&words::DECLINE_REASONS)),
        ended_by: end.map(|_| life.helper.id),
        end_reason: end.map(|(_, reason)| reason),
        host_organisation_id,
        days_a_week,
    }
}

fn requested_at(life: &Life, dice: &mut Dice, draft: &Draft) -> DateTime<Utc> {
    let at = life.network.timeline.moment(dice, draft.asked_on);
    life.joined_at.map_or(at, |joined_at| at.max(joined_at))
}

/// The team links at once; a request waits up to four days.
fn decided_at(life: &Life, dice: &mut Dice, draft: &Draft, own: bool, requested_at: DateTime<Utc>) -> DateTime<Utc> {
    if !own {
        return requested_at;
    }
    let wait = TimeDelta::minutes(dice.between(10, 4 * 24 * 60));
    let last = if let Outcome::Ended(day, _) = draft.outcome { day } else { life.network.timeline.today };
    let latest = dice.moment(last).min(life.network.timeline.now);
    (requested_at + wait).min(latest).max(requested_at)
}

fn decider(life: &Life, dice: &mut Dice, draft: &Draft, own: bool) -> AccountId {
    if own && draft.role == "member" && dice.chance(60) {
        return life.network.leads[draft.project].0;
    }
    life.helper.id
}

fn involvement(life: &Life, dice: &mut Dice) -> DeclaredInvolvement {
    if dice.chance(80) { life.involvement } else { dice.pick(DeclaredInvolvement::ALL) }
}

/// Where a Diffusion Fellow is hosted, and for how many days a week.
fn hosting(life: &Life, dice: &mut Dice, role: &str) -> (Option<OrganisationId>, Option<Decimal>) {
    if role != "diffusion_fellow" {
        return (None, None);
    }
    let host = life.network.organisations.choose(dice, Kind::Trust, life.identity.county);
    (Some(host), Some(Decimal::new(dice.pick(&[5, 10, 15, 20]), 1)))
}
