//! What the team chooses of two records.

use serde::Deserialize;

use super::model::{FIELDS, may_stay};
use super::people::Decision;
use crate::associates::Associate;
use crate::kernel::{Invalid, Text};
use crate::web::{FormErrors, address};

/// Which record stays, and whose value stands: each `one`, `other` or nothing, which means the one that stays.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct ChoiceForm {
    pub(super) keep: String,
    name: String,
    email: String,
    phone: String,
    postcode_district: String,
    county: String,
    stakeholder_group: String,
    involvement: String,
    interests: String,
    offers: String,
    asks: String,
    owner: String,
    /// The versions of both that were looked at: `3-5`.
    versions: String,
}

const OTHER: &str = "other";

impl ChoiceForm {
    fn of(&self, key: &str) -> &str {
        match key {
            "name" => &self.name,
            "email" => &self.email,
            "phone" => &self.phone,
            "postcode_district" => &self.postcode_district,
            "county" => &self.county,
            "stakeholder_group" => &self.stakeholder_group,
            "involvement" => &self.involvement,
            "interests" => &self.interests,
            "offers" => &self.offers,
            "asks" => &self.asks,
            _ => &self.owner,
        }
    }

    /// Whether the other of the two stays: as chosen, else whoever still takes part, else the older record.
    pub(super) fn keeps_other(&self, one: &Associate, other: &Associate) -> bool {
        match self.keep.as_str() {
            OTHER => true,
            "one" => false,
            _ => may_stay(one.standing, other.standing).is_err() || one.standing == other.standing && other.id < one.id,
        }
    }

    /// Whether the value of the other stands for a field.
    pub(super) fn takes_other(&self, key: &str, keeps_other: bool) -> bool {
        match self.of(key) {
            OTHER => true,
            "one" => false,
            _ => keeps_other,
        }
    }

    /// What it comes to, for the versions that the form was made from.
    pub(super) fn decision(&self, one: &Associate, other: &Associate) -> Decision {
        let keeps_other = self.keeps_other(one, other);
        let takes =
            FIELDS.iter().map(|field| field.key).filter(|key| self.takes_other(key, keeps_other) != keeps_other);
        let seen =
            self.versions.split_once('-').and_then(|(one, other)| Some((one.parse().ok()?, other.parse().ok()?)));
        let (kept, gone) = if keeps_other { (other.id, one.id) } else { (one.id, other.id) };
        let seen = seen.map(|(one, other)| if keeps_other { (other, one) } else { (one, other) });
        Decision { kept, other: gone, others: takes.collect(), seen }
    }

    /// The choices as names and values, with the versions they were made of.
    pub(super) fn pairs(&self, one: &Associate, other: &Associate) -> Vec<(&'static str, String)> {
        let keeps_other = self.keeps_other(one, other);
        let side = |is_other: bool| if is_other { OTHER } else { "one" }.to_owned();
        let mut pairs = vec![("keep", side(keeps_other))];
        pairs.extend(FIELDS.iter().map(|field| (field.key, side(self.takes_other(field.key, keeps_other)))));
        pairs.push(("versions", format!("{}-{}", one.version, other.version)));
        pairs
    }

    /// The address of the page that says what would happen.
    pub(super) fn address(&self, path: impl std::fmt::Display, one: &Associate, other: &Associate) -> String {
        let pairs = self.pairs(one, other);
        let pairs: Vec<(&str, &str)> =
            pairs.iter().filter(|(name, _)| *name != "versions").map(|(name, value)| (*name, value.as_str())).collect();
        address(path, &pairs)
    }
}

/// Why two records are two people.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct RefusalForm {
    pub(super) reason: String,
}

impl RefusalForm {
    pub(super) fn parse(&self) -> Result<Option<Text<300>>, FormErrors> {
        let mut errors = FormErrors::default();
        let reason = errors.optional("reason", &self.reason, |raw| -> Result<Text<300>, Invalid> {
            Text::parse_line("the reason", raw)
        });
        reason.ok_or(errors)
    }
}

/// Of two organisations: which stays, and whose value stands.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct OrganisationChoiceForm {
    keep: String,
    name: String,
    kind: String,
    county: String,
    ods_code: String,
}

impl OrganisationChoiceForm {
    /// Whether the other stays.
    pub(super) fn keeps_other(&self) -> bool {
        self.keep == OTHER
    }

    /// The columns that the one that stays takes from the one that goes.
    pub(super) fn others(&self) -> Vec<&'static str> {
        let chosen =
            [("name", &self.name), ("kind", &self.kind), ("county", &self.county), ("ods_code", &self.ods_code)];
        let keeps_other = self.keeps_other();
        let differs =
            chosen.into_iter().filter(|(_, side)| !side.is_empty() && (side.as_str() == OTHER) != keeps_other);
        differs.map(|(column, _)| column).collect()
    }
}
