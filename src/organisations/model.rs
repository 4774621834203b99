//! What an organisation is.

use chrono::NaiveDate;

use crate::kernel::{County, Invalid, OrganisationId, Text, choices, clean};

choices! {
    /// What sort of body it is.
    pub(crate) enum OrganisationKind as "organisation_kind" {
        NhsTrust = "nhs_trust", "NHS trust";
        NhsCommissioner = "nhs_commissioner", "NHS commissioner";
        Council = "council", "Council";
        University = "university", "University";
        GpPractice = "gp_practice", "GP practice";
        ThirdSector = "third_sector", "Charity or third sector";
        Company = "company", "Company";
        Other = "other", "Other";
    }
}

/// An organisation of the register.
#[derive(Clone, Debug)]
pub(crate) struct Organisation {
    pub(crate) id: OrganisationId,
    pub(crate) name: String,
    pub(crate) kind: OrganisationKind,
    pub(crate) county: Option<County>,
    pub(crate) ods_code: Option<String>,
    /// Other names people know it by, in alphabetical order.
    pub(crate) aliases: Vec<String>,
    /// First and last day, where they are known and it has ended.
    pub(crate) starts_on: Option<NaiveDate>,
    pub(crate) ends_on: Option<NaiveDate>,
    /// What is said of why it ended.
    pub(crate) ended_why: Option<String>,
    pub(crate) version: i32,
}

/// What the team says of an organisation; the audit trail keeps it in this form.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub(crate) struct Description {
    pub(crate) name: Text<200>,
    pub(crate) kind: OrganisationKind,
    pub(crate) county: Option<County>,
    pub(crate) ods_code: Option<OdsCode>,
    pub(crate) aliases: Vec<Text<200>>,
}

/// The code of the Organisation Data Service: 3 to 10 capital letters and digits, such as `RX1`.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(transparent)]
pub(crate) struct OdsCode(String);

impl OdsCode {
    pub(crate) fn parse(raw: &str) -> Result<Self, Invalid> {
        let code = clean(raw).to_ascii_uppercase();
        let is_code =
            (3..=10).contains(&code.len()) && code.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
        if is_code {
            Ok(Self(code))
        } else {
            Err(Invalid::new("Enter an ODS code of 3 to 10 letters and numbers, like RX1"))
        }
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

/// The most other names of one organisation.
const MOST_ALIASES: usize = 20;

/// One alias a line, without empty lines and repetitions; at most 20.
pub(crate) fn parse_aliases(raw: &str) -> Result<Vec<Text<200>>, Invalid> {
    let mut aliases: Vec<Text<200>> = Vec::new();
    for line in raw.lines().filter(|line| !line.trim().is_empty()) {
        let alias = Text::parse_line("a name", line)?;
        let is_new = aliases.iter().all(|known| known.as_str().to_lowercase() != alias.as_str().to_lowercase());
        if is_new {
            aliases.push(alias);
        }
        // At once: each line is compared with all before it, and there may be a million.
        if aliases.len() > MOST_ALIASES {
            return Err(Invalid::new("Enter 20 other names or fewer"));
        }
    }
    aliases.sort_by_key(|alias| alias.as_str().to_lowercase());
    Ok(aliases)
}

#[cfg(test)]
mod tests {
    use super::{OdsCode, parse_aliases};

    #[test]
    fn reads_one_alias_a_line() {
        let aliases = parse_aliases(" QMC \n\nNUH\nqmc\n").expect("aliases");
        assert_eq!(aliases.iter().map(|alias| alias.as_str()).collect::<Vec<_>>(), ["NUH", "QMC"]);
    }

    #[test]
    fn refuses_more_than_twenty() {
        let many: Vec<String> = (0..200_000).map(|number| number.to_string()).collect();
        assert!(parse_aliases(&many.join("\n")).is_err());
        assert_eq!(parse_aliases(&many[..20].join("\n")).map(|aliases| aliases.len()), Ok(20));
    }

    #[test]
    fn reads_ods_codes_in_any_case() {
        assert_eq!(OdsCode::parse("rx1").map(|code| code.as_str().to_owned()).as_deref(), Ok("RX1"));
        assert!(OdsCode::parse("R-1").is_err() && OdsCode::parse("R").is_err());
    }
}
