//! What is written for a row of people, as the plan keeps it and the commit does it.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::known::Target;
use crate::associates::Detail;
use crate::kernel::{AccountId, County, DeclaredInvolvement, OrganisationId, ProjectId, StakeholderGroup};
use crate::memberships::MembershipRole;

/// What a row of people does to the register.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Action {
    /// It says so already, or the row is not taken.
    Nothing,
    Add(Box<NewPerson>),
    Change(Box<Changes>),
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct NewPerson {
    pub(super) given_name: String,
    pub(super) family_name: String,
    pub(super) email: Option<String>,
    pub(super) phone: Option<String>,
    pub(super) postcode: Option<String>,
    pub(super) county: Option<County>,
    pub(super) group: StakeholderGroup,
    pub(super) involvement: DeclaredInvolvement,
    pub(super) interests: Option<String>,
    pub(super) offers: Option<String>,
    pub(super) asks: Option<String>,
    pub(super) owner: Option<AccountId>,
    /// How they agreed to be in the register, and on which day; none when it is the day of the import.
    pub(super) source: String,
    pub(super) said_on: Option<NaiveDate>,
    pub(super) with: Additions,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Changes {
    pub(super) target: Target,
    /// The name of the account that an address opens: the register's, which stays.
    #[serde(default)]
    pub(super) account_name: Option<String>,
    pub(super) details: Vec<DetailChange>,
    pub(super) with: Additions,
}

/// What is added to someone, whether they are new or not.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Additions {
    pub(super) places: Vec<NewPlace>,
    pub(super) parts: Vec<NewPart>,
    /// Tags they do not have yet.
    #[serde(default)]
    pub(super) tags: Vec<String>,
}

impl Additions {
    pub(super) fn is_empty(&self) -> bool {
        self.places.is_empty() && self.parts.is_empty() && self.tags.is_empty()
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct DetailChange {
    pub(super) detail: Detail,
    pub(super) before: Option<String>,
    pub(super) after: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct NewPlace {
    pub(super) place: Place,
    pub(super) job_title: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Place {
    Known(OrganisationId),
    Written(String),
    /// An organisation that the import adds; several rows may name it.
    Created(String),
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct NewPart {
    pub(super) project: ProjectId,
    pub(super) role: MembershipRole,
    pub(super) involvement: DeclaredInvolvement,
    /// None: from the day of the import.
    pub(super) from: Option<NaiveDate>,
    pub(super) until: Option<NaiveDate>,
    /// It would say something about their health, so it waits until they agree (rule 4).
    pub(super) waits: bool,
}
