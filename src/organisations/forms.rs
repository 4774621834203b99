//! The form that describes an organisation.

use serde::{Deserialize, Serialize};

use super::model::{Description, OdsCode, Organisation, OrganisationKind, parse_aliases};
use crate::kernel::{Choice, County, Invalid, Text};
use crate::web::{FormErrors, opened};

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct OrganisationForm {
    pub(crate) name: String,
    pub(crate) kind: String,
    pub(crate) county: String,
    pub(crate) ods_code: String,
    pub(crate) aliases: String,
    /// The identity a new organisation gets: sending the form twice makes one.
    #[serde(skip_serializing)]
    pub(crate) id: String,
    /// What it held when it was opened: what somebody else has saved since is not overwritten.
    #[serde(skip_serializing)]
    pub(crate) opened: String,
}

impl From<&Organisation> for OrganisationForm {
    fn from(organisation: &Organisation) -> Self {
        let form = Self {
            name: organisation.name.clone(),
            kind: organisation.kind.code().to_owned(),
            county: organisation.county.map_or("", Choice::code).to_owned(),
            ods_code: organisation.ods_code.clone().unwrap_or_default(),
            aliases: organisation.aliases.join("\n"),
            id: organisation.id.to_string(),
            opened: String::new(),
        };
        Self { opened: opened(&form), ..form }
    }
}

impl OrganisationForm {
    pub(super) fn parse(&self) -> Result<Description, FormErrors> {
        let mut errors = FormErrors::default();
        let name = errors.keep("name", Text::parse_line("the name of the organisation", &self.name));
        let kind = OrganisationKind::from_code(&self.kind)
            .ok_or_else(|| Invalid::new("Choose what sort of organisation it is"));
        let kind = errors.keep("kind", kind);
        let county = errors.optional("county", &self.county, |raw| {
            County::from_code(raw).ok_or_else(|| Invalid::new("Choose a county from the list"))
        });
        let ods_code = errors.optional("ods_code", &self.ods_code, OdsCode::parse);
        let aliases = errors.keep("aliases", parse_aliases(&self.aliases));
        match (name, kind, county, ods_code, aliases) {
            (Some(name), Some(kind), Some(county), Some(ods_code), Some(aliases)) => {
                Ok(Description { name, kind, county, ods_code, aliases })
            }
            _ => Err(errors),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::OrganisationForm;

    #[test]
    fn reports_every_mistake_at_once() {
        let form =
            OrganisationForm { ods_code: "!".to_owned(), county: "mars".to_owned(), ..OrganisationForm::default() };
        let errors = form.parse().expect_err("mistakes");
        let fields: Vec<&str> = errors.iter().map(|(field, _)| field).collect();
        assert_eq!(fields, ["name", "kind", "county", "ods_code"]);
    }
}
