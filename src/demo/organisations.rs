//! The real bodies of the three counties, with the names people call them by.

use crate::kernel::{Choice, County, OrganisationId, StakeholderGroup};

use super::rows::{AliasRow, OrganisationRow};
use super::{dice::Dice, timeline::Timeline};

/// The last one is there twice, misspelt, as registers have it.
/// One line each: name, kind, county, ODS code where it is certain, aliases, and for the commissioners of
/// 2013 the ones before them in the same places.
const REGISTER: &str = include_str!("data/organisations.tsv");

/// The organisations, and where people of each group work.
pub(super) struct Organisations {
    pub(super) rows: Vec<OrganisationRow>,
    pub(super) aliases: Vec<AliasRow>,
    /// A commissioner, and one it took over from.
    successions: Vec<(OrganisationId, OrganisationId)>,
}

impl Organisations {
    pub(super) fn all(dice: &mut Dice, timeline: &Timeline) -> Self {
        let mut organisations = Self { rows: Vec::new(), aliases: Vec::new(), successions: Vec::new() };
        for line in REGISTER.lines() {
            organisations.add(line, dice, timeline);
        }
        organisations
    }

    fn add(&mut self, line: &'static str, dice: &mut Dice, timeline: &Timeline) {
        let mut fields = line.split('\t');
        let mut next = || fields.next().unwrap_or_default();
        let (name, kind, county, ods_code, aliases, before) = (next(), next(), next(), next(), next(), next());
        let created_at = dice.moment(timeline.founded);
        let id: OrganisationId = dice.id(created_at);
        self.aliases.extend(aliases.split('|').map(|alias| AliasRow { organisation_id: id, alias }));
        let before = self.rows.iter().filter(|row| before.split('|').any(|name| name == row.name));
        self.successions.extend(before.map(|row| (id, row.id)));
        self.rows.push(OrganisationRow {
            id,
            name: name.into(),
            kind,
            county: County::from_code(county),
            ods_code: Some(ods_code).filter(|code| !code.is_empty()),
            created_at,
        });
    }

    /// Each commissioner with one it took over from.
    pub(super) fn successions(&self) -> &[(OrganisationId, OrganisationId)] {
        &self.successions
    }

    /// One that `organisation` took over from.
    pub(super) fn predecessor(&self, dice: &mut Dice, organisation: OrganisationId) -> Option<OrganisationId> {
        let before: Vec<_> = self.successions.iter().filter(|(after, _)| *after == organisation).collect();
        (!before.is_empty()).then(|| dice.pick(&before).1)
    }

    /// One of `kind`, in the person's county if there is any.
    pub(super) fn choose(&self, dice: &mut Dice, kind: Kind, county: County) -> OrganisationId {
        let all: Vec<&OrganisationRow> = self.rows.iter().filter(|row| kind.includes(row)).collect();
        let near: Vec<&OrganisationRow> = all.iter().copied().filter(|row| row.county == Some(county)).collect();
        let from = if near.is_empty() || dice.chance(10) { all } else { near };
        dice.pick(&from).id
    }
}

/// What a person's organisation may be.
#[derive(Clone, Copy)]
pub(super) enum Kind {
    Trust,
    /// A commissioner of today; see [`Organisations::predecessor`] for those before.
    Commissioner,
    Council,
    University,
    ThirdSector,
}

impl Kind {
    fn includes(self, row: &OrganisationRow) -> bool {
        match self {
            Self::Trust => row.kind == "nhs_trust",
            Self::Commissioner => row.name.ends_with("Clinical Commissioning Group"),
            Self::Council => row.kind == "council",
            Self::University => row.kind == "university",
            Self::ThirdSector => row.kind == "third_sector",
        }
    }

    /// Where people of this group work; none for those who take part as themselves.
    pub(super) fn usual(group: StakeholderGroup) -> Option<Self> {
        use StakeholderGroup as Group;
        match group {
            Group::HealthProfessional | Group::ProviderManager => Some(Self::Trust),
            Group::AppliedHealthResearcher => Some(Self::University),
            Group::Commissioner => Some(Self::Commissioner),
            Group::ThirdSector => Some(Self::ThirdSector),
            Group::SocialCare => Some(Self::Council),
            Group::ServiceUser | Group::Carer | Group::Industry | Group::Public | Group::Other => None,
        }
    }
}
