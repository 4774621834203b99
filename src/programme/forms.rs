//! The forms of items and of who leads them.

use serde::{Deserialize, Serialize};

use super::model::{Contributor, ContributorRole, Item, NewItem, NewPart, Who};
use crate::events::number;
use crate::kernel::{Choice, Invalid, StakeholderGroup, Text};
use crate::web::{FormErrors, opened};

/// The longest item, in minutes.
const LONGEST: u32 = 600;

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct ItemForm {
    pub(crate) title: String,
    pub(crate) minutes: String,
    pub(crate) what: String,
    /// The identity a new item gets: sending the form twice makes one.
    #[serde(skip_serializing)]
    pub(crate) id: String,
    /// What it held when it was opened.
    #[serde(skip_serializing)]
    pub(crate) opened: String,
}

impl ItemForm {
    pub(super) fn of(item: &Item) -> Self {
        let form = Self {
            title: item.title.clone(),
            minutes: item.minutes.to_string(),
            what: item.what.clone().unwrap_or_default(),
            ..Self::default()
        };
        Self { opened: opened(&form), ..form }
    }

    pub(super) fn parse(&self) -> Result<NewItem, FormErrors> {
        let mut errors = FormErrors::default();
        let title = errors.keep("title", Text::parse_line("what the item is called", &self.title));
        let minutes = errors.keep("minutes", minutes(&self.minutes));
        let what = errors.optional("what", &self.what, |raw| Text::parse("what happens", raw));
        match (title, minutes, what) {
            (Some(title), Some(minutes), Some(what)) => Ok(NewItem { title, minutes, what }),
            _ => Err(errors),
        }
    }
}

fn minutes(raw: &str) -> Result<i16, Invalid> {
    let minutes = number("the minutes", raw, 1, LONGEST)?;
    i16::try_from(minutes).map_err(|_| Invalid::new("Enter fewer minutes"))
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct PartForm {
    pub(crate) guest_name: String,
    pub(crate) guest_group: String,
    pub(crate) role: String,
    pub(crate) minutes: String,
    /// Who was chosen: an Associate, a worker of the team, or neither for a guest.
    #[serde(skip_serializing)]
    pub(crate) associate: String,
    #[serde(skip_serializing)]
    pub(crate) worker: String,
    #[serde(skip_serializing)]
    pub(crate) id: String,
    #[serde(skip_serializing)]
    pub(crate) opened: String,
}

impl PartForm {
    pub(super) fn of(contributor: &Contributor) -> Self {
        let guest = contributor.is_guest();
        let form = Self {
            guest_name: if guest { contributor.name.clone() } else { String::new() },
            guest_group: contributor.group.filter(|_| guest).map_or("", Choice::code).to_owned(),
            role: contributor.role.code().to_owned(),
            minutes: contributor.minutes.map(|minutes| minutes.to_string()).unwrap_or_default(),
            ..Self::default()
        };
        Self { opened: opened(&form), ..form }
    }

    pub(super) fn is_guest(&self) -> bool {
        self.associate.is_empty() && self.worker.is_empty()
    }

    /// The part of someone who is on the item or was chosen for it; of a guest when there is no such person.
    pub(super) fn parse(&self, known: Option<Who>) -> Result<NewPart, FormErrors> {
        let mut errors = FormErrors::default();
        let who = known.or_else(|| self.guest(&mut errors));
        let role = ContributorRole::from_code(&self.role).ok_or_else(|| Invalid::new("Choose what they do"));
        let role = errors.keep("role", role);
        let minutes = errors.optional("minutes", &self.minutes, minutes);
        match (who, role, minutes) {
            (Some(who), Some(role), Some(minutes)) => Ok(NewPart { who, role, minutes }),
            _ => Err(errors),
        }
    }

    fn guest(&self, errors: &mut FormErrors) -> Option<Who> {
        let name = errors.keep("guest_name", Text::parse_line("the name of the guest", &self.guest_name));
        let group = StakeholderGroup::from_code(&self.guest_group);
        let group = errors.keep("guest_group", group.ok_or_else(|| Invalid::new("Choose for which group they speak")));
        Some(Who::Guest { name: name?, group: group? })
    }
}

#[cfg(test)]
mod tests {
    use super::{ItemForm, PartForm};
    use crate::kernel::AccountId;
    use crate::programme::model::Who;

    #[test]
    fn says_all_that_is_wrong_with_an_item() {
        let errors = ItemForm { minutes: "601".to_owned(), ..ItemForm::default() }.parse().expect_err("mistakes");
        assert_eq!(errors.get("title"), Some("Enter what the item is called"));
        assert_eq!(errors.get("minutes"), Some("Enter the minutes as a whole number from 1 to 600"));
    }

    #[test]
    fn a_guest_needs_a_name_and_a_group_and_a_known_person_does_not() {
        let form = PartForm { role: "chairs".to_owned(), ..PartForm::default() };
        let errors = form.parse(None).expect_err("mistakes");
        assert!(errors.get("guest_name").is_some() && errors.get("guest_group").is_some());
        let worker = Who::Worker(AccountId::new());
        let part = form.parse(Some(worker.clone())).expect("a part");
        assert_eq!((part.who, part.minutes), (worker, None));
    }
}
