//! The form of the coverage targets.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::coverage::Target;
use crate::kernel::{Choice, Invalid, StakeholderGroup};
use crate::web::{FormErrors, opened};

/// A number for each group, by the group's code; what is left empty has no target.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct TargetsForm {
    numbers: BTreeMap<String, String>,
}

impl From<&[Target]> for TargetsForm {
    fn from(targets: &[Target]) -> Self {
        let number = |target: &Target| (target.stakeholder_group.code().to_owned(), target.target.to_string());
        let mut form = Self { numbers: targets.iter().map(number).collect() };
        form.numbers.insert(Self::OPENED.to_owned(), opened(&form));
        form
    }
}

impl TargetsForm {
    /// The field that holds the targets as they stood when the form was opened.
    const OPENED: &str = "opened";

    /// What stands in that field: what somebody else has saved since is not overwritten.
    pub(super) fn opened(&self) -> &str {
        self.numbers.get(Self::OPENED).map_or("", String::as_str)
    }

    /// What stands in the field of a group.
    pub(super) fn number(&self, group: &StakeholderGroup) -> &str {
        self.numbers.get(group.code()).map_or("", String::as_str)
    }

    /// The targets in the order of the groups.
    pub(super) fn parse(&self) -> Result<Vec<Target>, FormErrors> {
        let mut errors = FormErrors::default();
        let mut targets = Vec::new();
        for group in StakeholderGroup::ALL.iter().copied() {
            let number = errors.optional(group.code(), self.number(&group), parse_target);
            if let Some(Some(target)) = number {
                targets.push(Target { stakeholder_group: group, target });
            }
        }
        if errors.is_empty() { Ok(targets) } else { Err(errors) }
    }
}

/// From 1 to 100. A target of 0 is refused rather than taken for none: it would read as one that is met.
fn parse_target(raw: &str) -> Result<i32, Invalid> {
    match raw.trim().parse() {
        Ok(number @ 1..=100) => Ok(number),
        _ => Err(Invalid::new("Enter a whole number from 1 to 100, or leave it empty for no target")),
    }
}

#[cfg(test)]
mod tests {
    use super::{StakeholderGroup, Target, TargetsForm};

    fn form(numbers: &[(&str, &str)]) -> TargetsForm {
        TargetsForm { numbers: numbers.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect() }
    }

    #[test]
    fn an_empty_field_is_no_target() {
        let targets =
            form(&[("carer", " "), ("commissioner", "2"), ("role", "administrator")]).parse().expect("targets");
        assert_eq!(targets, [Target { stakeholder_group: StakeholderGroup::Commissioner, target: 2 }]);
    }

    #[test]
    fn every_mistake_is_reported_beside_its_group() {
        let errors = form(&[("carer", "0"), ("industry", "101"), ("public", "two"), ("other", "3")]).parse();
        let fields: Vec<&str> = errors.expect_err("mistakes").iter().map(|(field, _)| field).collect();
        assert_eq!(fields, ["carer", "industry", "public"]);
    }
}
