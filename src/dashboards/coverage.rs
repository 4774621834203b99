//! Coverage: whether each project has the people it needs, by stakeholder group.

use crate::kernel::{Choice, StakeholderGroup};

/// How many people of a group a project should have at least.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub(crate) struct Target {
    pub(crate) stakeholder_group: StakeholderGroup,
    pub(crate) target: i32,
}

/// Engaged people of one group in one project.
#[derive(Clone, Copy, Debug)]
pub(super) struct Engaged {
    pub(super) stakeholder_group: StakeholderGroup,
    pub(super) people: u32,
}

/// "C of T" of one group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Cell {
    pub(super) group: StakeholderGroup,
    pub(super) people: u32,
    pub(super) target: u32,
}

impl Cell {
    /// How many are missing.
    pub(super) fn gap(&self) -> u32 {
        self.target.saturating_sub(self.people)
    }
}

/// The groups whose people count towards this target. The network's target for service users is one
/// "for service users and carers" until carers are given a target of their own.
pub(super) fn groups_of(target: StakeholderGroup, targets: &[Target]) -> Vec<StakeholderGroup> {
    let carers_have_their_own = targets.iter().any(|t| t.stakeholder_group == StakeholderGroup::Carer);
    match target {
        StakeholderGroup::ServiceUser if !carers_have_their_own => {
            vec![StakeholderGroup::ServiceUser, StakeholderGroup::Carer]
        }
        group => vec![group],
    }
}

/// What a target is called: "Service user or carer".
pub(super) fn label_of(target: StakeholderGroup, targets: &[Target]) -> String {
    match groups_of(target, targets)[..] {
        [first, second] => format!("{} or {}", first.label(), second.label().to_lowercase()),
        _ => target.label().to_owned(),
    }
}

/// The cells of one project, in the order of the targets.
pub(super) fn cells(targets: &[Target], engaged: &[Engaged]) -> Vec<Cell> {
    let cell = |target: &Target| {
        let groups = groups_of(target.stakeholder_group, targets);
        let counted = engaged.iter().filter(|row| groups.contains(&row.stakeholder_group));
        Cell {
            group: target.stakeholder_group,
            people: counted.map(|row| row.people).sum(),
            target: u32::try_from(target.target).unwrap_or_default(),
        }
    };
    targets.iter().map(cell).collect()
}

/// Σ min(C, T) of Σ T.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub(super) struct Coverage {
    pub(super) met: u32,
    pub(super) wanted: u32,
}

impl Coverage {
    pub(super) fn of<'c>(cells: impl IntoIterator<Item = &'c Cell>) -> Self {
        cells.into_iter().fold(Self::default(), |sum, cell| Self {
            met: sum.met + cell.people.min(cell.target),
            wanted: sum.wanted + cell.target,
        })
    }

    /// "83.0 %"; nothing when no target is set.
    pub(super) fn percent(self) -> Option<String> {
        (self.wanted > 0).then(|| format!("{:.1} %", 100.0 * f64::from(self.met) / f64::from(self.wanted)))
    }
}

#[cfg(test)]
mod tests {
    use super::{Cell, Coverage, Engaged, StakeholderGroup, Target, cells, groups_of, label_of};

    use StakeholderGroup::{
        AppliedHealthResearcher, Carer, Commissioner, HealthProfessional, ServiceUser, ThirdSector,
    };

    fn targets() -> Vec<Target> {
        [(Commissioner, 1), (ThirdSector, 1), (ServiceUser, 2), (HealthProfessional, 2), (AppliedHealthResearcher, 1)]
            .map(|(stakeholder_group, target)| Target { stakeholder_group, target })
            .to_vec()
    }

    fn engaged(counts: &[(StakeholderGroup, u32)]) -> Vec<Engaged> {
        counts.iter().map(|(group, people)| Engaged { stakeholder_group: *group, people: *people }).collect()
    }

    /// 16 projects of 7 places each: 93 of 112 are 83.0 %.
    #[test]
    fn the_worked_example() {
        let full = cells(
            &targets(),
            &engaged(&[
                (Commissioner, 3),
                (ThirdSector, 1),
                (ServiceUser, 2),
                (HealthProfessional, 9),
                (AppliedHealthResearcher, 4),
            ]),
        );
        assert_eq!(Coverage::of(&full), Coverage { met: 7, wanted: 7 });
        let thin = cells(&targets(), &engaged(&[(HealthProfessional, 30), (AppliedHealthResearcher, 12)]));
        assert_eq!(
            Coverage::of(&thin),
            Coverage { met: 3, wanted: 7 },
            "plenty of one group does not make up for another"
        );
        let empty = cells(&targets(), &[]);
        let network = std::iter::repeat_n(&full, 12).chain(std::iter::repeat_n(&thin, 3)).chain([&empty]);
        let coverage = Coverage::of(network.flatten());
        assert_eq!(coverage, Coverage { met: 93, wanted: 112 });
        assert_eq!(coverage.percent().as_deref(), Some("83.0 %"));
    }

    #[test]
    fn service_users_and_carers_share_a_target_until_carers_have_their_own() {
        let shared = cells(&targets(), &engaged(&[(Carer, 1), (ServiceUser, 1)]));
        assert_eq!(shared[2], Cell { group: ServiceUser, people: 2, target: 2 });
        assert_eq!(label_of(ServiceUser, &targets()), "Service user or carer");

        let mut apart = targets();
        apart.push(Target { stakeholder_group: Carer, target: 1 });
        assert_eq!(groups_of(ServiceUser, &apart), [ServiceUser]);
        let cells = cells(&apart, &engaged(&[(Carer, 1), (ServiceUser, 1)]));
        assert_eq!((cells[2].gap(), cells[5].gap()), (1, 0));
    }

    #[test]
    fn without_targets_there_is_no_coverage() {
        assert_eq!(Coverage::of(&[]).percent(), None);
    }
}
