//! What taking part in a project is, and the states it goes through.

use chrono::{Days, NaiveDate};
use rust_decimal::Decimal;

use crate::associates::Standing;
use crate::kernel::{
    Choice, DeclaredInvolvement, Invalid, OrganisationId, Text, add_working_days, choices, clean, display_date,
};
use crate::projects::Project;

choices! {
    /// The part someone takes in a project.
    pub(crate) enum MembershipRole as "membership_role" {
        Member = "member", "Member";
        Lead = "lead", "Lead";
        CoApplicant = "co_applicant", "Co-applicant";
        Adviser = "adviser", "Adviser";
        DiffusionFellow = "diffusion_fellow", "Diffusion Fellow";
    }
}

impl MembershipRole {
    /// Taking part without any office: most people, so lists do not dwell on it.
    pub(crate) fn is_plain(self) -> bool {
        self == Self::Member
    }

    /// The role in the middle of a sentence. A Diffusion Fellow is a title and keeps its capitals.
    pub(crate) fn in_words(self) -> String {
        if self == Self::DiffusionFellow { self.label().to_owned() } else { self.label().to_lowercase() }
    }
}

choices! {
    /// Where a membership stands. History is never overwritten: an ended one stays, a new one begins.
    pub(crate) enum MembershipState as "membership_state" {
        Requested = "requested", "Requested";
        Active = "active", "Active";
        /// The answer was no, or the person withdrew the request before there was one.
        Declined = "declined", "Declined";
        Ended = "ended", "Ended";
    }
}

/// Working days within which a request is answered.
const DAYS_TO_ANSWER: u32 = 3;

/// The last day on which the answer to a request made on this day is in time.
pub(crate) fn answer_by(requested_on: NaiveDate) -> NaiveDate {
    add_working_days(requested_on, DAYS_TO_ANSWER)
}

/// Whether a request made on this day is late today.
pub(crate) fn is_late(requested_on: NaiveDate, today: NaiveDate) -> bool {
    today > answer_by(requested_on)
}

/// The latest day whose requests are late today, for counting them.
pub(crate) fn last_late_day(today: NaiveDate) -> NaiveDate {
    let mut day = today;
    while !is_late(day, today) {
        day = day - Days::new(1);
    }
    day
}

/// Why someone cannot ask to join a project.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Obstacle {
    /// Signed in, but not in the register: someone of the team.
    NoRecord,
    /// Pending, or away for a time.
    NotActive,
    HasLeft,
    TakesPart,
    HasAsked,
    Over,
    Closed,
}

impl Obstacle {
    /// What stands in the way of someone, if anything does: `own` are their memberships of this project.
    pub(crate) fn find(
        standing: Option<Standing>,
        own: &[MembershipState],
        project: &Project,
        today: NaiveDate,
    ) -> Option<Self> {
        match standing {
            None => return Some(Self::NoRecord),
            Some(Standing::Active) => {}
            Some(Standing::Left) => return Some(Self::HasLeft),
            Some(_) => return Some(Self::NotActive),
        }
        if own.contains(&MembershipState::Active) {
            return Some(Self::TakesPart);
        }
        if own.contains(&MembershipState::Requested) {
            return Some(Self::HasAsked);
        }
        if project.is_over(today) {
            return Some(Self::Over);
        }
        (!project.can_be_joined(today)).then_some(Self::Closed)
    }

    pub(crate) fn heading(self) -> &'static str {
        match self {
            Self::NoRecord => "You are not in the register",
            Self::NotActive | Self::HasLeft => "You cannot join just now",
            Self::TakesPart => "You take part already",
            Self::HasAsked => "You have asked already",
            Self::Over => "This project has ended",
            Self::Closed => "This project is not taking new members",
        }
    }

    pub(crate) fn sentence(self) -> &'static str {
        match self {
            Self::NoRecord => {
                "Your account belongs to the engagement team. Only people in the register join projects. To link \
                 someone, open their record."
            }
            Self::NotActive => {
                "You told us that you are away. Come back on your page first, then you can join projects again."
            }
            Self::HasLeft => "You have left the network. If you want to take part again, come back on your page first.",
            Self::TakesPart => "You are a member of this project. There is nothing more to do.",
            Self::HasAsked => "Your request waits for an answer. We answer within three working days and write to you.",
            Self::Over => "Nobody can join it any more. Other projects are open and glad of new members.",
            Self::Closed => "It has the people it needs for now. Other projects are open and glad of new members.",
        }
    }
}

/// How much of their week a Diffusion Fellow gives: half a day to five days, in halves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(transparent)]
pub(crate) struct DaysAWeek(Decimal);

impl DaysAWeek {
    /// Parses what was typed: `2`, `0.5`, `2,5`, `2½`.
    pub(crate) fn parse(raw: &str) -> Result<Self, Invalid> {
        let text = clean(raw).replace(',', ".").replace('½', ".5");
        let text = if text.starts_with('.') { format!("0{text}") } else { text };
        let halves = text.parse::<Decimal>().ok().map(|days| days * Decimal::TWO);
        match halves {
            Some(halves) if halves.is_integer() && Decimal::ONE <= halves && halves <= Decimal::TEN => {
                Ok(Self((halves / Decimal::TWO).normalize()))
            }
            _ => Err(Invalid::new("Enter days a week from 0.5 to 5, in half days, like 1.5")),
        }
    }

    pub(crate) fn decimal(self) -> Decimal {
        self.0
    }
}

/// What a Diffusion Fellow has beside the role: where they are hosted, and how much of their week it takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub(crate) struct Fellowship {
    pub(crate) host: OrganisationId,
    pub(crate) days_a_week: DaysAWeek,
}

/// The part someone takes: a role, and with one of them a fellowship.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub(crate) struct Part {
    pub(crate) role: MembershipRole,
    pub(crate) fellowship: Option<Fellowship>,
}

/// The first day of a membership or of a new part: today or before. Whoever is a member today counts, is shown and
/// has their rights today, so there are none that begin later.
pub(crate) fn first_day(day: NaiveDate, today: NaiveDate) -> Result<NaiveDate, Invalid> {
    if day <= today {
        return Ok(day);
    }
    Err(Invalid::new("Enter today or a date in the past"))
}

/// A first day that the project allows: nobody took part before it began. Those who are linked to one that has yet
/// to begin take part from today.
pub(crate) fn in_project(day: NaiveDate, project_starts: NaiveDate, today: NaiveDate) -> Result<NaiveDate, Invalid> {
    if day >= project_starts.min(today) {
        return Ok(day);
    }
    let start = display_date(project_starts);
    Err(Invalid::new(if project_starts > today {
        format!("Enter today's date: this project begins on {start}")
    } else {
        format!("Enter a date on or after the day the project began, {start}")
    }))
}

/// The last day of a membership: today or before, and not before its first.
pub(crate) fn last_day(day: NaiveDate, started: Option<NaiveDate>, today: NaiveDate) -> Result<NaiveDate, Invalid> {
    if day > today {
        return Err(Invalid::new("Enter today or a date in the past"));
    }
    match started.filter(|start| day < *start && *start <= today) {
        Some(start) => Err(Invalid::new(format!("Enter a date on or after the day it began, {}", display_date(start)))),
        None => Ok(day),
    }
}

/// The answer to a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    Accept,
    /// With a reason that can be read by the person who asked.
    Decline(Text<500>),
}

/// Sentences to begin a decline with; each is meant to be changed.
pub(crate) const KIND_REASONS: [(&str, &str); 3] = [
    (
        "enough",
        "Thank you for offering your time. The project has as many members as it can look after well just now. We would \
         like to come back to you when there is room.",
    ),
    (
        "fit",
        "Thank you for your interest. From what you told us, we think another project would suit you better, and the team \
         will gladly suggest one.",
    ),
    (
        "later",
        "Thank you for asking. The project is at a stage where new members would find little to do. Please ask again in a \
         few months.",
    ),
];

/// What someone reads whose request had no answer yet when the project ended.
pub(crate) const PROJECT_HAS_ENDED: &str = "Thank you for asking. The project has now ended, so nobody can join it any more. It is \
                                            not about you: we would be glad to see you in another project.";

/// What may change of a membership without ending it, as the audit trail keeps it.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub(crate) struct Terms {
    #[serde(flatten)]
    pub(crate) part: Part,
    pub(crate) involvement: DeclaredInvolvement,
}

impl Terms {
    /// Whether the step from `before` is kept as a new period: the part changed, and not from its very first
    /// day, which would be a correction. A new role is always a new period.
    pub(crate) fn begins_anew(&self, before: &Self, from: NaiveDate, started: Option<NaiveDate>) -> bool {
        self.part.role != before.part.role || (self.part != before.part && Some(from) != started)
    }
}

#[cfg(test)]
mod tests;
