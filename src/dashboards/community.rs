//! A project's members divided up in each way, and who is not among them.

use super::as_of::AsOf;
use super::breakdown::{Breakdown, Part, people};
use super::coverage::{Target, groups_of, label_of};
use super::store::{MemberCount, OrganisationCount};
use super::suppression::Reader;
use crate::kernel::{Choice, County, StakeholderGroup};
use crate::memberships::MembershipRole;
use crate::web::address;

/// Those of whose organisations none is in the register.
const NO_ORGANISATION: &str = "No organisation in the register";

/// The members of one project as one reader may see them.
pub(super) struct Community<'a> {
    pub(super) slug: &'a str,
    pub(super) reader: Reader,
    /// What they are divided up as: as they are, or as they were.
    pub(super) as_of: AsOf,
}

impl Community<'_> {
    /// Every group, those with nobody too: absence is what this chart is for.
    pub(super) fn by_group(&self, rows: &[MemberCount]) -> Breakdown {
        let part = |group: &StakeholderGroup| Part {
            label: group.label().to_owned(),
            people: count(rows, MemberCount::BY_GROUP, |row| row.stakeholder_group == Some(*group)),
            href: self.associates("group", group.code()),
        };
        let parts = StakeholderGroup::ALL.iter().map(part).collect();
        self.breakdown("Members by stakeholder group", "Group", parts)
    }

    pub(super) fn by_county(&self, rows: &[MemberCount]) -> Breakdown {
        let part = |county: Option<County>| Part {
            label: county.map_or("Not given", Choice::label).to_owned(),
            people: count(rows, MemberCount::BY_COUNTY, |row| row.county == county),
            href: self.associates("county", county.map_or("none", Choice::code)),
        };
        let counties = County::ALL.iter().copied().map(Some).chain([None]);
        self.breakdown("Members by county", "County", counties.map(part).collect())
    }

    /// Someone with two roles is in both rows.
    pub(super) fn by_role(&self, rows: &[MemberCount]) -> Breakdown {
        let part = |role: &MembershipRole| Part {
            label: role.label().to_owned(),
            people: count(rows, MemberCount::BY_ROLE, |row| row.role == Some(*role)),
            href: self.members("role", role.code()),
        };
        let parts = MembershipRole::ALL.iter().map(part).collect();
        self.breakdown("Members by role", "Role", parts)
    }

    /// Someone who belongs to two organisations is in both rows.
    pub(super) fn by_organisation(&self, rows: Vec<OrganisationCount>) -> Breakdown {
        let part = |row: OrganisationCount| Part {
            label: row.name.unwrap_or_else(|| NO_ORGANISATION.to_owned()),
            people: people(row.people),
            href: self.members("organisation", &row.id.map_or("none".to_owned(), |id| id.to_string())),
        };
        let parts = rows.into_iter().map(part).collect();
        self.breakdown("Members by organisation", "Organisation", parts).largest_first(NO_ORGANISATION)
    }

    fn breakdown(&self, title: &str, of: &str, parts: Vec<Part>) -> Breakdown {
        match self.as_of {
            AsOf::NotYet => Breakdown::Withheld,
            AsOf::Now | AsOf::EndOf(_) => Breakdown::of(title, of, parts, self.reader),
        }
    }

    fn associates(&self, filter: &str, value: &str) -> Option<String> {
        let filters = [("project", self.slug), (filter, value)];
        self.if_live(|| address("/associates", &filters))
    }

    fn members(&self, filter: &str, value: &str) -> Option<String> {
        self.if_live(|| address(format!("/projects/{}/members", self.slug), &[(filter, value)]))
    }

    /// A list is of today, so only numbers of today lead to one.
    fn if_live(&self, address: impl FnOnce() -> String) -> Option<String> {
        (self.as_of == AsOf::Now).then(address)
    }
}

fn of_facet(rows: &[MemberCount], facet: i32) -> impl Iterator<Item = &MemberCount> {
    rows.iter().filter(move |row| row.facet == facet)
}

fn count(rows: &[MemberCount], facet: i32, is_it: impl Fn(&MemberCount) -> bool) -> u32 {
    of_facet(rows, facet).filter(|row| is_it(row)).map(|row| people(row.people)).sum()
}

/// The groups that nobody in a project belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Absence {
    /// Those every project should have someone of.
    pub(super) wanted: Vec<String>,
    /// The rest.
    pub(super) others: Vec<String>,
}

impl Absence {
    /// Read off the chart by group as the reader sees it, so that it can say no more than the chart does.
    pub(super) fn of(by_group: &Breakdown, targets: &[Target]) -> Option<Self> {
        let absent: Vec<StakeholderGroup> =
            by_group.absent()?.into_iter().filter_map(|at| StakeholderGroup::ALL.get(at).copied()).collect();
        let is_absent =
            |target: &&Target| groups_of(target.stakeholder_group, targets).iter().all(|group| absent.contains(group));
        let targeted: Vec<StakeholderGroup> =
            targets.iter().flat_map(|target| groups_of(target.stakeholder_group, targets)).collect();
        let wanted = targets.iter().filter(is_absent).map(|target| label_of(target.stakeholder_group, targets));
        let others = absent
            .iter()
            .filter(|group| **group != StakeholderGroup::Other && !targeted.contains(group))
            .map(|group| group.label().to_owned());
        Some(Self { wanted: wanted.collect(), others: others.collect() })
    }

    /// How many groups are missing that a project should have.
    pub(super) fn count(&self) -> usize {
        self.wanted.len()
    }
}

#[cfg(test)]
mod tests {
    use super::{Absence, AsOf, Choice, Community, MemberCount, Reader, StakeholderGroup, Target};
    use crate::dashboards::breakdown::Breakdown;
    use crate::web::chart::Shown;

    fn of_groups(groups: &[(StakeholderGroup, i64)]) -> Vec<MemberCount> {
        let row = |(group, people): &(StakeholderGroup, i64)| MemberCount {
            stakeholder_group: Some(*group),
            county: None,
            role: None,
            facet: MemberCount::BY_GROUP,
            people: *people,
        };
        groups.iter().map(row).collect()
    }

    fn quarter() -> AsOf {
        AsOf::EndOf("2026-09-30".parse().expect("a date"))
    }

    fn targets() -> Vec<Target> {
        [StakeholderGroup::ServiceUser, StakeholderGroup::Commissioner]
            .map(|stakeholder_group| Target { stakeholder_group, target: 1 })
            .to_vec()
    }

    #[test]
    fn a_lead_reads_who_is_missing_and_gets_no_links_to_the_register() {
        let rows =
            of_groups(&[(StakeholderGroup::Carer, 12), (StakeholderGroup::Industry, 2), (StakeholderGroup::Other, 3)]);
        let by_group = Community { slug: "stak", reader: Reader::Outside, as_of: quarter() }.by_group(&rows);
        let absence = Absence::of(&by_group, &targets()).expect("told");
        assert_eq!(absence.wanted, ["Commissioner"], "a carer is there for service users and carers");
        assert!(!absence.others.contains(&"Service user".to_owned()));
        let Breakdown::Told(chart) = by_group else { panic!("told") };
        assert_eq!(chart.rows.len(), StakeholderGroup::ALL.len());
        assert_eq!(chart.rows[8].value, Shown::FewerThanFive);
        assert!(chart.rows.iter().all(|row| row.href.is_none()));
    }

    #[test]
    fn before_there_is_a_picture_nothing_is_told_not_even_absence() {
        let early = Community { slug: "stak", reader: Reader::Outside, as_of: AsOf::NotYet };
        let by_group = early.by_group(&[]);
        assert!(matches!(by_group, Breakdown::Withheld));
        assert_eq!(Absence::of(&by_group, &targets()), None);
    }

    #[test]
    fn what_the_chart_withholds_absence_does_not_tell() {
        let rows = of_groups(&[(StakeholderGroup::Carer, 3)]);
        let by_group = Community { slug: "stak", reader: Reader::Outside, as_of: quarter() }.by_group(&rows);
        assert_eq!(Absence::of(&by_group, &targets()), None);
        let by_group = Community { slug: "stak", reader: Reader::Team, as_of: AsOf::Now }.by_group(&rows);
        assert_eq!(Absence::of(&by_group, &targets()).map(|absence| absence.count()), Some(1));
    }
}
