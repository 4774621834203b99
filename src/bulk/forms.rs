//! Choosing people, and saying what to do with them.

use chrono::NaiveDate;
use serde::Deserialize;

use super::model::{BulkKind, Plan};
use crate::kernel::{AssociateId, Choice, DeclaredInvolvement, Invalid, Text, parse_date};
use crate::memberships::{MembershipRole, first_day, in_project, last_day};
use crate::people::Choices;
use crate::projects::Project;
use crate::tags::{Tag, parse_name};
use crate::web::{FormErrors, Opt};

/// Whom: those ticked, all that a filter of the register finds, or expressly everyone.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct ChooseForm {
    #[serde(flatten)]
    pub(crate) choices: Choices,
    pub(crate) pick: Vec<String>,
    /// "selected", "all" or "everyone".
    pub(crate) whom: String,
    /// The identity the act gets: sending the form twice makes one.
    pub(crate) id: String,
}

/// Whom an act is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Whom {
    Picked(Vec<AssociateId>),
    Found,
    Everyone,
}

impl ChooseForm {
    /// Whom it means; or why that is nobody.
    pub(super) fn whom(&self) -> Result<Whom, &'static str> {
        let filter = self.choices.filter();
        if filter.health.is_some() {
            return Err("People cannot be chosen by the links that wait for their own consent about health");
        }
        match self.whom.as_str() {
            "selected" => {
                let picked: Vec<AssociateId> = self.pick.iter().filter_map(|id| id.parse().ok()).collect();
                if picked.is_empty() {
                    Err("Nobody is selected. Tick the people first")
                } else {
                    Ok(Whom::Picked(picked))
                }
            }
            "all" if filter.narrows() => Ok(Whom::Found),
            "everyone" if !filter.narrows() => Ok(Whom::Everyone),
            _ => Err("Nobody is chosen yet. Tick people, set a filter, or choose everyone"),
        }
    }
}

/// What to do, as it was typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct PlanForm {
    pub(crate) kind: String,
    /// "yes" when it was asked what to do with them.
    pub(crate) asked: String,
    /// An account, or "none".
    pub(crate) owner: String,
    /// The slug of the project.
    pub(crate) project: String,
    pub(crate) role: String,
    pub(crate) involvement: String,
    pub(crate) day: String,
    pub(crate) reason: String,
    /// "yes" when they are written to.
    pub(crate) writes: String,
    pub(crate) tag: String,
}

/// What a plan can choose from.
pub(super) struct Offer {
    pub(super) workers: Vec<(String, String)>,
    pub(super) projects: Vec<Project>,
    pub(super) tags: Vec<Tag>,
}

/// What to do, parsed; a tag that is to be added may have to be made.
pub(super) enum Planned {
    Plan(Plan),
    AddTag(Text<60>),
}

const NO_KIND: &str = "Choose what to do with them";
/// Roles that many people can be given together: not that of a lead, and not a fellowship, which has a host.
const ROLES: [MembershipRole; 3] = [MembershipRole::Member, MembershipRole::Adviser, MembershipRole::CoApplicant];

impl PlanForm {
    pub(super) fn kind(&self) -> Option<BulkKind> {
        BulkKind::from_code(&self.kind)
    }

    /// What is to be said of the question what to do with them.
    pub(super) fn errors_of_kind(&self) -> FormErrors {
        match self.kind() {
            None if self.asked == "yes" => FormErrors::one("kind", NO_KIND),
            _ => FormErrors::default(),
        }
    }

    pub(super) fn roles(&self) -> Vec<Opt> {
        match self.kind() {
            Some(BulkKind::Ending) => Opt::choices::<MembershipRole>(&self.role),
            _ => Opt::list(ROLES.map(|role| (role.code(), role.label())), &self.role),
        }
    }

    pub(super) fn parse(&self, offer: &Offer, today: NaiveDate) -> Result<Planned, FormErrors> {
        match self.kind() {
            None => Err(FormErrors::one("kind", NO_KIND)),
            Some(BulkKind::Owner) => self.owner(offer).map(|owner| Planned::Plan(Plan::Owner(owner))),
            Some(BulkKind::Link) => self.link(offer, today).map(Planned::Plan),
            Some(BulkKind::Ending) => self.ending(offer, today).map(Planned::Plan),
            Some(BulkKind::AddTag) => match parse_name(&self.tag) {
                Ok(name) => Ok(Planned::AddTag(name)),
                Err(invalid) => Err(FormErrors::one("tag", invalid.message())),
            },
            Some(BulkKind::RemoveTag) => {
                let tag = offer.tags.iter().find(|tag| tag.id.to_string() == self.tag);
                let tag = tag.ok_or_else(|| FormErrors::one("tag", "Choose a tag"))?;
                Ok(Planned::Plan(Plan::RemoveTag(tag.id)))
            }
        }
    }

    fn owner(&self, offer: &Offer) -> Result<Option<crate::kernel::AccountId>, FormErrors> {
        if self.owner == "none" {
            return Ok(None);
        }
        let known = offer.workers.iter().any(|(id, _)| *id == self.owner);
        let owner = self.owner.parse().ok().filter(|_| known);
        owner.map(Some).ok_or_else(|| FormErrors::one("owner", "Choose someone of the team, or nobody"))
    }

    fn link(&self, offer: &Offer, today: NaiveDate) -> Result<Plan, FormErrors> {
        let mut errors = FormErrors::default();
        let project = errors.keep("project", self.project(offer));
        let role = MembershipRole::from_code(&self.role).filter(|role| ROLES.contains(role));
        let role = errors.keep("role", role.ok_or_else(|| Invalid::new("Choose a role")));
        let involvement = errors.optional("involvement", &self.involvement, |raw| {
            DeclaredInvolvement::from_code(raw).ok_or_else(|| Invalid::new("Choose how they are involved"))
        });
        let day = parse_date("the date it begins", &self.day)
            .and_then(|day| first_day(day, today))
            .and_then(|day| in_project(day, project.map_or(day, |project| project.starts_on), today));
        let day = errors.keep("day", day);
        let reason = errors.keep("reason", Text::<500>::parse("why you link them", &self.reason));
        match (project, role, involvement, day, reason) {
            (Some(project), Some(role), Some(involvement), Some(day), Some(reason)) if errors.is_empty() => {
                let writes = self.writes == "yes";
                Ok(Plan::Link { project: project.id, role, involvement, day, reason: reason.into_string(), writes })
            }
            _ => Err(errors),
        }
    }

    fn ending(&self, offer: &Offer, today: NaiveDate) -> Result<Plan, FormErrors> {
        let mut errors = FormErrors::default();
        let project = errors.keep("project", self.project(offer));
        let role = errors.optional("role", &self.role, |raw| {
            MembershipRole::from_code(raw).ok_or_else(|| Invalid::new("Choose a role"))
        });
        let day = parse_date("the last day", &self.day).and_then(|day| last_day(day, None, today));
        let day = errors.keep("day", day);
        let reason = errors.keep("reason", Text::<500>::parse("why it ends", &self.reason));
        match (project, role, day, reason) {
            (Some(project), Some(role), Some(day), Some(reason)) if errors.is_empty() => {
                Ok(Plan::Ending { project: project.id, role, day, reason: reason.into_string() })
            }
            _ => Err(errors),
        }
    }

    fn project<'a>(&self, offer: &'a Offer) -> Result<&'a Project, Invalid> {
        let project = offer.projects.iter().find(|project| project.slug == self.project);
        project.ok_or_else(|| Invalid::new("Choose a project"))
    }
}

/// The button that does it carries how many it was pressed for.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct DoForm {
    pub(crate) seen: String,
    /// What was looked at, in words: somebody else may have chosen something else meanwhile.
    pub(crate) what: String,
}

#[cfg(test)]
mod tests {
    use super::{ChooseForm, Whom};
    use crate::kernel::AssociateId;
    use crate::people::Choices;

    fn form(query: &str, whom: &str) -> ChooseForm {
        let choices: Choices = serde_html_form::from_str(query).expect("choices");
        ChooseForm { choices, whom: whom.to_owned(), ..ChooseForm::default() }
    }

    #[test]
    fn nobody_is_chosen_by_accident() {
        assert_eq!(form("group=carer", "all").whom(), Ok(Whom::Found));
        assert_eq!(form("", "everyone").whom(), Ok(Whom::Everyone));
        for (query, whom) in
            [("", "all"), ("sort=county", "all"), ("group=carer", "everyone"), ("group=carer", ""), ("", "selected")]
        {
            assert!(form(query, whom).whom().is_err(), "{query} {whom}");
        }
        assert!(form("health=waiting", "all").whom().is_err());
        let id = AssociateId::new();
        let picked = ChooseForm { pick: vec![id.to_string(), "x".to_owned()], ..form("", "selected") };
        assert_eq!(picked.whom(), Ok(Whom::Picked(vec![id])));
    }
}
