//! What one of the multitude takes part in.

use chrono::{NaiveDate, TimeDelta};
use serde_json::json;

use super::people::Story;
use super::projects::Project;
use crate::demo::consents::Matter;
use crate::demo::identity::Identity;
use crate::demo::memberships::{LEFT_THE_NETWORK, PROJECT_ENDED};
use crate::demo::rows::{Batch, MembershipRow};
use crate::demo::words;
use crate::kernel::{AccountId, DeclaredInvolvement, london_date};

impl Story<'_> {
    /// None to many memberships over the years, the larger projects more often.
    pub(super) fn join(
        &mut self,
        identity: &Identity,
        involvement: DeclaredInvolvement,
        hand: AccountId,
        batch: &mut Batch,
    ) {
        let all = self.all;
        let mut joined: Vec<usize> = Vec::new();
        let mut is_placed = false;
        if let Some(project) = all.led_by(self.person) {
            joined.push(project);
            is_placed = self.take_part(project, "lead", (identity, involvement, hand), batch);
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
            is_placed |= self.take_part(project, role, (identity, involvement, hand), batch);
        }
        // An active Associate has a project: the team finds one for nearly all whose projects have ended.
        if !is_placed && self.last_day == all.network.timeline.today && self.dice.chance(97) {
            let runs = |project: &usize| all.projects[*project].runs_on(self.last_day) && !joined.contains(project);
            let found = (0..60).map(|_| all.draw.pick(&mut self.dice)).find(runs);
            if let Some(project) = found {
                self.take_part(project, "member", (identity, involvement, hand), batch);
            }
        }
    }

    /// Adds a membership; whether it still goes on.
    fn take_part(
        &mut self,
        number: usize,
        role: &'static str,
        (identity, involvement, hand): (&Identity, DeclaredInvolvement, AccountId),
        batch: &mut Batch,
    ) -> bool {
        let all = self.all;
        let (project, timeline) = (&all.projects[number], &all.network.timeline);
        let ended = project.ended_on(timeline.today).filter(|last| *last <= self.last_day);
        let last = ended.unwrap_or(self.last_day);
        let first = self.joined_on().max(project.row.starts_on).min(last);
        let asks = role == "member"
            && project.row.recruiting
            && self.last_day == timeline.today
            && self.dice.chance(1)
            && first < last;
        // Requests are answered within days; those that wait are young.
        let earliest = if asks { first.max(timeline.ago(12)) } else { first };
        let asked_on = if role == "lead" { first } else { self.dice.day(earliest, last) };
        let requested_at = timeline.moment(&mut self.dice, asked_on).max(self.joined_at);
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
        let is_active = row.state == "active";
        batch.memberships.push(row);
        is_active
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
}
