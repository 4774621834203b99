//! Organisations by the thousand, three of which employ a tenth of everybody each.

use super::skew::Skew;
use super::words::{BODIES, PARTS, TOWNS, nth};
use crate::demo::dice::Dice;
use crate::demo::network::Network;
use crate::demo::rows::OrganisationRow;
use crate::kernel::{County, OrganisationId};

const GREAT: [&str; 3] = [
    "Trent Valley University Hospitals",
    "East Midlands Community Health Partnership",
    "Three Counties Mental Health Partnership",
];

/// The organisations, and who works where.
pub(super) struct Organisations {
    pub(super) rows: Vec<OrganisationRow>,
    employed: Skew,
}

impl Organisations {
    pub(super) fn make(network: &Network, how_many: u32) -> Self {
        let great = u32::try_from(GREAT.len()).unwrap_or_default();
        let others = how_many.saturating_sub(great).max(1);
        // A stream beside that of the network's own.
        let mut dice = Dice::new(network.seed, 4);
        let created_at = dice.moment(network.timeline.founded);
        let mut row = |name: String, kind, county| OrganisationRow {
            id: dice.id(created_at),
            name: name.into(),
            kind,
            county,
            ods_code: None,
            created_at,
        };
        let mut rows: Vec<OrganisationRow> =
            GREAT.iter().map(|name| row((*name).to_owned(), "nhs_trust", Some(County::Nottinghamshire))).collect();
        rows.extend((0..others).map(|number| {
            let (name, kind) = name(number);
            let county = [County::Nottinghamshire, County::Derbyshire, County::Lincolnshire][number as usize % 3];
            row(name, kind, Some(county))
        }));
        Self { rows, employed: Skew::led_by(great, 0.1, &Skew::falling(others, 3.0, 0.9)) }
    }

    pub(super) fn pick(&self, dice: &mut Dice) -> OrganisationId {
        self.rows[self.employed.pick(dice)].id
    }
}

fn name(number: u32) -> (String, &'static str) {
    let (town, rest) = nth(&TOWNS, number);
    let ((pattern, kind), rest) = nth(&BODIES, rest);
    let (part, rest) = nth(&PARTS, rest);
    let again = if rest > 0 { format!(" {}", rest + 1) } else { String::new() };
    (format!("{}{again}", pattern.replace('*', &format!("{part}{town}"))), kind)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::name;

    #[test]
    fn every_organisation_has_a_name_of_its_own() {
        let names: HashSet<String> = (0..12_000).map(|number| name(number).0).collect();
        assert_eq!(names.len(), 12_000);
    }
}
