//! What can be done with many people, and why some of them are left out.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use crate::kernel::{AccountId, Choice, DeclaredInvolvement, ProjectId, TagId, choices, display_date};
use crate::memberships::MembershipRole;

/// The most people of one act: everybody, in any network this is for.
pub(super) const MOST: i64 = 10_000;
/// So long an act can be undone, and a choice is kept that nothing was done with.
pub(super) const KEPT: TimeDelta = TimeDelta::days(30);

choices! {
    /// What is done with many people.
    pub(crate) enum BulkKind as "bulk_kind" {
        Owner = "owner", "Set their owner";
        Link = "link", "Link them to a project";
        Ending = "ending", "End their part in a project";
        AddTag = "add_tag", "Add a tag";
        RemoveTag = "remove_tag", "Take a tag away";
    }
}

impl BulkKind {
    /// Whether it can be undone in one step.
    pub(super) fn can_be_undone(self) -> bool {
        matches!(self, Self::Owner | Self::AddTag | Self::RemoveTag)
    }

    pub(super) fn hint(self) -> &'static str {
        match self {
            Self::Owner => "Who of the team looks after the relationship. Can be undone.",
            Self::Link => "In one role, from one day. Cannot be undone in one step.",
            Self::Ending => "On one day, for one reason. Cannot be undone in one step.",
            Self::AddTag | Self::RemoveTag => "They can read their tags. Can be undone.",
        }
    }

    /// The act in the trail.
    pub(super) fn act(self) -> &'static str {
        match self {
            Self::Owner => "Set the owner of many people",
            Self::Link => "Linked many people to a project",
            Self::Ending => "Ended the parts of many people in a project",
            Self::AddTag => "Added a tag to many people",
            Self::RemoveTag => "Took a tag from many people",
        }
    }
}

choices! {
    /// Why someone who was chosen is left out.
    pub(crate) enum Obstacle as "bulk_obstacle" {
        Paused = "paused", "Are away for a time";
        Left = "left", "Have left the network";
        NothingToChange = "nothing_to_change", "It is so already";
        TakesPart = "takes_part", "Have this role in the project already, or have asked for it";
        TakesNoPart = "takes_no_part", "Have no such part in the project on that day";
    }
}

/// What is to be done.
#[derive(Clone, Debug)]
pub(super) enum Plan {
    Owner(Option<AccountId>),
    Link {
        project: ProjectId,
        role: MembershipRole,
        involvement: Option<DeclaredInvolvement>,
        day: NaiveDate,
        reason: String,
        writes: bool,
    },
    Ending {
        project: ProjectId,
        role: Option<MembershipRole>,
        day: NaiveDate,
        reason: String,
    },
    AddTag(TagId),
    RemoveTag(TagId),
}

/// An act on many people, as far as it has come.
#[derive(Clone, Debug)]
pub(super) struct Act {
    pub(super) id: crate::kernel::BulkActId,
    pub(super) chosen: String,
    pub(super) chosen_for_trail: String,
    pub(super) found_at: Option<String>,
    pub(super) made_by: String,
    pub(super) made_at: DateTime<Utc>,
    pub(super) kind: Option<BulkKind>,
    pub(super) owner_id: Option<AccountId>,
    pub(super) owner: Option<String>,
    pub(super) project_id: Option<ProjectId>,
    pub(super) project: Option<String>,
    pub(super) slug: Option<String>,
    pub(super) role: Option<MembershipRole>,
    pub(super) involvement: Option<DeclaredInvolvement>,
    pub(super) day: Option<NaiveDate>,
    pub(super) reason: Option<String>,
    pub(super) writes: bool,
    pub(super) tag_id: Option<TagId>,
    pub(super) tag: Option<String>,
    pub(super) done_by: Option<String>,
    pub(super) done_at: Option<DateTime<Utc>>,
    pub(super) undone_by: Option<String>,
    pub(super) undone_at: Option<DateTime<Utc>>,
    /// How many were chosen, and with how many it was done.
    pub(super) people: i64,
    pub(super) done: i64,
}

impl Act {
    /// What is done, in words: "Link to STAK as member from 1 April 2026".
    pub(super) fn in_words(&self) -> String {
        let project = self.project.as_deref().unwrap_or("a project");
        let tag = self.tag.as_deref().unwrap_or("that is gone by now");
        let day = self.day.map(display_date).unwrap_or_default();
        match self.kind {
            None => "Nothing yet".to_owned(),
            Some(BulkKind::Owner) => format!("Set the owner to {}", self.owner.as_deref().unwrap_or("nobody")),
            Some(BulkKind::Link) => {
                let role = self.role.map(MembershipRole::in_words).unwrap_or_default();
                let said = self.involvement.map(|one| format!(", {}", one.label().to_lowercase())).unwrap_or_default();
                format!("Link to {project} as {role}{said}, from {day}")
            }
            Some(BulkKind::Ending) => {
                let role = self.role.map_or_else(String::new, |role| format!(" as {}", role.in_words()));
                format!("End the part{role} in {project}, last day {day}")
            }
            Some(BulkKind::AddTag) => format!("Add the tag “{tag}”"),
            Some(BulkKind::RemoveTag) => format!("Take the tag “{tag}” away"),
        }
    }

    pub(super) fn can_be_undone(&self, now: DateTime<Utc>) -> bool {
        let lately = self.done_at.is_some_and(|at| now <= at + KEPT);
        let has_what = !matches!(self.kind, Some(BulkKind::AddTag | BulkKind::RemoveTag)) || self.tag_id.is_some();
        lately && has_what && self.undone_at.is_none() && self.kind.is_some_and(BulkKind::can_be_undone)
    }
}
